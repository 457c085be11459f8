if (!pm.variables.get('logUrl')) {
    console.warn('There is no address to fetch a log from.');
    pm.execution.skipRequest();
}
