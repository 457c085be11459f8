// The base of all parts of requests, responses and scopes: a part knows its parent, its id and its description.

/** What each part belongs to; a member of a list belongs to the list, and the list to its owner. */
const parents = new WeakMap();

/** Source: postman-collection 4.4, superstring. */
const SUBSTITUTION_PASSES = 19;

/** The value of a name in lists of variables, scopes and plain objects, the first of them that has it. */
const valueIn = (sources, name) => {
  for (const source of sources) {
    const list = source instanceof Scope ? source.values : source;
    if (list instanceof VariableList) {
      const variable = list.oneNormalizedVariable(name);
      if (variable && !variable.disabled) return variable;
    } else if (isListMember(list) && Object.hasOwn(list, name)) return list[name];
  }
  return name.startsWith("$") ? host.dynamic(name) : undefined;
};

/** A text with its templates replaced; unknown names stay as written. */
const substitutedText = (text, sources) => {
  let before = text;
  for (let pass = 0; pass < SUBSTITUTION_PASSES; pass++) {
    const after = before.replace(/\{\{([^{}]+)\}\}/g, (written, name) => {
      const value = valueIn(sources, name);
      return value === undefined ? written : String(value);
    });
    if (after === before) break;
    before = after;
  }
  return before;
};

/** A copy of a value in which the templates of all texts are replaced. */
const substituted = (value, sources) => {
  if (typeof value === "string") return substitutedText(value, sources);
  if (!isListMember(value)) return value;
  if (isArray(value)) return value.map((item) => substituted(item, sources));
  const out = {};
  for (const key of keysOf(value)) out[key] = substituted(value[key], sources);
  return out;
};

/** The names of the templates in all texts of a value. */
const templateNames = (value, names = new Set()) => {
  if (typeof value === "string") for (const [, name] of value.matchAll(/\{\{([^{}]+)\}\}/g)) names.add(name);
  else if (isListMember(value)) for (const key of keysOf(value)) templateNames(value[key], names);
  return names;
};

/** Source: postman-collection 4.4, `PropertyBase`. */
const PLACED = {
  setParent(parent) {
    parents.set(this, parent);
  },
  parent() {
    const parent = parents.get(this);
    return parent && (parents.get(parent) ?? parent);
  },
  forEachParent(options, visit) {
    const [wanted, call] = typeof options === "function" ? [{}, options] : [options, visit];
    if (typeof call !== "function" || !isListMember(wanted)) return;
    for (let parent = this.parent(); parent; parent = parent.parent?.()) {
      if (!wanted.withRoot && !parent.parent?.()) return;
      call(parent);
    }
  },
  findParentContaining(property, holds) {
    for (let part = this; part; part = parents.get(part)) {
      if (holds ? apply(holds, this, [part]) : part[property]) return part;
    }
    return undefined;
  },
  findInParents(property, holds) {
    return this.findParentContaining(property, holds)?.[property];
  },
  /** Names that begin with an underscore are nowhere kept. */
  meta(...names) {
    return names.length > 0 ? {} : undefined;
  },
};

/** Source: postman-collection 4.4, `Property`. */
const DESCRIBED = {
  describe(content, type) {
    if (!(this.description instanceof Description)) this.description = new Description();
    this.description.update(content, type);
  },
  toObjectResolved(scope, overrides, options) {
    const own = this.toJSON();
    if (isArray(own.variable)) delete own.variable;
    const given = isArray(overrides) ? overrides : [overrides];
    if (options?.ignoreOwnVariables) return substituted(own, given);
    let source = scope || this;
    while (source && !source.variables) source = parents.get(source);
    if (!source) throw new Error("Unable to resolve variables. Require a List type property for variable auto resolution.");
    return substituted(own, [source.variables, ...given]);
  },
  findSubstitutions() {
    return [...templateNames(this.toJSON())];
  },
};

/** Gives a class members that it has not itself. */
const extended = (Class, ...mixins) => {
  for (const mixin of mixins) {
    for (const name of keysOf(mixin)) {
      if (Object.hasOwn(Class.prototype, name)) continue;
      defineProperty(Class.prototype, name, { value: mixin[name], writable: true, configurable: true, enumerable: false });
    }
  }
};

for (const Class of [List, Url, Body, Auth, Cookie, Member, Request, Response, Scope]) extended(Class, PLACED);
for (const Class of [Member, Request, Response, Scope]) extended(Class, DESCRIBED);

/** Which value is an instance of which class of the SDK, for scripts that ask with `instanceof`. */
const SDK_KINDS = {
  Cookie: [Cookie], CookieList: [CookieList], Description: [Description], FormParam: [FormParam], Header: [Header], HeaderList: [HeaderList],
  Property: [Member, Request, Response, Scope], PropertyBase: [List, Url, Body, Auth, Cookie, Member, Request, Response, Scope], PropertyList: [List],
  QueryParam: [QueryParam], Request: [Request], RequestAuth: [Auth], RequestBody: [Body], Response: [Response], Url: [Url], Variable: [Variable],
  VariableList: [VariableList], VariableScope: [Scope],
};

/** The real SDK takes the script's own objects for its own. */
const recognising = (sdk) => {
  const { [Symbol.hasInstance]: hasInstance } = Function.prototype;
  for (const name of keysOf(SDK_KINDS)) {
    const Theirs = sdk[name];
    const value = (object) => apply(hasInstance, Theirs, [object]) || SDK_KINDS[name].some((Ours) => object instanceof Ours);
    defineProperty(Theirs, Symbol.hasInstance, { value, configurable: true });
  }
  return sdk;
};
