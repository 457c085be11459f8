// A Chromium for tests, and a list of checks that prints its own verdict.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Debian's Chromium, or the one that $CHROMIUM names, without calls of its own to anywhere. */
export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

/** A page that remembers errors and every request beyond the ones that `allowed` says yes to. */
export const openPage = async (browser, options, allowed) => {
  const page = await browser.newPage(options);
  const wrong = [];
  page.on("console", (message) => { if (message.type() === "error") { wrong.push(message.text()); } });
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("request", (request) => { if (!allowed(request.url())) { wrong.push(`asks for ${request.url()}`); } });
  return { page, wrong };
};

/** What axe finds, a line each. */
export const violations = async (page) => {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run());
  return found.violations.map((violation) => `${violation.id}: ${violation.nodes.length} × ${violation.nodes[0].html.slice(0, 120)}`);
};

/** Runs checks one after the other; exits with 1 when one failed. */
export const run = async (checks) => {
  let failed = 0;
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      console.log(`ok   ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL ${name}\n     ${String(error.message).split("\n").slice(0, 4).join("\n     ")}`);
    }
  }
  console.log(`${Object.keys(checks).length - failed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
};
