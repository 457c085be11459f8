// `pm.response.to`: what passes, what fails and how. Set outside: 200 OK with JSON {"a":{"b":1},"list":[1,2]} in 48 ms.

const said = (check) => {
  try {
    check();
    return "passed";
  } catch (error) {
    return error.message;
  }
};

const { response } = pm;

pm.test("what holds passes", () => {
  response.to.have.status(200);
  response.to.have.status("OK");
  response.to.be.ok;
  response.to.be.success;
  response.to.be.json;
  response.to.be.withBody;
  response.to.have.header("content-type");
  response.to.have.header("Content-Type", "application/json");
  response.to.have.jsonBody("a.b", 1);
  response.to.have.jsonSchema({ type: "object", required: ["a"] });
  response.to.have.responseTime.below(100);
  response.to.not.have.status(404);
  response.to.not.be.error;
  pm.expect(response).to.have.status(200);
  pm.expect(response).to.be.a.postmanResponse;
});

pm.test("chai itself knows them where a script requires it", () => {
  const { expect } = require("chai");
  expect(response).to.have.status(200).and.have.header("content-type");
  expect(response).to.be.json.and.not.be.error;
  expect(response).to.have.jsonBody("a.b", 1);
  expect(response).to.have.responseTime.below(100);
  pm.expect(said(() => expect(response).to.have.status(201))).to.equal("expected response to have status code 201 but got 200");
  pm.expect(said(() => expect(response).to.not.have.responseTime.above(10))).to.equal("expected 48 to be at most 10");
  pm.expect(said(() => pm.expect(1).to.statuss)).to.equal('Invalid Chai property: statuss. Did you mean "status"?');
});

pm.test("what does not is said in Postman's words", () => {
  const checks = [
    [() => response.to.have.status(201), "expected response to have status code 201 but got 200"],
    [() => response.to.not.have.status(200), "expected response to not have status code 200"],
    [() => response.to.have.status("Created"), "expected response to have status reason 'Created' but got 'OK'"],
    [() => response.to.be.notFound, "expected response to have status reason 'NOT FOUND' but got 'OK'"],
    [() => response.to.be.clientError, "expected response code to be 4XX but found 200"],
    [() => response.to.have.header("x"), "expected response to have header with key 'x'"],
    [() => response.to.have.header("content-type", "x"), "expected 'content-type' response header to be 'x' but got 'application/json'"],
    [() => response.to.have.jsonBody("a.b", 2), 'expected response body json at "a.b" to contain 2 but got 1'],
    [() => response.to.have.responseTime.above(100), "expected 48 to be above 100"],
    [() => response.to.have.jsonSchema({ type: "array" }), "expected data to satisfy schema but found following errors: \ndata should be array"],
  ];
  for (const [check, message] of checks) pm.expect(said(check)).to.equal(message);
});
