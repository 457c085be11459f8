// This request is sent until the log is there. To ask for the log again would start over.
const waiting = pm.response.code === 202 || pm.response.code === 204;
const asked = Number(pm.variables.get('asked') || 0) + 1;

if (waiting && asked < 30) {
    pm.collectionVariables.set('asked', asked);
    pm.execution.setNextRequest(pm.info.requestName);
    setTimeout(() => {}, Number(pm.variables.get('pollSeconds') || 2) * 1000);
} else {
    pm.collectionVariables.unset('asked');
    pm.test('the log is there, as a zip archive', () => {
        pm.response.to.have.status(200);
        pm.expect(pm.response.text().slice(0, 2)).to.equal('PK');
    });
}
