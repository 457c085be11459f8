// Runs real npm reporters under newman and under postino, on one collection and one server, and compares what they write.
//   node tests/reporters/compare.mjs target/debug/postino
// Installs the packages of this folder when they are missing. Times and ids are left out, since they differ from run to run.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const postino = path.resolve(process.argv[2] ?? "target/debug/postino");
const newman = path.join(here, "node_modules/.bin/newman");
if (!existsSync(newman)) { execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: here, stdio: "inherit" }); }

const server = createServer((request, response) => {
  response.setHeader("Content-Type", "application/json");
  response.statusCode = request.url.startsWith("/bad") ? 500 : 200;
  request.resume().on("end", () => response.end(JSON.stringify({ method: request.method, url: request.url, quote: "a,\"b\"" })));
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));

const script = (listen, exec) => ({ listen, script: { exec } });
const collection = {
  info: { name: "Reporters & co", schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
  item: [
    { name: "Orders", item: [
      { name: "list", request: { url: "{{base}}/orders?page=1", method: "GET" }, event: [script("test", ["pm.test('is there', () => pm.response.to.have.status(200));", "console.log('seen', { a: 1 });"])] },
      { name: "create", request: { url: "{{base}}/orders", method: "POST", header: [{ key: "X-Id", value: "1" }], body: { mode: "raw", raw: "{\"a\": [1, 2]}", options: { raw: { language: "json" } } } },
        event: [script("test", ["pm.test('is wrong', () => pm.expect(1).to.eql(2));", "pm.test.skip('later', () => {});", "undefined.foo;"])] },
      { name: "form", request: { url: "{{base}}/form", method: "POST", header: [{ key: "Content-Type", value: "application/x-www-form-urlencoded" }], body: { mode: "urlencoded", urlencoded: [{ key: "a", value: "b c" }] } } },
    ] },
    { name: "broken", request: { url: "{{base}}/bad" } },
    { name: "refused", request: { url: "http://127.0.0.1:1/" }, event: [script("prerequest", ["pm.sendRequest(pm.environment.get('base') + '/asked', () => {});"])] },
    { name: "left out", request: { url: "{{base}}/never" }, event: [script("prerequest", ["pm.execution.skipRequest();"])] },
  ],
};
const folder = mkdtempSync(path.join(tmpdir(), "postino-reporters-"));
writeFileSync(path.join(folder, "c.json"), JSON.stringify(collection));
symlinkSync(path.join(here, "node_modules"), path.join(folder, "node_modules"));

/** What a reporter wrote under a runner: its file, else its standard output. */
const write = (runner, reporter) => new Promise((resolve) => {
  const file = path.join(folder, `${path.basename(runner)}.${reporter}`);
  const args = ["run", "c.json", "-n", "2", "--env-var", `base=http://127.0.0.1:${server.address().port}`, "-r", reporter, `--reporter-${reporter}-export`, file];
  const child = spawn(runner, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (chunk) => { out += chunk; });
  child.on("close", () => resolve(existsSync(file) ? readFileSync(file, "utf8") : out));
});

const SHARED_BY_NO_TWO_RUNS = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<id>"],
  [/(PostmanRuntime|postino)\/[\d.]+/g, "<agent>"],
  [/(flowId|duration|time|timestamp)=(["'])[^"']*\2/g, "$1"],
  [/\d+(\.\d+)?\s?(µs|ms|s|B|KB)\b/g, "<amount>"],
  [/(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? \d\d [\w :]{12,30}/g, "<date>"],
];
const normal = (text) => SHARED_BY_NO_TWO_RUNS.reduce((result, [pattern, to]) => result.replace(pattern, to), text)
  .split("\n").map((line) => line.trim()).filter(Boolean);

/** csv has the response time and the size in two columns of their own. */
const withoutTimes = (lines) => lines.map((line) => line.split(",").filter((_, i) => i !== 7 && i !== 8).join(","));

let failed = 0;
for (const reporter of ["csv", "teamcity", "junitfull", "htmlextra"]) {
  let [theirs, ours] = (await Promise.all([write(newman, reporter), write(postino, reporter)])).map(normal);
  if (reporter === "csv") { [theirs, ours] = [theirs, ours].map(withoutTimes); }
  const differing = theirs.map((line, i) => [line, ours[i]]).filter(([a, b]) => a !== b);
  const same = theirs.length > 3 && theirs.length === ours.length && !differing.length;
  failed += same ? 0 : 1;
  console.log(`${same ? "ok  " : "FAIL"} ${reporter}: ${theirs.length} lines under newman, ${ours.length} under postino, ${differing.length} differ`);
  for (const [a, b] of differing.slice(0, 5)) { console.log(`  newman:  ${a.slice(0, 300)}\n  postino: ${String(b).slice(0, 300)}`); }
}
server.close();
server.closeAllConnections();
rmSync(folder, { recursive: true, force: true });
console.log(`${4 - failed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
