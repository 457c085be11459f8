// Which operation of a script the engine means when it names a place.
//
// The engine notes a place only for names, calls, right operands and the beginnings of statements; whatever else runs
// carries the last place before it. And it notes the columns of names only: for another token that of the last name, or
// of the last blank's end. So a place may stand for several operations. The script is parsed, and its operations are
// listed in the order of the engine's code, each with the place that the engine gives it.
//
// Source: QuickJS-ng as of rquickjs 0.14, where its parser notes places.

/** The parser is only loaded for an error that needs it. */
const parse = (text, options) => load("require")("acorn").parse(text, options);

/** The place of operations before the first one that the engine records: the beginning of the function. */
const BEGINNING = -1;

const OPTIONS = {
  ecmaVersion: "latest",
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowSuperOutsideMethod: true,
  allowHashBang: true,
  preserveParens: true,
};

/** An expression without the parentheses around it. */
const bare = (node) => {
  let inner = node;
  while (inner?.type === "ParenthesizedExpression" || inner?.type === "ChainExpression") inner = inner.expression;
  return inner;
};

/** Steps over blanks and comments. */
const afterBlanks = (text, offset) => {
  const blank = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
  blank.lastIndex = offset;
  return offset + blank.exec(text)[0].length;
};

/** For each token its beginning, and the column's place that the engine notes for it. */
const marksOf = (text, tokens) => {
  let [end, mark] = [0, 0];
  return tokens.map((token) => {
    const isName = token.type.label === "name" || token.type.keyword !== undefined;
    if (isName || token.start > end) mark = token.start;
    const { start } = token;
    const noted = { start, mark };
    if (token.type.label === "template" && text.slice(start, token.end).includes("\n"))
      mark = text.lastIndexOf("\n", token.end - 1) + 1;
    end = token.end;
    return noted;
  });
};

/** Reads one script: its operations by their places, and what its names are declared as. */
class Reading {
  constructor(text) {
    const tokens = [];
    const tree = parse(text, { ...OPTIONS, onToken: tokens });
    this.text = text;
    this.marks = marksOf(text, tokens);
    this.operations = [];
    this.declarations = new Map();
    this.place = BEGINNING;
    this.owner = null;
    this.visit(tree);
  }

  /** The engine notes the token that begins at an offset. */
  mark(offset) {
    let [low, high] = [0, this.marks.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.marks[middle].start <= offset) low = middle;
      else high = middle - 1;
    }
    this.place = this.marks[low].mark;
  }

  note(kind, node, more) {
    this.operations.push({ kind, node, place: this.place, owner: this.owner, ...more });
  }

  /** What a name is declared as; null where that is told twice, or changes later. */
  declare(name, value) {
    this.declarations.set(name, this.declarations.has(name) ? null : value);
  }

  visit(node) {
    if (!node) return;
    const special = VISITORS[node.type];
    if (special) special(this, node);
    else this.visitChildren(node);
  }

  visitAll(nodes) {
    for (const node of nodes) this.visit(node);
  }

  visitChildren(node) {
    for (const key of Object.keys(node)) {
      const child = node[key];
      if (Array.isArray(child)) this.visitAll(child);
      else if (typeof child?.type === "string") this.visit(child);
    }
  }

  /** A function has places of its own; around it nothing changes. */
  visitFunction(node, start = node.start) {
    const { place, owner } = this;
    Object.assign(this, { place: BEGINNING, owner: { node, start } });
    for (const parameter of node.params) {
      const given = parameter.type === "AssignmentPattern" ? parameter : { left: parameter };
      this.visitTarget(given.left, { declares: true, from: "parameter", source: given.right });
      this.visit(given.right);
    }
    this.visit(node.body);
    Object.assign(this, { place, owner });
  }

  /** The target of an assignment: a name, a member or a pattern; `context` says what is destructured, and by which expression. */
  visitTarget(node, context) {
    if (node.type === "RestElement") return this.visitTarget(node.argument, context);
    if (node.type === "AssignmentPattern") {
      this.visitTarget(node.left, { ...context, hasDefault: true });
      return this.visit(node.right);
    }
    if (node.type === "ObjectPattern") return this.visitObjectPattern(node, context);
    if (node.type === "ArrayPattern") return this.visitArrayPattern(node, context);
    if (node.type === "Identifier") this.declarations.set(node.name, null);
    return context.declares ? undefined : this.visit(node);
  }

  visitObjectPattern(node, context) {
    this.note("destructure", node, context);
    for (const property of node.properties) {
      if (property.computed) this.visit(property.key);
      // A name that stands for itself is read without a place.
      const silent = { declares: context.declares || property.shorthand };
      this.visitTarget(property.type === "RestElement" ? property : property.value, { ...context, ...silent, outer: node });
    }
  }

  visitArrayPattern(node, context) {
    this.note("iterate", node, { ...context, isPattern: true });
    for (const element of node.elements) {
      if (element) this.visitTarget(element, { ...context, outer: node });
    }
    this.mark(node.start);
  }

  visitCall(node) {
    this.visit(node.callee);
    const optional = node.optional ? this.text.indexOf("(", this.text.indexOf("?.", node.callee.end)) : -1;
    const open = optional < 0 ? this.text.indexOf("(", afterBlanks(this.text, node.callee.end)) : optional;
    if (node.callee.type !== "Super") this.mark(afterBlanks(this.text, open + 1));
    this.visitArguments(node);
    this.note("call", node);
  }

  visitArguments(node) {
    for (const argument of node.arguments) {
      this.visit(argument.type === "SpreadElement" ? argument.argument : argument);
      if (argument.type === "SpreadElement") this.note("iterate", argument, { call: node });
    }
  }
}

