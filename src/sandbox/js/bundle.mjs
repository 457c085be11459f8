// Bundles each library that scripts may require into one file: node bundle.mjs <folder for the bundles>
//
// Beside them lie `names.txt`, their list, and `sources`, what they were made of: a build that is given the folder
// (POSTINO_JS_BUNDLE) sees whether it is whole and still fits.
//
// A library never carries another one of the list: it asks for it with `require`, so that each is loaded once, and
// only when needed. Nothing is minified: names show in error texts, and the bytecode gains nothing from it.

import { createRequire } from "node:module";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";

const require = createRequire(import.meta.url);
const here = import.meta.dirname;
const target = process.argv[2];

/** What the bundles are made of. */
const SOURCES = ["package.json", "package-lock.json", "bundle.mjs", "intl.mjs", "intl_namespace.mjs"];

/** What scripts require, and the package or file that it is. */
const LIBRARIES = {
  acorn: "acorn",
  ajv: "ajv",
  assert: "assert/",
  atob: "atob",
  backbone: "backbone",
  btoa: "btoa",
  buffer: "buffer/",
  chai: "chai",
  cheerio: "cheerio",
  "crypto-js": "crypto-js",
  "csv-parse": "csv-parse/lib/sync",
  events: "events/",
  intl: "./intl.mjs",
  "liquid-json": "liquid-json",
  lodash: "lodash",
  lodash3: "lodash3",
  moment: "moment/moment.js",
  os: "os-browserify/browser",
  path: "path-browserify",
  "postman-collection": "postman-collection",
  punycode: "punycode/",
  querystring: "querystring-es3",
  stream: "stream-browserify",
  string_decoder: "string_decoder/",
  sugar: "sugar/release/sugar-full.development.js",
  timers: "timers-browserify",
  tv4: "tv4",
  url: "url/",
  util: "util/",
  uuid: "uuid",
  "web-streams": "web-streams-polyfill",
  xml2js: "xml2js",
};

/** Other spellings under which libraries ask for each other. */
const SPELLINGS = { "csv-parse/lib/sync": "csv-parse", underscore: "lodash" };
for (const [name, path] of Object.entries(LIBRARIES)) if (path.endsWith("/")) SPELLINGS[path] = name;

/** Node.js's own modules that no script gets. */
const ABSENT = ["fs", "http", "https", "net", "tls", "zlib", "os", "child_process", "crypto", "vm", "module", "jquery"];

const lodash = require("lodash");
const lodashMember = (name) => Object.keys(lodash).find((member) => member.toLowerCase() === name);

/** chai only asks `util` for a symbol that no value of a script carries. */
const needsNothing = (library, name) => library === "chai" && name === "util";

/** Leads each request of a library to the list, to a part of lodash, to nothing, or to the library's own files. */
const routes = (library) => ({
  name: "routes",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[^./]/ }, ({ path, importer, pluginData }) => {
      if (pluginData === "own" || importer === "") return undefined;
      const plain = path.replace(/^node:/, "");
      const name = SPELLINGS[plain] ?? plain;
      if (needsNothing(library, name)) return { path: plain, namespace: "absent" };
      if (name in LIBRARIES && name !== library) return { path: name, external: true };
      const part = /^lodash\.(\w+)$/.exec(plain);
      if (part && lodashMember(part[1])) return { path: lodashMember(part[1]), namespace: "lodash-part" };
      return ABSENT.includes(plain) ? { path: plain, namespace: "absent" } : undefined;
    });
    onLoad({ filter: /.*/, namespace: "absent" }, () => ({ contents: "module.exports = {};" }));
    onLoad({ filter: /.*/, namespace: "lodash-part" }, ({ path }) => ({
      contents: `module.exports = require("lodash").${path};`,
      resolveDir: here,
    }));
  },
});

const PARAMETERS = "exports, require, module, __filename, __dirname, process, global, console, crypto";

const names = [];

const writeBundle = (name, text) => {
  names.push(name);
  writeFileSync(join(target, `${name}.js`), `(function (${PARAMETERS}) {\n${text}\n})`);
};

