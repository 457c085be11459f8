// Where the parts of a request belong, and what is said about them.

const { request } = pm;
request.method = "GET";
request.headers.add({ key: "T", value: "{{x}} {{y}} {{none}}" });
const header = request.headers.one("T");

pm.test("a member of a list belongs to the list's owner", () => {
  pm.expect(header.parent()).to.equal(request);
  pm.expect(request.headers.parent()).to.equal(request);
  pm.expect(request.parent()).to.equal(undefined);
  pm.expect(header.findInParents("method")).to.equal("GET");
  pm.expect(header.findParentContaining("nothing")).to.equal(undefined);
});

pm.test("parents are visited up to the root, or below it", () => {
  const visited = [];
  header.forEachParent({ withRoot: true }, (parent) => visited.push(parent));
  pm.expect(visited).to.have.length(1);
  header.forEachParent((parent) => visited.push(parent));
  pm.expect(visited).to.have.length(1);
});

pm.test("everything can be described", () => {
  header.describe("about it", "text/markdown");
  pm.expect([String(header.description), header.description.type]).to.eql(["about it", "text/markdown"]);
  request.describe("first");
  request.describe("second");
  pm.expect(request.toJSON().description).to.eql({ content: "second", type: "text/plain" });
});

pm.test("the SDK takes them for its own", () => {
  const sdk = require("postman-collection");
  pm.expect(request).to.be.an.instanceof(sdk.Request);
  pm.expect(request.url).to.be.an.instanceof(sdk.Url);
  pm.expect(header).to.be.an.instanceof(sdk.Header).and.an.instanceof(sdk.Property);
  pm.expect(request.headers).to.be.an.instanceof(sdk.HeaderList).and.an.instanceof(sdk.PropertyList);
  pm.expect(header).to.not.be.an.instanceof(sdk.Request);
  pm.expect(new sdk.Header("A: 1")).to.be.an.instanceof(sdk.Header);
});

pm.test("templates are found and replaced in a copy", () => {
  pm.expect(request.findSubstitutions()).to.include.members(["x", "y", "none"]);
  const resolved = request.toObjectResolved(null, [{ x: "{{y}}", y: 2 }], { ignoreOwnVariables: true });
  pm.expect(resolved.header.at(-1).value).to.equal("2 2 {{none}}");
  pm.expect(header.value).to.equal("{{x}} {{y}} {{none}}");
  pm.expect(() => request.toObjectResolved(null, [])).to.throw("Unable to resolve variables");
});
