// `require`: one library each, and nothing else.

pm.test("a library is the same each time", () => {
  pm.expect(require("lodash")).to.equal(require("lodash"));
  pm.expect(require("csv-parse/lib/sync")("a,b")).to.eql([["a", "b"]]);
  pm.expect(require("uuid")()).to.match(/^[0-9a-f-]{36}$/);
});

pm.test("what is no library cannot be found", () => {
  for (const name of ["http", "crypto", "https", "process", "nothing", "", "lodash3", "intl", "../etc", "__proto__", "constructor"]) {
    pm.expect(() => require(name), name).to.throw(`Cannot find module '${name}'`).with.property("code", "MODULE_NOT_FOUND");
  }
});

pm.test("there are no files", () => pm.expect(Object.keys(require("fs"))).to.eql([]));
