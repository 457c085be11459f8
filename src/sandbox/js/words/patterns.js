// V8's words for values that cannot be destructured or iterated.

const { bare } = load("places");
const { print } = load("printer");
const { isList, isSomething, kindAndValue, valueText } = load("values");

const byValue = (kind) => `${kind} is not iterable (cannot read property Symbol(Symbol.iterator))`;

const isCall = (node) => node.type === "CallExpression" || node.type === "NewExpression";

/** The text of the iterated expression, where V8 finds it in the script. */
const byText = (node) => {
  const inner = bare(node);
  return isCall(inner)
    ? `${print(inner.callee, true)} is not a function or its return value is not iterable`
    : `${print(inner, true)} is not iterable`;
};

/** Declared lists whose value V8 shows by its kind: it looks for their text at another place. */
const isElsewhere = (node) => {
  const inner = bare(node);
  return (
    /^(?:Member|Logical|Conditional)Expression$/.test(inner.type) ||
    (inner.type === "CallExpression" && bare(inner.callee).type === "MemberExpression")
  );
};

const spreadOfCall = ({ node, call }, seen) => {
  if (call.arguments.at(-1) !== node || call.arguments.filter(({ type }) => type === "SpreadElement").length > 1)
    return undefined;
  if (seen === "other") return "Spread syntax requires ...iterable[Symbol.iterator] to be a function";
  return `${print(node.argument)} is not iterable (cannot read property ${seen})`;
};

const brokenPattern = (operation, value, seen) => {
  const { from, source, outer } = operation;
  if (outer?.type === "ObjectPattern" && source && !operation.hasDefault) {
    if (seen === "undefined")
      return `Cannot destructure property 'Symbol(Symbol.iterator)' of '${print(source)}' as it is undefined.`;
    return `${print(source)} is not iterable (cannot read property Symbol(Symbol.iterator))`;
  }
  if (from === "loop" && !outer && operation.declares) return ".for is not iterable";
  if (from !== "declaration" || outer || isElsewhere(source)) return byValue(value);
  return byText(source);
};

/** Where several expressions share a place, one that is surely a list cannot be the cause. */
const notIterated = (place, operations) =>
  operations.find(({ node, isPattern, source, outer, from }) => {
    if (isPattern && from === "loop") return outer || isList(place, source);
    return !isList(place, isPattern ? (outer ? undefined : source) : (node.right ?? node.argument));
  }) ?? operations[0];

/** The message for a value that is not iterable: `seen` is `undefined`, `null`, or `other` for all else. */
const brokenIteration = (place, operation, seen) => {
  const { node, call, isPattern, source, outer } = operation;
  const iterated = isPattern ? (outer ? undefined : source) : node.type === "ForOfStatement" ? node.right : node.argument;
  const known = iterated && kindAndValue(place, iterated);
  const value =
    { undefined: "undefined", null: "object null" }[seen] ?? (known === undefined || known === "undefined" ? "object" : known);
  if (isPattern) return brokenPattern(operation, value, seen);
  if (call) return spreadOfCall(operation, seen) ?? byValue(value);
  if (node.type === "YieldExpression") return byValue(value);
  if (node.type === "ForOfStatement" && bare(iterated).type === "ConditionalExpression") return byValue(value);
  return byText(iterated);
};

/** Whether an expression gives null rather than undefined, as far as its text tells. */
const givesNull = (place, node) => {
  const inner = bare(node);
  if (inner?.type === "LogicalExpression") return givesNull(place, inner.right);
  if (inner?.type === "ConditionalExpression") return givesNull(place, inner.consequent) || givesNull(place, inner.alternate);
  if (inner?.type === "ArrayExpression") return inner.elements.some((element) => element && givesNull(place, element));
  return valueText(place, inner) === "null";
};

/** The property that V8 names: the first one, where it is written out. */
const firstProperty = ({ properties }) => {
  const [first] = properties;
  if (!first || first.type === "RestElement" || first.computed) return undefined;
  return String(first.key.name ?? first.key.value);
};

/** Where several expressions share a place, the outermost one whose value may be missing is meant: arguments of functions and loops are mostly there. */
const notTakenApart = (place, operations) =>
  operations.find(
    ({ from, source, outer }) =>
      outer || !(from === "loop" || from === "parameter" ? operations.length > 1 : isSomething(place, source)),
  ) ?? operations[0];

/** What is said of undefined and null when they are taken apart by an object pattern. */
const brokenDestructuring = (place, { node, from, source, outer }) => {
  const name = firstProperty(node);
  const kind = source && givesNull(place, source) ? "null" : "undefined";
  const target = node.properties[0]?.value;
  const isMember = bare(target?.left ?? target)?.type === "MemberExpression";
  if (name !== undefined && (outer || (isMember && from === "assignment"))) {
    const isNull = kind === "null" && (!outer || bare(source).type === "ArrayExpression");
    return `Cannot read properties of ${isNull ? "null" : "undefined"} (reading '${name}')`;
  }
  const subject =
    { loop: ".for", catch: ".catch", parameter: source ? "(intermediate value)".repeat(3) : "undefined" }[from] ??
    (source.type === "ChainExpression" ? "(intermediate value)" : print(source));
  const property = name === undefined ? "" : `property '${name}' of `;
  return `Cannot destructure ${property}'${subject}' as it is ${kind}.`;
};

Object.assign(exports, { brokenDestructuring, brokenIteration, notIterated, notTakenApart });
