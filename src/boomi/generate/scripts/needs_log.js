if (!pm.variables.get('logUrl')) {
    console.warn('There is no log to fetch: no address is known.');
    pm.execution.skipRequest();
}
