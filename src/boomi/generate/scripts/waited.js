// 202 means "not yet". A 200 may show a run that still goes on: the record's status decides.
const answer = pm.response.code === 200 ? pm.response.json() : {};
const record = (answer.result || [answer])[0] || {};
const running = pm.response.code === 202 || answer.responseStatusCode === 202
    || (pm.response.code === 200 && !/^(COMPLETE|COMPLETE_WARN|ERROR|ABORTED|DISCARDED)$/.test(record.status));
const asked = Number(pm.variables.get('asked') || 0) + 1;
const times = Number(pm.variables.get('pollTimes') || 150);

if (running && asked < times) {
    pm.collectionVariables.set('asked', asked);
    console.log(`${record.status || 'not reported yet'}: asking again`);
    pm.execution.setNextRequest(pm.info.requestName);
    // A script ends when its timers have ended: this timer is the wait.
    setTimeout(() => {}, Number(pm.variables.get('pollSeconds') || 2) * 1000);
} else {
    pm.collectionVariables.unset('asked');
    pm.collectionVariables.set('executionId', record.executionId);
    pm.test('the process ended', () => {
        pm.expect(running, `still running after ${asked} questions`).to.be.false;
        pm.response.to.have.status(200);
    });
    pm.test('the process ended well', () => {
        // COMPLETE_WARN is an end with warnings: warningsAsErrors decides, as --warnings-as-errors does for postino.
        const strict = String(pm.variables.get('warningsAsErrors')) === 'true';
        const well = strict ? ['COMPLETE'] : ['COMPLETE', 'COMPLETE_WARN'];
        pm.expect(record.status, record.message).to.be.oneOf(well);
    });
}
