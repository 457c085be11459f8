// `pm` as it is without `--compat newman`: what can be changed, what newer versions have, what cannot be here.

pm.test("members cannot be replaced", () => {
  const { environment } = pm;
  pm.environment = 5;
  pm.info.iteration = 9;
  pm.expect(pm.environment).to.equal(environment);
  pm.expect(pm.info.iteration).to.equal(0);
  pm.expect(Object.keys(pm.info)).to.eql([]);
});

pm.test("pm.test can be wrapped for this script", () => {
  const { test } = pm;
  pm.test = (name, body) => test(`wrapped ${name}`, body);
  pm.test("inner", () => {});
  pm.test = test;
});

pm.test("the visualizer checks its arguments", () => {
  pm.visualizer.set("<p>", { a: 1 }, {});
  pm.visualizer.clear();
  pm.expect(() => pm.visualizer.set(1)).to.throw("Invalid template. Template must be of type string, found number");
  pm.expect(() => pm.visualizer.set("", "x")).to.throw("Invalid data. Data must be an object, found string");
  pm.expect(() => pm.visualizer.set("", {}, 1)).to.throw("Invalid options. Options must be an object, found number");
});

pm.test("the vault is closed", async () => {
  const said = await pm.vault.get("a").catch((error) => error.message);
  pm.expect(said).to.include("Vault access denied");
});

pm.test("packages need a folder", () => pm.expect(() => pm.require("npm:a@1")).to.throw("Cannot find package 'npm:a@1'"));

pm.test("what belongs to other hosts says so, and can be looked for", () => {
  pm.expect(typeof pm.datasets).to.equal("function");
  pm.expect(() => pm.datasets("id")).to.throw("pm.datasets is not available here");
  pm.expect(() => pm.message.on).to.throw("pm.message is not available here");
});

pm.test("a request can be skipped before it is sent only", () =>
  pm.expect(() => pm.execution.skipRequest()).to.throw(TypeError, "pm.execution.skipRequest is not a function"));

pm.test("nothing cannot be sent", async () => {
  let said;
  pm.sendRequest(undefined, (error) => (said = error.message));
  pm.expect(said).to.equal("sendrequest: nothing to request");
  pm.expect(await pm.sendRequest("").catch((error) => error.message)).to.equal(said);
});

pm.test("the jar answers with promises too, and wants what it needs", async () => {
  const jar = pm.cookies.jar();
  pm.expect(await jar.get("http://a.b", "c")).to.equal(null);
  pm.expect(() => jar.get("", "c")).to.throw(TypeError, "CookieJar.get() requires a valid url");
  pm.expect(() => jar.unset("http://a.b")).to.throw(TypeError, "CookieJar.unset() requires cookie name to be a string");
  pm.expect(() => jar.set("http://a.b", 5)).to.throw(TypeError, "CookieJar.set() requires a valid set cookie arguments");
});
