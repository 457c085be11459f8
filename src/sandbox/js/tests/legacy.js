// The globals of Postman's first scripts, as they are without `--compat newman`.

pm.test("snapshots of the scopes are the script's own", () => {
  environment.own = 1;
  pm.expect(pm.environment.has("own")).to.be.false;
  postman.setEnvironmentVariable("set", 5);
  pm.expect([environment.set, pm.environment.get("set")]).to.eql(["5", "5"]);
  postman.clearEnvironmentVariable("set");
  pm.expect([environment.set, pm.environment.has("set")]).to.eql([undefined, false]);
});

pm.test("values that are not truthy stay as they are", () => {
  for (const value of [0, false, null]) {
    postman.setGlobalVariable("v", value);
    pm.expect(postman.getGlobalVariable("v")).to.equal(value);
  }
  postman.clearGlobalVariables();
  pm.expect(pm.globals.toObject()).to.eql({});
});

pm.test("the response", () => {
  pm.expect(responseCode.code).to.equal(200);
  pm.expect(responseCode.name).to.equal("OK");
  pm.expect(responseCode.standardName).to.equal("OK");
  pm.expect(responseCode.detail).to.be.a("string");
  pm.expect(responseHeaders).to.have.property("Content-Type", "application/json");
  pm.expect(JSON.parse(responseBody).list).to.eql([1, 2]);
  pm.expect(postman.getResponseHeader("content-TYPE")).to.equal("application/json");
  pm.expect(postman.getResponseHeader("none")).to.be.undefined;
  pm.expect(Array.isArray(responseCookies)).to.be.false;
});

pm.test("libraries", () => {
  pm.expect(_.map([1, 2], (each) => each * 2)).to.eql([2, 4]);
  pm.expect(xml2Json("<a><b>1</b><b>2</b></a>")).to.eql({ a: { b: ["1", "2"] } });
  pm.expect(atob(btoa("text"))).to.equal("text");
  pm.expect(tv4.validate(1, { type: "string" })).to.be.false;
});
