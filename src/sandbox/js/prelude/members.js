// What the lists hold.

const lower = (name) => String(name).toLowerCase();

const textOr = (value, otherwise) => (typeof value === "string" ? value : otherwise);

/** A text about something. Source: postman-collection 4.4, `Description`. */
class Description {
  constructor(definition) {
    this.update(definition);
  }

  update(content, type) {
    const given = content !== null && typeof content === "object" ? content : { content, type };
    this.content = given.content;
    this.type = given.type || "text/plain";
  }

  toString() {
    return this.content || "";
  }
}

/** What headers, parameters and variables share. Source: postman-collection 4.4, `Property`. */
class Member {
  constructor(definition) {
    if (definition === null || typeof definition !== "object") return;
    if (definition.id) this.id = definition.id;
    if (definition.name) this.name = definition.name;
    if (Object.hasOwn(definition, "disabled")) this.disabled = Boolean(definition.disabled);
    if (Object.hasOwn(definition, "description")) this.describe(definition.description);
  }

  describe(content, type) {
    if (this.description instanceof Description) this.description.update(content, type);
    else if (content !== undefined && content !== null) {
      this.description = content instanceof Description ? content : new Description(type ? { content, type } : content);
    }
  }

  toJSON() {
    return definedOf(this);
  }
}

/** Source: postman-collection 4.4, `Header`. */
class Header extends Member {
  static indexKey = "key";
  static foldsCase = true;
  static allowsMultiple = true;

  static parse(text) {
    const found = [...String(text).replace(/\r\n([ \t])/g, "$1").matchAll(/^(\S+):(.*)$/gm)];
    return found.map(([, key, value]) => ({ key, value: value.trim() }));
  }

  static create(value, key) {
    return new Header(value, key);
  }

  static parseSingle(text) {
    const place = text.indexOf(":");
    const end = place < 0 ? text.length : place;
    return { key: text.slice(0, end).trim(), value: text.slice(end + 1).trim() };
  }

  static unparse(headers, separator = "\r\n") {
    return headers.filter((header) => header && !header.disabled).map((header) => `${header.key}: ${header.value}${separator}`).join("");
  }

  constructor(options, name) {
    let definition = options;
    if (typeof options === "string") {
      definition = typeof name === "string" ? { key: name, value: options } : Header.parseSingle(options);
    }
    super(definition);
    this.update(definition);
  }

  update(options) {
    this.key = options?.key || "";
    this.value = options?.value === undefined ? "" : options.value;
    if (options && Object.hasOwn(options, "system")) this.system = options.system;
    if (options && Object.hasOwn(options, "disabled")) this.disabled = options.disabled;
  }

  valueOf() {
    return this.value;
  }

  toString() {
    return `${this.key}: ${this.value}`;
  }
}

const RESERVED = { "&": "%26", "#": "%23", "=": "%3D" };

