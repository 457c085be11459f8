// The vault, packages and nested requests where the run gives none of them.

const rejection = (promise) => promise.then(() => "fulfilled", (error) => error.message);

pm.test("a closed vault denies whatever is asked", async () => {
  for (const asked of [pm.vault.get("a"), pm.vault.set("a", 1), pm.vault.unset("a")]) {
    pm.expect(await rejection(asked)).to.match(/^Vault access denied/);
  }
  for (const key of [undefined, "", 5, {}]) pm.expect(await rejection(pm.vault.get(key))).to.include("the key must be a text");
});

pm.test("packages need a name and a folder", () => {
  for (const name of [undefined, "", 5]) pm.expect(() => pm.require(name)).to.throw("the name of a package must be a text");
  for (const name of ["npm:a@1", "a", "@team/a", "jsr:@a/b"]) pm.expect(() => pm.require(name)).to.throw(`Cannot find package '${name}'`);
});

pm.test("a request runs by its id or name, and there has to be one", async () => {
  for (const id of [undefined, "", 5]) pm.expect(await rejection(pm.execution.runRequest(id))).to.include("the request's id or name must be a text");
  pm.expect(await rejection(pm.execution.runRequest("nobody"))).to.equal('pm.execution.runRequest: there is no collection with "nobody"');
});
