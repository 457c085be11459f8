// The lists of headers, parameters and variables, on the response's headers A: 1, B: 2, a: 3.

const { headers } = pm.response;
const shown = (list) => list.map((each) => `${each.key}=${each.value}`).join();

pm.test("names match without regard to case, the last one wins", () => {
  pm.expect(headers.get("A")).to.equal("3");
  pm.expect(headers.one("b").value).to.equal("2");
  pm.expect(headers.has("a", "1")).to.be.true;
  pm.expect(headers.has("c")).to.be.false;
  pm.expect(headers.indexOf("b")).to.equal(1);
});

pm.test("rules may be functions, objects and names of members", () => {
  pm.expect(shown(headers.filter((each) => each.value > 1))).to.equal("B=2,a=3");
  pm.expect(headers.find({ value: "3" }).key).to.equal("a");
  pm.expect(headers.map("key")).to.eql(["A", "B", "a"]);
  pm.expect(headers.reduce((sum, each) => sum + Number(each.value), 0)).to.equal(6);
});

pm.test("an each that returns false ends", () => {
  let visits = 0;
  headers.each(() => ++visits < 2);
  pm.expect(visits).to.equal(2);
});

pm.test("as an object", () => {
  pm.expect(headers.toObject()).to.eql({ a: ["1", "3"], b: "2" });
  pm.expect(headers.toObject(false, true)).to.eql({ A: "1", B: "2", a: "3" });
});

pm.test("members come, change and go", () => {
  headers.add("C: 4");
  headers.prepend({ key: "first", value: "0" });
  headers.insert(new headers.Type({ key: "D", value: "5" }), "B");
  headers.insertAfter(new headers.Type({ key: "E", value: "6" }), headers.one("B"));
  headers.upsert({ key: "b", value: "7" });
  pm.expect(shown(headers)).to.equal("first=0,A=1,D=5,b=7,E=6,a=3,C=4");
  headers.remove("a");
  headers.remove((each) => each.key === "first");
  headers.remove(headers.one("E"));
  pm.expect(shown(headers)).to.equal("D=5,b=7,C=4");
  pm.expect(headers.has("A")).to.be.false;
});

pm.test("whole lists are put in", () => {
  headers.assimilate([{ key: "d", value: "x" }, { key: "f", value: "y" }], true);
  pm.expect(shown(headers)).to.equal("d=x,f=y");
  headers.populate("G: 1\nH: 2");
  pm.expect(headers.count()).to.equal(4);
  headers.repopulate([{ key: "only", value: "1", disabled: true }]);
  pm.expect(headers.toString()).to.equal("");
  headers.clear();
  pm.expect(headers.toJSON()).to.eql([]);
});

pm.test("a query is encoded only where it would break", () => {
  const { url } = pm.request;
  url.query.clear();
  url.addQueryParams("a=1&b&c=");
  url.query.add({ key: "d&e", value: "f#g=h {{i&j}}" });
  url.query.add({ key: "off", value: "1", disabled: true });
  pm.expect(url.getQueryString()).to.equal("a=1&b&c=&d%26e=f%23g=h {{i&j}}");
});

pm.test("a form's fields cannot be updated in place", () => {
  pm.request.update({ body: { mode: "formdata", formdata: [{ key: "a", value: "1" }] } });
  pm.expect(() => pm.request.body.formdata.upsert({ key: "a", value: "2" })).to.throw("does not support .update()");
});
