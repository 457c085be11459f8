// `Event`, `EventTarget`, `AbortController` and `AbortSignal`.
//
// Source: the WHATWG's DOM standard.

const { DOMException, timers, reportUncaught } = internals;

class Event {
  #type;
  #flags;
  #stopped = false;
  #canceled = false;
  target = null;
  currentTarget = null;
  timeStamp = Date.now();

  constructor(type, { bubbles = false, cancelable = false, composed = false } = {}) {
    if (type === undefined) throw new TypeError("The \"type\" argument must be specified");
    this.#type = String(type);
    this.#flags = { bubbles: Boolean(bubbles), cancelable: Boolean(cancelable), composed: Boolean(composed) };
  }

  get type() {
    return this.#type;
  }

  get bubbles() {
    return this.#flags.bubbles;
  }

  get cancelable() {
    return this.#flags.cancelable;
  }

  get composed() {
    return this.#flags.composed;
  }

  get defaultPrevented() {
    return this.#canceled;
  }

  get isTrusted() {
    return false;
  }

  preventDefault() {
    if (this.cancelable) this.#canceled = true;
  }

  stopPropagation() {}

  stopImmediatePropagation() {
    this.#stopped = true;
  }

  static wasStopped(event) {
    return event.#stopped;
  }
}

const { wasStopped } = Event;
delete Event.wasStopped;

class CustomEvent extends Event {
  #detail;

  constructor(type, options = {}) {
    super(type, options);
    this.#detail = options.detail ?? null;
  }

  get detail() {
    return this.#detail;
  }
}

class EventTarget {
  #listeners = [];

  addEventListener(type, callback, options = {}) {
    const { once = false, signal } = typeof options === "object" && options !== null ? options : {};
    if (!callback || signal?.aborted || this.#listeners.some((known) => known.type === String(type) && known.callback === callback)) return;
    this.#listeners.push({ type: String(type), callback, once });
    signal?.addEventListener("abort", () => this.removeEventListener(type, callback), { once: true });
  }

  removeEventListener(type, callback) {
    this.#listeners = this.#listeners.filter((known) => known.type !== String(type) || known.callback !== callback);
  }

  dispatchEvent(event) {
    if (!(event instanceof Event)) throw new TypeError("The \"event\" argument must be an instance of Event");
    event.target = event.currentTarget = this;
    for (const { type, callback, once } of [...this.#listeners]) {
      if (type !== event.type) continue;
      if (once) this.removeEventListener(type, callback);
      try {
        if (typeof callback === "function") callback.call(this, event);
        else callback.handleEvent(event);
      } catch (error) {
        reportUncaught(error);
      }
      if (wasStopped(event)) break;
    }
    event.currentTarget = null;
    return !event.defaultPrevented;
  }
}

const aborted = (reason) => (reason === undefined ? new DOMException("This operation was aborted", "AbortError") : reason);

/** Only this file can make a signal. */
const MAKING = Symbol("making");

class AbortSignal extends EventTarget {
  #aborted = false;
  #reason;
  onabort = null;

  constructor(key) {
    if (key !== MAKING) throw new TypeError("Illegal constructor");
    super();
  }

  get aborted() {
    return this.#aborted;
  }

  get reason() {
    return this.#reason;
  }

  throwIfAborted() {
    if (this.#aborted) throw this.#reason;
  }

  static fire(signal, reason) {
    if (signal.#aborted) return;
    signal.#aborted = true;
    signal.#reason = aborted(reason);
    const event = new Event("abort");
    if (typeof signal.onabort === "function") signal.addEventListener("abort", signal.onabort, { once: true });
    signal.dispatchEvent(event);
  }

  static abort(reason) {
    const signal = new AbortSignal(MAKING);
    fire(signal, reason);
    return signal;
  }

  static timeout(delay) {
    const signal = new AbortSignal(MAKING);
    timers.setTimeout(() => fire(signal, new DOMException("The operation was aborted due to timeout", "TimeoutError")), delay);
    return signal;
  }

  static any(signals) {
    const all = [...signals];
    const signal = new AbortSignal(MAKING);
    const first = all.find((one) => one.aborted);
    if (first) fire(signal, first.reason);
    else for (const one of all) one.addEventListener("abort", () => fire(signal, one.reason), { once: true });
    return signal;
  }
}

const { fire } = AbortSignal;
delete AbortSignal.fire;

class AbortController {
  #signal = new AbortSignal(MAKING);

  get signal() {
    return this.#signal;
  }

  abort(reason) {
    fire(this.#signal, reason);
  }
}

for (const Class of [Event, EventTarget, AbortSignal, AbortController]) {
  Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: Class.name, configurable: true });
}

Object.assign(exports, { Event, CustomEvent, EventTarget, AbortSignal, AbortController });
