// `URL` and `URLSearchParams`. The parser is the host's; this side keeps the record that it answers with.
//
// Source: the WHATWG's URL standard.

const pairsOf = (init) => {
  if (init === undefined || init === null) return [];
  if (typeof init === "object" || typeof init === "function") {
    if (typeof init[Symbol.iterator] !== "function") return Object.entries(init).map(([name, value]) => [name, text(value)]);
    return Array.from(init, (pair) => {
      const both = Array.from(pair);
      if (both.length !== 2) throw new TypeError("Each query pair must be an iterable [name, value] tuple");
      return [text(both[0]), text(both[1])];
    });
  }
  return compute.queryParse(text(init).replace(/^\?/, ""));
};

const text = (value) => `${value}`.toWellFormed();

class URLSearchParams {
  #pairs;
  #owner;

  constructor(init, owner) {
    this.#pairs = pairsOf(init);
    this.#owner = owner;
  }

  /** Called by a URL when its query was set as a whole. */
  static replace(params, query) {
    params.#pairs = pairsOf(query);
  }

  #changed() {
    this.#owner?.(this.toString());
  }

  get size() {
    return this.#pairs.length;
  }

  append(name, value) {
    this.#pairs.push([text(name), text(value)]);
    this.#changed();
  }

  delete(name, value) {
    this.#pairs = this.#pairs.filter((pair) => pair[0] !== text(name) || (value !== undefined && pair[1] !== text(value)));
    this.#changed();
  }

  get(name) {
    return this.#pairs.find((pair) => pair[0] === text(name))?.[1] ?? null;
  }

  getAll(name) {
    return this.#pairs.filter((pair) => pair[0] === text(name)).map((pair) => pair[1]);
  }

  has(name, value) {
    return this.#pairs.some((pair) => pair[0] === text(name) && (value === undefined || pair[1] === text(value)));
  }

  set(name, value) {
    const first = this.#pairs.findIndex((pair) => pair[0] === text(name));
    if (first < 0) this.#pairs.push([text(name), text(value)]);
    else {
      this.#pairs[first][1] = text(value);
      this.#pairs = this.#pairs.filter((pair, place) => place <= first || pair[0] !== text(name));
    }
    this.#changed();
  }

  sort() {
    this.#pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    this.#changed();
  }

  forEach(callback, self) {
    if (typeof callback !== "function") throw new TypeError("The \"callback\" argument must be of type function");
    for (const [name, value] of this.#pairs) callback.call(self, value, name, this);
  }

  *entries() {
    for (const [name, value] of this.#pairs) yield [name, value];
  }

  *keys() {
    for (const [name] of this.#pairs) yield name;
  }

  *values() {
    for (const [, value] of this.#pairs) yield value;
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  toString() {
    return compute.queryWrite(JSON.stringify(this.#pairs));
  }

  get [Symbol.toStringTag]() {
    return "URLSearchParams";
  }
}

const PARTS = ["protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash"];

const invalid = (input, base) =>
  Object.assign(new TypeError("Invalid URL"), { code: "ERR_INVALID_URL", input, ...(base === undefined ? {} : { base }) });

class URL {
  #record;
  #params;

  constructor(input, base) {
    this.#record = compute.urlParse(text(input), base === undefined ? undefined : text(base));
    if (!this.#record) throw invalid(text(input), base === undefined ? undefined : text(base));
  }

  static canParse(input, base) {
    return compute.urlParse(text(input), base === undefined ? undefined : text(base)) !== undefined;
  }

  static parse(input, base) {
    return URL.canParse(input, base) ? new URL(input, base) : null;
  }

  /** Sets one part; an unusable value changes nothing. */
  static set(url, part, value) {
    url.#record = compute.urlSet(url.#record.href, part, text(value));
    if (part === "search" && url.#params) URLSearchParams.replace(url.#params, url.#record.search);
  }

  static read(url, part) {
    return url.#record[part];
  }

  get href() {
    return this.#record.href;
  }

  set href(value) {
    const record = compute.urlParse(text(value));
    if (!record) throw invalid(text(value));
    this.#record = record;
    if (this.#params) URLSearchParams.replace(this.#params, record.search);
  }

  get origin() {
    return this.#record.origin;
  }

  get searchParams() {
    return (this.#params ??= new URLSearchParams(this.#record.search, (query) => {
      this.#record = compute.urlSet(this.#record.href, "search", query);
    }));
  }

  toString() {
    return this.#record.href;
  }

  toJSON() {
    return this.#record.href;
  }

  get [Symbol.toStringTag]() {
    return "URL";
  }
}

const { set, read } = URL;
for (const part of PARTS) {
  Object.defineProperty(URL.prototype, part, {
    configurable: true,
    enumerable: true,
    get() {
      return read(this, part);
    },
    set(value) {
      set(this, part, value);
    },
  });
}
delete URL.set;
delete URL.read;

Object.assign(exports, { URL, URLSearchParams });
