if (!pm.variables.get('$NAME')) {
    console.log('Set $NAME in the environment to look it up.');
    pm.execution.skipRequest();
}
const escapeJson = (value) => JSON.stringify(String(value)).slice(1, -1);
pm.request.body.raw = pm.request.body.raw.replace('{{$NAME}}', () => escapeJson(pm.variables.get('$NAME')));
