// `pm.request`.

const BODY_MODES = ["raw", "urlencoded", "formdata", "file", "graphql"];

/** A request's body. Source: postman-collection 4.4, `RequestBody`. */
class Body {
  constructor(body) {
    this.update(body);
  }

  update(body) {
    const content = typeof body === "string" ? { mode: "raw", raw: body } : body || {};
    for (const mode of BODY_MODES) delete this[mode];
    Object.assign(this, content);
    for (const mode of ["urlencoded", "formdata"]) {
      if (isArray(this[mode])) this[mode] = new List(this[mode], false);
    }
  }

  isEmpty() {
    const content = this[this.mode];
    if (!this.mode || !content) return true;
    if (content instanceof List) return content.count() === 0;
    return false;
  }

  toString() {
    const content = this[this.mode];
    if (this.mode === "raw") return content || "";
    if (this.mode === "urlencoded") {
      return content.filter((param) => !param.disabled).map(({ key, value }) => `${key}=${value}`).join("&");
    }
    return "";
  }

  toJSON() {
    return { ...this };
  }
}

/**
 * A request with the members of Postman's.
 * Source: postman-collection 4.4, `Request`.
 */
class Request {
  #url;
  #headers;
  #body;

  constructor(parts) {
    this.method = parts.method;
    this.#url = parts.url;
    this.#headers = parts.header || [];
    this.#body = parts.body;
    this.auth = parts.auth;
    this.description = parts.description;
  }

  get url() {
    if (!(this.#url instanceof Url)) this.#url = urlOf(this.#url);
    return this.#url;
  }

  set url(url) {
    this.#url = urlOf(url);
  }

  get headers() {
    if (!(this.#headers instanceof List)) this.#headers = new List(this.#headers, true);
    return this.#headers;
  }

  set headers(headers) {
    this.#headers = headers instanceof List ? headers : new List(isArray(headers) ? headers : [], true);
  }

  get body() {
    if (this.#body && !(this.#body instanceof Body)) this.#body = new Body(this.#body);
    return this.#body;
  }

  set body(body) {
    this.#body = body === undefined || body === null ? undefined : new Body(body);
  }

  get to() {
    return new Expectation(this);
  }

  addHeader(header) {
    this.headers.add(header);
  }

  upsertHeader(header) {
    this.headers.upsert(header);
  }

  removeHeader(header, options) {
    const name = lower(typeof header === "object" && header !== null ? header.key : header);
    if (options?.ignoreCase === false) this.headers.remove((each) => each.key === header);
    else this.headers.remove((each) => lower(each.key) === name);
  }

  getHeaders(options) {
    const out = {};
    for (const { key, value, disabled } of this.headers) {
      if (!(options?.enabled && disabled)) out[options?.ignoreCase ? lower(key) : key] = value;
    }
    return out;
  }

  addQueryParams(params) {
    this.url.addQueryParams(params);
  }

  removeQueryParams(params) {
    this.url.removeQueryParams(params);
  }

  update(options) {
    for (const [name, member] of [["url", "url"], ["method", "method"], ["header", "headers"], ["body", "body"], ["auth", "auth"]]) {
      if (options[name] !== undefined) this[member] = options[name];
    }
  }

  clone() {
    return new Request(parse(stringify(this)));
  }

  toJSON() {
    return {
      url: this.#url instanceof Url ? this.#url.toJSON() : this.#url,
      method: this.method,
      header: this.headers.toJSON(),
      body: this.body?.toJSON(),
      auth: this.auth,
      description: this.description,
    };
  }
}

const urlOf = (url) => {
  if (url instanceof Url) return url;
  return new Url(typeof url === "string" ? host("url.parse", url) : url || {});
};
