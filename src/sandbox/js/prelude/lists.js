// Lists of named things: headers, query parameters, form fields, cookies, variables.

/** A test or a mapping as lodash takes it: a function, a property's name, or an object to match. */
const iteratee = (rule, context) => {
  if (typeof rule === "function") return context === undefined ? rule : (...values) => apply(rule, context, values);
  if (rule === undefined || rule === null) return (each) => each;
  if (isArray(rule)) return (each) => each?.[rule[0]] === rule[1];
  if (typeof rule === "object") return (each) => keysOf(rule).every((key) => each?.[key] === rule[key]);
  return (each) => each?.[rule];
};

const isPlainObject = (value) => {
  if (value === null || typeof value !== "object") return false;
  const prototype = getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
};

const isListMember = (item) => item !== null && typeof item === "object";

/**
 * An ordered list with an index by the member that `Type.indexKey` names.
 * Source: postman-collection 4.4, `PropertyList`.
 */
class List {
  constructor(Type, owner, members) {
    this.members = [];
    this.reference = create(null);
    this.Type = Type;
    if (owner) parents.set(this, owner);
    if (members) this.populate(members);
  }

  #key(item) {
    const key = item[this.Type.indexKey];
    if (!key) return undefined;
    return this.Type.foldsCase ? String(key).toLowerCase() : String(key);
  }

  #lookup(name) {
    return this.reference[this.Type.foldsCase ? String(name).toLowerCase() : name];
  }

  #enter(item) {
    const key = this.#key(item);
    if (key === undefined) return;
    const known = this.reference[key];
    if (known === undefined || !this.Type.allowsMultiple) this.reference[key] = item;
    else if (isArray(known)) known.push(item);
    else this.reference[key] = [known, item];
  }

  #leave(item) {
    const key = this.#key(item);
    if (key === undefined) return;
    const known = this.reference[key];
    const rest = this.Type.allowsMultiple && isArray(known) ? known.filter((each) => each !== item) : [];
    if (rest.length === 0) delete this.reference[key];
    else this.reference[key] = rest.length === 1 ? rest[0] : rest;
  }

  insert(item, before) {
    if (!isListMember(item)) return;
    parents.set(item, this);
    const known = this.members.indexOf(item);
    if (known > -1) this.members.splice(known, 1);
    const place = before ? this.indexOf(before) : -1;
    if (place > -1) this.members.splice(place, 0, item);
    else this.members.push(item);
    this.#enter(item);
  }

  insertAfter(item, after) {
    this.insert(item, this.idx(this.indexOf(after) + 1));
  }

  append(item) {
    this.insert(item);
  }

  prepend(item) {
    this.insert(item, this.idx(0));
  }

  add(item) {
    if (item === null || item === undefined || item !== item) return;
    this.insert(item instanceof this.Type ? item : new this.Type(item));
  }

  upsert(item) {
    if (item === null || item === undefined || item !== item) return null;
    const existing = this.one(item[this.Type.indexKey]);
    if (!existing) {
      this.add(item);
      return true;
    }
    if (typeof existing.update !== "function") {
      throw new Error("collection: unable to upsert into a list of Type that does not support .update()");
    }
    existing.update(item);
    return false;
  }

  remove(rule, context) {
    let gone = rule;
    if (typeof rule === "string") {
      const name = this.Type.foldsCase ? lower(rule) : rule;
      gone = (item) => (this.Type.foldsCase ? lower(item[this.Type.indexKey]) : item[this.Type.indexKey]) === name;
    } else if (rule instanceof this.Type) gone = (item) => item === rule;
    if (typeof gone !== "function") return;
    this.members = this.members.filter((item, place) => {
      if (!apply(gone, context ?? this, [item, place])) return true;
      this.#leave(item);
      return false;
    });
  }

  clear() {
    this.members.length = 0;
    for (const key of keysOf(this.reference)) delete this.reference[key];
  }

  populate(items) {
    const { parse: parseAll, create: createOne } = this.Type;
    const parsed = typeof items === "string" && parseAll ? parseAll(items) : items;
    if (isArray(parsed)) for (const item of parsed) this.add(item);
    else if (createOne && isPlainObject(parsed)) for (const key of keysOf(parsed)) this.insert(createOne(parsed[key], key));
    else this.add(parsed);
  }

  repopulate(items) {
    this.clear();
    this.populate(items);
  }

  assimilate(source, prune) {
    const members = source instanceof List ? source.members : source;
    if (!isArray(members)) return;
    const { indexKey } = this.Type;
    const kept = create(null);
    for (const item of members) {
      if (!item || !(indexKey in item)) continue;
      this.upsert(item);
      kept[item[indexKey]] = true;
    }
    if (!prune) return;
    for (const key of keysOf(this.reference)) if (!kept[key]) this.remove(key);
  }

  all() {
    return [...this.members];
  }

  one(name) {
    const found = this.#lookup(name);
    return isArray(found) ? found[found.length - 1] : found;
  }

  get(name) {
    return this.one(name)?.valueOf();
  }

  has(item, value) {
    let found = typeof item === "string" ? this.#lookup(item) : this.members.filter((member) => member === item);
    if (!found) return false;
    if (arguments.length < 2) return !isArray(found) || found.length > 0;
    if (!isArray(found)) found = [found];
    return found.some((member) => member.valueOf() === value);
  }

  idx(place) {
    return this.members[place];
  }

  indexOf(item) {
    return this.members.indexOf(typeof item === "string" ? this.one(item) : item);
  }

  count() {
    return this.members.length;
  }

  each(visit, context) {
    const call = iteratee(visit, context ?? parents.get(this));
    for (let place = 0; place < this.members.length; place++) {
      if (call(this.members[place], place, this.members) === false) return;
    }
  }

  filter(rule, context) {
    return this.members.filter(iteratee(rule, context));
  }

  find(rule, context) {
    return this.members.find(iteratee(rule, context));
  }

  map(rule, context) {
    return this.members.map(iteratee(rule, context ?? this));
  }

  reduce(rule, start, context) {
    const call = iteratee(rule, context ?? this);
    return arguments.length < 2 ? this.members.reduce(call) : this.members.reduce(call, start);
  }

  eachParent(visit, context) {
    const owner = parents.get(this);
    if (owner && typeof visit === "function") apply(visit, context ?? this, [owner]);
  }

  toObject(excludeDisabled, caseSensitive, multiValue, sanitizeKeys) {
    const { indexKey, foldsCase, allowsMultiple } = this.Type;
    const out = {};
    for (const member of this.members) {
      if (!Object.hasOwn(member, indexKey) || (excludeDisabled && member.disabled) || (sanitizeKeys && !member[indexKey])) continue;
      const key = foldsCase && !caseSensitive ? lower(member[indexKey]) : member[indexKey];
      const value = member.valueOf();
      if (!(allowsMultiple || multiValue) || !Object.hasOwn(out, key)) out[key] = value;
      else if (isArray(out[key])) out[key].push(value);
      else out[key] = [out[key], value];
    }
    return out;
  }

  toString() {
    return this.Type.unparse ? this.Type.unparse(this.members) : this.members.join();
  }

  toJSON() {
    return this.members.map((member) => (typeof member.toJSON === "function" ? member.toJSON() : definedOf(member)));
  }

  [Symbol.iterator]() {
    return this.members[Symbol.iterator]();
  }
}

/** A plain copy without undefined members. Lists lose their plural, as in the collection format. */
const definedOf = (source) => {
  const out = {};
  for (const key of keysOf(source)) {
    const value = source[key];
    if (value === undefined) continue;
    const name = value instanceof List && key.endsWith("s") ? key.slice(0, -1) : key;
    out[name] = value !== null && typeof value === "object" ? plainOf(value) : value;
  }
  return out;
};

const plainOf = (value) => {
  if (typeof value.toJSON === "function") return value.toJSON();
  return isArray(value) ? [...value] : { ...value };
};

called(List, "PostmanPropertyList");