/** What a variable without a value stands for. */
const NOTHING = { type: "Identifier", name: "undefined" };

const functions = (reading, node) => {
  if (node.id && node.type === "FunctionDeclaration") reading.declare(node.id.name, node);
  reading.visitFunction(node);
};

/** What the types of nodes do to the place, where it is more than what their parts do. Source: QuickJS-ng. */
const VISITORS = {
  Identifier: (reading, node) => (reading.place = node.start),
  ExpressionStatement(reading, node) {
    reading.mark(node.start);
    reading.visit(node.expression);
  },
  ThrowStatement(reading, node) {
    reading.mark(node.argument.start);
    reading.visit(node.argument);
  },
  CallExpression: (reading, node) => reading.visitCall(node),
  NewExpression(reading, node) {
    reading.mark(node.callee.start);
    reading.visit(node.callee);
    reading.visitArguments(node);
    reading.note("new", node);
  },
  TaggedTemplateExpression(reading, node) {
    reading.visit(node.tag);
    reading.mark(node.quasi.start);
    reading.visitAll(node.quasi.expressions);
    reading.note("call", { ...node, callee: node.tag, arguments: [] });
  },
  TemplateLiteral: (reading, node) => reading.visitAll(node.expressions),
  MemberExpression(reading, node) {
    reading.visit(node.object);
    if (node.computed) reading.visit(node.property);
    reading.note("member", node);
  },
  BinaryExpression(reading, node) {
    reading.visit(node.left);
    if (node.operator !== "**") reading.mark(node.right.start);
    reading.visit(node.right);
    reading.note("binary", node);
  },
  UnaryExpression(reading, node) {
    reading.visit(node.argument);
    reading.note("unary", node);
  },
  AssignmentExpression(reading, node) {
    reading.visitTarget(node.left, { from: "assignment", source: node.right });
    reading.visit(node.right);
    reading.note("assign", node);
  },
  UpdateExpression(reading, node) {
    reading.visitTarget(node.argument, {});
    reading.note("assign", node);
  },
  VariableDeclarator(reading, node) {
    if (node.id.type === "Identifier") reading.declare(node.id.name, node.init ?? NOTHING);
    else reading.visitTarget(node.id, { declares: true, from: "declaration", source: node.init });
    reading.visit(node.init);
  },
  ArrayExpression(reading, node) {
    for (const element of node.elements) {
      reading.visit(element?.type === "SpreadElement" ? element.argument : element);
      if (element?.type === "SpreadElement") reading.note("iterate", element);
    }
  },
  YieldExpression(reading, node) {
    reading.visit(node.argument);
    if (node.delegate) reading.note("iterate", node);
  },
  ForOfStatement: (reading, node) => forEach(reading, node),
  ForInStatement: (reading, node) => forEach(reading, node),
  CatchClause(reading, node) {
    if (node.param) reading.visitTarget(node.param, { declares: true, from: "catch" });
    reading.visit(node.body);
  },
  FunctionDeclaration: functions,
  FunctionExpression: functions,
  ArrowFunctionExpression: functions,
  Property(reading, node) {
    if (node.computed) reading.visit(node.key);
    if (node.method || node.kind !== "init") reading.visitFunction(node.value, node.start);
    else if (!node.shorthand) reading.visit(node.value);
  },
  MethodDefinition(reading, node) {
    if (node.computed) reading.visit(node.key);
    reading.visitFunction(node.value, node.start);
  },
  PropertyDefinition(reading, node) {
    if (node.computed) reading.visit(node.key);
    if (node.value) reading.visitFunction({ ...node, params: [], body: node.value });
  },
  StaticBlock: (reading, node) =>
    reading.visitFunction({ ...node, params: [], body: { type: "BlockStatement", body: node.body } }),
  ClassDeclaration: (reading, node) => classes(reading, node),
  ClassExpression: (reading, node) => classes(reading, node),
  LabeledStatement: (reading, node) => reading.visit(node.body),
  BreakStatement: () => {},
  ContinueStatement: () => {},
  MetaProperty: () => {},
};

