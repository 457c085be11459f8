const found = pm.response.code === 200 ? pm.response.json().result || [] : [];

pm.test('one $OBJECT has this name', () => {
    pm.response.to.have.status(200);
    pm.expect(found.map(({ id }) => id)).to.have.lengthOf(1);
});

if (found.length === 1) {
    pm.environment.set('$ID', found[0].id);
}
