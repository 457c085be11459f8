// `pm` itself: one prototype for the whole run, one fresh object for each script.

const scopes = {
  environment: new Scope("environment"),
  globals: new Scope("globals"),
  collectionVariables: new Scope("collection"),
  variables: new Scope("variables"),
  iterationData: new Scope("data"),
};

const setNextRequest = (target) => {
  if (target === null || target === undefined) host("next.stop");
  else host("next", String(target));
};

const skipRequest = () => {
  host("skip");
  throw SKIPPED;
};

const visualizer = {
  set(template, data) {
    if (typeof template !== "string") {
      throw new Error(`Invalid template. Template must be of type string, found ${typeof template}`);
    }
    if (data !== undefined && (data === null || typeof data !== "object")) {
      throw new Error(`Invalid data. Data must be an object, found ${typeof data}`);
    }
  },
  clear() {},
};

const pmPrototype = { test, expect, sendRequest, visualizer };
for (const [name, scope] of Object.entries(scopes)) pmPrototype[name] = scope;

lazy(pmPrototype, "info", () => {
  const { location, current, ...info } = host("info");
  return info;
});
lazy(pmPrototype, "execution", () => {
  const { location, current } = host("info");
  return { setNextRequest, skipRequest, location: Object.assign([...location], { current }) };
});
lazy(pmPrototype, "request", () => (execution.request = new Request(host("request"))));
lazy(pmPrototype, "response", () => {
  const head = host("response");
  return head && new Response(head, () => host("response.text"), () => host("response.bytes"));
});
lazy(pmPrototype, "cookies", () => new Cookies());
