// `pm.test`: what it gives back, counts and takes.

pm.test("it can be chained and counts", () => {
  const before = pm.test.index();
  pm.expect(pm.test.skip("skipped", () => { throw new Error("never run"); })).to.equal(pm);
  pm.expect(pm.test.index()).to.equal(before + 1);
});

pm.test("names become texts", () => {}).test({ toString: () => "an object" }, () => {}).test(5, true);

pm.test("a condition that holds passes", pm.test.index() > 0);

pm.test("what a promise settles to counts", async () => {
  await null;
  pm.expect(1).to.equal(1);
});

pm.test("a thenable is awaited as well", () => ({ then: (resolve) => setTimeout(resolve, 1) }));

pm.test("done can be called later, and once is enough", (done) => {
  setTimeout(() => { done(); done(new Error("too late")); }, 1);
});

pm.test("tests nest", () => pm.test("inner", () => {}));

const { test } = pm;
pm.test = undefined;
test("a script may take it away", () => {});
