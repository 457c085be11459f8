// V8's words for the engine's errors: scripts compare with them, and reports show them.
//
// Entry point: `reworded`. What the engine says in one way and V8 in many is told apart by the operation that stands at
// the place of the error; what it says of a built-in function, by the call of that function.
//
// Source: the messages of V8 11.3 (Node.js 20), which newman's scripts run in.

const { bare, located, operationsAt } = load("places");
const { print } = load("printer");
const { isFunction, kindAndValue, valueText } = load("values");
const { rewordedSyntax } = load("syntax");
const { NATIVE_WORDS } = load("native_words");
const { brokenIteration, brokenDestructuring, notIterated, notTakenApart } = load("patterns");

/** What is reworded by its text alone. */
const PLAIN_WORDS = {
  "cannot convert BigInt to number": "Cannot mix BigInt and other types, use explicit conversions",
  "bigint argument with unary +": "Cannot convert a BigInt value to a number",
  "BigInt operands are forbidden for >>>": "BigInts have no unsigned right shift, use >> instead",
  "BigInt division by zero": "Division by zero",
  "BigInt negative exponent": "undefined must be positive",
  "BigInt is too large": "Maximum BigInt size exceeded",
  "BigInt is too large to allocate": "Maximum BigInt size exceeded",
  "cannot convert symbol to string": "Cannot convert a Symbol value to a string",
  "cannot convert symbol to number": "Cannot convert a Symbol value to a number",
  toPrimitive: "Cannot convert object to primitive value",
  "invalid array length": "Invalid array length",
  "invalid array buffer length": "Invalid array buffer length",
  "invalid string length": "Invalid string length",
  "string too long": "Invalid string length",
  "Date value is NaN": "Invalid time value",
  "expecting hex digit": "URI malformed",
  "expecting %": "URI malformed",
  "malformed UTF-8": "URI malformed",
  "expecting surrogate pair": "URI malformed",
  "empty array": "Reduce of empty array with no initial value",
  "circular reference": "Converting circular structure to JSON",
  "BigInt are forbidden in JSON.stringify": "Do not know how to serialize a BigInt",
  "BigInt value can't be serialized in JSON": "Do not know how to serialize a BigInt",
  "circular prototype chain": "Cyclic __proto__ value",
  "promise self resolution": "Chaining cycle detected for promise #<Promise>",
  "cannot invoke a running generator": "Generator is already running",
  "invalid value used as WeakMap key": "Invalid value used as weak map key",
  "invalid value used as WeakSet key": "Invalid value used in weak set",
  "operand 'prototype' property is not an object": "Function has non-object prototype 'undefined' in instanceof check",
  "'this' can be initialized only once": "Super constructor may only be called once",
  "derived class constructor must return an object or undefined": "Derived constructors may only return object or undefined",
  "revoked proxy": "Cannot perform 'get' on a proxy that has been revoked",
  "invalid property access":
    "'caller', 'callee', and 'arguments' properties may not be accessed on strict mode functions or the arguments objects for calls to them",
  "this is not initialized":
    "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
};

/** What is reworded by a pattern. */
const PATTERN_WORDS = [
  [
    /^cannot read property 'Symbol\.iterator' of (undefined|null)$/,
    (_, kind) => `${kind === "null" ? "object null" : kind} is not iterable (cannot read property Symbol(Symbol.iterator))`,
  ],
  [
    /^cannot (read|set) property '([^]*)' of (undefined|null)$/,
    (_, verb, name, kind) =>
      `Cannot ${verb} properties of ${kind} (${verb === "set" ? "setting" : "reading"} '${propertyName(name)}')`,
  ],
  [/^(\S+) is not initialized$/, (_, name) => `Cannot access '${name}' before initialization`],
];

const READ_OF_NOTHING = /^cannot (?:read|set) property '(?!Symbol\.iterator')/;

/** Symbols and objects as property names: the engine's message leaves them out. */
const propertyName = (name) => {
  if (name === "{}") return "#<Object>";
  return /^Symbol\.\w+$/.test(name) ? `Symbol(${name})` : name;
};

const lastName = (callee) => {
  const inner = bare(callee);
  return inner.type === "MemberExpression" ? (inner.property.name ?? inner.property.value) : inner.name;
};

/** Of several calls at a place the innermost runs first; those of functions cannot be meant. */
const uncallable = (place, kinds) => {
  const calls = operationsAt(place, kinds);
  return calls.find(({ node }) => !isFunction(place, node.callee)) ?? calls[0];
};

const notCallable = (place) => {
  const found = uncallable(place, ["call", "new"]);
  if (!found) return iteratorMethod(place);
  return `${print(found.node.callee)} is not a ${found.kind === "new" ? "constructor" : "function"}`;
};

/** Iterating calls `Symbol.iterator` and `next`, which may be anything. */
const iteratorMethod = (place, kind = "other") => {
  const found = notIterated(place, operationsAt(place, ["iterate"]));
  return found && brokenIteration(place, found, kind);
};

