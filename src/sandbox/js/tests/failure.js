// What tests say of exceptions of any shape.


/** Runs a body as a test does, and hands out what it threw. */
const thrown = (body) => {
  try {
    return body();
  } catch (error) {
    return error;
  }
};

pm.test("engine errors carry their words and the script's own lines", () => {
  const error = thrown(() => undefined.missing);
  pm.expect([error.name, error.message]).to.eql(["TypeError", "Cannot read properties of undefined (reading 'missing')"]);
  pm.expect(error.stack).to.be.a("string");
});

pm.test("errors of one's own keep their names and members", () => {
  class Mine extends Error {
    name = "Mine";
    code = 7;
  }
  const error = thrown(() => { throw new Mine("own"); });
  pm.expect([String(error), error.code, error instanceof Error]).to.eql(["Mine: own", 7, true]);
});

pm.test("an assertion has what was expected and what was there", () => {
  const error = thrown(() => pm.expect(1).to.equal(2));
  pm.expect([error.name, error.message, error.actual, error.expected]).to.eql(["AssertionError", "expected 1 to equal 2", 1, 2]);
});
