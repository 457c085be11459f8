// V8's words for a script that does not parse, and the reading of a script's text that they need: there is no tree to ask.

const { print } = load("printer");
const { valueText } = load("values");
const { NATIVE_WORDS } = load("native_words");

const RESERVED_WORDS = new Set(
  (
    "break case catch class const continue debugger default delete do else export extends finally for function if import in instanceof new " +
    "return super switch this throw try typeof var void while with null true false"
  ).split(" "),
);
/** Keywords after which a parenthesis does not begin a call. */
const NO_CALLEE = new Set(
  "if while for switch catch with function return typeof await yield case do else in of instanceof void delete throw new".split(
    " ",
  ),
);

const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const PUNCTUATOR =
  />>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<<|>>|\*\*|[{}()[\];,<>+\-*/%&|^!~?:=.]/y;

const matchAt = (pattern, text, offset) => {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
};

/** What V8 says of a token that it does not expect. */
const unexpected = (text, offset) => {
  if (offset >= text.length) return "Unexpected end of input";
  const first = text[offset];
  if (first === '"' || first === "'") return "Unexpected string";
  if (first === "`") return "Unexpected template string";
  if (/\d/.test(first) || /^\.\d/.test(text.slice(offset, offset + 2))) return "Unexpected number";
  const word = matchAt(WORD, text, offset);
  if (word === "enum") return "Unexpected reserved word";
  if (word) return RESERVED_WORDS.has(word) ? `Unexpected token '${word}'` : `Unexpected identifier '${word}'`;
  const sign = matchAt(PUNCTUATOR, text, offset);
  return sign ? `Unexpected token '${sign}'` : "Invalid or unexpected token";
};

/** Steps over a string, template, comment or regular expression; the same offset where none begins. */
const skipped = (text, offset, before) => {
  const first = text[offset];
  if (first === '"' || first === "'" || first === "`") {
    let end = offset + 1;
    while (end < text.length && text[end] !== first) end += text[end] === "\\" ? 2 : 1;
    return end + 1;
  }
  if (first !== "/") return offset;
  if (text[offset + 1] === "/") return (text.indexOf("\n", offset) + 1 || text.length + 1) - 1;
  if (text[offset + 1] === "*") return (text.indexOf("*/", offset + 2) + 1 || text.length) + 1;
  if (before !== "" && !"(,=:[!&|?{};+-*%~^<>".includes(before)) return offset;
  const pattern = matchAt(/\/(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y, text, offset);
  return offset + (pattern?.length ?? 0);
};

/** The bracket that is open at an offset: its character, its place and whether it holds the arguments of a call. */
const innermost = (text, offset) => {
  const open = [];
  let before = "";
  for (let at = 0; at < offset;) {
    const next = skipped(text, at, before);
    if (next > at) {
      if (text[at] !== "/") before = text[at];
      at = next;
      continue;
    }
    const sign = text[at];
    if ("([{".includes(sign)) open.push({ sign, at, isCall: sign === "(" && followsCallee(text, at) });
    else if (")]}".includes(sign)) open.pop();
    if (sign.trim()) before = sign;
    at++;
  }
  return open.at(-1);
};

const followsCallee = (text, at) => {
  const word = /([\p{ID_Continue}$]+)\s*$/u.exec(text.slice(Math.max(0, at - 80), at));
  if (word) return !NO_CALLEE.has(word[1]) && !/\bfunction\s*\*?\s*[\w$]+\s*$/.test(text.slice(Math.max(0, at - 120), at));
  return /[)\]]\s*$/.test(text.slice(Math.max(0, at - 20), at));
};

/** The offset after a balanced bracket. */
const bracketEnd = (text, open) => {
  let depth = 0;
  for (let at = open; at < text.length;) {
    const next = skipped(text, at, "");
    if (next > at) {
      at = next;
      continue;
    }
    if ("([{".includes(text[at])) depth++;
    else if (")]}".includes(text[at]) && --depth === 0) return at + 1;
    at++;
  }
  return text.length;
};

