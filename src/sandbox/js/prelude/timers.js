// Timers. The engine's loop keeps their times; this side keeps their callbacks.

let lastId = 0;
/** Callbacks by id, of timers and of questions to the host. */
const callbacks = new Map();

const setTimer = (kind) => (callback, delay, ...rest) => {
  const id = ++lastId;
  callbacks.set(id, { callback, rest, repeats: kind === "interval" });
  host.setTimer(id, Number(delay) || 0, kind);
  return id;
};

const clearTimer = (id) => {
  if (callbacks.delete(Number(id))) host.clearTimer(Number(id));
};

const timers = {
  setTimeout: setTimer("timeout"),
  setInterval: setTimer("interval"),
  setImmediate: (callback, ...rest) => setTimer("immediate")(callback, 0, ...rest),
  clearTimeout: clearTimer,
  clearInterval: clearTimer,
  clearImmediate: clearTimer,
};

/** Called by the engine when a timer is due. */
const fire = (id) => {
  const timer = callbacks.get(id);
  if (!timer) return;
  if (!timer.repeats) callbacks.delete(id);
  guarded(timer.callback, timer.rest);
};

/** Calls something of the script's from outside its synchronous part. */
const guarded = (callback, values, context) => {
  if (typeof callback !== "function") return;
  try {
    apply(callback, context, values);
  } catch (error) {
    reportUncaught(error);
  }
};

/** Asks the host a question, which is one of its functions; `callback(error, value)` is called with the answer. */
const ask = (question, callback, ...details) => {
  const id = ++lastId;
  // The host may refuse the question by an exception.
  question(id, ...details);
  callbacks.set(id, { callback });
};

/** The engine calls it with the answer to a question: an error, or the value. */
const reply = (id, error, value) => {
  const question = callbacks.get(id);
  if (!question) return;
  callbacks.delete(id);
  question.callback(error ?? null, value);
};
