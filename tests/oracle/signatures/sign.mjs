// Asks newman's own authorizers what they make of the entries of a list: sign.mjs <node_modules> <list.json>
//
// Time stands still, so that what is not given is the same each time. Writes the list with its answers.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';

const [modules, file] = process.argv.slice(2);
const require = createRequire(`${modules}/newman/index.js`);
const { AuthLoader } = require('postman-runtime/lib/authorizer');
const authInterface = require('postman-runtime/lib/authorizer/auth-interface');
const sdk = require('postman-collection');

const THEN = 1440938160000;
const RealDate = Date;
globalThis.Date = class extends RealDate {
    constructor(...given) { given.length ? super(...given) : super(THEN); }
    static now() { return THEN; }
};

const list = JSON.parse(readFileSync(file, 'utf8'));
for (const entry of list) {
    const request = new sdk.Request({ ...entry.request, auth: {
        type: entry.scheme,
        [entry.scheme]: Object.entries(entry.params).map(([key, value]) => ({ key, value })),
    } });
    const auth = authInterface(request.auth, {});
    const handler = AuthLoader.getHandler(entry.scheme);
    const error = await new Promise((done) => handler.pre(auth, (_, go) => go ? handler.sign(auth, request, done) : done()));
    entry.answer = error ? { error: error.message } : {
        url: request.url.toString(),
        headers: request.headers.map(({ key, value }) => `${key}: ${value}`),
        body: request.body?.mode === 'urlencoded' ? request.body.urlencoded.map(({ key, value }) => `${key}=${value}`) : undefined,
    };
}
writeFileSync(file, JSON.stringify(list, null, 1) + '\n');