const notConstructor = (place) => {
  const found = uncallable(place, ["new"]);
  if (found) return `${print(found.node.callee)} is not a constructor`;
  const [call] = operationsAt(place, ["call"]);
  return call?.node.callee.type === "Super" ? "Super constructor is not a constructor" : undefined;
};

const notExtendable = (place) => {
  const [{ node } = {}] = operationsAt(place, ["extend"]);
  return node && `Class extends value ${valueText(place, node.superClass) ?? "undefined"} is not a constructor or null`;
};

/** The member that is assigned to at a place: its owner, its name as a text and what it is of. */
const assigned = (place, kinds = ["assign"]) => {
  for (const { node } of operationsAt(place, kinds)) {
    const target = bare(node.left ?? node.argument);
    if (target?.type !== "MemberExpression") continue;
    const { property, computed } = target;
    const known = computed ? valueText(place, property) : property.name;
    const isPrivate = property.type === "PrivateIdentifier";
    return { owner: target.object, name: known ?? print(property), isUnknown: known === undefined, isPrivate };
  }
  return undefined;
};

/** An object as V8 shows it in a message about a failed operation on it. */
const receiver = (place, owner) => {
  const inner = bare(owner);
  if (inner.type === "CallExpression" && /^(?:freeze|seal|preventExtensions|assign)$/.test(lastName(inner.callee))) {
    return receiver(place, inner.arguments[0]);
  }
  const shown = valueText(place, inner);
  return shown === undefined || shown === "undefined" ? "#<Object>" : shown;
};

/** A primitive that is assigned to a member of: `string 'abc'`; undefined for what is none, as far as the text tells. */
const primitive = (place, owner) => {
  const value = valueText(place, owner);
  if (value === undefined) return undefined;
  const kind = value.startsWith("Symbol(") ? "symbol" : kindAndValue(place, owner)?.split(" ")[0];
  return /^(?:string|number|boolean|symbol|bigint)$/.test(kind) ? `${kind} '${value}'` : undefined;
};

const readOnly = (name, place) => {
  const member = assigned(place);
  if (!member || !(member.isUnknown || member.name === name)) return "Assignment to constant variable.";
  const said = `Cannot assign to read only property '${name}' of`;
  const text = primitive(place, member.owner);
  if (text?.startsWith("string")) return `${said} ${text}`;
  const shown = receiver(place, member.owner);
  return `${said} ${/^(?:async\s+)?(?:function|class)\b|=>/.test(shown) ? "function" : "object"} '${shown}'`;
};

