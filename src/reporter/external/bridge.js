// Gives an npm reporter for newman what newman would give it: an emitter, a summary, and a place for exports.
// Reads postino's events from the standard input. Facts: newman 6.2.2, `lib/run/index.js`, `summary.js`, `export-file.js`.
"use strict";

const { EventEmitter } = require("events");
const { createRequire } = require("module");
const crypto = require("crypto");
const fs = require("fs");
const path = require("path");
const readline = require("readline");

const [directory, optionsJson, name] = process.argv.slice(process.argv[1] === "--" ? 2 : 1);
const requireFrom = (from) => createRequire(path.join(from, "package.json"));

/** Postman's own SDK, where it is installed beside the reporter: many reporters use its members. */
const sdk = [directory, process.cwd()].map((from) => {
  try { return requireFrom(from)("postman-collection"); } catch { return undefined; }
}).find(Boolean);

const ms = ({ secs, nanos }) => secs * 1000 + nanos / 1e6;
const bytesOf = (body) => (body.text !== undefined ? Buffer.from(body.text) : Buffer.from(body.base64 ?? "", "base64"));

// ---- objects as reporters expect them ----------------------------------------------------------------------

/** The few members of the SDK's objects that reporters use, for where the SDK is not installed. */
const plain = {
  list: (items) => ({ members: items, all: () => items, each: (f) => items.forEach(f), map: (f) => items.map(f), count: () => items.length,
    get: (key) => items.find((item) => String(item.key).toLowerCase() === String(key).toLowerCase())?.value, toJSON: () => items }),
  scope: (json) => ({ ...json, values: plain.list(json.values), toJSON: () => json }),
  url: (text) => ({ toString: () => text, toJSON: () => text }),
  request: (json, text) => ({ ...json, url: plain.url(text), headers: plain.list(json.header ?? []), toJSON: () => ({ ...json, url: text }) }),
  response: (json) => ({ ...json, headers: plain.list(json.header), reason: () => json.status, text: () => json.stream.toString(),
    json: () => JSON.parse(json.stream.toString()), size: () => ({ body: json.responseSize, header: 0, total: json.responseSize }), toJSON: () => json }),
  tree: (json, parent) => {
    const node = { ...json, parent: () => parent, forEachParent: (f) => { for (let at = parent; at; at = at.parent()) { f(at); } }, toJSON: () => json };
    if (Array.isArray(json.item)) { node.items = plain.list(json.item.map((child) => plain.tree(child, node))); }
    return node;
  },
};

const scopeOf = (stored) => {
  const json = { id: stored.id, name: stored.name ?? undefined, values: stored.values.filter((v) => !v.disabled).map((v) => ({ type: "any", key: v.key, value: v.value })) };
  return sdk ? new sdk.VariableScope(json) : plain.scope(json);
};

const requestOf = (view) => {
  const header = view.headers.filter((h) => !h.disabled).map(({ key, value, system }) => ({ key, value, ...(system && { system }) }));
  const json = { method: view.method, header, body: bodyOf(view.body), url: view.url_text };
  return sdk ? new sdk.Request(json) : plain.request(json, view.url_text);
};

/** The SDK wants the content of a body under its mode's name. */
const bodyOf = (body) => {
  if (!body) { return undefined; }
  const { mode, params, ...content } = body;
  if (mode === "raw") { return { mode, raw: content.text }; }
  if (!params) { return { mode, [mode]: content }; }
  const listed = params.map((p) => ({ key: p.key, value: p.value, type: p.is_file ? "file" : "text", ...(p.src?.length && { src: p.src }) }));
  return { mode, [mode]: listed };
};

const responseOf = (response) => {
  const json = { id: crypto.randomUUID(), code: response.code, status: response.reason, responseTime: Math.round(ms(response.timings.total)),
    header: response.headers.map(({ name: key, value }) => ({ key, value })), cookie: response.cookies, stream: bytesOf(response.body), responseSize: response.body_bytes };
  return sdk ? new sdk.Response(json) : plain.response(json);
};

/** An error whose members can all be listed, as newman's can. */
const errorOf = (fields) => Object.assign(Object.create(Error.prototype), fields);

const scriptError = ({ name: kind, message }) => {
  const type = kind ?? undefined;
  return errorOf({ type, name: type, message: message ?? undefined, stack: undefined, checksum: undefined, id: undefined, timestamp: Date.now(), stacktrace: [] });
};

const assertionError = (failure, test, index, position) => {
  const error = { name: failure.name ?? "AssertionError", index, test, message: failure.message ?? "" };
  return errorOf({ ...error, stack: `${error.name}: ${error.message}\n   at Object.eval sandbox-script.js:${index + 1}:${position + 1})` });
};

// ---- the summary -------------------------------------------------------------------------------------------

const STATS = ["iterations", "items", "scripts", "prerequests", "requests", "tests", "assertions", "testScripts", "prerequestScripts"];

