// What `pm.sendRequest` would leave out of a request: Postman sends the rest and says nothing.

/** A value in words. */
const kindOf = (value) => {
  if (value === null || value === undefined) return String(value);
  if (isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return typeof value.then === "function" ? "a promise" : keysOf(value).length === 0 ? "an empty object" : "an object";
  return typeof value === "function" ? "a function" : `the ${typeof value} ${String(value)}`;
};

/** The members of a request that are read, and those that do no harm. */
const REQUEST_MEMBERS = ["url", "method", "header", "headers", "body", "auth", "proxy", "certificate", "id", "_", "name", "description"];
/** Where other programs have the body of a request. */
const BODIES_OF_OTHERS = ["data", "json", "form", "formData", "formdata", "payload", "raw"];
const JSON_BODY = 'write body: { mode: "raw", raw: JSON.stringify(value) }';
const PAIRS = "[{ key, value }]";

const holdsNothing = (value) => !value || (typeof value === "object" && keysOf(value).length === 0);

/** What is wrong with an entry of a list of pairs; a text is an entry too where `texts` says so. */
const lostOfPair = (entry, place, what, texts) => {
  if (entry === null || entry === undefined || entry instanceof Member || (texts && typeof entry === "string")) return undefined;
  if (typeof entry !== "object" || isArray(entry)) return `${what} ${place + 1} is ${kindOf(entry)}: write ${PAIRS}`;
  if (!entry.key && !holdsNothing(entry)) return `${what} ${place + 1} has no "key": write ${PAIRS}`;
  return undefined;
};

/** What is wrong with a value that is sent as a text. */
const lostOfValue = (value, what, name) =>
  value !== null && typeof value === "object" ? `the value of ${what} "${name}" is ${kindOf(value)}: give its text, as JSON.stringify makes it` : undefined;

const firstOf = (entries, look) => {
  for (let place = 0; place < entries.length; place++) {
    const lost = look(entries[place], place);
    if (lost) return lost;
  }
  return undefined;
};

const lostOfHeader = (header) => {
  if (!header || typeof header === "string" || header instanceof List) return undefined;
  if (typeof header !== "object") return `the member "header" is ${kindOf(header)}: write header: { "Name": "value" }`;
  if (isArray(header)) {
    return firstOf(header, (entry, place) => lostOfPair(entry, place, "header", true) ?? lostOfValue(entry?.value, "header", entry?.key));
  }
  return firstOf(keysOf(header), (name) => {
    const value = header[name];
    if (typeof value === "string" || value === undefined || value === null) return undefined;
    return `the value of header "${name}" is ${kindOf(value)}: give its text`;
  });
};

/** What of each mode would be left out. */
const LOST_OF_MODE = {
  raw: (raw) => (raw === "" || raw === null || raw === undefined || typeof raw === "string" || !holdsNothing(raw) && typeof raw === "object" ? undefined : `body.raw is ${kindOf(raw)}: give its text, as JSON.stringify makes it`),
  urlencoded(params) {
    if (!params || typeof params === "string" || params instanceof List) return undefined;
    if (!isArray(params)) return `body.urlencoded is ${kindOf(params)}: write ${PAIRS}`;
    return firstOf(params, (entry, place) => lostOfPair(entry, place, "parameter", true) ?? lostOfValue(entry?.value, "parameter", entry?.key));
  },
  formdata(fields) {
    if (!fields || fields instanceof List) return undefined;
    if (!isArray(fields)) return `body.formdata is ${kindOf(fields)}: write ${PAIRS}`;
    return firstOf(fields, (entry, place) => lostOfPair(entry, place, "form field", false));
  },
  graphql: (query) => (!query || (typeof query === "object" && !isArray(query)) ? undefined : `body.graphql is ${kindOf(query)}: write graphql: { query, variables }`),
  file: () => undefined,
};

const lostOfBody = (body) => {
  if (!body || typeof body === "string" || body instanceof Body || body.disabled) return undefined;
  if (typeof body !== "object") return `the body is ${kindOf(body)}: ${JSON_BODY}`;
  if (!body.mode) return holdsNothing(body) ? undefined : `the body is ${kindOf(body)} without a "mode": ${JSON_BODY}`;
  const mode = lower(body.mode);
  const known = BODY_MODES.includes(mode);
  if (!known && holdsNothing(body.raw)) return `the body's mode is "${body.mode}": the modes are ${BODY_MODES.join(", ")}`;
  return LOST_OF_MODE[known ? mode : "raw"](body[known ? mode : "raw"]);
};

/** A body that takes files along: scripts may not send them. */
const lostOfFiles = ({ body }) => {
  if (!body || body.disabled) return undefined;
  const isFile = (field) => lower(field?.type) === "file";
  const takes = body.mode === "file" ? !holdsNothing(body.file) : body.mode === "formdata" && isArray(body.formdata) && body.formdata.some(isFile);
  return takes ? "a script cannot upload files: send the request as an item of the collection" : undefined;
};

const refuseLost = (sentence) => {
  if (sentence) throw new TypeError(`pm.sendRequest: ${sentence}`);
};

/** Refuses a request of which something would not be sent. */
const refuseUnknownShapes = (request) => {
  if (typeof request === "string" || request instanceof Request || request instanceof Url) return;
  if (typeof request !== "object") refuseLost(`the request is ${kindOf(request)}: give a URL, or an object with url, method, header and body`);
  const { header, headers, body } = request;
  if (holdsNothing(header) && !holdsNothing(headers)) refuseLost('the headers stand in "headers", which nobody reads: write them in "header"');
  const other = holdsNothing(body) && BODIES_OF_OTHERS.find((name) => !holdsNothing(request[name]));
  if (other) refuseLost(`nobody reads "${other}": ${JSON_BODY}`);
  refuseLost(lostOfHeader(header) ?? lostOfBody(body));
  const unread = keysOf(request).filter((name) => !REQUEST_MEMBERS.includes(name) && request[name] !== undefined);
  if (unread.length > 0) console.warn(`pm.sendRequest: nobody reads ${unread.map((name) => `"${name}"`).join(", ")} of the request`);
};
