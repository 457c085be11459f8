// The words of the engine's own errors: V8's, which scripts compare with and reports show.
//
// The engine asks `Error.prepareStackTrace` about each error when it is made, before anything can read its message.
// That is the one place where a message is reworded: a script that catches the error sees V8's words as well. What V8
// says of a call (`pm.nothing is not a function`) is read from the script's text at the place of the error.

/** The name that the engine knows the user's scripts by, and what stands around each of them. */
const SCRIPT_FILE = "postino:script";
const SCRIPT_HEAD = `(${compatNewman ? "" : "async "}function (arguments) {;\n`;
const SCRIPT_TAIL = "\n;})";

/** Where an error happened: the text of the script and the offset in it; undefined outside the user's scripts. */
const placeOf = (site) => {
  if (site === undefined || site.getFileName() !== SCRIPT_FILE) return undefined;
  const line = site.getLineNumber();
  const source = host("source");
  if (source === undefined || !(line > 1)) return undefined;
  const text = SCRIPT_HEAD + source + SCRIPT_TAIL;
  let start = 0;
  for (let passed = 1; passed < line; passed++) {
    start = text.indexOf("\n", start) + 1;
    if (start === 0) return undefined;
  }
  return { text, offset: start + charactersIn(text, start, site.getColumnNumber() - 1) };
};

/** The engine counts columns in bytes of UTF-8. */
const charactersIn = (text, start, bytes) => {
  let at = start;
  for (let left = bytes; left > 0 && at < text.length; at++) {
    const code = text.charCodeAt(at);
    left -= code < 0x80 ? 1 : code < 0x800 || (code & 0xf800) === 0xd800 ? 2 : 3;
  }
  return at - start;
};

/** What is reworded by its text alone. */
const PLAIN_WORDS = {
  "cannot convert BigInt to number": "Cannot mix BigInt and other types, use explicit conversions",
  "cannot convert symbol to string": "Cannot convert a Symbol value to a string",
  "cannot convert symbol to number": "Cannot convert a Symbol value to a number",
  "invalid array length": "Invalid array length",
  "invalid array buffer length": "Invalid array buffer length",
  "Date value is NaN": "Invalid time value",
  "expecting hex digit": "URI malformed",
  "malformed UTF-8": "URI malformed",
  "expecting surrogate pair": "URI malformed",
  "empty array": "Reduce of empty array with no initial value",
  "circular reference": "Converting circular structure to JSON",
  "BigInt are forbidden in JSON.stringify": "Do not know how to serialize a BigInt",
  "BigInt value can't be serialized in JSON": "Do not know how to serialize a BigInt",
  "object prototype may only be an Object or null": "Object prototype may only be an Object or null",
  "regexp must have the 'g' flag": "String.prototype.matchAll called with a non-global RegExp argument",
  "invalid value used as WeakMap key": "Invalid value used as weak map key",
  "invalid value used as WeakSet key": "Invalid value used in weak set",
  "object is not extensible": "Cannot add property, object is not extensible",
  "this is not initialized":
    "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
};

/** What is reworded by a pattern. */
const PATTERN_WORDS = [
  [/^cannot (read|set) property 'Symbol\.iterator' of (undefined|null)$/, (_, __, kind) =>
    `${kind === "null" ? "object null" : kind} is not iterable (cannot read property Symbol(Symbol.iterator))`],
  [/^cannot (read|set) property '([^]*)' of (undefined|null)$/, (_, verb, name, kind) =>
    `Cannot ${verb} properties of ${kind} (${verb === "set" ? "setting" : "reading"} '${name}')`],
  [/^(\S+) is not initialized$/, (_, name) => `Cannot access '${name}' before initialization`],
];

/** What is said by a native function of the engine, by the function's name. */
const NATIVE_WORDS = {
  "not a function": (name, place) =>
    name === "Promise" ? `Promise resolver ${argumentText(place)} is not a function` : `${argumentText(place)} is not a function`,
  "not a constructor": (name) => `${name} is not a constructor`,
  "must be called with new": (name) =>
    name === "Promise" ? "Promise constructor cannot be invoked without 'new'" : `Constructor ${name} requires 'new'`,
  "not an object": (name) =>
    ({ Proxy: "Cannot create proxy with a non-object as target or handler", setPrototypeOf: "Object prototype may only be an Object or null" })[name] ??
    `${name === "ownKeys" ? "Reflect" : "Object"}.${name} called on non-object`,
  "value is not iterable": (_, place) => `${kindOfArgument(place)} is not iterable (cannot read property Symbol(Symbol.iterator))`,
  "invalid repeat count": (_, place) => `Invalid count value: ${argumentText(place)}`,
  "invalid array index": (name, place) =>
    name === "ArrayBuffer" ? "Invalid array buffer length" : `Invalid typed array length: ${argumentText(place)}`,
  "not a symbol": (_, place) => `${argumentText(place)} is not a symbol`,
  "invalid number of digits": (name) =>
    name === "toPrecision" ? "toPrecision() argument must be between 1 and 100" : `${name}() ${name === "toFixed" ? "digits " : ""}argument must be between 0 and 100`,
  "invalid BigInt literal": (_, place) => `Cannot convert ${unquoted(argumentText(place))} to a BigInt`,
  "cannot convert to BigInt: not an integer": (_, place) =>
    `The number ${argumentText(place)} cannot be converted to a BigInt because it is not an integer`,
};

