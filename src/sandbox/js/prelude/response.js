// `pm.response`, and the answers of `pm.sendRequest`.

/** What a response computes when first read; own properties, as Postman's are. */
const LAZY_RESPONSE = {};
for (const [name, compute] of Object.entries({
  id: () => host.uuid(),
  _details: (own) => own.sdk().details(),
  headers: (own, response) => new HeaderList(response, own.head.header),
  stream: (own) => (own.bytes ? require("buffer").Buffer.from(own.bytes()) : undefined),
  cookies: (own, response) => (compat.knowsCookiesOfAnswers ? cookiesOf(own.cookies()) : new CookieList(response)),
})) {
  LAZY_RESPONSE[name] = {
    configurable: true,
    enumerable: true,
    get() {
      const value = compute(ownOf(this), this);
      defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true });
      return value;
    },
    set(value) {
      defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true });
    },
  };
}
// In the order in which Postman's come: they show in that order as JSON.
const { id, _details, headers, stream, cookies } = LAZY_RESPONSE;
const LAZY_FIRST = { id, _details };
const LAZY_BODY = { headers, stream, cookies };
const LAZY_NO_BODY = { headers, cookies };

let ownOf = null;

/**
 * A response.
 *
 * What scripts seldom ask for (content sniffing, the explanation of a status) comes from the real SDK, loaded then.
 * Source: postman-collection 4.4, `Response`.
 */
class Response {
  #own;

  static {
    ownOf = (response) => response.#own;
  }

  constructor(head, text, bytes, cookies = () => head.cookies) {
    const own = { head, text, bytes, cookies };
    own.sdk = () => new (require("postman-collection").Response)({
      code: this.code,
      status: head.status,
      header: this.headers.toJSON(),
      stream: own.bytes && this.stream,
    });
    this.#own = own;
    defineProperties(this, LAZY_FIRST);
    if (head.status !== undefined) this.status = head.status;
    if (head.code !== undefined) this.code = head.code;
    defineProperties(this, bytes ? LAZY_BODY : LAZY_NO_BODY);
    if (head.code === undefined) return;
    this.responseTime = head.responseTime;
    this.responseSize = head.responseSize;
  }

  reason() {
    return this.status || this.details().name;
  }

  text() {
    const own = this.#own;
    if (typeof own.text === "function") own.text = own.text();
    return own.text;
  }

  json(reviver, strict) {
    return parseLeniently(this.text(), reviver, strict);
  }

  jsonp(reviver, strict) {
    const text = (this.text() || "").replace(/^[^{(].*\(/, "").replace(/\)[^}].*$|\)$/, "");
    return parseLeniently(text, reviver, strict);
  }

  size() {
    const encoding = this.headers.get("Content-Encoding");
    const length = this.headers.get("Content-Length");
    const packed = typeof encoding === "string" && /gzip|deflate/i.test(encoding);
    const body = packed && isNumeric(length) ? parseInt(length, 10) : this.responseSize ?? 0;
    const start = `HTTP/X.X ${this.code} ${this.reason()}\r\n\r\n`;
    const header = start.length + this.headers.contentSize();
    return { body, header, total: body + header };
  }

  /** Takes over the given members; the body that scripts read stays. */
  update(options) {
    const { code, reason, status, header, body, cookie, responseTime } = options;
    this._details = new (require("postman-collection").Response)({ code, reason, status }).details();
    this.status = this._details.name;
    this.headers = new HeaderList(this, header);
    this.cookies = new CookieList(this, cookie);
    for (const [name, value] of [["code", code], ["body", body], ["responseTime", responseTime]]) if (value !== undefined) this[name] = value;
  }

  details() {
    return { ...this._details };
  }

  contentInfo() {
    return this.#own.sdk().contentInfo();
  }

  dataURI() {
    return this.#own.sdk().dataURI();
  }

  encoding() {
    const format = this.headers.get("Content-Encoding");
    if (format) return { format, source: "header" };
    const [first, second, third] = this.stream || [];
    const packed = first === 0x1f && second === 0x8b && third === 0x08;
    return { format: packed ? "gzip" : undefined, source: packed ? "body" : undefined };
  }

  mime() {
    throw new Error("`Response#mime` has been discontinued, use `Response#contentInfo` instead.");
  }

  toJSON() {
    const { _details, ...rest } = definedOf(this);
    return rest;
  }
}

called(Response, "PostmanResponse");

/** The response of the script's request; one without members when there is none. */
const currentResponse = () => {
  const head = host.response();
  if (!head) return new Response({ status: undefined }, undefined, undefined);
  return new Response(head, () => host.responseText(), () => host.responseBytes(), () => host.cookies());
};
