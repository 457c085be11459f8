// `console`: the five functions that Postman's has, each value as JSON with marks for what JSON cannot say.

const marked = (kind, fields) => ({ $console: kind, ...fields });

/** A value as the reporters understand it. */
const forConsole = (value, seen) => {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : marked("number", { value: String(value) });
    case "undefined":
      return marked("undefined");
    case "bigint":
      return marked("bigint", { value: String(value) });
    case "symbol":
      return marked("symbol", { value: String(value) });
    case "function":
      return marked("function", { name: value.name || "" });
    default:
      return value === null ? null : objectForConsole(value, seen);
  }
};

const objectForConsole = (value, seen) => {
  if (value instanceof Error) return marked("error", { name: String(value.name), message: String(value.message) });
  if (value instanceof Date) return marked("date", { value: Number.isNaN(+value) ? null : value.toISOString() });
  if (value instanceof RegExp) return marked("regexp", { value: String(value) });
  if (seen.includes(value)) return marked("circular");
  const inside = [...seen, value];
  if (isArray(value)) return value.map((item) => forConsole(item, inside));
  if (value instanceof Map) {
    return marked("map", { entries: [...value].map((pair) => pair.map((item) => forConsole(item, inside))) });
  }
  if (value instanceof Set) return marked("set", { values: [...value].map((item) => forConsole(item, inside)) });
  if (typeof value.toJSON === "function") return forConsole(value.toJSON(), inside);
  const shown = {};
  for (const key of keysOf(value)) shown[key] = forConsole(value[key], inside);
  return shown;
};

const consoleFunction = (level) => ({
  [level](...values) {
    let json;
    try {
      json = stringify(values.map((value) => forConsole(value, [])));
    } catch (error) {
      json = stringify([`[unprintable: ${error && error.message}]`]);
    }
    host("console", level, json);
  },
})[level];

const console = { clear() {} };
for (const level of ["log", "info", "warn", "error", "debug"]) console[level] = consoleFunction(level);
