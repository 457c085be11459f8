if (!pm.variables.get('executionId')) {
    console.warn('There is no log to fetch: no execution is known.');
    pm.execution.skipRequest();
}
