// The values of a script's expressions as V8 writes them, as far as the script's text tells.

const { bare, declared } = load("places");

/** What a name of the script stands for, or a member of an object that is written out, where that is told once. */
const followed = (place, node) => {
  const inner = bare(node);
  if (inner?.type === "Identifier" && inner.name !== "undefined") return bare(declared(place, inner.name) ?? inner);
  if (inner?.type !== "MemberExpression" || inner.computed) return inner;
  const owner = followed(place, inner.object);
  const members = owner?.type === "ObjectExpression" ? owner.properties : [];
  return bare(members.find(({ key, computed }) => !computed && key?.name === inner.property.name)?.value ?? inner);
};

/** True for an expression that is surely neither undefined nor null. */
const isSomething = (place, node) => {
  const value = followed(place, node);
  if (value?.type === "Literal") return value.value !== null;
  return /^(?:Object|Array|New|Function|ArrowFunction|Class|Template)/.test(value?.type ?? "");
};

/** True for an expression that can be iterated. */
const isList = (place, node) => {
  const value = followed(place, node);
  return value?.type === "ArrayExpression" || typeof value?.value === "string";
};

const textOfSymbol = (node) => {
  if (node.type === "CallExpression" && node.callee.name === "Symbol") return `Symbol(${node.arguments[0]?.value ?? ""})`;
  const isKnown = node.type === "MemberExpression" && !node.computed && node.object.name === "Symbol";
  return isKnown ? `Symbol(Symbol.${node.property.name})` : undefined;
};

/** A value's text; undefined where only a run of the script would tell. */
const valueText = (place, node) => {
  const value = followed(place, node);
  switch (value?.type) {
    case "Literal":
      return value.regex ? `/${value.regex.pattern}/${value.regex.flags}` : String(value.value);
    case "TemplateLiteral":
      return value.expressions.length === 0 ? value.quasis[0].value.cooked : undefined;
    case "UnaryExpression": {
      const number = value.operator === "-" ? Number(valueText(place, value.argument)) : NaN;
      return Number.isNaN(number) ? undefined : String(-number);
    }
    case "BinaryExpression": {
      const [left, right] = [value.left, value.right].map((side) => Number(valueText(place, side)));
      const result = { "**": left ** right, "*": left * right, "+": left + right, "-": left - right }[value.operator];
      return Number.isNaN(result) || result === undefined ? undefined : String(result);
    }
    case "Identifier":
      return ["undefined", "NaN", "Infinity"].includes(value.name) ? value.name : undefined;
    case "ObjectExpression":
      return "#<Object>";
    case "NewExpression":
      return value.callee.type === "Identifier" ? `#<${value.callee.name}>` : undefined;
    case "ArrayExpression":
      return "[object Array]";
    case "FunctionExpression":
    case "ArrowFunctionExpression":
    case "ClassExpression":
    case "FunctionDeclaration":
      return place.text.slice(value.start, value.end);
    default:
      return value ? textOfSymbol(value) : undefined;
  }
};

/** A value with its kind, as in `number 5 is not iterable`. */
const kindAndValue = (place, node) => {
  const value = followed(place, node);
  const text = valueText(place, value);
  if (value?.type === "UnaryExpression") return text === undefined ? undefined : `number ${text}`;
  if (value?.type === "Identifier") return text === undefined || text === "undefined" ? text : `number ${text}`;
  if (value?.type === "Literal" && value.value === null) return "object null";
  if (value?.type === "Literal" && !value.regex)
    return `${typeof value.value} ${typeof value.value === "string" ? `"${text}"` : text}`;
  if (/Function|Class/.test(value?.type)) return "function";
  return text === undefined ? undefined : "object";
};

/** Methods that all objects have. */
const INHERITED = new Set(["toString", "valueOf", "toLocaleString", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"]);

/** True for a name that the script declares as a function, for members of globals, and for what all objects inherit. */
const isFunction = (place, node) => {
  const callee = bare(node);
  if (callee.type === "MemberExpression" && !callee.computed && INHERITED.has(callee.property.name)) return true;
  if (/^(?:Arrow)?Function/.test(followed(place, callee)?.type ?? "") || /^Class/.test(followed(place, callee)?.type ?? ""))
    return true;
  return typeof globalValue(place, callee) === "function";
};

/** What a chain of names is that begins at a global; reading it has no effect on anything. */
const globalValue = (place, node) => {
  if (node.type === "Identifier") {
    const isGlobal = declared(place, node.name) === undefined && Object.hasOwn(internals.global, node.name);
    return isGlobal ? plainMember(internals.global, node.name) : undefined;
  }
  if (node.type !== "MemberExpression" || node.computed) return undefined;
  const owner = globalValue(place, bare(node.object));
  return owner === undefined || owner === null ? undefined : plainMember(Object(owner), node.property.name);
};

const plainMember = (owner, name) => {
  for (let holder = owner; holder; holder = Object.getPrototypeOf(holder)) {
    const member = Object.getOwnPropertyDescriptor(holder, name);
    if (member) return "value" in member ? member.value : owner === internals.global ? undefined : ownGetter(owner, member);
  }
  return undefined;
};

/** The members of `pm` are made when they are first read. */
const ownGetter = (owner, { get }) => (owner === internals.global.pm && get ? get.call(owner) : undefined);

Object.assign(exports, { isFunction, isList, isSomething, kindAndValue, valueText });
