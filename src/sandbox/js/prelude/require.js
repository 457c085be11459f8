// `require`: libraries are loaded when first asked for.

const loaded = new Map();

/** Names that lead to another one. */
const LIBRARY_ALIASES = { "csv-parse/lib/sync": "csv-parse" };

const require = (name) => {
  const library = Object.hasOwn(LIBRARY_ALIASES, name) ? LIBRARY_ALIASES[name] : String(name);
  if (loaded.has(library)) return loaded.get(library).exports;
  const code = host("library", library);
  if (code === undefined) throw new Error(`Cannot find module '${name}'`);
  const module = { exports: {} };
  loaded.set(library, module);
  code(module.exports, require, module, library, "/", libraryProcess, global, console);
  return module.exports;
};

/** The little that libraries want of Node.js's `process`. */
const libraryProcess = { env: {}, browser: true, version: "", versions: {}, nextTick: (call, ...rest) => promiseThen.call(Promise.resolve(), () => call(...rest)) };
