// 202 is "not yet"; a 200 may still tell of a run that goes on. The status of the record decides.
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
    // A script ends when its timers have: this is the wait.
    setTimeout(() => {}, Number(pm.variables.get('pollSeconds') || 2) * 1000);
} else {
    pm.collectionVariables.unset('asked');
    pm.collectionVariables.set('executionId', record.executionId);
    pm.test('the process ended', () => {
        pm.expect(running, `still running after ${asked} questions`).to.be.false;
        pm.response.to.have.status(200);
    });
    pm.test('the process ended well', () => {
        pm.expect(record.status, record.message).to.equal('COMPLETE');
    });
}
