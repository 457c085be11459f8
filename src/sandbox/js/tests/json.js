// The lenient parser, and how JSON errors are worded.

pm.test("it reads what JSON.parse reads", () => {
  const texts = ['{"a":[1,-2.5e3,true,null,"\\u0041\\n"]}', " [ ] ", '"x"', "0", "\ufeff{}"];
  pm.expect(texts.map((text) => JSON.parse(text))).to.eql([{ a: [1, -2500, true, null, "A\n"] }, [], "x", 0, {}]);
});

pm.test("a reviver sees every value", () => {
  pm.expect(JSON.parse('{"a":{"b":1}}', (key, value) => (key === "b" ? value + 1 : value))).to.eql({ a: { b: 2 } });
});

pm.test("an error says where, and shows it", () => {
  const error = (() => {
    try {
      return JSON.parse('{\n  "a": nope\n}');
    } catch (thrown) {
      return thrown;
    }
  })();
  pm.expect(error.name).to.equal("JSONError");
  pm.expect(error.message).to.match(/^Unexpected token 'n' at 2:8\n {2}"a": nope\n {7}\^$/);
});

pm.test("what is not text is read as its text", () => {
  pm.expect(JSON.parse(5)).to.equal(5);
  pm.expect(() => JSON.parse(undefined)).to.throw();
});

pm.test("circles are named", () => {
  const circle = { inner: {} };
  circle.inner.back = circle;
  pm.expect(() => JSON.stringify(circle)).to.throw(/circular structure[^]*property 'inner'[^]*property 'back' closes the circle/);
});
