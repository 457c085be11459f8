// `pm.cookies` and its jar.

/** A cookie from the host's description. */
const cookieOf = ({ expires, ...cookie }) =>
  new Cookie({ ...cookie, expires: expires === null || expires === undefined ? null : new Date(expires * 1000), maxAge: 0 });

const cookiesOf = (described) => new CookieList(null, (described || []).map(cookieOf));

const jarRequires = (operation, what) => {
  throw new TypeError(`CookieJar.${operation}() requires ${what}`);
};

const jarUrl = (operation, url) => {
  if (url instanceof Url) return url.toString(true);
  if (!url || typeof url !== "string") jarRequires(operation, "a valid url");
  return new Url(url).toString(true);
};

/** Asks the jar; without a callback the answer is a promise. */
const askJar = (question, values, callback, read = same) => {
  if (typeof callback === "function") {
    ask(question, (error, value) => guarded(callback, error ? [errorOf(error)] : [null, read(value)]), ...values);
    return undefined;
  }
  return new Promise((resolve, reject) => {
    ask(question, (error, value) => (error ? reject(errorOf(error)) : resolve(read(value))), ...values);
  });
};

/** newman's jar wants a callback; newer ones give a promise without one. */
const jarCallback = (operation, callback) => {
  if (typeof callback !== "function" && !compat.givesPromises) jarRequires(operation, "a callback function");
  return callback;
};

const jarName = (operation, name) => {
  if (typeof name !== "string") jarRequires(operation, "cookie name to be a string");
  return name;
};

/**
 * The jar of the run.
 * Source: postman-sandbox 4.7, `PostmanCookieJar`, and its later versions for the promises.
 */
class CookieJar {
  get(url, name, callback) {
    const where = jarUrl("get", url);
    jarCallback("get", callback);
    return askJar(host.jarGet, [where, jarName("get", name)], callback, (value) => (value === null ? null : decodedOr(value)));
  }

  getAll(url, options, callback) {
    const where = jarUrl("getAll", url);
    const [wanted, call] = typeof options === "function" && !callback ? [{}, options] : [options ?? (compat.givesPromises ? {} : options), callback];
    jarCallback("getAll", call);
    if (typeof wanted !== "object") jarRequires("getAll", "options to be an object");
    return askJar(host.jarGetAll, [where, wanted?.http !== false], call, cookiesOf);
  }

  set(url, name, value, callback) {
    const where = jarUrl("set", url);
    const [given, call] = typeof value === "function" && !callback ? [null, value] : [value, callback];
    let cookie = name;
    if (name && given) cookie = { name, value: given };
    else if (typeof name !== "object" && typeof name !== "string") jarRequires("set", "a valid set cookie arguments");
    return askJar(host.jarSet, [where, stringify(cookie) ?? "null"], call ?? (compat.givesPromises ? undefined : () => {}), (set) => (set ? cookieOf(set) : undefined));
  }

  unset(url, name, callback) {
    const where = jarUrl("unset", url);
    return askJar(host.jarUnset, [where, jarName("unset", name)], callback ?? (compat.givesPromises ? undefined : () => {}));
  }

  clear(url, callback) {
    const where = jarUrl("clear", url);
    return askJar(host.jarClear, [where], callback ?? (compat.givesPromises ? undefined : () => {}));
  }
}

called(CookieJar, "PostmanCookieJar");

/** The cookies of the final URL. */
const currentCookies = () => {
  const cookies = cookiesOf(host.cookies());
  cookies.jar = () => new CookieJar();
  return cookies;
};
