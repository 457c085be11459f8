// What the prelude needs of the language and of the host, taken before any script can change it.

const { stringify, parse } = JSON;
const { apply, ownKeys } = Reflect;
const { then: promiseThen } = Promise.prototype;
const { defineProperty, defineProperties, create, setPrototypeOf, getPrototypeOf, keys: keysOf } = Object;
const { isArray } = Array;
const global = globalThis;

/** True where newman's verdicts count, and its globals. */
const compatNewman = host("compat") === true;

/** The state of the script that runs now; a fresh one for each execution. */
let execution = null;

/** JSON text of a value, with what JSON cannot say turned into text or null; undefined stays undefined. */
const toJson = (value) => {
  try {
    return stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner));
  } catch {
    return stringify(String(value));
  }
};

/** Defines a property that is computed when first read, and can be overwritten like any other. */
const lazy = (target, name, compute, enumerable = true) =>
  defineProperty(target, name, {
    configurable: true,
    enumerable,
    get() {
      const value = apply(compute, this, []);
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
