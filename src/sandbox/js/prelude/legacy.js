// The globals of Postman's first scripts. Each is made when a script first reads it, and warns when it is first used.

/** What to use instead. Source: postman-sandbox 4.7. */
const LEGACY_SUCCESSORS = {
  tests: "pm.test()",
  globals: "pm.globals",
  environment: "pm.environment",
  data: "pm.iterationData",
  request: "pm.request",
  responseCookies: "pm.cookies",
  responseHeaders: "pm.response.headers",
  responseCode: "pm.response.code",
  _: "require('lodash')",
  CryptoJS: "require('crypto-js')",
  atob: "require('atob')",
  btoa: "require('btoa')",
  tv4: "require('ajv')",
  xml2Json: "require('xml2js')",
  Backbone: "require('backbone')",
  cheerio: "require('cheerio')",
  "postman.setNextRequest": "pm.execution.setNextRequest()",
};

const warnOnce = (name) => {
  if (execution.warned.has(name)) return;
  execution.warned.add(name);
  host.console("warn", stringify([`Using "${name}" is deprecated. Use "${LEGACY_SUCCESSORS[name]}" instead.`]));
};

/** Warns when a member of `postman` is used: newman warns of every member, newer versions of the one with a successor. */
const warnOfPostman = (member) => {
  if (compat.warnsOfEveryPostmanMember || member === "setNextRequest") warnOnce("postman.setNextRequest");
};

/** Something that warns when it is first used. */
const watched = (name, target) => {
  const warn = name === "postman" ? warnOfPostman : () => warnOnce(name);
  return new Proxy(target, {
    get(own, member) {
      warn(member);
      return own[member];
    },
    set(own, member, value) {
      warn(member);
      own[member] = value;
      return true;
    },
    apply(own, self, values) {
      warn();
      return apply(own, self, values);
    },
  });
};

const byText = (value) => (value && typeof value.toString === "function" ? value.toString() : value);

/** Setters and clearers of one scope, which keep the script's snapshot of it in step. */
const legacyScope = (scope, snapshot) => ({
  set(key, value) {
    const text = byText(value);
    snapshot()[key] = text;
    return scope.set(key, text);
  },
  get: (key) => scope.get(key),
  clear(key) {
    if (key) delete snapshot()[key];
    return scope.unset(key);
  },
  clearAll() {
    for (const key of keysOf(snapshot())) delete snapshot()[key];
    return scope.clear();
  },
});

const legacyEnvironment = legacyScope(scopes.environment, () => legacySnapshot("environment"));
const legacyGlobalScope = legacyScope(scopes.globals, () => legacySnapshot("globals"));

/** The plain copy of a scope that the script sees, as it was when the script began. */
const legacySnapshot = (name) => {
  const { snapshots } = execution;
  return (snapshots[name] ??= scopes[name].toObject());
};

const postmanInterface = () => {
  const members = {
    setEnvironmentVariable: legacyEnvironment.set,
    getEnvironmentVariable: legacyEnvironment.get,
    clearEnvironmentVariable: legacyEnvironment.clear,
    clearEnvironmentVariables: legacyEnvironment.clearAll,
    setGlobalVariable: legacyGlobalScope.set,
    getGlobalVariable: legacyGlobalScope.get,
    clearGlobalVariable: legacyGlobalScope.clear,
    clearGlobalVariables: legacyGlobalScope.clearAll,
    setNextRequest: (target) => setNextRequest(target),
  };
  if (execution.event !== "test") return members;
  return {
    ...members,
    getResponseHeader: (name) => execution.pm.response.headers.one(name)?.value,
    getResponseCookie: (name) => execution.pm.cookies.one(String(name)),
  };
};

const legacyResponseHeaders = ({ headers }) => {
  const out = {};
  for (const { key, value, disabled } of headers) if (!disabled) out[key] = value;
  return out;
};

/** Code and name are stored; their explanation is looked up when a script reads it. */
const legacyResponseCode = (response) => {
  if (response.code === undefined) return response.details();
  const details = lazy({ name: response.status }, "detail", () => response.details().detail);
  details.code = response.code;
  return lazy(details, "standardName", () => response.details().standardName);
};

