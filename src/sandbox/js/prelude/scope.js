// The variable scopes. Values live on the host's side; reads and writes go there.

/** Replaces `{{name}}` in texts, and deeply in arrays and objects. */
const replaceIn = (scope, template) => {
  if (typeof template === "string") {
    return template.includes("{{") ? host.resolveTemplate(scope, template, liveTexts()) : template;
  }
  if (template === null || typeof template !== "object") return template;
  if (isArray(template)) return template.map((item) => replaceIn(scope, item));
  const out = {};
  for (const key of keysOf(template)) out[key] = replaceIn(scope, template[key]);
  return out;
};

/** The texts of the values that only the running script has, as JSON: `[[scope, name, text], …]`. */
const liveTexts = () => {
  const texts = [];
  const tell = (scope, name, known) => {
    const value = shownLive(known);
    if (known.type === "any" && (isPlainObject(value) || isArray(value))) return;
    const text = value === undefined ? "" : tried(() => String(value)).value;
    if (typeof text === "string") texts.push([scope, name, text]);
  };
  for (const [scope, live] of execution.live) for (const [name, known] of live) tell(scope, name, known);
  for (const [scope, list] of execution.opened) {
    for (const variable of list.members) {
      if (!variable.disabled && (variable.type !== "any" || isLive(variable.value))) tell(scope, String(variable.key), variable);
    }
  }
  return texts.length > 0 ? stringify(texts) : undefined;
};

/** A live value in the form that scripts see: stored functions are called. */
const shownLive = ({ value, type }) => castOut(type, typeof value === "function" ? value() : value);

/** Hands a script's changes of the lists of variables to the host, before the host reads them. */
const settleLists = () => {
  for (const [scope, list] of execution.opened) {
    const shown = ({ key, value, disabled }) => `{"key":${hostValue(String(key))},"value":${hostValue(value)},"disabled":${disabled === true}}`;
    host.scopeReplace(scope, `[${list.members.map(shown).join()}]`);
  }
};

/** What another request did to the scopes meanwhile shows in the lists too. */
const refreshScopes = () => {
  execution.live.clear();
  for (const [scope, list] of execution.opened) list.repopulate(host.scopeList(scope));
};

/** At the script's end: objects that it stored count as they are now, not as they were then. */
const settleObjects = () => {
  for (const { scope, name, value, json } of execution.stored.values()) {
    const now = hostValue(value);
    if (now !== json) host.scopeSetJson(scope, name, now);
  }
};

