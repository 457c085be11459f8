// `pm.cookies` and its jar.

const cookieMember = (cookie) => ({ ...cookie, key: cookie.name });

/** The jar's operations and what their arguments must be. */
const jarOperation = (operation, names) => (...values) => {
  const callback = typeof values.at(-1) === "function" ? values.pop() : undefined;
  const fail = (what) => {
    throw new TypeError(`CookieJar.${operation}() requires ${what}`);
  };
  if (typeof values[0] !== "string" && typeof values[0]?.toString !== "function") fail("a valid url");
  if (names && typeof values[1] !== "string" && !(operation === "set" && typeof values[1] === "object")) {
    fail("cookie name to be a string");
  }
  const json = stringify([String(values[0]), ...values.slice(1)]);
  if (callback) return ask("jar", (error, value) => guarded(callback, [errorOf(error), value]), operation, json);
  return new Promise((resolve, reject) => {
    ask("jar", (error, value) => (error ? reject(errorOf(error)) : resolve(value)), operation, json);
  });
};

const jar = {
  get: jarOperation("get", true),
  getAll: jarOperation("getAll", false),
  set: jarOperation("set", true),
  unset: jarOperation("unset", true),
  clear: jarOperation("clear", false),
};

/** The cookies of the final URL. */
class Cookies extends List {
  constructor() {
    super((host("cookies") || []).map(cookieMember), false);
  }

  jar() {
    return jar;
  }
}
