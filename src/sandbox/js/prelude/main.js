// What the engine calls, and what scripts find in the global object.

/** Source: the Web Cryptography API; `subtle` is not there. */
const crypto = {
  getRandomValues(array) {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    bytes.set(new Uint8Array(host("random", bytes.length)));
    return array;
  },
  randomUUID: () => host("uuid"),
};

const visible = { console, require, postman, crypto, ...timers };
for (const name of keysOf(visible)) {
  defineProperty(global, name, { value: visible[name], writable: true, configurable: true, enumerable: false });
}
for (const name of keysOf(legacyGlobals)) lazyGlobal(name);
for (const name of ["globalThis", "performance", "navigator"]) {
  if (name in global) defineProperty(global, name, { value: undefined, writable: true, configurable: true });
}

// Scripts know the lenient parser by this name. Source: postman-sandbox 4.7.
JSON.parse = { parse: (text, reviver) => parseLeniently(text, reviver) }.parse;

/** Called before each script. */
const begin = (event) => {
  callbacks.clear();
  execution = {
    event,
    pm: create(pmPrototype),
    tests: 0,
    pending: new Set(),
    legacyTests: null,
    request: null,
    settled: false,
    compat: compatNewman,
  };
  if (touchedGlobals.size) resetLegacyGlobals();
  global.pm = execution.pm;
};

const compatNewman = host("compat") === true;

/** Starts a script. */
const run = (script) => {
  const current = execution;
  const over = () => {
    current.settled = true;
  };
  const failed = (error) => {
    over();
    if (error !== SKIPPED) host("failure", describe(error));
  };
  apply(promiseThen, apply(script, {}, []), [over, failed]);
};

const NEVER_RESUMED = "the script ended while it was awaiting a promise that nothing can settle any more";

/** Called when nothing of the script is left to do. */
const finish = () => {
  if (!execution.settled && !execution.compat) host("failure", stringify({ name: "Error", message: NEVER_RESUMED }));
  finishTests();
  finishLegacyTests();
  if (execution.event === "prerequest" && execution.request) host("request.write", stringify(execution.request));
};

return { begin, run, fire, reply, finish };
