// `pm` itself: one prototype for the whole run, one fresh object for each script.

const setNextRequest = (target) => {
  host.setNextRequest(target === undefined || target === null ? target : String(target));
};

const skipRequest = () => {
  if (execution.event !== "prerequest") throw new TypeError("pm.execution.skipRequest is not a function");
  host.skipRequest();
  throw SKIPPED;
};

const needs = (what, value, holds, wanted) => {
  if (!holds) throw new Error(`Invalid ${what}. ${what[0].toUpperCase()}${what.slice(1)} must be ${wanted}, found ${typeof value}`);
};

/** Does nothing with its arguments but to check them. */
const visualizer = {
  set(template, data, options) {
    needs("template", template, typeof template === "string", "of type string");
    needs("data", data, !data || typeof data === "object", "an object");
    needs("options", options, !options || typeof options === "object", "an object");
  },
  clear() {},
};

/** Gives an object members that cannot be changed and are not listed. */
const readOnly = (target, members) => {
  for (const name of keysOf(members)) {
    if (members[name] !== undefined) defineProperty(target, name, { value: members[name] });
  }
  return target;
};

class Postman {}

const pmPrototype = Postman.prototype;

/** What test scripts get: a response is nothing that others have. */
const testPrototype = create(pmPrototype);

/** A member that is made when a script first reads it, and that cannot be replaced. */
const pmMember = (name, make, prototype = pmPrototype) =>
  defineProperty(prototype, name, {
    get() {
      const value = make();
      defineProperty(this, name, { value });
      return value;
    },
  });

/** A member that only newer versions of Postman have: under `--compat newman` it is not there. */
const newerMember = (name, make) => {
  if (compat.hasNewerMembers) pmMember(name, make);
};

readOnly(pmPrototype, { ...scopes, sendRequest, visualizer, expect });

/** `to` of the script's own request and response. Answers of `pm.sendRequest` do not have it. */
const withTo = (message) => defineProperty(message, "to", { get: () => new Expectation(message) });

pmMember("info", () => {
  const { location, current, ...info } = host.info();
  // A name that is not there is undefined, which JSON cannot say.
  return readOnly({}, { ...info, requestName: info.requestName ?? undefined });
});
pmMember("execution", () => {
  const { location, current } = host.info();
  const members = { skipRequest, location: readOnly([...location], { current }), setNextRequest };
  return compat.hasNewerMembers ? { ...members, runRequest } : members;
});
pmMember("request", () => withTo((execution.request = new Request(host.request()))));
pmMember("response", () => withTo(currentResponse()), testPrototype);
pmMember("cookies", currentCookies);
newerMember("require", () => requirePackage);
newerMember("vault", () => vault);
for (const [name, why] of [
  ["message", "messages are events of gRPC, WebSocket, Socket.IO and MQTT requests, which postino does not run"],
  ["datasets", "datasets live in a Postman workspace; --iteration-data gives rows from a file"],
  ["mock", "it belongs to the scripts of a local mock server"],
  ["state", "it belongs to the scripts of a local mock server"],
]) {
  newerMember(name, () => absent(`pm.${name}`, why));
}

/** Something of Postman's that cannot be here: whatever a script does with it says why. */
const absent = (name, why) => {
  const explain = (_, member) => {
    if (typeof member === "symbol" || member === "then" || member === "toJSON") return undefined;
    throw new Error(`${name} is not available here: ${why}`);
  };
  return new Proxy(() => {}, { get: explain, apply: explain });
};
