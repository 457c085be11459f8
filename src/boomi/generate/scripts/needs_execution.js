if (!pm.variables.get('executionId')) {
    console.warn('There is no execution whose log could be fetched.');
    pm.execution.skipRequest();
}
