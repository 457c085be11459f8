// JSON as Postman's scripts parse it.

/** The parser whose words Postman's scripts know, loaded for a text that does not parse. */
const wordyJson = () => library("liquid-json");

/**
 * Parses JSON, also behind a byte order mark. Its errors have the words of liquid-json, which scripts compare with.
 * Source: liquid-json 0.3, `parse`.
 */
const parseLeniently = (text, reviver, strict) => {
  if (text === undefined) throw Object.assign(new SyntaxError('"undefined" is not valid JSON'), { name: "JSONError" });
  // The parser with the words asks `JSON.parse` first, which is this function.
  if (wording || (typeof text === "string" && text.charCodeAt(0) !== 0xfeff)) {
    try {
      return parse(text, reviver);
    } catch (error) {
      if (wording || !(error instanceof SyntaxError)) throw error;
    }
  }
  wording = true;
  try {
    return wordyJson().parse(text, reviver, strict);
  } finally {
    wording = false;
  }
};

/** True while liquid-json is at work. */
let wording = false;

/** How V8 says that an object contains itself: the way round from the object to its own member. */
const circleText = (value) => {
  const way = [];
  const find = (object) => {
    for (const key of keysOf(object)) {
      const inner = object[key];
      if (typeof inner !== "object" || inner === null) continue;
      const start = inner === value ? 0 : way.findIndex((step) => step.inner === inner) + 1;
      way.push({ key, inner, isIndex: isArray(object) });
      if (inner === value || start > 0) return { start, first: inner };
      const found = find(inner);
      if (found) return found;
      way.pop();
    }
    return undefined;
  };
  const circle = find(value);
  if (!circle) return "";
  const steps = way.slice(circle.start);
  const named = ({ key, isIndex }) => (isIndex ? `index ${key}` : `property '${key}'`);
  const nameOf = (object) => `object with constructor '${object.constructor?.name ?? "Object"}'`;
  const between = steps.slice(0, -1).map((step) => `\n    |     ${named(step)} -> ${nameOf(step.inner)}`);
  const shown = between.length > 3 ? [between[0], between[1], "\n    |     ...", between.at(-1)] : between;
  return `\n    --> starting at ${nameOf(circle.first)}${shown.join("")}\n    --- ${named(steps.at(-1))} closes the circle`;
};

/** Source: liquid-json 0.3, `stringify`: its errors are JSON errors too. */
const stringifyWordily = (value, replacer, space) => {
  try {
    return stringify(value, replacer, space);
  } catch (error) {
    if (error instanceof TypeError && error.message === "Converting circular structure to JSON") {
      error.message += circleText(value);
    }
    if (error instanceof TypeError && /^Converting circular|^Do not know how/.test(error.message)) error.name = "JSONError";
    throw error;
  }
};
