// What lists hold: headers, parameters, variables, as scripts make and read them.

const { headers, url } = pm.request;

pm.test("headers are given as objects and texts", () => {
  headers.add("A: 1");
  headers.add({ key: "B", value: 2 });
  headers.populate("C: 3\r\nD: 4");
  pm.expect(headers.map(String)).to.eql(["A: 1", "B: 2", "C: 3", "D: 4"]);
  pm.expect(headers.get("a")).to.equal("1");
  pm.expect(headers.contentSize()).to.equal("A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n".length);
});

pm.test("parameters of a query keep what has no value apart from what is empty", () => {
  url.update("http://h/?a=1&b=&c&=d");
  pm.expect(url.query.all().map(({ key, value }) => [key, value])).to.eql([["a", "1"], ["b", ""], ["c", null], ["", "d"]]);
  pm.expect(url.getQueryString()).to.equal("a=1&b=&c&=d");
  url.query.add({ key: "e&", value: "{{x&y}}=" });
  pm.expect(url.getQueryString()).to.equal("a=1&b=&c&=d&e%26={{x&y}}=");
});

pm.test("variables are cast by their type", () => {
  url.variables.add({ key: "n", value: "5", type: "number" });
  url.variables.add({ key: "l", value: [1], type: "array" });
  pm.expect([url.variables.get("n"), url.variables.one("l").value, url.variables.get("l")]).to.eql([5, "[1]", [1]]);
  pm.expect(url.variables.one("n").cast("7")).to.equal(7);
  url.variables.one("n").valueOf("8");
  pm.expect(String(url.variables.one("n"))).to.equal("8");
});

pm.test("the last enabled variable of a name is the one", () => {
  url.variables.add({ key: "twice", value: "on" });
  url.variables.add({ key: "twice", value: "off", disabled: true });
  pm.expect(url.variables.oneNormalizedVariable("twice").value).to.equal("on");
});

pm.test("templates are replaced from a list", () => {
  pm.expect(url.variables.replace("{{n}} {{none}}")).to.equal("8 {{none}}");
  pm.expect(url.variables.substitute({ a: ["{{n}}"] })).to.eql({ a: ["8"] });
});

pm.test("classes go by the names of Postman's", () => {
  pm.expect(headers.constructor.name).to.equal("PostmanHeaderList");
  pm.expect(headers.idx(0).constructor.name).to.equal("PostmanHeader");
  const { Header, Url, Request } = require("postman-collection");
  pm.expect([Header.isHeader(headers.idx(0)), Url.isUrl(url), Request.isRequest(pm.request)]).to.eql([true, true, true]);
});
