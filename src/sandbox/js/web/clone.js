// `structuredClone`.
//
// Source: the WHATWG's HTML standard, structured serialisation.

const { DOMException } = internals;

const ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

const refuse = (value) => {
  const shown = typeof value === "function" ? String(value).replace(/\{[^]*\}$/, "{ [native code] }") : String(value);
  throw new DOMException(`${shown} could not be cloned.`, "DataCloneError");
};

const classOf = (value) => Object.prototype.toString.call(value).slice(8, -1);

/** Copies of the values that hold no others. */
const COPIES = {
  Boolean: (value) => Object(value.valueOf()),
  Number: (value) => Object(value.valueOf()),
  String: (value) => Object(value.valueOf()),
  BigInt: (value) => Object(value.valueOf()),
  Date: (value) => new Date(value.getTime()),
  RegExp: (value) => new RegExp(value.source, value.flags),
  ArrayBuffer: (value) => value.slice(0),
};

const cloneOf = (value, seen) => {
  if (typeof value === "function" || typeof value === "symbol") return refuse(value);
  if (typeof value !== "object" || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  const kind = classOf(value);
  const place = (copy) => {
    seen.set(value, copy);
    return copy;
  };
  if (Object.hasOwn(COPIES, kind)) return place(COPIES[kind](value));
  if (ArrayBuffer.isView(value)) {
    const length = value instanceof DataView ? value.byteLength : value.length;
    return place(new value.constructor(cloneOf(value.buffer, seen), value.byteOffset, length));
  }
  if (kind === "Map") {
    const copy = place(new Map());
    for (const [key, item] of [...value]) copy.set(cloneOf(key, seen), cloneOf(item, seen));
    return copy;
  }
  if (kind === "Set") {
    const copy = place(new Set());
    for (const item of [...value]) copy.add(cloneOf(item, seen));
    return copy;
  }
  if (kind === "Error") return cloneOfError(value, seen, place);
  if (/^(WeakMap|WeakSet|WeakRef|Promise|Generator|Proxy|Symbol)$/.test(kind)) {
    throw new DOMException(`#<${kind}> could not be cloned.`, "DataCloneError");
  }
  const copy = place(Array.isArray(value) ? new Array(value.length) : {});
  for (const key of Object.keys(value)) copy[key] = cloneOf(value[key], seen);
  return copy;
};

const cloneOfError = (error, seen, place) => {
  const Class = Object.hasOwn(ERRORS, error.name) ? ERRORS[error.name] : Error;
  const copy = place(Object.create(Class.prototype));
  for (const name of ["message", "stack", "cause"]) {
    if (Object.hasOwn(error, name)) {
      Object.defineProperty(copy, name, { value: cloneOf(error[name], seen), writable: true, configurable: true });
    }
  }
  return copy;
};

exports.structuredClone = (...values) => {
  if (values.length === 0) throw new TypeError("The value argument must be specified");
  const seen = new Map();
  const [value, { transfer = [] } = {}] = values;
  const copy = cloneOf(value, seen);
  for (const buffer of transfer) buffer.transfer?.();
  return copy;
};
