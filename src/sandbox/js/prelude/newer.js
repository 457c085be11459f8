// What newer versions of Postman added to `pm`: the vault, packages, and running another request.

/** An answer of the host as a promise. */
const asked = (question, read, ...details) => new Promise((resolve, reject) => {
  ask(question, (error, value) => (error ? reject(errorOf(error)) : resolve(read(value))), ...details);
});

/** The host's answer, or its complaint as an exception. */
const answered = ({ error, value }) => {
  if (error !== undefined) throw new Error(error);
  return value;
};

const vaultKey = (key) => {
  if (typeof key !== "string" || key === "") throw new TypeError("pm.vault: the key must be a text that is not empty");
  return key;
};

/** Source: postman-sandbox 5.1: each returns a promise. */
const vault = {
  get: async (key) => answered(host.getSecret(vaultKey(key))),
  set: async (key, value) => answered(host.setSecret(vaultKey(key), String(value))),
  unset: async (key) => answered(host.unsetSecret(vaultKey(key))),
};

/** Modules of packages, by their file. */
const packageModules = new Map();

/** `pm.require("npm:name@version")`, or the name alone: a package of the folder that `--packages` names. */
const requirePackage = (name) => {
  if (typeof name !== "string" || name === "") throw new Error("pm.require: the name of a package must be a text that is not empty");
  return loadModule(answered(host.package(name)));
};

/** Runs a module of a package once. What it requires comes from its package's neighbours, then from the built-in libraries. */
const loadModule = ({ file, source, json }) => {
  const known = packageModules.get(file);
  if (known) return known.exports;
  const module = { exports: {} };
  packageModules.set(file, module);
  if (json) return (module.exports = parse(source));
  const ask = (name) => {
    const found = host.package(String(name), file);
    if (found.error === undefined) return loadModule(found.value);
    if (found.builtin) return require(name);
    throw new Error(found.error);
  };
  try {
    const body = evaluateModule(source, file);
    apply(body, module.exports, [module.exports, ask, module, file, "/", libraryProcess, global, console]);
  } catch (error) {
    packageModules.delete(file);
    throw error;
  }
  return module.exports;
};

const evaluateModule = (source, file) => {
  try {
    return new Function("exports", "require", "module", "__filename", "__dirname", "process", "global", "console", source);
  } catch (error) {
    throw new SyntaxError(`Error in package '${file}': ${error.message}`);
  }
};

/**
 * Runs another request of the collection, with its scripts; the answer is its response, or null when it was skipped.
 * Source: postman-runtime 7.46.
 */
const runRequest = (id, options) => {
  if (typeof id !== "string" || id === "") return Promise.reject(new Error("pm.execution.runRequest: the request's id or name must be a text"));
  const variables = isPlainObject(options?.variables) ? options.variables : {};
  const read = (head) => {
    // Its scripts may have changed what this one has read.
    refreshScopes();
    return head ? answer(head) : null;
  };
  settleLists();
  return asked(host.runRequest, read, id, stringify(variables));
};
