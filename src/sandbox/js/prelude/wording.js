// The words of the engine's own errors are V8's, and their places the user's own.
//
// The engine asks `Error.prepareStackTrace` about each error when it is made, before anything can read its message.
// That is the one place where a message is reworded: a script that catches the error sees V8's words as well. The words
// are in `../words`, loaded with the first error that could be the engine's.

/** The name under which the engine knows the user's scripts, and the text around each of them. */
const SCRIPT_FILE = "postino:script";
const SCRIPT_HEAD = `(${compat.awaitsScripts ? "async " : ""}function (arguments) {;\n`;
const SCRIPT_TAIL = "\n;})";

const { toString: functionText } = Function.prototype;
const [lineOf, columnOf] = ["lineNumber", "columnNumber"].map(
  (name) => Object.getOwnPropertyDescriptor(Function.prototype, name).get,
);

/** The running script with the text around it; undefined when no frame of the stack is in a script. */
const runningText = (sites) => {
  if (!sites.some((site) => !site.isNative() && site.getFileName() === SCRIPT_FILE)) return "";
  const source = host.source();
  return source === undefined ? "" : SCRIPT_HEAD + source + SCRIPT_TAIL;
};

/** Steps from one offset of a text over lines, then over columns; the engine counts these in bytes of UTF-8, from 1. */
const offsetIn = (text, from, lines, column) => {
  let at = from;
  for (let passed = 0; passed < lines; passed++) {
    at = text.indexOf("\n", at) + 1;
    if (at === 0) return text.length;
  }
  for (let left = column - 1; left > 0 && at < text.length; at++) {
    const code = text.charCodeAt(at);
    left -= code < 0x80 ? 1 : code < 0x800 || (code & 0xf800) === 0xd800 ? 2 : 3;
  }
  return at;
};

/**
 * Where a frame is: a text and the offset in it. The text is the running script where the function is part of it; a
 * function of an earlier script, or one made by `eval`, is a text of its own. Undefined outside the user's functions.
 */
const rawPlaceOf = (site, script) => {
  if (site === undefined || site.isNative()) return undefined;
  const [line, column] = [site.getLineNumber(), site.getColumnNumber()];
  const called = functionOfSite(site);
  const running = site.getFileName() === SCRIPT_FILE ? script : "";
  // A script that does not parse has no function yet.
  if (typeof called !== "function")
    return running && { text: running, offset: offsetIn(running, 0, line - 1, column), begins: false };
  const own = apply(functionText, called, []);
  if (/\{\s*\[native code\]\s*\}$/.test(own)) return undefined;
  const [startLine, startColumn] = [apply(lineOf, called, []), apply(columnOf, called, [])];
  // A function without any places of its own is said to be at the first column.
  const begins = line === startLine && (column === startColumn || column === 1);
  // The engine has a function begin with the last name or blank before it.
  const start = running.indexOf(own, offsetIn(running, 0, startLine - 1, startColumn));
  if (start >= 0) return { text: running, offset: begins ? start : offsetIn(running, 0, line - 1, column), begins };
  const offset = offsetIn(own, 0, line - startLine, line === startLine ? column - startColumn + 1 : column);
  return { text: own, offset, begins, isOnFirstLine: line === 1 };
};

/** The errors that the engine makes itself are of these kinds. */
const ENGINE_ERRORS = [TypeError, RangeError, ReferenceError, SyntaxError, URIError, global.InternalError];

/** When the stack is used up there is no room to look for words; the engine's message is V8's already. */
const STACK_IS_FULL = "Maximum call stack size exceeded";

/** Gives an error V8's words; returns the place in the script where the engine has a wrong one. */
const reword = (error, sites, script) => {
  if (!ENGINE_ERRORS.some((Kind) => error instanceof Kind) || error.message === STACK_IS_FULL) return undefined;
  const { reworded, placed, kindOf } = web("words");
  const placeOf = (site) => rawPlaceOf(site, script);
  const better = placed(error, sites, placeOf);
  const value = reworded(error, sites, placeOf);
  if (value !== undefined) defineProperty(error, "message", { value, writable: true, configurable: true, enumerable: false });
  const Kind = kindOf(error);
  if (Kind) setPrototypeOf(error, Kind.prototype);
  return better?.text === script ? better.offset : undefined;
};

/** The offset in the script of a frame of it. */
const offsetOf = (site, script) => offsetIn(script, 0, site.getLineNumber() - 1, site.getColumnNumber());

/** A frame as V8 writes it; lines and columns of a script are the user's own, columns in characters. */
const frameText = (site, script, offset) => {
  const name = site.getFunctionName() || "<anonymous>";
  if (site.isNative()) return `    at ${name} (native)`;
  const file = site.getFileName();
  if (file !== SCRIPT_FILE) return `    at ${name} (${file}:${site.getLineNumber()}:${site.getColumnNumber()})`;
  const before = script.slice(0, offset ?? offsetOf(site, script)).split("\n");
  return `    at ${name} (${file}:${before.length - 1}:${before.at(-1).length + 1})`;
};

const { toString: errorText } = Error.prototype;

Error.prepareStackTrace = (error, sites) => {
  const script = runningText(sites);
  let offset;
  let head = "Error";
  try {
    offset = reword(error, sites, script);
    head = apply(errorText, error, []);
  } catch {
    // An object that cannot be asked keeps its words.
  }
  return [head, ...sites.map((site, place) => frameText(site, script, place === 0 ? offset : undefined))].join("\n");
};
