// Scopes: the live list, the script's own objects, what was changed. Set outside: environment e=1.

pm.test("the list of values and the scope are one", () => {
  const { values } = pm.environment;
  pm.expect(values).to.equal(pm.environment.values);
  pm.environment.set("a", 1);
  pm.expect(values.get("a")).to.equal(1);
  values.one("a").value = 2;
  pm.expect([pm.environment.get("a"), pm.variables.get("a"), pm.environment.replaceIn("{{a}}")]).to.eql([2, 2, "2"]);
  values.remove("a");
  pm.expect([pm.environment.has("a"), pm.environment.get("a"), pm.variables.get("a")]).to.eql([false, undefined, undefined]);
  values.one("e").disabled = true;
  pm.expect([pm.environment.get("e"), pm.environment.has("e"), pm.environment.toObject()]).to.eql([undefined, false, { e: 1 }]);
  pm.expect(pm.environment.toObject(true)).to.eql({});
});

pm.test("objects stay the script's own", () => {
  const object = { a: 1 };
  pm.globals.set("o", object);
  pm.expect(pm.globals.get("o")).to.equal(object);
  pm.expect(pm.variables.get("o")).to.equal(object);
  pm.globals.set("f", () => 7);
  pm.expect([pm.globals.get("f"), pm.variables.replaceIn("{{f}}")]).to.eql([7, "7"]);
  pm.globals.set("d", new Date(0));
  pm.expect(pm.globals.replaceIn("{{d}}")).to.include("1970");
});

pm.test("a declared type casts what is set later", () => {
  pm.globals.set("typed", "5", "number");
  pm.expect(pm.globals.get("typed")).to.equal(5);
  pm.globals.set("typed", "x");
  pm.expect(pm.globals.get("typed")).to.eql(NaN);
  pm.globals.set("typed", 7, "string");
  pm.expect(pm.globals.get("typed")).to.equal("7");
  pm.globals.set("items", [1, [2]], "array");
  pm.expect([pm.globals.values.one("items").value, pm.globals.get("items"), pm.variables.replaceIn("{{items}}")]).to.eql(["[1,[2]]", [1, [2]], "1,2"]);
});

pm.test("what is no JSON is what it was", () => {
  for (const value of [undefined, NaN, Infinity, 10n, Symbol.iterator]) {
    pm.globals.set("odd", value);
    pm.expect(pm.globals.get("odd")).to.eql(value);
  }
});

pm.test("changes are told by name", () => {
  pm.collectionVariables.set("x", 1);
  pm.collectionVariables.set("y", 2);
  pm.collectionVariables.unset("x");
  pm.expect(pm.collectionVariables.mutations.compacted).to.eql({ x: ["x"], y: ["y", 2] });
  pm.expect(pm.collectionVariables.toJSON()).to.have.all.keys("id", "mutations", "values");
});

pm.test("a scope is one and the same for the whole script", () => {
  pm.expect(pm.environment.id).to.equal("id");
  pm.expect(pm.variables.id).to.match(/^[0-9a-f-]{36}$/).and.equal(pm.variables.id);
});

pm.test("values are synchronised with an object", () => {
  pm.globals.syncVariablesFrom({ only: 1 });
  pm.expect(pm.globals.toObject()).to.eql({ only: 1 });
  pm.expect(pm.globals.syncVariablesTo({ gone: 2 })).to.eql({ only: 1 });
});