/** What the interpreter itself says of an operation at a place of the script. */
const PLACED_WORDS = {
  "not a function": notCallable,
  "not a constructor": notConstructor,
  "parent class must be constructor": notExtendable,
  "value is not iterable": (place) => iteratorMethod(place),
  "iterator must return an object": () => "Iterator result undefined is not an object",
  "Cannot convert undefined or null to object": (place) => {
    const found = notTakenApart(place, operationsAt(place, ["destructure"]));
    return found && brokenDestructuring(place, found);
  },
  "invalid 'instanceof' right operand": (place) => {
    const right = operand(place, "instanceof")?.right;
    const value = right && valueText(place, right);
    const isObject = value !== undefined && /^(?:#<|\[object|\/)/.test(value);
    const isNamed = value === undefined && bare(right ?? {}).type === "Identifier";
    return `Right-hand side of 'instanceof' is not ${isObject || isNamed ? "callable" : "an object"}`;
  },
  "invalid 'in' operand": (place) => {
    const found = operand(place, "in");
    if (!found) return undefined;
    const key =
      found.left.type === "PrivateIdentifier" ? `#${found.left.name}` : (valueText(place, found.left) ?? print(found.left));
    return `Cannot use 'in' operator to search for '${key}' in ${valueText(place, found.right) ?? print(found.right)}`;
  },
  "object is not extensible": (place) => {
    const member = assigned(place);
    return member && `Cannot add property ${member.name}, object is not extensible`;
  },
  "no setter for property": (place) => {
    const member = assigned(place);
    return member && `Cannot set property ${member.name} of ${receiver(place, member.owner)} which has only a getter`;
  },
  "could not delete property": (place) => {
    const member = assigned(place, ["unary"]);
    return member && `Cannot delete property '${member.name}' of ${receiver(place, member.owner)}`;
  },
  "not an object": (place) => {
    const member = assigned(place);
    const text = member && primitive(place, member.owner);
    if (text === undefined)
      return operationsAt(place, ["iterate"]).length ? "Result of the Symbol.iterator method is not an object" : undefined;
    const isThere = text.startsWith("string") && /^(?:\d+|length)$/.test(member.name);
    return isThere
      ? `Cannot assign to read only property '${member.name}' of ${text}`
      : `Cannot create property '${member.name}' on ${text}`;
  },
};

const operand = (place, operator) =>
  operationsAt(place, ["binary"])
    .map(({ node }) => node)
    .find((node) => node.operator === operator);

/** Messages that hold a name; the place of the error tells V8's words for it. */
const PLACED_PATTERNS = [
  [
    /^'(#[^]*)' is read-only$/,
    (place, name) => (assigned(place) ? `'${name}' was defined without a setter` : `'${name}' was defined without a getter`),
  ],
  [/^'([^]*)' is read-only$/, (place, name) => readOnly(name, place)],
  [
    /^private class field '([^]*)' does not exist$/,
    (place, name) => {
      const writes = assigned(place)?.isPrivate;
      return `Cannot ${writes ? "write" : "read"} private member ${name} ${writes ? "to" : "from"} an object whose class did not declare it`;
    },
  ],
  [/^cannot read property 'Symbol\.iterator' of (undefined|null)$/, (place, kind) => iteratorMethod(place, kind)],
];

/** The call of a built-in function, by the name that the engine knows it by. */
const callOf = (place, name) => {
  if (!place) return undefined;
  const calls = operationsAt(place, ["call", "new"]);
  return (calls.find(({ node }) => lastName(node.callee) === name) ?? calls[0])?.node;
};

const placedWords = (message, place) => {
  for (const [pattern, words] of PLACED_PATTERNS) {
    const found = pattern.exec(message);
    const said = found && words(place, found[1]);
    if (said) return said;
  }
  return Object.hasOwn(PLACED_WORDS, message) ? PLACED_WORDS[message](place) : undefined;
};

const plainWords = (message) => {
  if (Object.hasOwn(PLAIN_WORDS, message)) return PLAIN_WORDS[message];
  const found = PATTERN_WORDS.find(([pattern]) => pattern.test(message));
  return found && message.replace(...found);
};

/** True for an error that the script makes itself: its words are the script's. */
const isOwn = (place) =>
  operationsAt(place, ["call", "new"]).some(
    ({ node }) => node.callee.type === "Super" || /(?:Error|Exception)$/.test(lastName(node.callee) ?? ""),
  );

const wordsFor = (error, message, sites, rawPlaceOf) => {
  const [site] = sites;
  const own = sites.findIndex((frame) => !frame.isNative());
  const [caller, called] = [sites[own], sites[own - 1]];
  const placeOf = (frame) => located(rawPlaceOf(frame));
  if (error instanceof SyntaxError) return rewordedSyntax(message, site, caller, { rawPlaceOf, placeOf, callOf, called });
  if (message === "class constructors must be invoked with 'new'") {
    return `Class constructor ${site?.getFunctionName()} cannot be invoked without 'new'`;
  }
  if (site?.isNative()) {
    const found = NATIVE_WORDS.find(([known]) => (typeof known === "string" ? known === message : known.test(message)));
    if (!found) return plainWords(message);
    const place = placeOf(caller);
    const name = site.getFunctionName().replace(/^get /, "");
    return found[1]({ name, place, message, call: callOf(place, called.getFunctionName()) }) ?? plainWords(message);
  }
  // The commonest error is told by its text alone: no script is read for it.
  if (READ_OF_NOTHING.test(message)) return plainWords(message);
  const place = placeOf(site);
  // What a script makes itself has the script's words, even where they are the engine's.
  if (place && isOwn(place)) return undefined;
  return (place && placedWords(message, place)) ?? plainWords(message);
};

/** V8's message for an error of the engine; undefined where the words are the same, and for errors that scripts make. */
exports.reworded = (error, sites, rawPlaceOf) => {
  const { message } = error;
  return typeof message === "string" ? wordsFor(error, message, sites, rawPlaceOf) : undefined;
};

/** What V8 has the place of, where the engine has that of something before or inside of it. */
const PLACED_NODES = {
  "Cannot convert undefined or null to object": (place) => notTakenApart(place, operationsAt(place, ["destructure"]))?.node,
  "not a function": (place) => {
    const found = uncallable(place, ["call", "new"]);
    const callee = bare(found?.node.callee);
    if (found?.kind === "new") return found.node;
    return callee?.type === "MemberExpression" && !callee.computed ? callee.property : callee;
  },
};

/** A better place for an error than the engine's; undefined where that is right. */
exports.placed = ({ message }, [site], rawPlaceOf) => {
  if (!Object.hasOwn(PLACED_NODES, message) || site === undefined || site.isNative()) return undefined;
  const raw = rawPlaceOf(site);
  const place = located(raw);
  const node = place && !isOwn(place) ? PLACED_NODES[message](place) : undefined;
  return node && { text: raw.text, offset: node.start + raw.offset - place.offset };
};

/** Errors that are of another kind in V8. */
exports.kindOf = (error) => (error.message === "Invalid string length" ? RangeError : undefined);
