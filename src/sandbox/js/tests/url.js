// `URL` and `URLSearchParams`. The answers are Node.js 20's.

const holds = (read, expected) => {
  let value;
  try {
    value = read();
  } catch (error) {
    value = `${error.name}: ${error.message}`;
  }
  pm.test(String(read).slice(6), () => pm.expect(JSON.parse(JSON.stringify(value ?? null))).to.deep.equal(expected));
};

holds(() => { const u = new URL('https://user:pa%20ss@example.com:8080/a/../b?x=1&y=2#h'); return [u.href, u.origin, u.protocol, u.username, u.password, u.host, u.hostname, u.port, u.pathname, u.search, u.hash, String(u), JSON.stringify(u)]; }, ["https://user:pa%20ss@example.com:8080/b?x=1&y=2#h","https://example.com:8080","https:","user","pa%20ss","example.com:8080","example.com","8080","/b","?x=1&y=2","#h","https://user:pa%20ss@example.com:8080/b?x=1&y=2#h","\"https://user:pa%20ss@example.com:8080/b?x=1&y=2#h\""]);
holds(() => new URL('../x', 'http://a.b/c/d/e').href, "http://a.b/c/x");
holds(() => new URL('nope'), "TypeError: Invalid URL");
holds(() => new URL('http://ex ample'), "TypeError: Invalid URL");
holds(() => URL.canParse('x:'), true);
holds(() => { const u = new URL('http://a.b/'); u.searchParams.append('q', 'a b&c'); u.searchParams.set('z', 'ü'); u.pathname = '/p q'; u.hash = 'x'; u.port = '443'; u.protocol = 'https'; return u.href; }, "https://a.b/p%20q?q=a+b%26c&z=%C3%BC#x");
holds(() => { const u = new URL('http://a.b/?a=1'); const p = u.searchParams; u.search = '?b=2'; return [p.get('b'), p.has('a'), [...p]]; }, ["2",false,[["b","2"]]]);
holds(() => new URLSearchParams({ a: 1, b: 'x y' }).toString(), "a=1&b=x+y");
holds(() => new URLSearchParams([['a', '1'], ['a', '2']]).getAll('a'), ["1","2"]);
holds(() => new URLSearchParams('?a=%20+b&c').get('a'), "  b");
holds(() => { const p = new URLSearchParams('b=1&a=2&b=3'); p.sort(); p.delete('a'); return [p.toString(), p.size, [...p.keys()], [...p.values()], p.has('b', '3')]; }, ["b=1&b=3",2,["b","b"],["1","3"],true]);
holds(() => new URLSearchParams([['a']]), "TypeError: Each query pair must be an iterable [name, value] tuple");
holds(() => Object.prototype.toString.call(new URL('http://a')), "[object URL]");
