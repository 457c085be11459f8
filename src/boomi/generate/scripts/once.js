// Running the whole collection starts the process once: variables of this kind end with the run.
if (pm.variables.get('triggered')) {
    console.log('The process was started in this run already: this request is skipped.');
    pm.execution.skipRequest();
}

