// Runs postino, and newman where it is installed, on the same collection against the same local server, and
// prints the ratios: one request from start to exit, requests a second, peak memory.
//
//   node tests/bench/compare.mjs [--postino target/release/postino] [--newman newman] [--iterations 2000]
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const option = (name, fallback) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? fallback : process.argv[at + 1];
};

await main();

/** Starts a command; resolves to its duration in ms and its peak memory in MiB, looked at every few ms. */
function measure(command, args, lookEvery) {
    const began = performance.now();
    return new Promise((done, fail) => {
        const child = spawn(command, args, { stdio: 'ignore' });
        let peak = 0;
        const look = () => {
            try {
                const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
                peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
            } catch { /* it has ended, or this system has no /proc */ }
        };
        look();
        const watch = setInterval(look, lookEvery);
        child.on('error', fail);
        child.on('exit', (code) => {
            const ms = performance.now() - began;
            clearInterval(watch);
            if (code !== 0) fail(new Error(`${command} ended with ${code}`));
            done({ ms, mib: peak / 1024 });
        });
    });
}

function median(values) {
    return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function main() {
    // A server of its own process and without a garbage collector: what is measured is the runner.
    const server = spawn('cargo', ['bench', '--quiet', '--bench', 'server'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const port = await new Promise((done) => server.stdout.once('data', (line) => done(Number(line))));
    const folder = mkdtempSync(join(tmpdir(), 'postino-bench-'));
    const collection = join(folder, 'bench.json');
    writeFileSync(collection, JSON.stringify({
        info: { name: 'bench', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
        item: [{
            name: 'get', request: { method: 'GET', url: `http://127.0.0.1:${port}/` },
            event: [{ listen: 'test', script: { exec: [
                "pm.test('status', () => pm.response.to.have.status(200));",
                "pm.test('id', () => pm.expect(pm.response.json().id).to.equal(7));",
                "pm.test('name', () => pm.expect(pm.response.json()).to.have.property('name'));",
            ] } }],
        }],
    }));
    const iterations = Number(option('iterations', '2000'));
    const runners = [['postino', resolve(option('postino', 'target/release/postino')), 20]];
    const newman = option('newman', 'newman');
    if (spawnSync(newman, ['--version']).status === 0) runners.push(['newman', newman, 3]);

    const rows = [];
    for (const [name, command, times] of runners) {
        const once = [];
        for (let i = 0; i < times; i++) once.push(await measure(command, ['run', collection], 1));
        const many = await measure(command, ['run', collection, '-n', String(iterations)], 20);
        const one = median(once.map((run) => run.ms));
        rows.push({
            runner: name,
            'one request, ms': +one.toFixed(1),
            'its peak, MiB': +Math.max(...once.map((run) => run.mib)).toFixed(1),
            'requests/s': Math.round(iterations / ((many.ms - one) / 1000)),
            'peak then, MiB': +many.mib.toFixed(1),
        });
    }
    console.table(rows);
    if (rows.length === 2) {
        const [ours, theirs] = rows;
        const ratio = (a, b) => (a / b).toFixed(1);
        console.log(`start to exit: ${ratio(theirs['one request, ms'], ours['one request, ms'])} times faster`);
        console.log(`throughput: ${ratio(ours['requests/s'], theirs['requests/s'])} times higher`);
        console.log(`peak memory: ${ratio(theirs['peak then, MiB'], ours['peak then, MiB'])} times lower`);
    }
    rmSync(folder, { recursive: true });
    server.stdin.end();
}
