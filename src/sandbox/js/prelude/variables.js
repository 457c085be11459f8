// The types of variables, and the form of a value on the host's side.

const asJsonText = (value) => {
  if (typeof value === "string") return value;
  try {
    return stringify(value);
  } catch {
    return "null";
  }
};

const parsedIf = (text, fits) => {
  try {
    const value = parse(text);
    return fits(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const same = (value) => value;

/** What a declared type makes of a value on its way in and out. Source: postman-collection 4.4, `Variable.types`. */
const VALUE_TYPES = {
  string: { in: String, out: String },
  boolean: { in: Boolean, out: Boolean },
  number: { in: Number, out: Number },
  array: { in: asJsonText, out: (text) => parsedIf(text, isArray) },
  object: { in: asJsonText, out: (text) => parsedIf(text, (value) => value instanceof Object && !isArray(value)) },
  any: { in: same, out: same },
};

const castIn = (type, value) => (VALUE_TYPES[type] ?? VALUE_TYPES.any).in(value);
const castOut = (type, value) => (VALUE_TYPES[type] ?? VALUE_TYPES.any).out(value);

const LIVE_TYPES = new Set(["bigint", "function", "symbol", "undefined"]);

/** True for values that JSON would change, and for objects that scripts expect to be the same ones again. */
const isLive = (value) =>
  (typeof value === "object" && value !== null) || LIVE_TYPES.has(typeof value) ||
  (typeof value === "number" && !isFinite(value));

/** The types whose values cross to the host as they are; all others cross as JSON. */
const PLAIN_TYPES = new Set(["string", "number", "boolean", "bigint", "undefined"]);

/** The form of a value on the host's side: JSON, with `null` for values that JSON lacks. */
const hostValue = (value) => toJson(value) ?? "null";