const bundle = async (name, path) => {
  const entry = path.endsWith("/") ? require.resolve(join(here, "node_modules", path)) : require.resolve(path);
  const result = await build({
    entryPoints: [entry],
    absWorkingDir: here,
    bundle: true,
    write: false,
    format: "cjs",
    platform: "browser",
    mainFields: ["browser", "main"],
    target: "es2022",
    legalComments: "none",
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"', globalThis: "global" },
    // What the engine lacks altogether: the polyfills build it up from an empty one.
    inject: name === "intl" ? [join(here, "intl_namespace.mjs")] : [],
    plugins: [routes(name)],
  });
  const [{ text }] = result.outputFiles;
  writeBundle(name, text);
};

/** The classes that SugarJS extends. */
const EXTENDED = ["Array", "Boolean", "Date", "Function", "Number", "Object", "RegExp", "String"];

/** The names that SugarJS adds to each class, and to the objects of it: `{ Array: [["create"], ["first"]] }`. */
const sugarNames = () => {
  const holders = (name) => [`globalThis.${name}`, `globalThis.${name}.prototype`];
  const context = createContext({});
  const names = (holder) => runInContext(`Object.getOwnPropertyNames(${holder})`, context);
  const before = Object.fromEntries(EXTENDED.flatMap(holders).map((holder) => [holder, new Set(names(holder))]));
  runInContext(readFileSync(require.resolve(LIBRARIES.sugar), "utf8"), context);
  const added = (holder) => names(holder).filter((name) => !before[holder].has(name));
  return Object.fromEntries(EXTENDED.map((name) => [name, holders(name).map(added)]));
};

/** What a locale's file of FormatJS hands to a static method of a class of `Intl`. */
const handedOver = (package_, file, Class) => {
  let handed;
  const receive = (data) => (handed = data);
  const Intl = { [Class]: { __addLocaleData: receive, __addTZData: receive } };
  const text = readFileSync(join(here, "node_modules/@formatjs", package_, file), "utf8");
  new Function("Intl", "globalThis", text)(Intl, { Intl });
  return handed;
};

/** The languages that `Intl` speaks, with the regions that write otherwise; each is loaded when it is first asked for. */
const LANGUAGES = {
  de: ["AT", "CH"],
  en: ["AU", "CA", "GB", "IN"],
  es: ["MX"],
  fr: ["BE", "CA", "CH"],
  it: [],
  ja: [],
  nl: [],
  pl: [],
  pt: ["PT"],
  sv: [],
  zh: [],
};

/** The parts of a date, and the letters that stand for them in a pattern. Source: Unicode TR 35. */
const PARTS = ["G", "yYuUr", "MLQqwW", "dDFg", "Eec", "B", "hHKk", "m", "sSA", "zZOvVXx"];

/** How wide a part is: numeric, 2-digit, or a short, long or narrow text. */
const widthOf = (letter, length) => {
  if (PARTS[9].includes(letter)) return length < 4 ? "s" : "l";
  const isText = "GEecB".includes(letter) || ("ML".includes(letter) && length > 2);
  return isText ? "sssslws"[length] : length === 2 ? "2" : "n";
};

/** A skeleton's shape: for each part its width or `-`, and whether its hours go up to 12. */
const shapeOf = (skeleton) => {
  const shape = PARTS.map(() => "-");
  for (const [run] of skeleton.replace(/'[^']*'/g, "").matchAll(/([A-Za-z])\1*/g)) {
    const part = PARTS.findIndex((letters) => letters.includes(run[0]));
    if (part >= 0) shape[part] = widthOf(run[0], run.length);
  }
  return shape.join("") + (/[abhK]/.test(skeleton) ? "1" : "0");
};

/** A function that gives data, which is parsed when it is called. */
const lazily = (data) => `() => JSON.parse(${JSON.stringify(JSON.stringify(data))})`;

