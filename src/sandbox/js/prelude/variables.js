// The variable scopes. Values live on the host's side; reads and writes go there.

const KINDS = new Set(["string", "boolean", "number", "array", "object", "any", "secret"]);

/** Replaces `{{name}}` in texts, and deeply in arrays and objects. */
const replaceIn = (scope, template) => {
  if (typeof template === "string") {
    return template.includes("{{") ? host("replace", scope, template) : template;
  }
  if (template === null || typeof template !== "object") return template;
  const json = stringify(template);
  return json.includes("{{") ? deepReplace(scope, parse(json)) : template;
};

const deepReplace = (scope, value) => {
  if (typeof value === "string") return host("replace", scope, value);
  if (value === null || typeof value !== "object") return value;
  if (isArray(value)) return value.map((item) => deepReplace(scope, item));
  const out = {};
  for (const key of keysOf(value)) out[deepReplace(scope, key)] = deepReplace(scope, value[key]);
  return out;
};

/**
 * One scope with the methods of Postman's.
 * Source: postman-collection 4.4, `VariableScope`.
 */
class Scope {
  #scope;

  constructor(scope) {
    this.#scope = scope;
  }

  get name() {
    return host("scope.name", this.#scope);
  }

  get values() {
    return keysOf(this.toObject()).map((key) => ({ type: "any", key, value: this.get(key) }));
  }

  get(key) {
    return host("scope.get", this.#scope, String(key));
  }

  has(key) {
    return host("scope.has", this.#scope, String(key));
  }

  set(key, value, type) {
    if (key === undefined || key === null) return;
    const json = toJson(value);
    const kind = typeof type === "string" && KINDS.has(type.toLowerCase()) ? type.toLowerCase() : "any";
    if (json === undefined) host("scope.set.undefined", this.#scope, String(key));
    else host("scope.set", this.#scope, String(key), json, kind);
  }

  unset(key) {
    host("scope.unset", this.#scope, String(key));
  }

  clear() {
    host("scope.clear", this.#scope);
  }

  toObject() {
    return host("scope.all", this.#scope);
  }

  toJSON() {
    return this.toObject();
  }

  replaceIn(template) {
    return replaceIn(this.#scope, template);
  }
}
