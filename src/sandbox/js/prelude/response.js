// `pm.response`, and the answers of `pm.sendRequest`.

/** What JSON.parse says, in the words of Postman's parser, with the place and the line. */
class JSONError extends SyntaxError {
  get name() {
    return "JSONError";
  }
}

/** Parses JSON after a byte order mark. Source: postman-collection 4.4, `Response#json`. */
const parseLeniently = (text, reviver) => {
  text = String(text);
  const clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return parse(clean, reviver);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new JSONError(whereJsonBreaks(clean));
  }
};

/** What is wrong with a text that is not JSON, where, and the line with a caret. */
const whereJsonBreaks = (text) => {
  const [place, said] = jsonBreak(text);
  const before = text.slice(0, place);
  const line = before.split("\n").length;
  const column = place - (before.lastIndexOf("\n") + 1) + 1;
  const excerpt = text.split("\n")[line - 1];
  const plain = place >= text.length ? "Unexpected end of input" : `Unexpected token '${text[place] === "'" ? "\\'" : text[place]}'`;
  return `${said ?? plain} at ${line}:${column}\n${excerpt}\n${" ".repeat(column - 1)}^`;
};

/** The index at which a text stops being JSON, and what to say if it is not the plain sentence. */
const jsonBreak = (text) => {
  if (text === "") return [0, "No data, empty input"];
  const token = /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null))/y;
  const open = [];
  let expected = "value";
  let place = 0;
  let last = "";
  let key;
  for (;;) {
    token.lastIndex = place;
    const found = token.exec(text);
    const at = place + /^[ \t\r\n]*/.exec(text.slice(place))[0].length;
    if (!found) return tokenBreak(text, at, expected === "value" && last === ":" ? key : undefined, last);
    const shown = found[0].trimStart();
    const next = advance(expected, found[1] ?? (found[2] ? "string" : "other"), open);
    if (next === null) {
      if (last === "," && (shown === "}" || shown === "]")) return [at, `Trailing comma in ${shown === "}" ? "object" : "array"}`];
      return [at, last === ":" && expected === "value" ? `No value found for key ${key}` : undefined];
    }
    if (next === "colon") key = parse(shown);
    last = shown;
    place = token.lastIndex;
    expected = next;
  }
};

/** Where something that is no token at all breaks. */
const tokenBreak = (text, at, key, last) => {
  if (text[at] === '"') {
    const place = stringBreak(text, at + 1);
    return [place, text[place] < " " ? "Unexpected control character" : undefined];
  }
  const literal = /^[-0-9.eE+]+/.exec(text.slice(at))?.[0];
  if (text[at] === "-") return [at, `Bad numeric literal - "${literal}"`];
  if (text[at] === "." && /^-?[0-9]/.test(last)) return [at, `Non-json numeric literal - "${last}${literal}"`];
  return [at, key !== undefined && at < text.length ? `No value found for key ${key}` : undefined];
};

const stringBreak = (text, from) => {
  const rest = /^(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*\\?/.exec(text.slice(from));
  return from + rest[0].length;
};

/** What may follow a token; null when the token may not stand there. */
const advance = (expected, token, open) => {
  const afterValue = () => (open.length ? "separator" : "end");
  const inObject = open.at(-1) === "{";
  if (expected === "colon") return token === ":" ? "value" : null;
  if (expected === "separator") {
    if (token === ",") return inObject ? "key" : "value";
    return token === (inObject ? "}" : "]") ? (open.pop(), afterValue()) : null;
  }
  if (expected === "key" || expected === "key or end") {
    if (token === "string") return "colon";
    return token === "}" && expected === "key or end" ? (open.pop(), afterValue()) : null;
  }
  if (expected === "end") return null;
  if (token === "{" || token === "[") {
    open.push(token);
    return token === "{" ? "key or end" : "value or end";
  }
  if (token === "]" && expected === "value or end") return open.pop(), afterValue();
  return token === "string" || token === "other" ? afterValue() : null;
};

/**
 * A response with the members of Postman's.
 * Source: postman-collection 4.4, `Response`.
 */
class Response {
  #head;
  #text;
  #bytes;
  #headers;
  #cookies;
  #stream;

  constructor(head, text, bytes) {
    this.#head = head;
    this.#text = text;
    this.#bytes = bytes;
    this.code = head.code;
    this.status = head.status;
    this.responseTime = head.responseTime;
    this.responseSize = head.responseSize;
  }

  get headers() {
    return (this.#headers ??= new List(this.#head.header, true));
  }

  get cookies() {
    return (this.#cookies ??= new List((this.#head.cookies || host("cookies") || []).map(cookieMember), false));
  }

  get stream() {
    return (this.#stream ??= bufferOf(this.#bytes()));
  }

  reason() {
    return this.status;
  }

  text() {
    if (typeof this.#text === "function") this.#text = this.#text();
    return this.#text;
  }

  json(reviver) {
    return parseLeniently(this.text(), reviver);
  }

  jsonp(reviver) {
    return parseLeniently(/^[^(]*\(([\s\S]*)\)[\s;]*$/.exec(this.text())?.[1] ?? this.text(), reviver);
  }

  size() {
    const header = this.headers.members.reduce((sum, { key, value }) => sum + key.length + value.length + 4, 0);
    const body = this.responseSize;
    return { body, header: header + 2, total: body + header + 2 };
  }

  details() {
    return { name: this.status, code: this.code, detail: this.status };
  }

  contentInfo() {
    const [mimeType = "", ...parameters] = String(this.headers.get("content-type") ?? "text/plain").split(";");
    const charset = parameters.map((each) => each.trim()).find((each) => lower(each).startsWith("charset="));
    const type = lower(mimeType.trim());
    return {
      mimeType: type.split("/")[0] || "text",
      mimeFormat: type.split("/")[1] || "plain",
      charset: charset ? charset.slice(8) : "utf8",
      contentType: type,
      fileName: "response",
    };
  }

  encoding() {
    return { format: this.headers.get("content-encoding"), source: "header" };
  }

  dataURI() {
    return `data:${this.headers.get("content-type") ?? "text/plain"};base64, ${encodeBase64(new Uint8Array(this.#bytes()))}`;
  }

  mime() {
    throw new Error("`Response#mime` has been discontinued, use `Response#contentInfo` instead.");
  }

  get to() {
    return new Expectation(this);
  }

  toJSON() {
    return { ...this.#head, body: this.text() };
  }
}

const bufferOf = (bytes) => require("buffer").Buffer.from(bytes);

/** Bytes as Base64. */
const encodeBase64 = (bytes) => {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
};
