// `require`: libraries are loaded when first asked for.

const loaded = new Map();

/** Names that lead to another one. Source: postman-sandbox 4.7, where `json` is liquid-json. */
const LIBRARY_ALIASES = { "csv-parse/lib/sync": "csv-parse", json: "liquid-json" };

/** Names of the bundles that no script asks for by them. */
const UNLISTED = /^(?:acorn|csv-parse|intl.*|liquid-json|lodash3|sugar.*|web-streams)$/;

/** The little that libraries want of Node.js's `process`. */
const libraryProcess = { env: {}, browser: true, version: "", versions: {}, nextTick: (call, ...rest) => promiseThen.call(Promise.resolve(), () => call(...rest)) };

/** The source of random bytes for the libraries; they have it even where scripts have none. */
const libraryCrypto = {
  getRandomValues(array) {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    bytes.set(new Uint8Array(host.randomBytes(bytes.length)));
    return array;
  },
  randomUUID: () => host.uuid(),
};

/** What is no library, but answers. Source: postman-sandbox 4.7, whose bundler puts these in. */
const STAND_INS = {
  fs: () => ({}),
  _process: () => {
    const nothing = () => {};
    const listeners = Object.fromEntries(["on", "addListener", "once", "off", "removeListener", "removeAllListeners", "emit"].map((name) => [name, nothing]));
    return { title: "browser", argv: [], ...libraryProcess, ...listeners };
  },
};

/** What `require` returns for a library where that differs from its package's exports. */
const ADAPTED = {
  // A function, as Postman's has been since before the package had versions; its other members came later.
  uuid: (package_) => {
    const uuid = { uuid: () => package_.v4() }.uuid;
    return Object.assign(uuid, compat.hasNewerMembers ? package_ : { v4: package_.v4 });
  },
  "crypto-js": (package_) => withNativeHashing(package_),
  chai: (package_) => taught(package_),
  "postman-collection": (package_) => recognising(package_),
};

const notFound = (name) => Object.assign(new Error(`Cannot find module '${name}'`), { code: "MODULE_NOT_FOUND" });

/** A library by the name of its bundle, for libraries and the prelude. */
const library = (name) => {
  const known = loaded.get(name);
  if (known) return known.exports;
  const module = { exports: {} };
  if (Object.hasOwn(STAND_INS, name)) module.exports = STAND_INS[name]();
  else {
    const code = host.library(name);
    if (code === undefined) throw notFound(name);
    loaded.set(name, module);
    code(module.exports, library, module, name, "/", libraryProcess, global, console, libraryCrypto);
    if (Object.hasOwn(ADAPTED, name)) module.exports = ADAPTED[name](module.exports);
  }
  loaded.set(name, module);
  return module.exports;
};

/** What scripts know as `require`. */
const require = (name) => {
  if (Object.hasOwn(LIBRARY_ALIASES, name)) return library(LIBRARY_ALIASES[name]);
  if (UNLISTED.test(name)) throw notFound(name);
  return library(String(name));
};
