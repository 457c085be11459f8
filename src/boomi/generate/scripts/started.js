pm.test('the trigger is accepted', () => {
    pm.response.to.have.status(200);
});

if (pm.response.code === 200) {
    pm.collectionVariables.set('requestId', pm.response.json().requestId);
} else {
    // Nothing was started, so there is no run to follow.
    pm.execution.setNextRequest(null);
}
