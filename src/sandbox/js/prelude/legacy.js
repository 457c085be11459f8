// The globals of Postman's first scripts.

const byName = (list, name) => list.members.findLast((member) => lower(member.key) === lower(name));

const postman = {
  setEnvironmentVariable: (key, value) => scopes.environment.set(key, value === undefined ? value : String(value)),
  getEnvironmentVariable: (key) => scopes.environment.get(key),
  clearEnvironmentVariable: (key) => scopes.environment.unset(key),
  clearEnvironmentVariables: () => scopes.environment.clear(),
  setGlobalVariable: (key, value) => scopes.globals.set(key, value === undefined ? value : String(value)),
  getGlobalVariable: (key) => scopes.globals.get(key),
  clearGlobalVariable: (key) => scopes.globals.unset(key),
  clearGlobalVariables: () => scopes.globals.clear(),
  setNextRequest,
  getResponseHeader: (name) => byName(execution.pm.response.headers, name)?.value,
  getResponseCookie: (name) => execution.pm.cookies.one(name),
};

/** Each is computed when a script first reads it. */
const legacyGlobals = {
  tests: () => (execution.legacyTests = {}),
  responseBody: () => execution.pm.response?.text(),
  responseTime: () => execution.pm.response?.responseTime,
  responseHeaders: () => execution.pm.response?.headers.toObject(),
  responseCookies: () => execution.pm.cookies.all(),
  responseCode: () => {
    const { response } = execution.pm;
    return response && { code: response.code, name: response.status, detail: response.status, standardName: response.status };
  },
  request: () => {
    const { request } = execution.pm;
    const { body } = request;
    return {
      id: execution.pm.info.requestId,
      name: execution.pm.info.requestName,
      description: request.description,
      headers: request.getHeaders({ ignoreCase: true }),
      method: request.method,
      url: request.url.toString(),
      data: body?.mode === "raw" ? body.raw : body?.[body.mode]?.toObject?.() ?? {},
    };
  },
  data: () => scopes.iterationData.toObject(),
  iteration: () => execution.pm.info.iteration,
  environment: () => scopes.environment.toObject(),
  globals: () => scopes.globals.toObject(),
  _: () => require("lodash3"),
  CryptoJS: () => require("crypto-js"),
  tv4: () => require("tv4"),
  Backbone: () => require("backbone"),
  cheerio: () => require("cheerio"),
  xml2Json: () => xml2Json,
  Buffer: () => require("buffer").Buffer,
};

/** Source: postman-sandbox 4.7, the options of its `xml2Json`. */
const xml2Json = (text) => {
  let result;
  require("xml2js").parseString(text, { explicitArray: false, async: false, trim: true, mergeAttrs: false }, (error, value) => {
    if (error) console.error(error);
    else result = value;
  });
  return result;
};

/** Puts the legacy globals back as they are before they are first read. */
const resetLegacyGlobals = () => {
  for (const name of touchedGlobals) lazyGlobal(name);
  touchedGlobals.clear();
};

const touchedGlobals = new Set();

const lazyGlobal = (name) => {
  const place = (value) => {
    touchedGlobals.add(name);
    defineProperty(global, name, { value, writable: true, configurable: true, enumerable: false });
    return value;
  };
  defineProperty(global, name, {
    configurable: true,
    enumerable: false,
    get: () => place(legacyGlobals[name]()),
    set: place,
  });
};

/** The entries of `tests`, after all others. */
const finishLegacyTests = () => {
  const { legacyTests } = execution;
  if (!legacyTests) return;
  for (const name of keysOf(legacyTests)) {
    const index = execution.tests++;
    if (legacyTests[name]) decided(name, index);
    else host("failed", name, index, stringify({ name: "AssertionError", message: `expected ${String(legacyTests[name])} to be truthy` }));
  }
};