const NO_ASSIGNMENT = "Invalid left-hand side in assignment";

/** What the engine says of a text that does not parse, and V8's words for the same. */
const SYNTAX_WORDS = {
  "invalid number literal": "Invalid or unexpected token",
  "unexpected character": "Invalid or unexpected token",
  "unexpected line terminator in regexp": "Invalid regular expression: missing /",
  "unexpected end of regexp": "Invalid regular expression: missing /",
  "unexpected end of comment": "Invalid or unexpected token",
  "invalid assignment left-hand side": NO_ASSIGNMENT,
  "invalid assignment syntax": NO_ASSIGNMENT,
  "invalid for in/of left hand-side": "Invalid left-hand side in for-loop",
  "missing initializer for variable": "Missing initializer in const declaration",
  "expecting catch or finally": "Missing catch or finally after try",
  "break must be inside loop or switch": "Illegal break statement",
  "continue must be inside loop": "Illegal continue statement: no surrounding iteration statement",
  "line terminator not allowed after throw": "Illegal newline after throw",
  "'let' is not a valid lexical identifier": "let is disallowed as a lexically bound name",
  "super() is only valid in a derived class constructor": "'super' keyword unexpected here",
  "'super' is only valid in a method": "'super' keyword unexpected here",
  "invalid use of 'super'": "'super' keyword unexpected here",
  "function name expected": "Function statements require a function name",
  "duplicate default": "More than one default clause in switch statement",
  "unsupported keyword: enum": "Unexpected reserved word",
  "return not in a function": "Illegal return statement",
  "property constructor appears more than once": "A class may only have one constructor",
  "rest element must be the last one": "Rest element must be last element",
  "unparenthesized unary expression can't appear on the left-hand side of '**'":
    "Unary operator used immediately before exponentiation expression. Parenthesis must be used to disambiguate operator precedence",
};

/** Words that need the text around the place. */
const PLACED_SYNTAX = {
  "unexpected end of string": ({ text, offset }) =>
    "\"'".includes(text[offset]) ? "Invalid or unexpected token" : "Unexpected end of input",
  "variable name expected": ({ text, offset }) => {
    if (!"[{".includes(text[offset])) return unexpected(text, offset);
    const close = bracketEnd(text, offset);
    return close < text.length - 1 ? "Missing initializer in destructuring declaration" : "Unexpected token ';'";
  },
  "break/continue label not found": ({ text, offset }) => `Undefined label '${matchAt(WORD, text, offset)}'`,
  "duplicate label name": ({ text, offset }) => `Label '${matchAt(WORD, text, offset)}' has already been declared`,
  "invalid increment/decrement operand": ({ text, offset }) =>
    `Invalid left-hand side expression in ${/(\+\+|--)\s*$/.test(text.slice(0, offset)) || /^(\+\+|--)/.test(text.slice(offset)) ? "postfix" : "prefix"} operation`,
};

/** V8's words for a name that is declared twice: the engine has it at the place, or right before it. */
const declaredTwice = ({ text, offset }) => {
  const name = matchAt(WORD, text, offset) ?? /([\p{ID_Continue}$]+)\W*$/u.exec(text.slice(0, offset))?.[1];
  return `Identifier '${name}' has already been declared`;
};

/** A complete expression followed by something else: in the arguments of a call V8 misses their end. */
const notExpected = (message, { text, offset }) => {
  const words = unexpected(text, offset);
  if (/^unexpected token in expression/.test(message)) {
    return words.startsWith("Unexpected token '#") || text[offset] !== "#"
      ? words
      : `Private field '#${matchAt(WORD, text, offset + 1)}' must be declared in an enclosing class`;
  }
  const around = innermost(text, offset);
  if (/^import\b/.test(text.slice(0, offset).split(/[\n;]/).at(-1).trim())) return "Cannot use import statement outside a module";
  if (words === "Unexpected token '=>'" && /\)\s*$/.test(text.slice(0, offset))) return "Malformed arrow function parameter list";
  if (words === "Unexpected token '='" && around?.sign === "{") return "Invalid shorthand property initializer";
  // The engine's capital says that it wanted a certain sign: the end of the arguments.
  return around?.isCall && /^Unexpected|^expecting '[,)]'/.test(message) ? "missing ) after argument list" : words;
};

