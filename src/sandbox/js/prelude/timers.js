// Timers. The engine's loop keeps their times; this side keeps their callbacks.

let lastId = 0;
/** Callbacks by id, of timers and of questions to the host. */
const callbacks = new Map();

const setTimer = (kind) => (callback, delay, ...rest) => {
  const id = ++lastId;
  callbacks.set(id, { callback, rest, repeats: kind === "interval" });
  host("timer.set", id, Number(delay) || 0, kind);
  return id;
};

const clearTimer = (id) => {
  if (callbacks.delete(Number(id))) host("timer.clear", Number(id));
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

/** Asks the host something; `callback(error, value)` is called when the answer comes. */
const ask = (operation, callback, ...details) => {
  const id = ++lastId;
  callbacks.set(id, { callback });
  host(operation, id, ...details);
};

/** Called by the engine with the answer to a question, each side as JSON. */
const reply = (id, errorJson, valueJson) => {
  const question = callbacks.get(id);
  if (!question) return;
  callbacks.delete(id);
  question.callback(errorJson === undefined || errorJson === null ? null : parse(errorJson),
    valueJson === undefined || valueJson === null ? undefined : parse(valueJson));
};