const newSummary = (collection, environment, globals) => ({
  collection, environment, globals,
  run: {
    stats: Object.fromEntries(STATS.map((stat) => [stat, { total: 0, pending: 0, failed: 0 }])),
    timings: { responseAverage: 0, responseMin: 0, responseMax: 0, responseSd: 0, dnsAverage: 0, dnsMin: 0, dnsMax: 0, dnsSd: 0, firstByteAverage: 0, firstByteMin: 0, firstByteMax: 0, firstByteSd: 0 },
    executions: [], transfers: { responseTotal: 0 }, failures: [], error: null,
  },
});

/** Average and spread of one duration, under newman's names. */
const spread = (timings, prefix, values) => {
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  timings[`${prefix}Average`] = average;
  timings[`${prefix}Min`] = Math.min(...values);
  timings[`${prefix}Max`] = Math.max(...values);
  timings[`${prefix}Sd`] = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length);
};

// ---- events ------------------------------------------------------------------------------------------------

class Bridge {
  constructor() {
    this.emitter = new EventEmitter();
    this.emitter.setMaxListeners(0);
    this.emitter.exports = [];
    this.times = [];
    this.items = new Map();
  }

  count(stat, failed) {
    this.stats[stat].total += 1;
    this.stats[stat].failed += failed ? 1 : 0;
  }

  emit(event, error, args) {
    this.emitter.emit(event, error ?? null, args);
  }

  fail(error, at, cursor) {
    const checksum = crypto.createHash("md5").update(`${error.name}${error.message}${error.test ?? ""}`).digest("hex");
    const told = Object.assign(errorOf(error), { checksum, id: crypto.randomUUID(), timestamp: Date.now(), stacktrace: [] });
    this.summary.run.failures.push({ error: told, at, source: this.item, parent: at === "request" ? undefined : this.item?.parent?.(), cursor });
  }

  cursorOf({ position, iteration, length, cycles, execution }) {
    if (this.execution !== execution) { [this.execution, this.ref] = [execution, crypto.randomUUID()]; }
    return { position, iteration, length, cycles, empty: length === 0, eof: position === length - 1, bof: position === 0, cr: false, ref: this.ref, httpRequestId: this.ref };
  }

  run_started({ run, at }) {
    const json = run.collection.json ?? { info: { name: run.collection.name }, item: [] };
    const collection = sdk ? new sdk.Collection(json) : plain.tree({ ...json, name: json.info?.name, id: run.collection.id });
    collection.name ??= run.collection.name;
    const [environment, globals] = [scopeOf(run.environment), scopeOf(run.globals)];
    this.summary = this.emitter.summary = newSummary(collection, environment, globals);
    this.stats = this.summary.run.stats;
    this.summary.run.timings.started = Date.parse(at);
    this.index(collection);
    const runOptions = { collection, environment, globals, iterationCount: run.iterations, reporters: [name], reporter: { [name]: JSON.parse(optionsJson) } };
    const Reporter = requireFrom(path.dirname(directory))(directory);
    this.reporter = new Reporter(this.emitter, JSON.parse(optionsJson), runOptions);
    this.emit("start", null, { run: {}, cursor: { position: 0, iteration: 0, length: run.items.length, cycles: run.iterations } });
  }

  index(node) {
    const children = node.items?.all?.() ?? [];
    for (const child of children) {
      if (child.items) { this.index(child); } else { this.items.set(child.id, child); }
    }
  }

  iteration_started({ cursor }) { this.emit("beforeIteration", null, { cursor: this.cursorOf(cursor) }); }

  iteration_finished({ cursor }) {
    this.count("iterations", false);
    this.emit("iteration", null, { cursor: this.cursorOf(cursor) });
  }

  item_started({ cursor, item }) {
    const at = this.cursorOf(cursor);
    this.item = this.items.get(item.id) ?? plain.tree({ id: item.id, name: item.name }, undefined);
    this.current = { cursor: at, item: this.item };
    this.stage = "prerequest";
    this.emit("beforeItem", null, { cursor: at, item: this.item });
    this.emit("beforePrerequest", null, { cursor: at, item: this.item, events: [] });
  }

  /** The rounds of scripts end where the next thing begins. */
  leave(stage, cursor) {
    const args = { cursor, item: this.item, executions: [] };
    if (this.stage === "prerequest" && stage !== "prerequest") {
      this.count("prerequests", false);
      this.emit("prerequest", null, args);
      this.stage = "request";
    }
    if (this.stage === "request" && (stage === "test" || (stage === "end" && this.current.request))) {
      this.emit("beforeTest", null, { cursor, item: this.item, events: [] });
      this.stage = "test";
    }
    if (this.stage === "test" && stage === "end") {
      this.count("tests", false);
      this.emit("test", null, args);
    }
  }

  script_started({ cursor, script }) {
    const at = this.cursorOf(cursor);
    if (script.listen === "test") { this.leave("test", at); }
    const args = { cursor: at, item: this.item, script: { id: script.id, type: "text/javascript" }, event: { listen: script.listen } };
    this.emit(script.listen === "test" ? "beforeTestScript" : "beforePrerequestScript", null, args);
    this.emit("beforeScript", null, args);
  }

