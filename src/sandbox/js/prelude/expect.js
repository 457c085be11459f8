// `pm.expect`: the passing way of chai's assertions. What it does not know, and all that fails, goes to the real chai.

const NOT = 1;
const DEEP = 2;
/** Flags that the passing way does not decide: with one of them set, chai decides. */
const OTHER = 4;

/** True when both values are equal as far as this cheap comparison can tell; false means only "ask chai". */
const surelyEqual = (left, right, depth = 0) => {
  if (left === right) return left !== 0 || 1 / left === 1 / right;
  if (left === null || right === null || typeof left !== "object" || typeof right !== "object" || depth > 64) return false;
  const prototype = getPrototypeOf(left);
  if (prototype !== getPrototypeOf(right)) return false;
  if (isArray(left)) {
    return left.length === right.length && left.every((item, place) => surelyEqual(item, right[place], depth + 1));
  }
  if (prototype !== Object.prototype) return false;
  const names = keysOf(left);
  if (names.length !== keysOf(right).length) return false;
  for (const name of names) {
    if (!Object.hasOwn(right, name) || !surelyEqual(left[name], right[name], depth + 1)) return false;
  }
  return true;
};

const typeName = (value) => {
  if (value === null) return "null";
  if (isArray(value)) return "array";
  const type = typeof value;
  return type === "object" && getPrototypeOf(value) !== Object.prototype ? undefined : type;
};

/** The real chai's expectation in the same state. */
const onChai = (subject) => {
  let real = chai().expect(subject.object, subject.message);
  if (subject.flags & NOT) real = real.not;
  if (subject.flags & DEEP) real = real.deep;
  for (const word of subject.words || []) real = real[word];
  return real;
};

/** Passes if `holds` says so (and no `not` is in the way), else leaves the verdict to chai. */
const decide = (subject, holds, method, values) => {
  if (holds !== undefined && !(subject.flags & OTHER) && holds !== Boolean(subject.flags & NOT)) return subject;
  onChai(subject)[method](...values);
  return subject;
};

class Expectation {
  constructor(object, message, flags = 0, words = null) {
    this.object = object;
    this.message = message;
    this.flags = flags;
    this.words = words;
  }

  get not() {
    this.flags |= NOT;
    return this;
  }

  get deep() {
    this.flags |= DEEP;
    return this;
  }

  get ok() {
    return judge(this, Boolean(this.object), "ok");
  }

  get true() {
    return judge(this, this.object === true, "true");
  }

  get false() {
    return judge(this, this.object === false, "false");
  }

  get null() {
    return judge(this, this.object === null, "null");
  }

  get undefined() {
    return judge(this, this.object === undefined, "undefined");
  }

  get exist() {
    return judge(this, this.object !== null && this.object !== undefined, "exist");
  }

  get empty() {
    const { object } = this;
    let holds;
    if (typeof object === "string" || isArray(object)) holds = object.length === 0;
    else if (object !== null && typeof object === "object" && getPrototypeOf(object) === Object.prototype) {
      holds = keysOf(object).length === 0;
    }
    return judge(this, holds, "empty");
  }

  get a() {
    return chainable(this, null, typeCheck);
  }

  get include() {
    return chainable(this, "include", inclusion);
  }

  get lengthOf() {
    return chainable(this, "lengthOf", lengthCheck);
  }

  equal(value, ...rest) {
    const { object, flags } = this;
    return decide(this, flags & DEEP ? surelyEqual(object, value) || undefined : object === value, "equal", [value, ...rest]);
  }

  eql(value, ...rest) {
    return decide(this, surelyEqual(this.object, value) || undefined, "eql", [value, ...rest]);
  }

  above(value, ...rest) {
    return decide(this, bothNumbers(this, value) ? this.object > value : undefined, "above", [value, ...rest]);
  }

  least(value, ...rest) {
    return decide(this, bothNumbers(this, value) ? this.object >= value : undefined, "least", [value, ...rest]);
  }

  below(value, ...rest) {
    return decide(this, bothNumbers(this, value) ? this.object < value : undefined, "below", [value, ...rest]);
  }

  most(value, ...rest) {
    return decide(this, bothNumbers(this, value) ? this.object <= value : undefined, "most", [value, ...rest]);
  }

  within(start, finish, ...rest) {
    const holds = bothNumbers(this, start) && typeof finish === "number"
      ? this.object >= start && this.object <= finish
      : undefined;
    return decide(this, holds, "within", [start, finish, ...rest]);
  }