/** Likewise the thousands of the French Swiss. */
const asSetBefore = (locale, numbers) =>
  locale === "fr-CH" ? JSON.parse(JSON.stringify(numbers).replace(/"group":"[^"]*"/g, '"group":"\u202f"')) : numbers;

const isSkeleton = (text) => /^[A-Za-z:, ]+$/.test(text);

/** What newer data has and V8 has not: Brazilians have a comma before the time. Source: CLDR 42. */
const asBefore = (locale, pattern) => (locale === "pt" ? pattern.replace(/([yM]) (?=[Hh])/, "$1, ") : pattern);

/** What FormatJS knows of a locale; of its dates our own calendar alone, which is a tenth of them. */
const knownOf = (locale) => {
  const of = (format, Class) => handedOver(`intl-${format}`, `locale-data/${locale}.js`, Class).data;
  const { calendarData, formats, ...dates } = of("datetimeformat", "DateTimeFormat");
  const shaped = Object.entries(formats.gregory).map(([skeleton, pattern]) => [
    skeleton,
    shapeOf(skeleton) + asBefore(locale, pattern),
  ]);
  // Of equal ones the first is taken: what is no skeleton, but a pattern itself, comes last.
  const ordered = [
    ...shaped.filter(([skeleton]) => isSkeleton(skeleton)),
    ...shaped.filter(([skeleton]) => !isSkeleton(skeleton)),
  ];
  return {
    dates: { ...dates, ca: ["gregory"], formats: Object.fromEntries(ordered) },
    numbers: asSetBefore(locale, of("numberformat", "NumberFormat")),
    lists: of("listformat", "ListFormat"),
    relative: of("relativetimeformat", "RelativeTimeFormat"),
  };
};

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** What of an object differs from another one; what is gone is null. */
const difference = (base, own) => {
  const differing = {};
  for (const key of new Set([...Object.keys(base), ...Object.keys(own)])) {
    if (JSON.stringify(base[key]) === JSON.stringify(own[key])) continue;
    differing[key] = isObject(base[key]) && isObject(own[key]) ? difference(base[key], own[key]) : (own[key] ?? null);
  }
  return differing;
};

const written = (locale, known, plurals, base) => {
  const parts = Object.entries(known)
    .map(([part, data]) => `  ${part}: ${lazily(data)},\n`)
    .join("");
  const { categories, fn } = plurals;
  const rules = `{ data: { categories: ${JSON.stringify(categories)}, fn: ${fn} }, locale: ${JSON.stringify(locale)} }`;
  return `module.exports = {\n  locale: ${JSON.stringify(locale)},\n  base: ${JSON.stringify(base)},\n  plurals: ${rules},\n${parts}};`;
};

/** Writes a language and its regions: these are what differs. */
const writeLanguage = (language, regions) => {
  const plurals = handedOver("intl-pluralrules", `locale-data/${language}.js`, "PluralRules").data;
  const known = knownOf(language);
  writeBundle(`intl-${language}`, written(language, known, plurals));
  for (const region of regions) {
    const locale = `${language}-${region}`;
    writeBundle(`intl-${locale}`, written(locale, difference(known, knownOf(locale)), plurals, language));
  }
};

const zones = () => `module.exports = ${JSON.stringify(handedOver("intl-datetimeformat", "add-all-tz.js", "DateTimeFormat"))};`;

mkdirSync(target, { recursive: true });
for (const [language, regions] of Object.entries(LANGUAGES)) writeLanguage(language, regions);
writeBundle(
  "intl-names",
  `module.exports = ${JSON.stringify(Object.entries(LANGUAGES).flatMap(([language, regions]) => [language, ...regions.map((region) => `${language}-${region}`)]))};`,
);
writeBundle("intl-zones", zones());
writeBundle("sugar-names", `module.exports = ${JSON.stringify(sugarNames())};`);
await Promise.all(Object.entries(LIBRARIES).map(([name, path]) => bundle(name, path)));
writeFileSync(join(target, "names.txt"), `${names.sort().join("\n")}\n`);
mkdirSync(join(target, "sources"), { recursive: true });
for (const file of SOURCES) copyFileSync(join(here, file), join(target, "sources", file));
