// The functions that the engine calls, and the members of the global object that scripts find.

const visible = { console, pm: undefined, require, ...timers };
for (const name of keysOf(visible)) {
  // `require` alone is listed. Source: newman 6.2.
  defineProperty(global, name, { value: visible[name], writable: true, configurable: true, enumerable: name === "require" });
}
installNewerGlobals();
installLocale();
installSugar();
lazy(global, "Buffer", () => require("buffer").Buffer, false);
for (const name of ["globalThis", "performance", "navigator"]) {
  delete global[name];
}

// Scripts know the lenient parser by this name. Source: postman-sandbox 4.7.
JSON.parse = { parse: (text, reviver) => parseLeniently(text, reviver) }.parse;
JSON.stringify = { stringify: (value, replacer, space) => stringifyWordily(value, replacer, space) }.stringify;

/** Called before each script; `plain` ones do without the legacy globals. An execution inside of another one gives way to it at its end. */
const begin = (event, plain) => {
  execution = {
    event,
    plain,
    pm: create(event === "test" ? testPrototype : pmPrototype),
    tests: 0,
    pending: new Set(),
    live: new Map(),
    opened: new Map(),
    stored: new Map(),
    ids: new Map(),
    legacyTests: null,
    snapshots: {},
    warned: new Set(),
    request: null,
    settled: false,
  };
  callbacks.clear();
  execution.pm.test = makeTest();
  if (touchedGlobals.size || standing !== !plain) resetLegacyGlobals(plain);
  global.pm = execution.pm;
};

/** Starts a script. What it puts on `this` is its own, and the globals can be read there; some are its parameters. */
const run = (script, parameters) => {
  const current = execution;
  const over = () => {
    current.settled = true;
  };
  const failed = (error) => {
    over();
    // What newman's scripts throw is lost where it is nothing.
    if (error !== SKIPPED && (error || !compat.losesFalsyExceptions)) host.scriptFailed(describeThrown(error));
  };
  try {
    const values = [undefined];
    for (let at = 0; at < parameters.length; at++) values[at + 1] = global[parameters[at]];
    const promise = apply(script, create(global), values);
    if (compat.awaitsScripts) apply(promiseThen, promise, [over, failed]);
    else over();
  } catch (error) {
    failed(error);
  }
  // newman looks at `tests` when the synchronous part is over, and never again.
  if (compat.readsTestsEarly) finishLegacyTests();
};

const NEVER_RESUMED = "the script ended while it was awaiting a promise that nothing can settle any more";

/** Hands the request over as the script has left it. */
const writeRequest = () => {
  try {
    host.writeRequest(requestText(execution.request.toJSON()));
  } catch (error) {
    host.scriptFailed(describeThrown(error));
  }
};

/** Called when nothing of the script is left to do. */
const finish = () => {
  if (!execution.settled && compat.awaitsScripts) host.scriptFailed(stringify({ name: "Error", message: NEVER_RESUMED }));
  finishTests();
  finishLegacyTests();
  settleObjects();
  if (execution.event === "prerequest" && execution.request) writeRequest();
};

return { begin, run, fire, reply, finish };
