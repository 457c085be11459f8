// V8's words for a script that does not parse, and the reading of a script's text that they need.

const RESERVED_WORDS = new Set(
  ("break case catch class const continue debugger default delete do else export extends finally for function if import in instanceof new "
    + "return super switch this throw try typeof var void while with null true false").split(" "));
/** Keywords before which a parenthesis is no call. */
const NO_CALLEE = new Set("if while for switch catch with function return typeof await yield case do else in of instanceof void delete throw new".split(" "));

const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const PUNCTUATOR = />>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<<|>>|\*\*|[{}()[\];,<>+\-*/%&|^!~?:=.]/y;

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
  for (let at = 0; at < offset; ) {
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
  for (let at = open; at < text.length; ) {
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

/** The offset of the bracket that the one at `close` closes. */
const bracketStart = (text, close) => {
  let found = 0;
  for (let at = 0; at < close; ) {
    const next = skipped(text, at, "x");
    if (next > at) at = next;
    else {
      if ("([{".includes(text[at]) && bracketEnd(text, at) === close + 1) found = at;
      at++;
    }
  }
  return found;
};

/** The end of the name, members and calls that begin at an offset; `calls` says whether calls belong to it. */
const chainEnd = (text, offset, calls = true) => {
  let at = offset;
  const primary = matchAt(/\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|-?\d[\w.]*|[\p{ID_Start}$_][\p{ID_Continue}$]*)/uy, text, at);
  if (primary) at += primary.length;
  else if ("([{".includes(text[at])) at = bracketEnd(text, at);
  for (;;) {
    const member = matchAt(/\s*\??\.\s*[#\p{ID_Start}$_][\p{ID_Continue}$]*/uy, text, at);
    const space = matchAt(/[ \t]*(?:\?\.)?/y, text, at) ?? "";
    if (member) at += member.length;
    else if (text[at + space.length] === "[" || (!calls && text[at] === "]")) at = text[at] === "]" ? at + 1 : bracketEnd(text, at + space.length);
    else if (calls && text[at + space.length] === "(") at = bracketEnd(text, at + space.length);
    else return at;
  }
};

/** The end of the callee whose call the engine places at an offset: at its name, its last member, or in its arguments. */
const calleeEnd = (text, offset) => {
  const end = chainEnd(text, offset, false);
  const after = text.slice(end, end + 40).trimStart();
  const isArgument = /^(?:async|function|class|new)\b/.test(text.slice(offset, offset + 9)) || after.startsWith("=>");
  if (isArgument || !/^(?:\)?\(|`|\)|$)/.test(after)) {
    const around = innermost(text, offset);
    if (around?.isCall && text[offset] !== "(") return around.at;
    if (around?.isCall && after.startsWith("=>")) return around.at;
  }
  return text[end] === ")" && text[end + 1] === "(" ? end + 1 : end;
};

/** The beginning of the name, members and calls that end at an offset. */
const chainStart = (text, end) => {
  let at = end;
  for (;;) {
    while (/\s/.test(text[at - 1] ?? "")) at--;
    const last = text[at - 1];
    if (last === ")" || last === "]") {
      at = bracketStart(text, at - 1);
      if (/[\p{ID_Continue}$)\]"'`]\s*(?:\?\.)?$/u.test(text.slice(Math.max(0, at - 20), at)) && (last === "]" || followsCallee(text, at))) {
        if (text.slice(0, at).endsWith("?.")) at -= 2;
        continue;
      }
      return at;
    }
    if (last === '"' || last === "'") return text.lastIndexOf(last, at - 2);
    const word = /#?[\p{ID_Continue}$]+$/u.exec(text.slice(Math.max(0, at - 200), at));
    if (!word) return at;
    at -= word[0].length;
    const dot = /\??\.\s*$/.exec(text.slice(Math.max(0, at - 40), at));
    if (!dot || /\.\.\.\s*$/.test(text.slice(0, at))) return at;
    at -= dot[0].length;
  }
};

/** A callee as V8 prints it: arguments and everything computed are left out. */
const shownChain = (text, start, end) => {
  let out = "";
  for (let at = start; at < end; ) {
    const sign = text[at];
    if (/\s/.test(sign)) at++;
    else if (sign === "(") {
      const close = bracketEnd(text, at);
      const literal = out === "" && /^\(\s*(-?[\d.]+|"[^"]*")\s*\)$/.exec(text.slice(at, close));
      out += literal ? literal[1] : out === "" ? "(intermediate value)" : "(...)";
      at = close;
    } else if (sign === "[") {
      const close = bracketEnd(text, at);
      const inside = text.slice(at + 1, close - 1).trim();
      const name = out !== "" && /^(["'])([\p{ID_Start}$_][\p{ID_Continue}$]*)\1$/u.exec(inside);
      out += name ? `.${name[2]}` : `[${inside}]`;
      at = close;
    } else if (sign === '"' || sign === "'") {
      const close = skipped(text, at, "");
      out += `"${text.slice(at + 1, close - 1)}"`;
      at = close;
    } else {
      out += sign;
      at++;
    }
  }
  return out || "(intermediate value)";
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
    ("\"'".includes(text[offset]) ? "Invalid or unexpected token" : "Unexpected end of input"),
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

const AWAIT_WORDS = "await is only valid in async functions and the top level bodies of modules";

const rewordedSyntax = (message, site, caller) => {
  if (message === "invalid regular expression flags") {
    return site?.isNative() ? `Invalid flags supplied to RegExp constructor '${flagsAt(placeOf(caller))}'` : "Invalid regular expression flags";
  }
  if (Object.hasOwn(REGEXP_WORDS, message) && (site === undefined || site.isNative() || site.getFileName() !== SCRIPT_FILE)) {
    return `Invalid regular expression: /${patternAt(placeOf(caller))}/: ${REGEXP_WORDS[message]}`;
  }
  if (site?.isNative()) {
    return Object.hasOwn(NATIVE_WORDS, message) ? NATIVE_WORDS[message](site.getFunctionName(), placeOf(caller)) : undefined;
  }
  if (Object.hasOwn(SYNTAX_WORDS, message)) return SYNTAX_WORDS[message];
  const place = placeOf(site);
  if (!place) return message.replace(/^unexpected token(?: in expression)?: ('[^]*')$/, "Unexpected token $1");
  if (/^invalid redefinition of/.test(message)) return declaredTwice(place);
  if (Object.hasOwn(PLACED_SYNTAX, message)) return PLACED_SYNTAX[message](place);
  if (place.text.startsWith("await", place.offset)) return "Unexpected reserved word";
  const begins = !/^[)}\],;]/.test(place.text.slice(place.offset));
  if (begins && /\bawait\s+$/.test(place.text.slice(Math.max(0, place.offset - 40), place.offset))) return AWAIT_WORDS;
  const isToken = /^unexpected token|^Unexpected |^expecting |expected|^unsupported keyword|^invalid property name|^invalid switch|requires a name/;
  return isToken.test(message) ? notExpected(message, place) : undefined;
};

/** The pattern and the flags of `new RegExp(…)` or of a literal, as far as they are written there. */
const patternAt = (place) => (place ? unquoted(argumentText(place)) : "");
const flagsAt = (place) => (place ? /,\s*(["'])(\w*)\1/.exec(place.text.slice(place.offset))?.[2] ?? "" : "");
