// V8's words for the errors of built-in functions, by the engine's own message.
//
// Each entry gets the function's name, its call in the script where that is known, and the place.

const { bare } = load("places");
const { print } = load("printer");
const { kindAndValue, valueText } = load("values");

/** An argument's value; it is most likely undefined where the script's text does not tell. */
const argument = ({ call, place }, index = 0) => {
  const node = call?.arguments[index];
  return (node && valueText(place, node)) ?? "undefined";
};

/** What stands before the function's name. */
const ownerOf = ({ call }) => {
  const callee = call && bare(call.callee);
  return callee?.type === "MemberExpression" ? bare(callee.object) : undefined;
};

const isMethodOf = (known, name) => ownerOf(known)?.name === name;

/** The class whose prototype holds the function, as written before `.call`. */
const classOf = (known) => {
  const written = known.call && /(\w+)\.prototype\b/.exec(print(known.call.callee));
  return written?.[1];
};

const receiver = (known) => {
  const shown = argument(known);
  return shown === "undefined" ? "#<Object>" : shown;
};

const notFunction = (known) => {
  const { name, call } = known;
  const value = argument(known, isMethodOf(known, "Array") && name === "from" ? 1 : 0);
  switch (name) {
    case "Promise":
      return `Promise resolver ${value} is not a function`;
    case "sort":
    case "toSorted":
      return "The comparison function must be either a function or undefined";
    case "flatMap":
      return "flatMap mapper function is not callable";
    case "bind":
      return "Bind must be called on a function";
    case "construct":
      return `${value} is not a constructor`;
    case "toString":
      return "Function.prototype.toString requires that 'this' be a Function";
    case "call":
    case "apply":
      return isMethodOf(known, "Reflect")
        ? `Function.prototype.apply was called on ${value}, which is a ${typeOf(known)} and not a function`
        : `${print(call?.callee)} is not a function`;
    default:
      return `${value} is not a function`;
  }
};

const typeOf = ({ call, place }) => (kindAndValue(place, call?.arguments[0]) ?? "object").split(" ")[0];

/** The first element of a list of pairs that is not a pair. */
const noEntry = ({ call, place }) => {
  const list = bare(call?.arguments[0]);
  const elements = list?.type === "ArrayExpression" ? list.elements : [];
  const element = elements.find((item) => item && bare(item).type !== "ArrayExpression");
  return `Iterator value ${element ? valueText(place, element) : undefined} is not an entry object`;
};

const noObject = (known) => {
  const { name } = known;
  if (["Map", "WeakMap", "fromEntries"].includes(name)) return noEntry(known);
  if (name === "Proxy") return "Cannot create proxy with a non-object as target or handler";
  if (name === "resolve" || name === "reject") return `PromiseResolve called on non-object`;
  if (name === "captureStackTrace") return "invalid_argument";
  if (isMethodOf(known, "Reflect") || name === "ownKeys") return `Reflect.${name} called on non-object`;
  if (name === "getPrototypeOf") return "Cannot convert undefined or null to object";
  if (name !== "setPrototypeOf") return `Object.${name} called on non-object`;
  const first = argument(known);
  return first === "null" || first === "undefined" ? "Object.setPrototypeOf called on null or undefined" : noPrototype(known, 1);
};

const noPrototype = (known, index) => `Object prototype may only be an Object or null: ${argument(known, index)}`;

const requiresThis =
  (name, kind) =>
  ({ name: method }) =>
    `${name}.prototype.${method} requires that 'this' be a ${kind}`;

/** The methods of arrays that V8 names where they are called on nothing. */
const NAMING = /^(?:concat|every|filter|find(?:Last)?(?:Index)?|forEach|indexOf|map|reduce(?:Right)?|some)$/;

const notArray = ({ name }) =>
  NAMING.test(name) ? `Array.prototype.${name} called on null or undefined` : "Cannot convert undefined or null to object";

