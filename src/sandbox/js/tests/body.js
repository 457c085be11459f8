// `pm.request.body` in every mode.

const bodyOf = (body) => {
  pm.request.update({ body });
  return pm.request.body;
};

pm.test("a text is a raw body", () => {
  const body = bodyOf("hello");
  pm.expect(body.toJSON()).to.eql({ mode: "raw", raw: "hello" });
  pm.expect(body.toString()).to.equal("hello");
  pm.expect(body.isEmpty()).to.equal(false);
});

pm.test("fields of a form are a list", () => {
  const body = bodyOf({ mode: "urlencoded", urlencoded: "a=1&b=2" });
  pm.expect(body.urlencoded.get("a")).to.equal("1");
  pm.expect(body.toString()).to.equal("a=1&b=2");
  body.urlencoded.add({ key: "c", value: "3" });
  pm.expect(body.toJSON().urlencoded).to.have.length(3);
});

pm.test("parts of a multipart form keep what files need", () => {
  const body = bodyOf({ mode: "formdata", formdata: [{ key: "f", type: "file", src: "a.txt" }, { key: "t", value: "x" }] });
  pm.expect(body.toJSON().formdata).to.eql([{ key: "f", type: "file", src: "a.txt" }, { key: "t", value: "x" }]);
});

pm.test("graphql and files", () => {
  pm.expect(bodyOf({ mode: "graphql", graphql: { query: "{a}", operationName: null } }).graphql).to.eql({ query: "{a}", operationName: undefined, variables: undefined });
  pm.expect(bodyOf({ mode: "file", file: "a.bin" }).file).to.eql({ src: "a.bin" });
});

pm.test("an unknown mode is raw, and no mode changes nothing", () => {
  pm.expect(bodyOf({ mode: "nonsense", raw: "x" }).mode).to.equal("raw");
  const body = bodyOf("kept");
  body.update({ raw: "lost" });
  pm.expect(body.raw).to.equal("kept");
});

pm.test("what is empty says so", () => {
  for (const body of [{ mode: "raw", raw: "" }, { mode: "urlencoded" }, { mode: "file", file: {} }, { mode: "graphql" }]) {
    pm.expect(bodyOf(body).isEmpty(), body.mode).to.equal(true);
  }
});
