// Lists of named values: headers, query parameters, cookies.

const lower = (name) => String(name).toLowerCase();

/**
 * An ordered list with the members of Postman's `PropertyList`; names match without regard to case if `folds`.
 * Source: postman-collection 4.4, `PropertyList`.
 */
class List {
  #folds;

  constructor(members, folds) {
    this.members = members.map((member) => ({ ...member }));
    defineProperty(this, "members", { enumerable: false });
    this.#folds = folds;
  }

  #same(member, name) {
    return this.#folds ? lower(member.key) === lower(name) : member.key === String(name);
  }

  one(name) {
    return this.members.findLast((member) => this.#same(member, name));
  }

  get(name) {
    return this.one(name)?.value;
  }

  has(name, value) {
    const key = typeof name === "object" && name !== null ? name.key : name;
    return this.members.some((member) => this.#same(member, key) && (value === undefined || member.value === value));
  }

  add(member) {
    this.members.push(memberOf(member));
  }

  append(member) {
    this.add(member);
  }

  upsert(member) {
    const fresh = memberOf(member);
    const found = this.one(fresh.key);
    if (!found) {
      this.members.push(fresh);
      return true;
    }
    Object.assign(found, fresh);
    return false;
  }

  remove(filter) {
    const gone = typeof filter === "function"
      ? filter
      : (member) => this.#same(member, typeof filter === "object" && filter !== null ? filter.key : filter);
    for (let place = this.members.length - 1; place >= 0; place--) {
      if (gone(this.members[place])) this.members.splice(place, 1);
    }
  }

  clear() {
    this.members.length = 0;
  }

  populate(members) {
    for (const member of isArray(members) ? members : []) this.add(member);
  }

  assimilate(members) {
    for (const member of members.members ?? members) this.upsert(member);
  }

  all() {
    return [...this.members];
  }

  idx(place) {
    return this.members[place];
  }

  indexOf(member) {
    return this.members.findIndex((each) => each === member || this.#same(each, member?.key ?? member));
  }

  count() {
    return this.members.length;
  }

  each(visit, context) {
    for (const member of this.members) apply(visit, context, [member]);
  }

  map(visit, context) {
    return this.members.map(visit, context);
  }

  filter(visit, context) {
    return this.members.filter(visit, context);
  }

  find(visit, context) {
    return this.members.find(visit, context);
  }

  reduce(visit, start) {
    return this.members.reduce(visit, start);
  }

  toObject(excludeDisabled) {
    const out = {};
    for (const member of this.members) {
      if (!(excludeDisabled && member.disabled)) out[member.key] = member.value;
    }
    return out;
  }

  toJSON() {
    return this.members.map((member) => ({ ...member }));
  }

  toString() {
    return this.members.map(({ key, value }) => `${key}: ${value}`).join("\n");
  }

  [Symbol.iterator]() {
    return this.members[Symbol.iterator]();
  }
}

/** A member from an object or from a text such as `Name: value`. */
const memberOf = (member) => {
  if (typeof member !== "string") return { ...member };
  const [, key, value] = /^([^:=]*)[:=]?\s*(.*)$/s.exec(member);
  return { key: key.trim(), value };
};
