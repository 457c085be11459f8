// The variable scopes. Values live on the host's side; reads and writes go there.

const asJsonText = (value) => {
  if (typeof value === "string") return value;
  try {
    return stringify(value);
  } catch {
    return "null";
  }
};

const parsedIf = (text, fits) => {
  try {
    const value = parse(text);
    return fits(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const same = (value) => value;

/** What a declared type makes of a value on its way in and out. Source: postman-collection 4.4, `Variable.types`. */
const VALUE_TYPES = {
  string: { in: String, out: String },
  boolean: { in: Boolean, out: Boolean },
  number: { in: Number, out: Number },
  array: { in: asJsonText, out: (text) => parsedIf(text, isArray) },
  object: { in: asJsonText, out: (text) => parsedIf(text, (value) => value instanceof Object && !isArray(value)) },
  any: { in: same, out: same },
};

const castIn = (type, value) => (VALUE_TYPES[type] ?? VALUE_TYPES.any).in(value);
const castOut = (type, value) => (VALUE_TYPES[type] ?? VALUE_TYPES.any).out(value);

/** Replaces `{{name}}` in texts, and deeply in arrays and objects. */
const replaceIn = (scope, template) => {
  if (typeof template === "string") {
    return template.includes("{{") ? host("replace", scope, template) : template;
  }
  if (template === null || typeof template !== "object") return template;
  if (isArray(template)) return template.map((item) => replaceIn(scope, item));
  const out = {};
  for (const key of keysOf(template)) out[key] = replaceIn(scope, template[key]);
  return out;
};

/** True for what JSON would not give back as it is, and for what scripts expect to be the same object again. */
const isLive = (value) =>
  (typeof value === "object" && value !== null) || typeof value === "function" || value === undefined ||
  (typeof value === "number" && !Number.isFinite(value));

/**
 * One scope.
 *
 * A script gets back the very objects that it stored; other scripts get what JSON keeps of them.
 * Source: postman-collection 4.4, `VariableScope`.
 */
class Scope {
  #scope;

  constructor(scope) {
    this.#scope = scope;
  }

  /** Values of the running script that this side keeps, by key. */
  #live() {
    let live = execution.live.get(this.#scope);
    if (!live) execution.live.set(this.#scope, (live = new Map()));
    return live;
  }

  /** The live value in a form that scripts see: stored functions are called. */
  #shown({ value, type }) {
    return castOut(type, typeof value === "function" ? value() : value);
  }

  get name() {
    return host("scope.name", this.#scope);
  }

  get id() {
    return host("uuid");
  }

  get values() {
    const live = execution.live.get(this.#scope);
    const object = this.#scope === "variables" ? this.#all("local") : this.toObject();
    return new VariableList(this, keysOf(object).map((key) => ({ key, value: object[key], type: live?.get(key)?.type ?? "any" })));
  }

  get(key) {
    const name = String(key);
    const live = execution.live.get(this.#scope)?.get(name);
    if (live) return this.#shown(live);
    const value = host("scope.get", this.#scope, name);
    if (typeof value === "object" && value !== null) this.#live().set(name, { value, type: "any" });
    return value;
  }

  has(key) {
    return host("scope.has", this.#scope, String(key));
  }

  set(key, value, type) {
    const name = String(key);
    const kind = typeof type === "string" && Object.hasOwn(VALUE_TYPES, lower(type)) ? lower(type) : "any";
    if (isLive(value) || kind !== "any") {
      this.#live().set(name, { value: typeof value === "function" ? value : castIn(kind, value), type: kind });
    } else execution.live.get(this.#scope)?.delete(name);
    host("scope.set", this.#scope, name, toJson(value) ?? "null");
  }

  unset(key) {
    execution.live.get(this.#scope)?.delete(String(key));
    host("scope.unset", this.#scope, String(key));
  }

  clear() {
    execution.live.delete(this.#scope);
    host("scope.clear", this.#scope);
  }

  toObject() {
    return this.#all(this.#scope);
  }

  #all(scope) {
    const out = host("scope.all", scope);
    for (const [key, live] of execution.live.get(this.#scope) ?? []) if (Object.hasOwn(out, key)) out[key] = this.#shown(live);
    return out;
  }

  toJSON() {
    const { id, name } = this;
    return definedOf({ id, name, values: this.values.toJSON() });
  }

  replaceIn(template) {
    return replaceIn(this.#scope, template);
  }

  syncVariablesTo(target) {
    return this.values.syncToObject(target);
  }

  syncVariablesFrom(source) {
    if (!isListMember(source)) return;
    for (const key of keysOf(source)) this.set(key, source[key]);
    for (const key of keysOf(this.toObject())) if (!Object.hasOwn(source, key)) this.unset(key);
  }

  variables() {
    throw new Error("`VariableScope#variables` has been discontinued, use `VariableScope#syncVariablesTo` instead.");
  }
}

called(Scope, "PostmanVariableScope");
