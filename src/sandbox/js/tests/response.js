// `pm.response` and its assertions. The response: 200 OK, `Content-Type: application/json`, {"a":{"b":1},"list":[1,2]}

const failsWith = (name, body, message) => pm.test(name, () => {
  let found = "nothing was thrown";
  try {
    body();
  } catch (error) {
    found = error.message;
  }
  if (found !== message) throw new Error(`expected ${message}, got ${found}`);
});

pm.test("the members", () => {
  const { response } = pm;
  pm.expect(response.code).to.equal(200);
  pm.expect(response.status).to.equal("OK");
  pm.expect(response.reason()).to.equal("OK");
  pm.expect(response.headers.get("content-type")).to.equal("application/json");
  pm.expect(response.json().a.b).to.equal(1);
  pm.expect(response.text()).to.be.a("string").and.include("list");
  pm.expect(response.responseTime).to.be.a("number").and.be.below(1000);
  pm.expect(response.dataURI()).to.match(/^data:application\/json;base64, eyJh/);
  pm.expect(responseBody).to.equal(response.text());
  pm.expect(responseCode.code).to.equal(200);
  pm.expect(responseHeaders["Content-Type"]).to.equal("application/json");
});

pm.test("what holds passes", () => {
  pm.response.to.have.status(200);
  pm.response.to.have.status("OK");
  pm.response.to.be.ok;
  pm.response.to.be.success;
  pm.response.to.be.json;
  pm.response.to.be.withBody;
  pm.response.to.not.be.error;
  pm.response.to.have.header("content-type", "application/json");
  pm.response.to.have.jsonBody("a.b", 1);
  pm.response.to.have.jsonBody({ a: { b: 1 }, list: [1, 2] });
  pm.response.to.have.body(/list/);
  pm.response.to.have.responseTime.below(1000);
  pm.response.to.have.jsonSchema({ type: "object" });
  pm.expect(pm.response).to.have.status(200);
});

failsWith("status code", () => pm.response.to.have.status(201), "expected response to have status code 201 but got 200");
failsWith("not status", () => pm.response.to.not.have.status(200), "expected response to not have status code 200");
failsWith("reason", () => pm.response.to.have.status("Created"), "expected response to have status reason 'Created' but got 'OK'");
failsWith("not found", () => pm.response.to.be.notFound, "expected response to have status reason 'NOT FOUND' but got 'OK'");
failsWith("header", () => pm.response.to.have.header("k"), "expected response to have header with key 'k'");
failsWith("header value", () => pm.response.to.have.header("Content-Type", "x"),
  "expected 'Content-Type' response header to be 'x' but got 'application/json'");
failsWith("error", () => pm.response.to.be.error, "expected response code to be 4XX or 5XX but found 200");
failsWith("property", () => pm.response.to.have.jsonBody("x.y"),
  "expected { a: { b: 1 }, list: [ 1, 2 ] } in response to contain property 'x.y'");
failsWith("value at", () => pm.response.to.have.jsonBody("a.b", 2), 'expected response body json at "a.b" to contain 2 but got 1');
failsWith("schema", () => pm.response.to.have.jsonSchema({ type: "array" }),
  "expected data to satisfy schema but found following errors: \ndata should be array");
failsWith("time", () => pm.response.to.have.responseTime.above(100000), "expected 48 to be above 100000");
