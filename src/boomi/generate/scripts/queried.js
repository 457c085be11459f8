pm.test('the query is answered', () => {
    pm.response.to.have.status(200);
});

(pm.response.code === 200 ? pm.response.json().result || [] : []).slice(0, 10).forEach((record) => {
    console.log(`${record.executionTime} ${record.status} ${record.executionId}`);
});
