// The scopes. Set outside: environment e=1, collection c=2, global g=3, data {"d": 4}.

pm.test("reading", () => {
  pm.expect(pm.environment.get("e")).to.equal(1);
  pm.expect(pm.collectionVariables.get("c")).to.equal(2);
  pm.expect(pm.globals.get("g")).to.equal(3);
  pm.expect(pm.iterationData.get("d")).to.equal(4);
  pm.expect(pm.variables.get("e") + pm.variables.get("c") + pm.variables.get("g") + pm.variables.get("d")).to.equal(10);
  pm.expect(pm.variables.get("none")).to.be.undefined;
  pm.expect(pm.environment.name).to.equal("local");
  pm.expect(environment.e).to.equal(1);
  pm.expect(data.d).to.equal(4);
});

pm.test("types are kept", () => {
  pm.environment.set("o", { a: [1] });
  pm.expect(pm.environment.get("o")).to.deep.equal({ a: [1] });
  pm.environment.set("n", 1.5);
  pm.expect(pm.environment.get("n")).to.equal(1.5);
  pm.environment.set("u", undefined);
  pm.expect(pm.environment.has("u")).to.be.true;
  pm.expect(pm.environment.get("u")).to.be.undefined;
  pm.environment.set("nothing", null);
  pm.expect(pm.environment.get("nothing")).to.be.null;
  pm.environment.set("odd", "\ud800");
  pm.expect(pm.environment.has("odd")).to.be.true;
});

pm.test("replaceIn", () => {
  pm.expect(pm.variables.replaceIn("{{e}}-{{c}}-{{none}}")).to.equal("1-2-{{none}}");
  pm.expect(pm.environment.replaceIn("{{e}}-{{c}}")).to.equal("1-{{c}}");
  pm.expect(pm.variables.replaceIn({ a: ["{{g}}"] })).to.deep.equal({ a: ["3"] });
  pm.expect(pm.variables.replaceIn("{{$guid}}")).to.match(/^[0-9a-f-]{36}$/);
});

pm.test("unset, clear, toObject", () => {
  pm.globals.set("h", 1);
  pm.globals.unset("h");
  pm.expect(pm.globals.toObject()).to.deep.equal({ g: 3 });
  pm.globals.clear();
  pm.expect(pm.globals.toObject()).to.be.empty;
});

postman.setEnvironmentVariable("legacy", 5);
pm.test("legacy setters make text", () => pm.expect(pm.environment.get("legacy")).to.equal("5"));
