// `pm.request`.

/** A request's auth: its type, and a list of parameters under the type's name. Source: postman-collection 4.4, `RequestAuth`. */
class Auth {
  constructor(options) {
    if (options?.type) this.use(options.type);
    for (const type of keysOf(options || {})) if (type !== "type") this.update(options[type], type);
  }

  use(type, options) {
    if (typeof type !== "string" || type === "type") return;
    this.type = type;
    this.#parameters(type, options);
  }

  update(options, type = this.type) {
    if (isListMember(options) && typeof type === "string" && type !== "type") this.#parameters(type, options);
  }

  #parameters(type, options) {
    if (!(this[type] instanceof VariableList)) this[type] = new VariableList(this);
    if (isArray(options) || options instanceof List) this[type].assimilate(options);
    else this[type].syncFromObject(options, false, false);
  }

  parameters() {
    return this[this.type];
  }

  clear(type) {
    if (!(this[type] instanceof VariableList)) return;
    this[type].clear();
    if (type !== this.type) delete this[type];
  }

  current() {
    throw new Error("`Request#current` has been discontinued, use `Request#parameters` instead.");
  }

  toJSON() {
    return definedOf(this);
  }
}

const methodOf = (method) => (method === undefined || method === null ? "GET" : String(method).toUpperCase());

/**
 * A request.
 * Source: postman-collection 4.4, `Request`.
 */
class Request {
  constructor(options) {
    const given = typeof options === "string" ? { url: options } : options || {};
    if (given.id) this.id = given.id;
    if (given.name) this.name = given.name;
    if (Object.hasOwn(given, "description")) this.description = new Description(given.description);
    this.url = new Url();
    this.headers = new HeaderList(this, given.header);
    this.method = methodOf(given.method);
    this.update({ ...given, header: undefined });
  }

  update(options) {
    if (!options) return;
    if (Object.hasOwn(options, "url")) this.url.update(options.url);
    if (options.header) this.headers.repopulate(options.header);
    if (Object.hasOwn(options, "method")) this.method = methodOf(options.method);
    if (Object.hasOwn(options, "body")) this.body = new Body(options.body);
    if (options.auth) this.auth = new Auth(options.auth);
    for (const name of ["proxy", "certificate"]) if (options[name]) this[name] = options[name];
  }

  authorizeUsing(type, options) {
    if (isListMember(type) && (options === undefined || options === null)) {
      const { type: name, ...rest } = type;
      return this.authorizeUsing(name, rest);
    }
    if (type === null) delete this.auth;
    if (typeof type !== "string" || type === "type") return undefined;
    if (this.auth) this.auth.clear(type);
    else this.auth = new Auth();
    return this.auth.use(type, options);
  }

  getHeaders(options = {}) {
    return this.headers.toObject(options.enabled, !options.ignoreCase, options.multiValue, options.sanitizeKeys);
  }

  forEachHeader(visit) {
    this.headers.all().forEach((header) => visit(header, this));
  }

  addHeader(header) {
    this.headers.add(header);
  }

  upsertHeader(header) {
    if (!header?.key) return;
    const existing = this.headers.find({ key: header.key });
    if (existing) existing.value = header.value;
    else this.headers.add(header);
  }

  removeHeader(header, options = {}) {
    const key = typeof header === "string" ? header : header.key;
    if (!key) return;
    const fold = (name) => (options.ignoreCase ? lower(name) : name);
    this.headers.remove((each) => fold(each.key) === fold(key));
  }

  addQueryParams(params) {
    this.url.addQueryParams(params);
  }

  removeQueryParams(params) {
    this.url.removeQueryParams(params);
  }

  size() {
    const length = this.headers.get("Content-Length");
    const declared = isNumeric(length);
    const body = declared ? parseInt(length, 10) : this.body ? utf8Length(String(this.body)) : 0;
    const start = `${this.method} ${this.url.getPathWithQuery()} HTTP/X.X\r\n\r\n`;
    const header = start.length + this.headers.contentSize();
    return { body, header, total: body + header, source: declared ? "CONTENT-LENGTH" : "COMPUTED" };
  }

  clone() {
    return new Request(this.toJSON());
  }

  toJSON() {
    const out = definedOf(this);
    if (out.header && out.header.length === 0) delete out.header;
    return out;
  }
}

const isNumeric = (text) => text !== undefined && text !== "" && Number.isFinite(Number(text));

/** Units: bytes. */
const utf8Length = (text) => {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0);
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
};

called(Auth, "PostmanRequestAuth");
called(Request, "PostmanRequest");