/** The message for `await` in a function that is not asynchronous. */
const awaitWords = ({ text, offset }) => {
  if (text.startsWith("await", offset)) return "Unexpected reserved word";
  const begins = !/^[)}\],;]/.test(text.slice(offset));
  const isBefore = begins && /\bawait\s+$/.test(text.slice(Math.max(0, offset - 40), offset));
  return isBefore ? "await is only valid in async functions and the top level bodies of modules" : undefined;
};

/** V8's reasons why a regular expression is not valid. */
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
  "invalid group name": "Invalid capture group name",
  "duplicate group name": "Duplicate capture group name",
  "group name not defined": "Invalid named capture referenced",
  "unknown unicode property name": "Invalid property name",
  "unknown unicode script": "Invalid property name",
  "invalid repetition count": "numbers out of order in {} quantifier",
};

/** A pattern and its flags, as written in a literal or given to a function. */
const patternAt = (raw, call, place) => {
  const literal = raw && matchAt(/\/((?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\]?)+)\/(\w*)/y, raw.text, raw.offset);
  if (!call) return literal ?? "//";
  const [pattern, flags] = call.arguments.map((argument) => valueText(place, argument) ?? print(argument));
  return `/${pattern ?? ""}/${/RegExp$/.test(print(call.callee)) ? (flags ?? "") : ""}`;
};

const regexpWords = (message, pattern) => {
  if (message === "unexpected end" && /\\\/\w*$/.test(pattern)) return REGEXP_WORDS["\\ at end of pattern"];
  if (message === "invalid escape sequence in regular expression" && /\\u/.test(pattern)) return "Invalid Unicode escape";
  return REGEXP_WORDS[message];
};

/** V8's words for a syntax error; `rawPlaceOf` gives the text and the place of a frame, `callOf` the call of a function. */
exports.rewordedSyntax = (message, site, caller, { rawPlaceOf, placeOf, callOf, called }) => {
  const isBuiltIn = site === undefined || site.isNative();
  const place = isBuiltIn ? placeOf(caller) : undefined;
  const call = isBuiltIn ? callOf(place, called?.getFunctionName()) : undefined;
  if (message === "invalid regular expression flags") {
    return call
      ? `Invalid flags supplied to RegExp constructor '${valueText(place, call.arguments[1]) ?? ""}'`
      : "Invalid regular expression flags";
  }
  const raw = rawPlaceOf(site);
  if (Object.hasOwn(REGEXP_WORDS, message)) {
    const pattern = patternAt(raw, call, place);
    return `Invalid regular expression: ${pattern}: ${regexpWords(message, pattern)}`;
  }
  if (site?.isNative()) {
    const name = site.getFunctionName();
    return NATIVE_WORDS.find(([known]) => known === message)?.[1]({ name, call, place, message });
  }
  if (Object.hasOwn(SYNTAX_WORDS, message)) return SYNTAX_WORDS[message];
  if (!raw)
    return message.replace(/^unexpected token(?: in expression)?: ('[^]*')$/, (_, token) =>
      token === "''" ? "Unexpected end of input" : `Unexpected token ${token}`,
    );
  if (/^invalid redefinition of/.test(message)) return declaredTwice(raw);
  if (Object.hasOwn(PLACED_SYNTAX, message)) return PLACED_SYNTAX[message](raw);
  const awaited = awaitWords(raw);
  if (awaited !== undefined) return awaited;
  const isToken =
    /^unexpected token|^Unexpected |^expecting |expected|^unsupported keyword|^invalid property name|^invalid switch|requires a name/;
  return isToken.test(message) ? notExpected(message, raw) : undefined;
};
