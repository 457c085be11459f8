// `pm.cookies`. Set outside: the cookie `session=a%20b` of 127.0.0.1, for HTTP only.

pm.test("cookies are read by name, decoded", () => {
  pm.expect(pm.cookies.get("session")).to.equal("a b");
  pm.expect(pm.cookies.has("session")).to.equal(true);
  pm.expect(pm.cookies.get("other")).to.equal(undefined);
  pm.expect(pm.cookies.toObject()).to.eql({ session: "a b" });
  pm.expect(pm.cookies.count()).to.equal(1);
});

pm.test("one has its attributes", () => {
  const { domain, path, httpOnly, secure, expires, value } = pm.cookies.one("session");
  pm.expect({ domain, path, httpOnly, secure, expires, value }).to.eql({
    domain: "127.0.0.1", path: "/", httpOnly: true, secure: false, expires: null, value: "a%20b",
  });
  pm.expect(String(pm.cookies.one("session"))).to.equal("session=a%20b; Path=/; HttpOnly");
  pm.expect(String(pm.cookies)).to.equal("session=a%20b");
});

pm.test("a jar wants what it needs", () => {
  const jar = pm.cookies.jar();
  pm.expect(() => jar.get()).to.throw(TypeError, "CookieJar.get() requires a valid url");
  pm.expect(() => jar.get("http://h", 5)).to.throw(TypeError, "CookieJar.get() requires cookie name to be a string");
  pm.expect(() => jar.getAll("http://h", 5)).to.throw(TypeError, "CookieJar.getAll() requires options to be an object");
  pm.expect(() => jar.set("http://h", 5)).to.throw(TypeError, "CookieJar.set() requires a valid set cookie arguments");
  pm.expect(() => jar.clear({})).to.throw(TypeError, "CookieJar.clear() requires a valid url");
});

pm.test("a jar answers callbacks and promises", async () => {
  const jar = pm.cookies.jar();
  pm.expect(await jar.get("http://h", "a")).to.equal(null);
  pm.expect(await new Promise((resolve) => jar.get(pm.request.url.constructor.name && "h", "a", (error, value) => resolve([error, value])))).to.eql([null, null]);
});
