// Each library that scripts may require: it loads, and does what it is known for.

const works = (name, check) => pm.test(name, () => check(require(name)));

works("ajv", (Ajv) => pm.expect(new Ajv().validate({ type: "number" }, 1)).to.be.true);
works("assert", (assert) => assert.equal(1, 1));
works("atob", (atob) => pm.expect(atob("YQ==")).to.equal("a"));
works("backbone", (Backbone) => pm.expect(new Backbone.Model({ a: 1 }).get("a")).to.equal(1));
works("btoa", (btoa) => pm.expect(btoa("a")).to.equal("YQ=="));
works("buffer", ({ Buffer }) => pm.expect(Buffer.from("a").toString("hex")).to.equal("61"));
works("chai", ({ expect }) => expect({ a: 1 }).to.deep.equal({ a: 1 }));
works("cheerio", (cheerio) => pm.expect(cheerio.load("<p class='x'>hi</p>")("p.x").text()).to.equal("hi"));
works("crypto-js", (crypto) =>
  pm.expect(crypto.SHA256("a").toString()).to.equal("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"));
works("csv-parse/lib/sync", (parse) => pm.expect(parse("a,b\n1,2")[1][1]).to.equal("2"));
works("events", (Events) => pm.expect(new Events().listenerCount("x")).to.equal(0));
works("lodash", (lodash) => pm.expect(lodash.get({ a: { b: 1 } }, "a.b")).to.equal(1));
works("moment", (moment) => pm.expect(moment.utc(0).format("YYYY")).to.equal("1970"));
works("path", (path) => pm.expect(path.join("a", "b")).to.equal("a/b"));
works("postman-collection", ({ Url }) => pm.expect(new Url("http://a.b/c").getHost()).to.equal("a.b"));
works("punycode", (punycode) => pm.expect(punycode.encode("ü")).to.equal("tda"));
works("querystring", (querystring) => pm.expect(querystring.parse("a=1").a).to.equal("1"));
works("stream", (stream) => pm.expect(stream.Readable).to.be.a("function"));
works("string_decoder", ({ StringDecoder }) => pm.expect(new StringDecoder("utf8").end()).to.equal(""));
works("timers", (timers) => pm.expect(timers.setTimeout).to.be.a("function"));
works("tv4", (tv4) => pm.expect(tv4.validate(1, { type: "number" })).to.be.true);
works("url", (url) => pm.expect(url.parse("http://a.b/c").pathname).to.equal("/c"));
works("util", (util) => pm.expect(util.format("%s", "a")).to.equal("a"));
works("uuid", (uuid) => {
  pm.expect(uuid()).to.match(/^[0-9a-f-]{36}$/);
  pm.expect(uuid.v4()).to.match(/^[0-9a-f-]{36}$/);
});
works("json", (json) => pm.expect(json.parse("1")).to.equal(1));
works("os", (os) => pm.expect(os.EOL).to.equal("\n"));
works("xml2js", ({ parseString }) => parseString("<a>1</a>", (error, result) => pm.expect(result.a).to.equal("1")));

pm.test("xml2Json", () => pm.expect(xml2Json("<a b='c'>1</a>").a.$.b).to.equal("c"));
pm.test("_ is lodash 3", () => pm.expect(_.VERSION).to.match(/^3/));
pm.test("CryptoJS", () => pm.expect(CryptoJS.HmacSHA256).to.be.a("function"));
pm.test("atob and btoa", () => pm.expect(atob(btoa("ab"))).to.equal("ab"));
pm.test("an unknown module", () => pm.expect(() => require("http")).to.throw("Cannot find module 'http'"));
