// `pm.request.body`.

const BODY_MODES = ["raw", "urlencoded", "formdata", "file", "graphql"];

/** A request's body. Source: postman-collection 4.4, `RequestBody`. */
class Body {
  constructor(body) {
    if (body) this.update(body);
  }

  update(options) {
    const given = typeof options === "string" ? { mode: "raw", raw: options } : options;
    if (!given.mode) return;
    const mode = BODY_MODES.find((each) => each === lower(given.mode)) || "raw";
    const { raw, urlencoded, formdata, file, graphql } = given;
    this.mode = mode;
    this.raw = mode === "raw" && !raw ? "" : raw;
    this.urlencoded = urlencoded || mode === "urlencoded" ? this.#list(QueryParam, urlencoded) : undefined;
    this.formdata = formdata || mode === "formdata" ? this.#list(FormParam, formdata) : undefined;
    this.file = typeof file === "string" ? { src: file } : file;
    this.graphql = graphql ? this.#graphql(graphql) : mode === "graphql" ? {} : undefined;
    this.options = isListMember(given.options) ? given.options : undefined;
    this.disabled = given.disabled;
  }

  #list(Type, members) {
    return new List(Type, this, members instanceof List ? members.members : members || []);
  }

  #graphql({ query, operationName, variables }) {
    return { query, operationName: operationName ?? undefined, variables };
  }

  isEmpty() {
    const content = this.mode && this[this.mode];
    if (!content) return true;
    if (this.mode === "file") return !(content.src || content.content);
    if (typeof content === "string") return content.length === 0;
    return content instanceof List ? content.count() === 0 : keysOf(content).length === 0;
  }

  toString() {
    if (this.mode === "urlencoded") return String(this.urlencoded ?? "");
    return this.mode === "raw" && this.raw ? String(this.raw) : "";
  }

  toJSON() {
    return definedOf(this);
  }
}

called(Body, "PostmanRequestBody");