/**
 * One scope.
 *
 * A script gets back the very objects that it stored; other scripts get what JSON keeps of them. Values are asked of
 * the host one by one until a script asks for the list of them (`pm.environment.values`): from then on the list is
 * what counts for this script, and the host hears of it when it has to know.
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

  /** The list of variables, if the script has asked for it. */
  #opened() {
    return execution.opened.get(this.#scope);
  }

  #open() {
    const live = execution.live.get(this.#scope);
    const list = new VariableList(this, host.scopeList(this.#scope));
    for (const variable of list.members) {
      const known = variable.disabled ? undefined : live?.get(variable.key);
      if (known) Object.assign(variable, known);
    }
    execution.live.delete(this.#scope);
    execution.opened.set(this.#scope, list);
    return list;
  }

  /** Remembers an object that is stored, to look at it again at the script's end. */
  #store(name, value, json) {
    const place = `${this.#scope}\n${name}`;
    if (typeof value === "object" && value !== null) execution.stored.set(place, { scope: this.#scope, name, value, json });
    else if (execution.stored.size > 0) execution.stored.delete(place);
  }

  get name() {
    return host.scopeName(this.#scope);
  }

  /** The id of the file; a random one where the file has none, the same for the whole script. */
  get id() {
    const { ids } = execution;
    if (!ids.has(this.#scope)) ids.set(this.#scope, host.scopeId(this.#scope) || host.uuid());
    return ids.get(this.#scope);
  }

  get values() {
    return this.#opened() ?? this.#open();
  }

  /** The script's changes by name; changes of iteration data are dropped. */
  get mutations() {
    return this.#scope === "data" ? undefined : { autoCompact: true, stream: [], compacted: host.scopeMutations(this.#scope) };
  }

  get(key) {
    const name = String(key);
    return this.#scope === "variables" ? this.#fromLayers(name) : this.#own(name);
  }

  #own(name) {
    const list = this.#opened();
    if (list) {
      const variable = list.oneNormalizedVariable(name);
      return variable && !variable.disabled ? variable.valueOf() : undefined;
    }
    const live = execution.live.get(this.#scope)?.get(name);
    if (live) return shownLive(live);
    const value = host.scopeGet(this.#scope, name);
    if (typeof value === "object" && value !== null) this.#live().set(name, { value, type: "any" });
    return value;
  }

  /** The value of the nearest scope that has the name: the very object that this scope gives. */
  #fromLayers(name) {
    if (execution.opened.size > 0) settleLists();
    if (execution.opened.size === 0 && execution.live.size === 0) {
      const value = host.scopeGet("variables", name);
      if (typeof value !== "object" || value === null) return value;
    }
    const owner = host.scopeOwner(name);
    if (owner === undefined) return undefined;
    return owner === "variables" ? this.#own(name) : layers[owner].get(name);
  }

  has(key) {
    if (execution.opened.size > 0) settleLists();
    return host.scopeHas(this.#scope, String(key));
  }

  /** Sets a value; a type that is declared, now or before, casts it. */
  set(key, value, type) {
    const name = String(key);
    const declared = typeof type === "string" && Object.hasOwn(VALUE_TYPES, lower(type)) ? lower(type) : undefined;
    const isPlain = PLAIN_TYPES.has(typeof value);
    const json = isPlain ? undefined : hostValue(value);
    const told = isPlain ? host.scopeSet(this.#scope, name, value) : host.scopeSetJson(this.#scope, name, json);
    if (told === false) throw new RangeError(`the value of "${name}" is nested too deeply to be kept for other scripts`);
    const list = this.#opened();
    if (list) {
      const variable = list.oneNormalizedVariable(name);
      const update = declared ? { key: name, value, type: declared } : { key: name, value };
      if (variable && !variable.disabled) variable.update(update);
      else list.add(update);
    } else this.#keep(name, value, declared ?? execution.live.get(this.#scope)?.get(name)?.type, told);
    this.#store(name, value, json);
  }

  /** Keeps a value on this side, if the host could not give it back; `told` is the type that the host knows. */
  #keep(name, value, kind, told) {
    const type = kind && kind !== "any" ? kind : told ?? "any";
    if (isLive(value) || type !== "any") {
      this.#live().set(name, { value: typeof value === "function" ? value : castIn(type, value), type });
    } else execution.live.get(this.#scope)?.delete(name);
  }

  unset(key) {
    const name = String(key);
    const list = this.#opened();
    if (list) {
      list.remove((variable) => variable.key === name && !variable.disabled);
      const disabled = list.members.findLast((variable) => variable.key === name);
      if (disabled) list.reference[name] = disabled;
    }
    execution.live.get(this.#scope)?.delete(name);
    this.#store(name);
    host.scopeUnset(this.#scope, name);
  }

  clear() {
    if (execution.opened.size > 0) settleLists();
    this.#opened()?.clear();
    execution.live.delete(this.#scope);
    for (const [place, { scope }] of execution.stored) if (scope === this.#scope) execution.stored.delete(place);
    host.scopeClear(this.#scope);
  }

  toObject(excludeDisabled, caseSensitive) {
    const list = this.#opened();
    if (list && this.#scope !== "variables") return list.toObject(excludeDisabled, caseSensitive);
    if (execution.opened.size > 0) settleLists();
    const out = host.scopeAll(this.#scope, Boolean(excludeDisabled));
    if (this.#scope === "variables" && execution.live.size > 0) {
      for (const key of keysOf(out)) if (this.has(key)) out[key] = this.get(key);
    }
    for (const [key, live] of execution.live.get(this.#scope) ?? []) if (Object.hasOwn(out, key)) out[key] = shownLive(live);
    return out;
  }

  toJSON() {
    const { id, name, mutations, values } = this;
    return definedOf({ id, name, mutations, values: values.toJSON() });
  }

  replaceIn(template) {
    if (execution.opened.size > 0) settleLists();
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

const scopes = {
  environment: new Scope("environment"),
  globals: new Scope("globals"),
  collectionVariables: new Scope("collection"),
  variables: new Scope("variables"),
  iterationData: new Scope("data"),
};

/** The scopes that `pm.variables` looks through, by their names on the host's side. */
const layers = {
  data: scopes.iterationData,
  environment: scopes.environment,
  collection: scopes.collectionVariables,
  globals: scopes.globals,
};