/** Encodes the characters that would end a part of a query, except inside of `{{…}}`. */
const encodeReserved = (text, reserved) =>
  text.replace(/\{\{[^{}]*[&#=][^{}]*\}\}|[&#=]/g, (found) => (reserved.includes(found) ? RESERVED[found] : found));

/** Source: postman-collection 4.4, `QueryParam`. */
class QueryParam extends Member {
  static indexKey = "key";
  static allowsMultiple = true;

  static parse(text) {
    const parts = text.split("&");
    return parts.map((part, place) => (part === "" && place < parts.length - 1 ? { key: null, value: null } : QueryParam.parseSingle(part)));
  }

  static parseSingle(text) {
    const place = text.indexOf("=");
    return place < 0 ? { key: text, value: null } : { key: text.slice(0, place), value: text.slice(place + 1) };
  }

  static unparse(params) {
    return params.filter((param) => param.disabled !== true).map(QueryParam.unparseSingle).join("&");
  }

  static unparseSingle({ key, value }) {
    const name = typeof key === "string" ? encodeReserved(key, "&#=") : "";
    return typeof value === "string" ? `${name}=${encodeReserved(value, "&#")}` : name;
  }

  constructor(options) {
    super(options);
    this.update(options);
  }

  update(param) {
    const { key, value } = typeof param === "string" ? QueryParam.parseSingle(param) : param ?? {};
    this.key = key;
    this.value = value;
    if (isListMember(param) && Object.hasOwn(param, "system")) this.system = param.system;
  }

  valueOf() {
    return textOr(this.value, "");
  }

  toString() {
    return QueryParam.unparseSingle(this);
  }
}

/** Source: postman-collection 4.4, `FormParam`. */
class FormParam extends Member {
  static indexKey = "key";
  static allowsMultiple = true;

  constructor(options = {}) {
    super(options);
    this.key = options.key || "";
    this.value = options.value || "";
    for (const name of ["type", "src", "contentType", "fileName"]) this[name] = options[name];
  }

  valueOf() {
    return this.value;
  }

  toString() {
    return `${this.key}=${this.value}`;
  }

  toJSON() {
    const out = super.toJSON();
    if (out.type === "file" && (typeof out.value !== "string" || !out.value)) delete out.value;
    return out;
  }
}

/** Source: postman-collection 4.4, `Variable`. */
class Variable extends Member {
  static indexKey = "key";

  constructor(definition) {
    super(definition);
    this.type = "any";
    this.value = undefined;
    if (!isListMember(definition)) return;
    if (Object.hasOwn(definition, "key")) this.key = definition.key;
    this.update(definition);
  }

  update(options) {
    if (!isListMember(options)) return;
    if (typeof options.type === "string" && Object.hasOwn(VALUE_TYPES, lower(options.type))) this.type = lower(options.type);
    if (Object.hasOwn(options, "value")) this.set(options.value);
    for (const name of ["system", "disabled"]) if (Object.hasOwn(options, name)) this[name] = options[name];
    if (Object.hasOwn(options, "description")) this.describe(options.description);
  }

  get() {
    return castOut(this.type, typeof this.value === "function" ? this.value() : this.value);
  }

  set(value) {
    this.value = typeof value === "function" ? value : castIn(this.type, value);
  }

  cast(value) {
    return castOut(this.type, value);
  }

  castIn(value) {
    return castIn(this.type, value);
  }

  castOut(value) {
    return castOut(this.type, value);
  }

  valueOf(...given) {
    if (given.length) this.set(given[0]);
    return this.get();
  }

  toString() {
    const value = this.get();
    return value === null ? "null" : value?.toString?.() ?? "";
  }
}

const decodedOr = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Source: postman-collection 4.4, `Cookie`. */
class Cookie {
  static indexKey = "name";
  static foldsCase = true;
  static allowsMultiple = true;

  static unparse(cookies) {
    return cookies.map(Cookie.unparseSingle).join("; ");
  }

  static unparseSingle({ name, value }) {
    return name ? `${name}=${value ?? ""}` : value ?? "";
  }

  constructor(options) {
    if (options) this.update(options);
  }

  update(options) {
    const flag = (name) => (Object.hasOwn(options, name) ? Boolean(options[name]) : undefined);
    const fresh = {
      name: options.name || options.key,
      expires: typeof options.expires === "string" ? new Date(options.expires) : options.expires,
      maxAge: Object.hasOwn(options, "maxAge") ? Number(options.maxAge) : undefined,
      domain: options.domain,
      path: options.path,
      secure: flag("secure"),
      httpOnly: flag("httpOnly"),
      hostOnly: flag("hostOnly"),
      session: flag("session"),
      value: options.value ? encodeURIComponent(decodedOr(options.value)) : undefined,
      extensions: options.extensions || undefined,
    };
    for (const name of keysOf(fresh)) if (fresh[name] !== undefined) this[name] = fresh[name];
  }

  valueOf() {
    return this.value === undefined ? "undefined" : decodedOr(this.value);
  }

  toString() {
    const parts = [Cookie.unparseSingle(this)];
    const { expires, maxAge } = this;
    if (expires instanceof Date) {
      if (!Number.isNaN(expires.getTime())) parts.push(`Expires=${expires.toUTCString()}`);
    } else if (expires) parts.push(`Expires=${expires}`);
    if (maxAge && maxAge !== Infinity) parts.push(`Max-Age=${maxAge}`);
    if (this.domain && !this.hostOnly) parts.push(`Domain=${this.domain}`);
    if (this.path) parts.push(`Path=${this.path}`);
    if (this.secure) parts.push("Secure");
    if (this.httpOnly) parts.push("HttpOnly");
    for (const { key, value } of this.extensions || []) parts.push(value === true ? key : `${key}=${value}`);
    return parts.join("; ");
  }

  toJSON() {
    return definedOf(this);
  }
}

/** A list of headers. Source: postman-collection 4.4, `HeaderList`. */
class HeaderList extends List {
  constructor(owner, headers) {
    super(Header, owner, headers);
  }

  contentSize() {
    return Header.unparse(this.members).length;
  }
}

/** Source: postman-collection 4.4, `VariableList`. */
class VariableList extends List {
  constructor(owner, variables) {
    super(Variable, owner, variables);
  }

  replace(text, overrides) {
    return typeof text === "string" ? substitutedText(text, overrides ? [this, overrides] : [this]) : text;
  }

  substitute(object, overrides) {
    return substituted(object, [this, ...(overrides ? [overrides].flat() : [])]);
  }

  syncFromObject(source, track, prune) {
    if (!isListMember(source)) return;
    for (const key of keysOf(source)) {
      if (this.has(key)) this.one(key).set(source[key]);
      else this.add({ key, value: source[key] });
    }
    if (prune === false) return;
    for (const key of keysOf(this.reference)) if (!Object.hasOwn(source, key)) this.remove(key);
  }

  /** The last enabled variable of this name; a disabled one where there is no other. */
  oneNormalizedVariable(name) {
    const indexed = this.reference[name];
    if (indexed && !indexed.disabled) return indexed;
    const enabled = this.members.findLast((variable) => variable.key === name && !variable.disabled);
    if (enabled) this.reference[name] = enabled;
    return this.reference[name];
  }

  syncToObject(target) {
    const out = isListMember(target) ? target : {};
    for (const key of keysOf(out)) if (!(key in this.reference)) delete out[key];
    for (const variable of this.members) out[variable.key] = variable.valueOf();
    return out;
  }
}

/** The cookies of a URL or of a response. Source: postman-collection 4.4, `CookieList`. */
class CookieList extends List {
  constructor(owner, cookies) {
    super(Cookie, owner, cookies);
  }
}

called(HeaderList, "PostmanHeaderList");
called(VariableList, "PostmanVariableList");
called(CookieList, "PostmanCookieList");
called(Description, "PostmanPropertyDescription");
called(Member, "PostmanProperty");
called(Header, "PostmanHeader");
called(QueryParam, "PostmanQueryParam");
called(FormParam, "PostmanFormParam");
called(Variable, "PostmanVariable");
called(Cookie, "PostmanCookie");
