// `pm.request.url`.

/** The name in a path segment such as `:id` or `:id.json`; null for other segments. */
const pathVariable = (segment) => {
  const text = String(segment);
  if (!text.startsWith(":")) return null;
  const dot = text.indexOf(".");
  return text.slice(1, dot === -1 ? undefined : dot) || null;
};

/** The variables of a path that was given as a text; none has a value. */
const pathVariables = (path) => {
  const named = (path || []).filter((segment) => segment.startsWith(":") && segment.length > 1);
  return named.map((segment) => ({ key: segment.slice(1) }));
};

/** Host labels end at dots that are not inside of `{{…}}`. */
const hostLabels = (name) => (typeof name === "string" ? name.split(/\.(?![^{]*\}{2})/g) : name);

const pathSegments = (path) => {
  if (typeof path !== "string") return path;
  const rest = path.replace(/^\/(.+)$/s, "$1");
  if (!rest) return undefined;
  return rest === "/" ? [""] : rest.split("/");
};

const queryMembers = (query) => {
  if (typeof query === "string") return QueryParam.parse(query);
  if (query && !isArray(query) && !(query instanceof List)) return keysOf(query).map((key) => ({ key, value: query[key] }));
  return query instanceof List ? query.members : query || [];
};

/**
 * A URL in parts.
 * Source: postman-collection 4.4, `Url`.
 */
class Url {
  constructor(url) {
    this.update(url);
  }

  update(url) {
    const parts = typeof url === "string" || !url ? host.parseUrl(url || "") : url;
    this.auth = parts.auth;
    this.protocol = parts.protocol;
    this.port = parts.port;
    this.path = pathSegments(parts.path);
    this.hash = parts.hash;
    this.host = hostLabels(parts.host);
    this.query = new List(QueryParam, this, queryMembers(parts.query));
    const variables = typeof url === "string" ? pathVariables(this.path) : parts.variable ?? parts.variables;
    this.variables = new VariableList(this, variables instanceof List ? variables.members : variables || []);
  }

  getHost() {
    if (!this.host) return "";
    return isArray(this.host) ? this.host.join(".") : String(this.host);
  }

  getPath(unresolved) {
    if (unresolved) return `/${this.path.join("/")}`;
    const filled = (this.path || []).map((segment) => {
      const name = pathVariable(segment);
      const value = name === null ? undefined : this.variables.get(name);
      return value && typeof value === "string" ? value + segment.slice(name.length + 1) : segment;
    });
    return `/${filled.join("/")}`;
  }

  getQueryString() {
    return QueryParam.unparse(this.query.members);
  }

  getPathWithQuery() {
    const query = this.getQueryString();
    return this.getPath() + (query ? `?${query}` : "");
  }

  getRemote(forcePort) {
    const standard = forcePort ? (this.protocol === "https" ? "443" : "80") : undefined;
    const port = this.port ? String(this.port) : standard;
    return port ? `${this.getHost()}:${port}` : this.getHost();
  }

  getOAuth1BaseUrl() {
    const port = this.port ? String(this.port) : undefined;
    const named = port === undefined || port === "80" || port === "443";
    const protocol = this.protocol || "http";
    return `${protocol}://`.toLowerCase() + lower(this.getHost() + (named ? "" : `:${port}`)) + this.getPath();
  }

  getRaw() {
    throw new Error("`Url#getRaw` has been discontinued, use `Url#toString` instead.");
  }

  addQueryParams(params) {
    this.query.populate(params);
  }

  removeQueryParams(params) {
    const names = isArray(params) ? params.map((param) => param.key || param) : [params];
    this.query.remove((param) => names.includes(param.key));
  }

  toString(forceProtocol) {
    const protocol = this.protocol || (forceProtocol ? "http" : "");
    const { user, password } = this.auth || {};
    const secret = typeof password === "string" ? `:${password}` : "";
    const auth = typeof user === "string" || secret ? `${textOr(user, "")}${secret}@` : "";
    const port = this.port === undefined || this.port === null ? "" : `:${this.port}`;
    const query = this.query.members.some((param) => !param.disabled) ? `?${this.getQueryString()}` : "";
    return (protocol ? `${protocol.replace(/:\/\/$/, "")}://` : "") + auth + this.getHost() + port +
      (this.path ? this.getPath() : "") + query + (typeof this.hash === "string" ? `#${this.hash}` : "");
  }

  toJSON() {
    return definedOf(this);
  }
}

called(Url, "PostmanUrl");