  match(pattern, ...rest) {
    const holds = pattern instanceof RegExp && typeof this.object === "string" ? pattern.test(this.object) : undefined;
    return decide(this, holds, "match", [pattern, ...rest]);
  }

  oneOf(list, ...rest) {
    const plain = isArray(list) && !(this.flags & DEEP) && !isArray(this.object);
    return decide(this, plain ? list.includes(this.object) && this.object === this.object : undefined, "oneOf", [list, ...rest]);
  }

  property(name, ...rest) {
    const { object, flags } = this;
    const known = object !== null && typeof object === "object" && typeof name === "string" && name in object &&
      !(flags & (NOT | DEEP | OTHER)) && (rest.length === 0 || (rest.length === 1 && object[name] === rest[0]));
    if (!known) return onChai(this).property(name, ...rest);
    this.object = object[name];
    return this;
  }
}

const bothNumbers = ({ object }, value) => typeof object === "number" && typeof value === "number";

/** The same as {@link decide}, for assertions that are properties. */
const judge = (subject, holds, name) => {
  if (holds !== undefined && !(subject.flags & OTHER) && holds !== Boolean(subject.flags & NOT)) return subject;
  void onChai(subject)[name];
  return subject;
};

/** A word that may be called (`a("string")`) or go on (`a.property(…)`). `word` is the flag that it leaves. */
const chainable = (subject, word, check) => {
  const call = (...values) => check(subject, values);
  setPrototypeOf(call, Expectation.prototype);
  call.object = subject.object;
  call.message = subject.message;
  call.flags = word ? subject.flags | OTHER : subject.flags;
  call.words = word ? [...(subject.words || []), word] : subject.words;
  return call;
};

const typeCheck = (subject, values) => {
  const found = typeName(subject.object);
  const holds = found === undefined || typeof values[0] !== "string" ? undefined : found === values[0].toLowerCase();
  return decide(subject, holds, "a", values);
};

const inclusion = (subject, values) => {
  const { object, flags } = subject;
  const [wanted] = values;
  let holds;
  if (flags & DEEP || values.length !== 1) holds = undefined;
  else if (typeof object === "string" && typeof wanted === "string") holds = object.includes(wanted);
  else if (isArray(object)) holds = object.indexOf(wanted) !== -1 || undefined;
  return decide(subject, holds, "include", values);
};

const lengthCheck = (subject, values) => {
  const { object } = subject;
  const sized = typeof object === "string" || isArray(object);
  const holds = sized && typeof values[0] === "number" ? object.length === values[0] : undefined;
  return decide(subject, holds, "lengthOf", values);
};

/** Gives a member further names. */
const alias = (name, ...others) => {
  const member = Object.getOwnPropertyDescriptor(Expectation.prototype, name);
  for (const other of others) defineProperty(Expectation.prototype, other, member);
};

alias("a", "an");
alias("include", "includes", "contain", "contains");
alias("lengthOf", "length");
alias("equal", "equals", "eq");
alias("eql", "eqls");
alias("above", "gt", "greaterThan");
alias("least", "gte", "greaterThanOrEqual");
alias("below", "lt", "lessThan");
alias("most", "lte", "lessThanOrEqual");
alias("match", "matches");
alias("exist", "exists");

for (const word of ["to", "be", "been", "is", "that", "which", "and", "has", "have", "with", "at", "of", "same", "but", "does", "still", "also"]) {
  defineProperty(Expectation.prototype, word, { get() { return this; } });
}
for (const word of ["nested", "own", "ordered", "any", "all"]) {
  defineProperty(Expectation.prototype, word, {
    get() {
      this.flags |= OTHER;
      this.words = [...(this.words || []), word];
      return this;
    },
  });
}

// Behind the prototype: whatever it does not have is asked of the real chai, which also knows how to complain.
setPrototypeOf(Expectation.prototype, new Proxy(create(null), {
  get(_, name, subject) {
    if (typeof name === "symbol" || name === "then" || name === "toJSON" || name === "constructor") return undefined;
    const real = onChai(subject);
    const member = real[name];
    if (typeof member !== "function" || member === real) return member;
    return new Proxy(member, { apply: (call, _, values) => apply(call, real, values) });
  },
}));

let realChai = null;
/** The real chai, loaded when first needed. */
const chai = () => (realChai ??= require("chai"));

const expect = (object, message) => new Expectation(object, message);
expect.fail = (...values) => chai().expect.fail(...values);
