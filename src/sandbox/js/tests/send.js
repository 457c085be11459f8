// `pm.sendRequest`. Nobody answers outside: every request is refused.

const REFUSED = "http://127.0.0.1:1/";

pm.test("a callback gets the error and no response", (done) => {
  const back = pm.sendRequest(REFUSED, (error, response, { cookies }) => {
    pm.expect(error).to.be.an("error").with.property("code", "ECONNREFUSED");
    pm.expect(error.message).to.equal("refused");
    pm.expect(response).to.equal(undefined);
    pm.expect(cookies.count()).to.equal(0);
    done();
  });
  pm.expect(back).to.equal(pm);
});

pm.test("without a callback it is a promise", async () => {
  const error = await pm.sendRequest({ url: REFUSED, method: "POST" }).catch((reason) => reason);
  pm.expect(error.code).to.equal("ECONNREFUSED");
});

pm.test("the SDK's request is one too", async () => {
  const { Request } = require("postman-collection");
  pm.expect((await pm.sendRequest(new Request(REFUSED)).catch((error) => error)).code).to.equal("ECONNREFUSED");
  pm.expect((await pm.sendRequest(pm.request).catch((error) => error)).code).to.equal("ECONNREFUSED");
});

pm.test("nothing cannot be sent", async () => {
  for (const nothing of [undefined, null, "", 0]) {
    const error = await pm.sendRequest(nothing).catch((reason) => reason);
    pm.expect(error.message).to.equal("sendrequest: nothing to request");
  }
});

pm.test("all can be awaited together", async () => {
  const settled = await Promise.allSettled([1, 2, 3].map(() => pm.sendRequest(REFUSED)));
  pm.expect(settled.map(({ status }) => status)).to.eql(["rejected", "rejected", "rejected"]);
});

pm.test("a request may be an SDK's URL in an object, with headers in every shape that is read", async () => {
  const { Url } = require("postman-collection");
  for (const header of [undefined, null, "A: 1", ["A: 1"], { A: "1" }, [{ key: "A", value: 1 }], pm.request.headers]) {
    const error = await pm.sendRequest({ url: new Url(REFUSED), header }).catch((reason) => reason);
    pm.expect(error.code).to.equal("ECONNREFUSED");
  }
});

pm.test("what is nested too deeply for the host is refused", async () => {
  let deep = {};
  for (let i = 0; i < 300; i++) deep = { deep };
  const request = { url: REFUSED, body: { mode: "graphql", graphql: { query: "q", variables: deep } } };
  const sentence = "sendRequest: request must be a value that is nested at most 127 deep";
  pm.expect(() => pm.sendRequest(request, () => {})).to.throw(sentence);
  pm.expect((await pm.sendRequest(request).catch((error) => error)).message).to.equal(sentence);
});