/** Bytes of an element of a typed array. */
const elementBytes = (name) => Number(/\d+/.exec(name)?.[0] ?? 8) / 8;

const offsetOf = (known) => {
  const offset = Number(argument(known, 1));
  return offset % elementBytes(known.name)
    ? `start offset of ${known.name} should be a multiple of ${elementBytes(known.name)}`
    : `Start offset ${offset} is outside the bounds of the buffer`;
};

const lengthOf = (known) => {
  const { name, call } = known;
  if (call?.arguments[2]) return `Invalid typed array length: ${argument(known, 2)}`;
  return `byte length of ${name} should be a multiple of ${elementBytes(name)}`;
};

const digits = (known) => {
  const { name } = known;
  return name === "toPrecision"
    ? "toPrecision() argument must be between 1 and 100"
    : `${name}() ${name === "toFixed" ? "digits " : ""}argument must be between 0 and 100`;
};

const index = (known) => {
  const { name, call } = known;
  if (name === "ArrayBuffer") return "Invalid array buffer length";
  if (name.startsWith("as")) return "Invalid value: not (convertible to) a safe integer";
  const owner = ownerOf(known);
  return owner ? "offset is out of bounds" : `Invalid typed array length: ${call ? argument(known) : "undefined"}`;
};

/** What a frozen or sealed object lets a function do. */
const notExtensible = (known) => {
  const { name, call } = known;
  if (name === "setPrototypeOf") return "#<Object> is not extensible";
  if (name === "defineProperty") return `Cannot define property ${argument(known, 1)}, object is not extensible`;
  const list = bare(bare(call?.callee)?.object);
  const items = bare(list?.type === "CallExpression" ? list.arguments[0] : list);
  const place = items?.type === "ArrayExpression" ? String(items.elements.length) : undefined;
  return place === undefined
    ? "Cannot add property, object is not extensible"
    : `Cannot add property ${place}, object is not extensible`;
};