  script_finished({ cursor, script, failure }) {
    const at = this.cursorOf(cursor);
    const error = failure && scriptError(failure);
    const kind = script.listen === "test" ? "testScript" : "prerequestScript";
    this.count("scripts", error);
    this.count(`${kind}s`, error);
    if (error) {
      (this.current[kind] ??= []).push({ error });
      this.fail(error, `${script.listen}-script`, at);
    }
    const args = { cursor: at, item: this.item, script: { id: script.id, type: "text/javascript" }, event: { listen: script.listen }, execution: {} };
    if (error) { this.emit("exception", null, { cursor: at, error }); }
    this.emit(kind, error, args);
    this.emit("script", error, args);
  }

  console_logged({ cursor, level, values }) { this.emit("console", null, { cursor: this.cursorOf(cursor), level, messages: values }); }

  assertion_finished({ cursor, assertion }) {
    const at = this.cursorOf(cursor);
    const { outcome, index } = assertion;
    const error = outcome.status === "failed" ? assertionError(outcome.error, assertion.name, index, cursor.position) : undefined;
    const skipped = outcome.status === "skipped";
    this.count("assertions", error);
    if (error) { this.fail(error, `assertion:${index} in ${this.stage === "test" ? "test" : "prerequest"}-script`, at); }
    (this.current.assertions ??= []).push({ assertion: assertion.name, skipped, error });
    this.emit("assertion", error, { cursor: at, assertion: assertion.name, skipped, error, item: this.item });
  }

  request_started({ cursor, request, origin }) {
    const at = this.cursorOf(cursor);
    if (origin !== "script") { this.leave("request", at); }
    this.emit("beforeRequest", null, { cursor: at, item: this.sender(origin), request: requestOf(request) });
  }

  /** A request of a script belongs to a nameless item of its own. */
  sender(origin) {
    if (origin !== "script") { return this.item; }
    return sdk ? new sdk.Item({}) : plain.tree({ id: crypto.randomUUID() }, undefined);
  }

  request_finished({ cursor, request, response, failure, origin }) {
    // A try that is followed by another one (--retry) is nothing that newman's reporters know.
    if (origin === "retry") { return; }
    const at = this.cursorOf(cursor);
    const error = failure && errorOf({ name: "Error", code: failure.code ?? undefined, errno: failure.code ?? undefined, message: failure.message, stack: `Error: ${failure.message}` });
    const told = { cursor: at, item: this.sender(origin), request: requestOf(request), response: response ? responseOf(response) : undefined, cookies: response?.cookies ?? [], history: {} };
    this.count("requests", error);
    Object.assign(this.current, { request: told.request, response: told.response, id: this.item.id }, error && { requestError: error });
    this.summary.run.executions.push(this.current);
    if (response) { this.measure(response); }
    if (error) { this.fail(error, "request", at); }
    this.emit("request", error, told);
  }

  measure({ timings, body_bytes }) {
    this.summary.run.transfers.responseTotal += body_bytes;
    this.times.push([ms(timings.total), ms(timings.dns), ms(timings.first_byte)]);
  }

  warning_raised() {}

  item_finished({ cursor }) {
    const at = this.cursorOf(cursor);
    this.leave("end", at);
    this.count("items", false);
    this.emit("item", null, { cursor: at, item: this.item });
  }

  run_finished({ at, error, environment, globals }) {
    const { run } = this.summary;
    run.timings.completed = Date.parse(at);
    if (this.times.length) {
      ["response", "dns", "firstByte"].forEach((prefix, i) => spread(run.timings, prefix, this.times.map((time) => time[i])));
    }
    run.error = error ? errorOf({ message: error.message ?? error.kind }) : null;
    [this.summary.environment, this.summary.globals] = [scopeOf(environment), scopeOf(globals)];
    this.emit("beforeDone", run.error, { cursor: {}, summary: this.summary });
    this.emitter.exports.forEach(writeExport);
    this.emit("done", run.error, this.summary);
  }
}

/** Writes a reporter's export whole or not at all, under newman's rules for names. */
const writeExport = ({ path: wanted, default: fallback, content = "" }) => {
  if (!wanted && !fallback) { return; }
  const stamped = () => {
    const { name: base, ext } = path.parse(fallback);
    return `${base}-${new Date().toISOString().replace(/[^\d]+/g, "-")}0${ext}`;
  };
  let file = typeof wanted === "string" ? path.resolve(wanted) : path.join("newman", stamped());
  if (fallback && fs.existsSync(file) && fs.statSync(file).isDirectory()) { file = path.join(file, stamped()); }
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const text = typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content, null, 2);
  fs.writeFileSync(`${file}.part`, text);
  fs.renameSync(`${file}.part`, file);
};

const bridge = new Bridge();
const lines = readline.createInterface({ input: process.stdin, crlfDelay: Infinity });
lines.on("line", (line) => {
  const event = JSON.parse(line);
  if (event.event) { bridge[event.event]?.(event); }
});
process.on("uncaughtException", (error) => {
  console.error(`newman-reporter-${name}: ${error.stack ?? error}`);
  process.exit(1);
});
