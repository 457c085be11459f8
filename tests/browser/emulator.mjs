// The emulator's page in a real browser: node tests/browser/emulator.mjs [path of postino] [folder for screenshots]
//
// The browser is $CHROMIUM, else /usr/bin/chromium. Prints `N passed, N failed`; exits with 1 when one failed.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launch, openPage, violations } from './browser.mjs';

const root = resolve(import.meta.dirname, '../..');
const binary = resolve(process.argv[2] ?? join(root, 'target/debug/postino'));
const screenshots = process.argv[3];

const user = 'BOOMI_TOKEN.someone@example.com';
const token = '7b1f4c0a-emulator-only-3d5e9a2c6f18';
const account = 'local-A1B2C3';
const atomId = '3456789a-bcde-4f01-8345-6789abcdef01';
const processId = (last) => `789abcde-f012-4345-8678-9abcdef0123${last}`;

/** Starts the emulator; gives its address and a way to end it. */
const start = async (...more) => {
  const child = spawn(binary, ['boomi', 'emulate', '--port', '0', '--rate-limit', '0', ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    const found = /baseUrl\s+(\S+)/.exec(said);
    if (found) return { url: found[1], port: new URL(found[1]).port, stop: async () => { if (child.exitCode === null && child.signalCode === null) { child.kill(); await once(child, 'exit'); } } };
  }
  throw new Error(`the emulator did not start: ${said}`);
};

const call = (url, tail, body, password = token) => fetch(`${url}/api/rest/v1/${account}/${tail}`, {
  method: body === undefined ? 'GET' : 'POST',
  headers: { authorization: `Basic ${btoa(`${user}:${password}`)}`, accept: 'application/json', 'content-type': 'application/json' },
  body: body === undefined ? undefined : JSON.stringify(body),
});

const folder = mkdtempSync(join(tmpdir(), 'postino-'));
const scenario = join(folder, 'scenario.yaml');
writeFileSync(scenario, 'faults: [{ path: "Environment/*", status: 502, body: "<h1>Bad Gateway</h1><script>document.title = 1</script>", contentType: text/html }]\n');

const emulator = await start('--scenario', scenario);
const browser = await launch();
const { page, wrong } = await openPage(browser, { viewport: { width: 1280, height: 900 } }, (url) => url.startsWith(emulator.url));

const shoot = async (name) => { if (screenshots) await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true }); };
const visibleCalls = () => page.locator('#calls details:visible').count();
let passed = 0;
let failed = 0;
const test = async (name, body) => {
  try {
    await body();
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n     ${String(error.message ?? error).split('\n').join('\n     ')}`);
  }
};

try {
  await page.goto(emulator.url);
  await test('an emulator that nobody called says so', async () => {
    await page.getByText('No process was triggered yet.').waitFor();
    await page.getByText('No calls yet.').waitFor();
    assert.equal(await page.title(), 'AtomSphere emulator');
  });
  await test('it shows runtimes, processes and accounts', async () => {
    await page.locator('#runtimes').getByText('Old Server').waitFor();
    assert.equal(await page.locator('#runtimes tr').count(), 3);
    assert.equal(await page.locator('#runtimes .bad').innerText(), 'OFFLINE');
    await page.locator('#processes').getByText('Student Roster Sync').waitFor();
    assert.equal(await page.locator('#accounts tr').count(), 10);
  });

  const property = { DynamicProcessProperty: [{ name: 'priority', value: '<b>high</b>' }] };
  await call(emulator.url, 'ExecutionRequest', { processId: processId('4'), atomId, DynamicProcessProperties: property });
  await call(emulator.url, 'ExecutionRequest', { processId: processId('6'), atomId });
  await call(emulator.url, 'Nothing');
  await call(emulator.url, 'Environment/query', {});
  await call(emulator.url, 'Process/query', {}, 'wrong-token-of-somebody');

  await test('runs show by themselves, and how they end', async () => {
    await page.locator('#runs .good', { hasText: 'COMPLETE' }).waitFor({ timeout: 10_000 });
    await page.locator('#runs .bad', { hasText: 'ERROR' }).waitFor({ timeout: 10_000 });
    await page.getByText('Connector call failed: connection refused').waitFor();
    await page.locator('#runs').getByText('priority = <b>high</b>').waitFor();
  });
  await test('calls show as they come, the latest first', async () => {
    assert.equal(await visibleCalls(), 5);
    assert.match(await page.locator('#calls details').first().innerText(), /Process\/query/);
    assert.match(await page.locator('#calls details').nth(1).innerText(), /faults\[0\] of the scenario/);
  });
  await test('a call opens by the keyboard and shows request and answer', async () => {
    const last = page.locator('#calls details').last();
    await last.locator('summary').focus();
    await page.keyboard.press('Enter');
    await last.getByText('Answer 200').waitFor();
    const text = await last.innerText();
    assert.match(text, /"processId": "789abcde/);
    assert.match(text, /"requestId": "executionrecord-/);
    assert.match(text, /user BOOMI_TOKEN\.someone@example\.com/);
  });
  await test('an open call stays open while the page refreshes', async () => {
    await call(emulator.url, 'Atom/query', {});
    await page.locator('#calls details', { hasText: 'Atom/query' }).waitFor({ timeout: 5_000 });
    assert.equal(await page.locator('#calls details').last().evaluate((it) => it.open), true);
  });
  await test('markup in a body stays text', async () => {
    const broken = page.locator('#calls details', { hasText: 'Environment/query' });
    await broken.locator('summary').click();
    await broken.locator('pre').last().getByText('Bad Gateway').waitFor();
    assert.equal(await page.title(), 'AtomSphere emulator');
    assert.equal(await page.locator('#calls h1').count(), 0);
  });
  await test('no token is shown', async () => {
    const all = await page.content();
    assert.ok(!all.includes(token) && !all.includes('wrong-token-of-somebody'));
  });
  await test('the filter finds by path, status and body, and counts', async () => {
    await page.getByLabel('Filter').fill('Nothing');
    assert.equal(await visibleCalls(), 1);
    assert.equal(await page.locator('#calls-count').innerText(), '1 of 6');
    await page.getByLabel('Filter').fill('post executionrequest requestid');
    assert.equal(await visibleCalls(), 2);
    await page.getByLabel('Filter').fill('');
    await page.getByLabel('failed calls only').check();
    assert.equal(await visibleCalls(), 3);
    await page.getByLabel('failed calls only').uncheck();
  });
  await test('it is accessible in light and in dark', async () => {
    for (const theme of ['light', 'dark']) {
      await page.getByLabel('Theme').selectOption(theme);
      assert.deepEqual(await violations(page), []);
      await shoot(`emulator-${theme}`);
    }
  });
  await test('it follows the system where no theme is chosen', async () => {
    await page.getByLabel('Theme').selectOption('');
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await ground();
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.notEqual(await ground(), light);
  });
  await test('times have their dates', async () => {
    const day = new Date().toISOString().slice(0, 10);
    assert.match(await page.locator('#runs tr td').first().innerText(), new RegExp(`${day} \\d\\d:\\d\\d:\\d\\d`));
    assert.match(await page.locator('#calls summary').first().innerText(), new RegExp(day));
  });
  await test('runtimes and processes stand above the calls', async () => {
    const top = (id) => page.locator(id).evaluate((it) => it.getBoundingClientRect().top);
    const [runs, runtimes, processes, calls] = await Promise.all(['#runs-title', '#runtimes-title', '#processes-title', '#calls-title'].map(top));
    assert.ok(runs < runtimes && runtimes < calls && processes < calls);
  });
  await test('it fits a narrow window, where each execution is a card', async () => {
    await page.setViewportSize({ width: 420, height: 800 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    const cells = await page.locator('#runs tr').first().locator('td').evaluateAll((list) =>
      list.filter((it) => it.offsetParent).map((it) => ({ label: getComputedStyle(it, '::before').content, ...it.getBoundingClientRect().toJSON() })));
    assert.ok(cells.length >= 5);
    for (const cell of cells) {
      assert.ok(cell.left >= 0 && cell.right <= 420, `${cell.label} ends at ${cell.right}`);
      assert.match(cell.label, /\w/);
    }
    // Nothing of a card lies beside another part of it.
    for (let i = 1; i < cells.length; i += 1) assert.ok(cells[i].top >= cells[i - 1].bottom - 1, cells[i].label);
    assert.deepEqual(await violations(page), []);
    await shoot('emulator-narrow');
    await page.setViewportSize({ width: 1280, height: 900 });
  });
  await test('refreshing stops and goes on when told', async () => {
    await page.getByLabel('refresh automatically').uncheck();
    await page.getByRole('button', { name: 'Clear' }).click();
    assert.equal(await visibleCalls(), 0);
    await call(emulator.url, 'Process/query', {});
    await page.waitForTimeout(1500);
    assert.equal(await visibleCalls(), 0);
    await page.getByLabel('refresh automatically').check();
    await page.locator('#calls details').first().waitFor({ timeout: 5_000 });
  });
  await test('nothing went wrong in the page, and nothing was loaded from elsewhere', () => {
    assert.deepEqual(wrong, []);
  });
  await test('an emulator that is gone is said', async () => {
    await emulator.stop();
    await page.getByRole('alert').getByText('does not answer').waitFor({ timeout: 5_000 });
  });
} finally {
  await browser.close();
  await emulator.stop().catch(() => {});
  rmSync(folder, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