/** Engine messages, as texts or patterns, with V8's words. */
exports.NATIVE_WORDS = [
  ["not a function", notFunction],
  ["not a constructor", ({ name, call }) => `${call ? print(call.callee) : name} is not a constructor`],
  [
    "must be called with new",
    ({ name }) =>
      name === "Promise" ? "Promise constructor cannot be invoked without 'new'" : `Constructor ${name} requires 'new'`,
  ],
  [/^(?:C|c)onstructor requires 'new'$/, ({ name }) => `Constructor ${name} requires 'new'`],
  ["not an object", noObject],
  ["not a object", () => "CreateListFromArrayLike called on non-object"],
  ["value is not iterable", (known) => `${byKind(known)} is not iterable (cannot read property Symbol(Symbol.iterator))`],
  [/^cannot read property 'Symbol\.iterator' of (?:undefined|null)$/, iteratesNothing],
  ["object prototype may only be an Object or null", (known) => noPrototype(known, known.name === "create" ? 0 : 1)],
  ["Property description must be an object", (known) => `Property description must be an object: ${argument(known, 2)}`],
  [/^(?:Getter|Setter) must be a function$/, ({ message, call, place }) => `${message}: ${accessorOf(call, place, message)}`],
  [/^Invalid property descriptor\. Cannot both specify accessors/, ({ message }) => `${message}, #<Object>`],
  ["property is not configurable", (known) => `Cannot redefine property: ${argument(known, 1)}`],
  ["object is not extensible", notExtensible],
  [
    /^'([^]*)' is read-only$/,
    ({ message }) => `Cannot assign to read only property ${message.split(" is ")[0]} of object '[object Array]'`,
  ],
  ["could not delete property", () => "Cannot delete property '0' of [object Array]"],
  ["invalid repeat count", (known) => `Invalid count value: ${argument(known)}`],
  [/^invalid array index: (-?\d+)$/, ({ message }) => `Invalid index : ${message.split(": ")[1]}`],
  ["invalid array index", index],
  ["invalid array length", ({ name }) => (name === "set" ? "offset is out of bounds" : "Invalid array length")],
  ["invalid length", lengthOf],
  ["invalid offset", offsetOf],
  [
    "ArrayBuffer object expected",
    ({ name }) => (name === "DataView" ? "First argument to DataView constructor must be an ArrayBuffer" : undefined),
  ],
  ["invalid byteOffset", (known) => `Start offset ${argument(known, 1)} is outside the bounds of the buffer`],
  [/^out.of.bound/, ({ name }) => (/^[gs]et\w+\d/.test(name) ? "Offset is outside the bounds of the DataView" : undefined)],
  ["invalid code point", (known) => `Invalid code point ${argument(known)}`],
  ["bad normalization form", () => "The normalization form should be one of NFC, NFD, NFKC, NFKD."],
  ["regexp not supported", ({ name }) => `First argument to String.prototype.${name} must not be a regular expression`],
  ["regexp must have the 'g' flag", ({ name }) => `String.prototype.${name} called with a non-global RegExp argument`],
  ["null or undefined are forbidden", ({ name }) => `String.prototype.${name} called on null or undefined`],
  ["cannot convert to object", ({ name }) => `String.prototype.${name} called on null or undefined`],
  ["Cannot convert undefined or null to object", notArray],
  [
    "not a symbol",
    (known) => (classOf(known) || !known.call ? requiresThis("Symbol", "Symbol")(known) : `${argument(known)} is not a symbol`),
  ],
  ["not a number", requiresThis("Number", "Number")],
  ["not a string", requiresThis("String", "String")],
  ["not a boolean", requiresThis("Boolean", "Boolean")],
  ["not a BigInt", requiresThis("BigInt", "BigInt")],
  [
    "not a Date object",
    (known) =>
      known.name === "toISOString"
        ? `Method Date.prototype.toISOString called on incompatible receiver ${receiver(known)}`
        : "this is not a Date object.",
  ],
  [
    /^(\w+) object expected$/,
    (known) =>
      `Method ${known.name === "size" ? "get " : ""}${known.message.split(" ")[0]}.prototype.${known.name} called on incompatible receiver ${receiver(known)}`,
  ],
  ["not a generator", (known) => `Method [Generator].prototype.${known.name} called on incompatible receiver ${receiver(known)}`],
  ["invalid character", ({ name }) => (/URI/.test(name) ? "URI malformed" : undefined)],
  ["invalid hint", (known) => `Invalid hint: ${argument(known, 1)}`],
  ["invalid number of digits", digits],
  ["invalid BigInt literal", (known) => `Cannot convert ${bigintText(known)} to a BigInt`],
  [/^cannot convert to (?:BigInt|bigint)$/, (known) => `Cannot convert ${bigintText(known)} to a BigInt`],
  [
    "cannot convert NaN or Infinity to BigInt",
    (known) => `The number ${argument(known)} cannot be converted to a BigInt because it is not an integer`,
  ],
  [
    "cannot convert to BigInt: not an integer",
    (known) => `The number ${argument(known)} cannot be converted to a BigInt because it is not an integer`,
  ],
  ["cannot convert BigInt to number", () => "Cannot convert a BigInt value to a number"],
];

function byKind({ call, place }) {
  return (call?.arguments[0] && kindAndValue(place, call.arguments[0])) ?? "object";
}

function iteratesNothing({ name, message }) {
  const kind = message.endsWith("null") ? "null" : "undefined";
  if (name === "fromEntries") return `${kind} is not iterable`;
  return `${kind === "null" ? "object null" : kind} is not iterable (cannot read property Symbol(Symbol.iterator))`;
}

function accessorOf(call, place, message) {
  const wanted = message.startsWith("Getter") ? "get" : "set";
  const property = bare(call?.arguments[2])?.properties?.find(({ key }) => key?.name === wanted);
  return (property && valueText(place, property.value)) ?? "undefined";
}

function bigintText(known) {
  const shown = argument(known);
  return shown === "#<Object>" ? "[object Object]" : shown;
}
