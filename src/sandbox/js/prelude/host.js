// What the prelude needs of the language and of the host, taken before any script can change it.

const { stringify, parse } = JSON;
const { apply, ownKeys } = Reflect;
const { then: promiseThen } = Promise.prototype;
const { defineProperty, defineProperties, create, setPrototypeOf, getPrototypeOf, keys: keysOf } = Object;
const { isArray } = Array;
const global = globalThis;

/** What differs under `--compat newman`: one named question for each behaviour. The Rust side has `Compat` for it. */
const compat = ((isNewman) => ({
  /** A script may use `await` at its top level, and its promise is waited for. */
  awaitsScripts: !isNewman,
  /** A promise that a test returns decides the test. */
  awaitsTests: !isNewman,
  /** A test that is never decided fails. */
  failsUndecidedTests: !isNewman,
  /** A test without a function passes. */
  passesEmptyTests: isNewman,
  /** Each call of a test's `done` counts as a test. */
  countsEveryDone: isNewman,
  /** A thrown value that is not an error still has a message. */
  describesThrownValues: !isNewman,
  /** An exception whose value is falsy ends the script without a failure. */
  losesFalsyExceptions: isNewman,
  /** Assertions that newman skips, such as `jsonBody` with a value, are made. */
  assertsJsonBody: !isNewman,
  /** The reason phrase in a failed assertion is the one that newman has. */
  hasNewmansPhrases: isNewman,
  /** Globals and members of `pm` that came after newman exist: `pm.vault`, `URL`, `pm.execution.runRequest`. */
  hasNewerMembers: !isNewman,
  /** Every member of `postman` warns that it is deprecated. */
  warnsOfEveryPostmanMember: isNewman,
  /** `tests` is read as soon as the synchronous part of a script is over. */
  readsTestsEarly: isNewman,
  /** An error of `xml2Json` is logged. */
  logsXmlErrors: !isNewman,
  /** The cookie jar and `pm.sendRequest` give a promise when they are called without a callback. */
  givesPromises: !isNewman,
  /** The cookies of an answer of `pm.sendRequest` are known to the answer. */
  knowsCookiesOfAnswers: !isNewman,
  /** The callback of a failed `pm.sendRequest` gets a response without members; today's Postman gives none. */
  answersFailures: isNewman,
  /** `pm.sendRequest` leaves out what it cannot read of a request. */
  losesUnknownShapes: isNewman,
  /** A failed `pm.sendRequest` gives an `Error`; newman gives a plain object. */
  givesErrors: !isNewman,
}))(host.isNewman());

/** The state of the script that runs now; a fresh one for each execution. */
let execution = null;

/** The JSON text of a value. Values that JSON lacks become texts or null; undefined stays undefined. */
const toJson = (value) => {
  try {
    return stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner));
  } catch {
    return stringify(String(value));
  }
};

/** Defines a property that is computed when first read, and can be overwritten like any other. */
const lazy = (target, name, make, enumerable = true) =>
  defineProperty(target, name, {
    configurable: true,
    enumerable,
    get() {
      const value = apply(make, this, []);
      defineProperty(this, name, { value, writable: true, configurable: true, enumerable });
      return value;
    },
    set(value) {
      defineProperty(this, name, { value, writable: true, configurable: true, enumerable });
    },
  });

/** The function of a call site. Scripts do not get it: it would hand out those of the prelude, and the host's own. */
const functionOfSite = (() => {
  Error.prepareStackTrace = (_, sites) => sites;
  const prototype = getPrototypeOf(new Error().stack[0]);
  Error.prepareStackTrace = undefined;
  const { getFunction } = prototype;
  delete prototype.getFunction;
  return (site) => apply(getFunction, site, []);
})();

/** Lets a class show under the name that Postman's has: it stands in the texts of failed assertions, and the SDK knows its own by it. */
const called = (Class, name) => {
  defineProperty(Class, "name", { value: name });
  const short = name === "PostmanPropertyDescription" ? "Description" : name.slice("Postman".length);
  return defineProperty(Class, "_postman_propertyName", { value: short });
};
