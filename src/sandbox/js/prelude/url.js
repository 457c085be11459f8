// `pm.request.url`.

/**
 * A URL in parts, with the members of Postman's.
 * Source: postman-collection 4.4, `Url`.
 */
class Url {
  constructor(parts) {
    Object.assign(this, parts);
    this.query = new List(parts.query || [], false);
    this.variables = new List(parts.variable || [], false);
    delete this.variable;
  }

  getHost() {
    return isArray(this.host) ? this.host.join(".") : this.host || "";
  }

  getPath() {
    if (!this.path) return "/";
    const segments = isArray(this.path) ? this.path : String(this.path).replace(/^\//, "").split("/");
    const filled = segments.map((segment) =>
      segment.startsWith(":") ? this.variables.get(segment.slice(1)) ?? segment : segment);
    return `/${filled.join("/")}`;
  }

  getQueryString() {
    return this.query.filter((param) => !param.disabled)
      .map(({ key, value }) => (value === null || value === undefined ? key : `${key ?? ""}=${value}`)).join("&");
  }

  getPathWithQuery() {
    const query = this.getQueryString();
    return this.getPath() + (query ? `?${query}` : "");
  }

  getRemote() {
    return this.getHost() + (this.port ? `:${this.port}` : "");
  }

  addQueryParams(params) {
    if (typeof params === "string") {
      for (const pair of params.split("&")) {
        const [key, ...value] = pair.split("=");
        this.query.add({ key, value: value.length ? value.join("=") : null });
      }
    } else this.query.populate(isArray(params) ? params : [params]);
  }

  removeQueryParams(params) {
    for (const param of isArray(params) ? params : [params]) this.query.remove(param);
  }

  update(url) {
    const fresh = new Url(host("url.parse", typeof url === "string" ? url : url.toString()));
    for (const key of keysOf(this)) delete this[key];
    Object.assign(this, fresh);
  }

  toString() {
    const { user, password } = this.auth || {};
    const auth = user === undefined || user === null ? "" : `${user}${password ? `:${password}` : ""}@`;
    const query = this.getQueryString();
    return (this.protocol ? `${this.protocol}://` : "") + auth + this.getRemote() +
      (this.path ? this.getPath() : "") + (query ? `?${query}` : "") + (this.hash ? `#${this.hash}` : "");
  }

  toJSON() {
    const { query, variables, ...rest } = this;
    return { ...rest, query: query.toJSON(), variable: variables.toJSON() };
  }
}
