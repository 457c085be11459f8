const needed = ['baseUrl', 'accountId', 'userEmail', 'apiToken', 'processId', 'atomId'];
const missing = needed.filter((name) => !pm.variables.get(name));
if (missing.length > 0) {
    pm.test('every variable is set', () => {
        throw new Error(`Set ${missing.join(', ')} in the environment before this request is sent.`);
    });
    pm.execution.skipRequest();
}

// Values of an earlier run must not be mistaken for values of this run.
['requestId', 'executionId', 'logUrl', 'asked'].forEach((name) => pm.collectionVariables.unset(name));

// This script fills in the body's values and escapes them, so that no value can break the JSON.
const escapeJson = (value) => JSON.stringify(String(value)).slice(1, -1);
pm.request.body.raw = pm.request.body.raw.replace(/\{\{(\w+)\}\}/g, (token, name) => {
    return pm.variables.has(name) ? escapeJson(pm.variables.replaceIn(pm.variables.get(name))) : token;
});
