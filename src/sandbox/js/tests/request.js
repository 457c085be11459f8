// `pm.request` in a pre-request script: what it reads, and what its changes do.

pm.test("the url", () => {
  const { url } = pm.request;
  pm.expect(url.toString()).to.equal("http://a.b:80/x/7?q=1");
  pm.expect(`${url}`).to.equal("http://a.b:80/x/7?q=1");
  pm.expect(url.getHost()).to.equal("a.b");
  pm.expect(url.getPath()).to.equal("/x/7");
  pm.expect(url.getQueryString()).to.equal("q=1");
  pm.expect(url.query.get("q")).to.equal("1");
  pm.expect(url.getRemote()).to.equal("a.b:80");
});

pm.test("headers and body", () => {
  const { headers, body } = pm.request;
  pm.expect(headers.get("accept")).to.equal("text/plain");
  pm.expect(headers.has("ACCEPT")).to.be.true;
  pm.expect(body.raw).to.equal("hello");
  pm.expect(body.toString()).to.equal("hello");
  pm.request.to.have.header("Accept");
});

pm.test("the response is not there yet", () => pm.expect(pm.response).to.be.undefined);

pm.request.headers.add({ key: "X-New", value: "1" });
pm.request.headers.upsert({ key: "accept", value: "text/html" });
pm.request.method = "PUT";
pm.request.url.query.add({ key: "r", value: "2" });
pm.request.body.update("bye");
