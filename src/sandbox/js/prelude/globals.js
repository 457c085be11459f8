// The globals of newer versions of Postman. Each is a module of its own (`../web`), loaded when a script first reads it.

const webModules = new Map();

/** What the modules need of the engine and of the prelude, taken before any script can change it. */
const internals = {
  global,
  DOMException: global.DOMException,
  timers,
  reportUncaught,
  toBase64: (bytes) => library("buffer").Buffer.from(bytes).toString("base64"),
  fromBase64: (text) => new Uint8Array(library("buffer").Buffer.from(text, "base64")),
  natively: { dateToString: Date.prototype.toString, timeToString: Date.prototype.toTimeString },
};

/** One of our own modules, of `../web` or `../words`; `require` leads to the libraries of npm. */
const web = (name) => {
  if (name === "require") return library;
  const known = webModules.get(name);
  if (known) return known;
  const exports = {};
  webModules.set(name, exports);
  host.module(name)(exports, web, compute, host, internals);
  return exports;
};

/** Each global by its module. Source: postman-sandbox 6. */
const NEWER_GLOBALS = {
  url: ["URL", "URLSearchParams"],
  encoding: ["TextEncoder", "TextDecoder"],
  crypto: ["crypto", "Crypto", "CryptoKey", "SubtleCrypto"],
  clone: ["structuredClone"],
  events: ["AbortController", "AbortSignal", "CustomEvent", "Event", "EventTarget"],
  blob: ["Blob", "File"],
  intl: ["Intl"],
  streams: [
    "ByteLengthQueuingStrategy", "CompressionStream", "CountQueuingStrategy", "DecompressionStream", "ReadableStream",
    "TextDecoderStream", "TextEncoderStream", "TransformStream", "WritableStream",
  ],
};

/** What the engine has and newman's scripts do not see. Source: newman 6.2, postman-sandbox 4.7. */
const ABSENT_IN_NEWMAN = [
  "AggregateError", "AsyncDisposableStack", "DOMException", "DisposableStack", "FinalizationRegistry", "Float16Array",
  "Iterator", "SuppressedError", "WeakRef", "queueMicrotask",
];

const installNewerGlobals = () => {
  if (!compat.hasNewerMembers) {
    for (const name of ABSENT_IN_NEWMAN) delete global[name];
    return;
  }
  for (const module of keysOf(NEWER_GLOBALS)) {
    for (const name of NEWER_GLOBALS[module]) lazy(global, name, () => web(module)[name], false);
  }
};

/** What the engine does without locales, in English: V8's words and order. The work is done in `../web/locale.js`. */
const LOCALISED = [
  [Date.prototype, ["toLocaleString", "toLocaleDateString", "toLocaleTimeString", "toString", "toTimeString"]],
  [Number.prototype, ["toLocaleString"]],
  [BigInt.prototype, ["toLocaleString"]],
  [String.prototype, ["localeCompare"]],
];

const installLocale = () => {
  for (const [prototype, names] of LOCALISED) {
    const kind = prototype.constructor.name;
    for (const name of names) {
      const { [name]: value } = { [name](...values) { return web("locale")[kind][name](this, ...values); } };
      defineProperty(prototype, name, { value, writable: true, configurable: true, enumerable: false });
    }
  }
};