/** V8's reasons why a regular expression is none. */
const REGEXP_WORDS = {
  "unexpected end": "Unterminated character class",
  "expecting ')'": "Unterminated group",
  "nothing to repeat": "Nothing to repeat",
  "extraneous characters at the end": "Unmatched ')'",
  "invalid group": "Invalid group",
  "invalid escape sequence in regular expression": "Invalid escape",
  "\\ at end of pattern": "\\ at end of pattern",
  "invalid class range": "Range out of order in character class",
  "invalid capture group name": "Invalid capture group name",
  "invalid repetition count": "numbers out of order in {} quantifier",
};

/** What the interpreter itself says of an operation at a place of the script. */
const PLACED_WORDS = {
  "not a function": ({ text, offset }) => {
    const end = calleeEnd(text, offset);
    const start = chainStart(text, end);
    const shown = shownChain(text, start, end);
    if (!/\bnew\s+$/.test(text.slice(0, start))) return `${shown} is not a function`;
    const made = shown.indexOf("(...)");
    return made < 0 ? `${shown} is not a constructor` : `(intermediate value)${shown.slice(made + 5)} is not a function`;
  },
  "value is not iterable": ({ text, offset }) => {
    const call = innermost(text, offset);
    if (text.slice(0, offset).endsWith("...") && call?.isCall) {
      return "Spread syntax requires ...iterable[Symbol.iterator] to be a function";
    }
    const end = chainEnd(text, offset);
    return `${shownChain(text, offset, end)} is not iterable`;
  },
  "invalid 'instanceof' right operand": ({ text, offset }) =>
    `Right-hand side of 'instanceof' is not ${/^["'\d]|^(?:undefined|null|true|false)\b/.test(text.slice(offset)) ? "an object" : "callable"}`,
  "invalid 'in' operand": ({ text, offset }) => {
    const left = /(\S+)\s+in\s+$/.exec(text.slice(0, offset));
    return `Cannot use 'in' operator to search for '${unquoted(left?.[1] ?? "")}' in ${unquoted(shownChain(text, offset, chainEnd(text, offset)))}`;
  },
};

const unquoted = (text) => text.replace(/^(["'])([^]*)\1$/, "$2");

/** The first argument of the call at a place, as written. */
const argumentText = (place) => {
  if (!place) return "undefined";
  const { text } = place;
  const open = calleeEnd(text, place.offset);
  const end = chainEnd(text, open + 1);
  return text.slice(open + 1, end).trim() || "undefined";
};

const kindOfArgument = (place) => {
  const text = argumentText(place);
  if (/^-?\d/.test(text)) return `number ${text}`;
  if (text === "true" || text === "false") return `boolean ${text}`;
  return "object";
};

/** V8's message for an error of the engine; undefined where the words are the same. */
const reworded = (error, sites) => {
  const { message } = error;
  if (typeof message !== "string") return undefined;
  if (Object.hasOwn(PLAIN_WORDS, message)) return PLAIN_WORDS[message];
  for (const [pattern, words] of PATTERN_WORDS) if (pattern.test(message)) return message.replace(pattern, words);
  const [site] = sites;
  if (error instanceof SyntaxError) return rewordedSyntax(message, site, sites[1]);
  if (message === "class constructors must be invoked with 'new'") {
    return `Class constructor ${site?.getFunctionName()} cannot be invoked without 'new'`;
  }
  const readOnly = /^'([^]*)' is read-only$/.exec(message);
  if (readOnly) return readOnlyWords(readOnly[1], placeOf(site));
  if (site?.isNative()) {
    return Object.hasOwn(NATIVE_WORDS, message) ? NATIVE_WORDS[message](site.getFunctionName(), placeOf(sites[1])) : undefined;
  }
  if (!Object.hasOwn(PLACED_WORDS, message)) return undefined;
  const place = placeOf(site);
  return place && !place.text.startsWith("new ", place.offset) ? PLACED_WORDS[message](place) : undefined;
};

/** A constant and a frozen property have the same words in the engine; in the script's text a member has a dot. */
const readOnlyWords = (name, place) => {
  const member = place && new RegExp(`^[^\\n=]*[.\\]]\\s*${name.replace(/\W/g, "\\$&")}?\\s*[-+*/%&|^]*=`).test(place.text.slice(place.offset));
  return member ? `Cannot assign to read only property '${name}' of object '#<Object>'` : "Assignment to constant variable.";
};

const frameText = (site) => {
  const name = site.getFunctionName() || "<anonymous>";
  if (site.isNative()) return `    at ${name} (native)`;
  return `    at ${name} (${site.getFileName()}:${site.getLineNumber()}:${site.getColumnNumber()})`;
};

Error.prepareStackTrace = (error, sites) => {
  try {
    const words = reworded(error, sites);
    if (words !== undefined) {
      defineProperty(error, "message", { value: words, writable: true, configurable: true, enumerable: false });
    }
  } catch {
    // An object that cannot be asked keeps its words.
  }
  return sites.map(frameText).join("\n");
};
