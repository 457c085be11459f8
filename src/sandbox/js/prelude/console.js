// `console`: the five functions of Postman's. Each value becomes JSON, with marks for values that JSON lacks.

const marked = (kind, fields) => ({ $console: kind, ...fields });

/** A value as the reporters understand it; `seen` knows the objects around it, each with its level. */
const forConsole = (value, seen, level) => {
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
      return marked("function", { name: value.name || "", kind: classOf(value) });
    default:
      return value === null ? null : objectForConsole(value, seen, level);
  }
};

/** `Function`, `AsyncFunction`, `Map`: what `Object.prototype.toString` calls it. */
const classOf = (value) => Object.prototype.toString.call(value).slice(8, -1);

const objectForConsole = (value, seen, level) => {
  if (value instanceof Error) return marked("error", { name: String(value.name), message: String(value.message) });
  if (value instanceof Date) return marked("date", { value: Number.isNaN(+value) ? null : value.toISOString() });
  if (value instanceof RegExp) return marked("regexp", { value: String(value) });
  if (value instanceof Number || value instanceof String || value instanceof Boolean) {
    return forConsole(value.valueOf(), seen, level);
  }
  if (value instanceof WeakMap || value instanceof WeakSet) return marked("opaque", { name: classOf(value) });
  if (value instanceof ArrayBuffer) {
    return marked("opaque", { name: `ArrayBuffer { byteLength: ${value.byteLength} }` });
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const values = Array.from(value, (item) => forConsole(item, seen, level));
    return typeof value.readUInt8 === "function" ? marked("buffer", { values }) : marked("typed", { name: classOf(value), values });
  }
  if (seen.has(value)) return marked("circular", { up: level - seen.get(value) });
  seen.set(value, level);
  const shown = insideForConsole(value, seen, level);
  seen.delete(value);
  return shown;
};

/** What is in an object that `seen` knows already. */
const insideForConsole = (value, seen, level) => {
  const inside = (item) => forConsole(item, seen, level + 1);
  if (isArray(value)) return Array.from(value, inside);
  if (value instanceof Map) return marked("map", { entries: [...value].map((pair) => pair.map(inside)) });
  if (value instanceof Set) return marked("set", { values: [...value].map(inside) });
  if (typeof value.toJSON === "function") return forConsole(value.toJSON(), seen, level);
  const shown = {};
  for (const key of keysOf(value)) shown[key] = inside(value[key]);
  return shown;
};

/** One argument as JSON. */
const printed = (value) => {
  try {
    return stringify(forConsole(value, new Map(), 0));
  } catch (error) {
    return stringify(`[unprintable: ${tried(() => error.message).value}]`);
  }
};

const consoleFunction = (level) => ({
  [level](...values) {
    let json = "";
    for (let place = 0; place < values.length; place++) json += (place > 0 ? "," : "") + printed(values[place]);
    host.console(level, `[${json}]`);
  },
})[level];

const console = {};
for (const level of ["log", "warn", "debug", "info", "error"]) console[level] = consoleFunction(level);
console.clear = () => {};
