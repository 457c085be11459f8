// Expressions as V8 prints them in its messages.
//
// Source: the messages of V8 11.3 (Node.js 20), asked for some hundred expressions.

const { bare } = load("places");

const UNKNOWN = "(intermediate value)";

/** `a + b + c` is one list to V8: the operands of the same operator on the left, without parentheses between. */
const operandsOf = (node) => {
  const { left, operator, right } = node;
  const isSame = left.type === node.type && left.operator === operator && operator !== "**";
  return isSame && !isComparison(operator) ? [...operandsOf(left), right] : [left, right];
};

const isComparison = (operator) => /^(?:[=!]==?|[<>]=?|in|instanceof)$/.test(operator);

/** The number that V8 has computed already when it prints the expression. */
const foldedNumber = (node) => {
  const inner = bare(node);
  if (inner.type === "Literal" && typeof inner.value === "number") return inner.value;
  if (inner.type === "UnaryExpression" && inner.operator === "-") return negated(foldedNumber(inner.argument));
  if (inner.type !== "BinaryExpression") return undefined;
  const [left, right] = [foldedNumber(inner.left), foldedNumber(inner.right)];
  const fold = {
    "+": (a, b) => a + b,
    "-": (a, b) => a - b,
    "*": (a, b) => a * b,
    "/": (a, b) => a / b,
    "%": (a, b) => a % b,
    "**": (a, b) => a ** b,
  };
  return left === undefined || right === undefined ? undefined : fold[inner.operator]?.(left, right);
};

const negated = (number) => (number === undefined ? undefined : -number);

const literal = ({ value, regex, bigint }) => {
  if (regex) return `/${regex.pattern}/${regex.flags}`;
  if (bigint !== undefined) return UNKNOWN;
  return typeof value === "string" ? `"${value}"` : String(value);
};

const textOfKey = (node) => {
  const key = bare(node);
  if (key.type === "Literal" && typeof key.value === "string") return key.value;
  return key.type === "TemplateLiteral" && key.expressions.length === 0 ? key.quasis[0].value.cooked : undefined;
};

/** Prints one expression; `iterated` leaves the marks of calls out, as V8 does for a value that it cannot iterate. */
const print = (node, iterated = false) => {
  const inner = bare(node);
  const printed = PRINTERS[inner?.type]?.(inner, (part) => print(part, iterated), iterated);
  return printed || UNKNOWN;
};

const PRINTERS = {
  Identifier: ({ name }) => name,
  ThisExpression: () => "this",
  Literal: literal,
  TemplateLiteral: ({ expressions, quasis }, show) =>
    expressions.length === 0 ? `"${quasis[0].value.cooked}"` : expressions.map(show).join(""),
  ArrayExpression: ({ elements }, show) => `[${elements.map((element) => (element ? show(element) : UNKNOWN)).join(",")}]`,
  ObjectExpression: ({ properties }) => `{${UNKNOWN.repeat(properties.length)}}`,
  SpreadElement: ({ argument }, show) => `(...${show(argument)})`,
  MemberExpression({ object, property, computed, optional }, show) {
    const owner = object.type === "Super" ? UNKNOWN : show(object);
    if (property.type === "PrivateIdentifier") return `${owner}[#${property.name}]`;
    const name = computed ? textOfKey(property) : property.name;
    if (name !== undefined) return `${owner}${optional ? "?" : ""}.${name}`;
    return `${owner}${optional ? "?." : ""}[${show(property)}]`;
  },
  CallExpression: ({ callee }, show, iterated) => `${show(callee)}${iterated ? "" : "(...)"}`,
  TaggedTemplateExpression: ({ tag }, show, iterated) => `${show(tag)}${iterated ? "" : "(...)"}`,
  NewExpression: ({ callee }, show, iterated) => (iterated ? show(callee) : UNKNOWN),
  UnaryExpression(node, show) {
    const number = foldedNumber(node);
    if (number !== undefined) return String(number);
    const { operator, argument } = node;
    const value = bare(argument);
    if (operator === "!" && value.type === "Literal" && typeof value.value === "boolean") return String(!value.value);
    return `(${operator}${/\w/.test(operator) ? " " : ""}${show(argument)})`;
  },
  UpdateExpression: ({ operator, prefix, argument }, show) =>
    prefix ? `(${operator}${show(argument)})` : `(${show(argument)}${operator})`,
  BinaryExpression: (node, show) => {
    const number = foldedNumber(node);
    return number === undefined ? `(${operandsOf(node).map(show).join(` ${node.operator} `)})` : String(number);
  },
  LogicalExpression: (node, show) => `(${operandsOf(node).map(show).join(` ${node.operator} `)})`,
  SequenceExpression: ({ expressions }, show) => `(${expressions.map(show).join(" , ")})`,
  ConditionalExpression: () => UNKNOWN.repeat(3),
  AssignmentExpression: ({ left }, show) => show(left),
};

exports.print = print;
