// `pm.sendRequest`. Nobody answers outside: every request is refused.

const REFUSED = "http://127.0.0.1:1/";

pm.test("a callback gets the error and an empty response", (done) => {
  const back = pm.sendRequest(REFUSED, (error, response, { cookies }) => {
    pm.expect(error).to.be.an("error").with.property("code", "ECONNREFUSED");
    pm.expect(error.message).to.equal("refused");
    pm.expect(response.code).to.equal(undefined);
    pm.expect(response.headers.count() + cookies.count()).to.equal(0);
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