const forEach = (reading, node) => {
  const declaration = node.left.type === "VariableDeclaration" ? node.left.declarations[0].id : undefined;
  // The engine moves the assignment behind the iterated expression.
  reading.visit(node.right);
  if (node.type === "ForOfStatement") reading.note("iterate", node);
  reading.visitTarget(declaration ?? node.left, { declares: declaration !== undefined, from: "loop", source: node.right });
  reading.visit(node.body);
};

const classes = (reading, node) => {
  if (node.id && node.type === "ClassDeclaration") reading.declare(node.id.name, node);
  reading.visit(node.superClass);
  if (node.superClass) reading.note("extend", node);
  reading.visit(node.body);
};

/** How a function's text becomes one that parses: as an expression, or as a member of an object or of a class. */
const AROUND = [
  ["(", ")"],
  ["({", "})"],
  ["(class {", "})"],
];

const read = (text) => {
  for (const [head, tail] of text.startsWith("(") ? [["", ""]] : AROUND) {
    try {
      return { reading: new Reading(head + text + tail), shift: head.length };
    } catch {
      // Not of this form, or of a form that only the engine can parse.
    }
  }
  return undefined;
};

/** The reading of the text that was asked for last: errors come in swarms. */
let recent = { text: undefined, found: undefined };

/** A place with the reading of its text; undefined where the text cannot be read. */
const located = (raw) => {
  if (!raw) return undefined;
  if (recent.text !== raw.text) recent = { text: raw.text, found: read(raw.text) };
  const { reading, shift } = recent.found ?? {};
  return reading && { ...raw, text: reading.text, offset: raw.offset + shift, reading };
};

/** The operations of some kinds at a place of a script, in the order in which they run. */
const operationsAt = (place, kinds) => {
  const at = (offset) =>
    place.reading.operations.filter((operation) => kinds.includes(operation.kind) && isAt(operation, offset, place.begins));
  const found = at(place.offset);
  // On the first line of a text the engine counts the columns of all but names from 0.
  return found.length === 0 && place.isOnFirstLine ? at(place.offset + 1) : found;
};

const isAt = ({ place, owner }, offset, begins) =>
  place === BEGINNING ? begins && (owner?.start === offset || owner?.node.start === offset) : place === offset;

/** What a name of the script is declared as, where that is told once. */
const declared = (place, name) => place.reading.declarations.get(name) ?? undefined;

Object.assign(exports, { bare, declared, located, operationsAt });
