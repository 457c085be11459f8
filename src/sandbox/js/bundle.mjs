// Bundles each library that scripts may require into one file: node bundle.mjs <folder for the bundles>
//
// A library never carries another one of the list: it asks for it with `require`, so that each is loaded once, and
// only when needed. Nothing is minified: names show in error texts, and the bytecode gains nothing from it.

import { createRequire } from "node:module";
import { writeFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const require = createRequire(import.meta.url);
const here = import.meta.dirname;
const target = process.argv[2];

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
  writeFileSync(join(target, `${name}.js`), `(function (${PARAMETERS}) {\n${text}\n})`);
};

mkdirSync(target, { recursive: true });
await Promise.all(Object.entries(LIBRARIES).map(([name, path]) => bundle(name, path)));