const legacyFields = (params) => {
  const out = {};
  for (const { key, value, disabled } of params) {
    if (disabled) continue;
    if (!out[key]) out[key] = value;
    else if (isArray(out[key])) out[key].push(value);
    else out[key] = [out[key], value];
  }
  return out;
};

const legacyRequestData = (body) => {
  if (!body || body.isEmpty()) return {};
  if (body.mode === "raw") return body.raw || {};
  if (body.mode === "urlencoded" || body.mode === "formdata") return legacyFields(body[body.mode]);
  return (body.mode === "file" && body.file.content) || {};
};

const legacyRequest = () => {
  const { request, info } = execution.pm;
  return {
    id: info.requestId,
    name: info.requestName,
    description: request.description ? String(request.description) : undefined,
    headers: request.headers.toObject(true, false, true, true),
    method: request.method,
    url: request.url.toString(),
    data: legacyRequestData(request.body),
  };
};

/** Source: postman-sandbox 4.7, the options of its `xml2Json`. What does not parse is said in the console by default. */
const xml2Json = (text) => {
  let result = {};
  const options = { explicitArray: false, async: false, trim: true, mergeAttrs: false };
  require("xml2js").parseString(text, options, (error, value) => {
    if (error && compat.logsXmlErrors) console.error(error);
    result = value;
  });
  return result;
};

/** What only a test script has. Elsewhere the name is there and undefined: taking it away for each script costs too much. */
const ofResponse = (read) => () => (execution.event === "test" ? read(execution.pm.response) : undefined);

/** Each is computed when a script first reads it. */
const legacyGlobals = {
  tests: () => (execution.legacyTests = {}),
  iteration: () => execution.pm.info.iteration,
  postman: postmanInterface,
  request: legacyRequest,
  data: () => scopes.iterationData.toObject(),
  environment: () => legacySnapshot("environment"),
  globals: () => legacySnapshot("globals"),
  _: () => library("lodash3"),
  CryptoJS: () => require("crypto-js"),
  atob: () => require("atob"),
  btoa: () => require("btoa"),
  tv4: () => require("tv4"),
  Backbone: () => require("backbone"),
  cheerio: () => require("cheerio"),
  xml2Json: () => xml2Json,
  responseBody: ofResponse((response) => response.text()),
  responseTime: ofResponse((response) => response.responseTime),
  responseHeaders: ofResponse(legacyResponseHeaders),
  responseCookies: ofResponse(() => execution.pm.cookies),
  responseCode: ofResponse(legacyResponseCode),
};

/** Names whose lazy property a script has replaced. */
const touchedGlobals = new Set();

const lazyGlobal = (name, make) => {
  const place = (value) => {
    touchedGlobals.add(name);
    defineProperty(global, name, { value, writable: true, configurable: true, enumerable: false });
    return value;
  };
  defineProperty(global, name, {
    configurable: true,
    enumerable: false,
    get() {
      const value = make();
      const usable = (typeof value === "object" && value !== null) || typeof value === "function";
      return place(usable ? watched(name, value) : value);
    },
    set: place,
  });
};

/** Whether the legacy globals stand; unknown before the first script, since the engine has some of the names too. */
let standing;

/** Puts the legacy globals back as they are before they are first read; `plain` scripts do without them. */
const resetLegacyGlobals = (plain) => {
  if (plain) for (const name of keysOf(legacyGlobals)) delete global[name];
  else for (const name of standing ? touchedGlobals : keysOf(legacyGlobals)) lazyGlobal(name, legacyGlobals[name]);
  standing = !plain;
  touchedGlobals.clear();
};

/** The entries of `tests`, after all others. */
const finishLegacyTests = () => {
  const { legacyTests } = execution;
  if (!legacyTests) return;
  execution.legacyTests = null;
  for (const name of keysOf(legacyTests)) {
    const index = execution.tests++;
    if (legacyTests[name]) decided(name, index);
    else host.testFailed(name, index, stringify({ name: "AssertionError", message: `expected ${String(legacyTests[name])} to be truthy` }));
  }
};
