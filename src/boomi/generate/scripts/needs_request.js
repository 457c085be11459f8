if (!pm.variables.get('requestId')) {
    console.warn('Send "Start the process" first: there is no run to follow.');
    pm.execution.skipRequest();
}
