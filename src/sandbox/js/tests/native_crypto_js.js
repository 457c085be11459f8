// crypto-js with the host's help answers as it does without: progressive, short, long, keyed and wide.

const { algo, enc, HmacSHA256, PBKDF2 } = require("crypto-js");
const crypto = require("crypto-js");
const long = "abc\u00fc".repeat(25_000);

for (const [name, digest] of [
  ["MD5", "46a36efeb88930bff768c59e235d420e"],
  ["SHA1", "d946f40a9ce030dd37807f86a6fd85d58f41b764"],
  ["SHA224", "23aae0375b541d9f15a16d008d5205d44b750607778c70e5c26ef2d1"],
  ["SHA256", "6ded110b8166e039ad71423198bb70c979adb7d1e0a99cafeeacba8e3ee0ed94"],
  ["SHA384", "390da27b6bf2b18dbe5dca44b5b23d4c2727e9a6a7de2025cce8a4ed0d11a03a989d13f81606d747466e20b20a6b3007"],
]) pm.test(`${name} of a long text`, () => pm.expect(crypto[name](long).toString()).to.equal(digest));

pm.test("a hash in pieces is the hash of the whole", () => {
  for (const name of ["MD5", "SHA1", "SHA256", "SHA512"]) {
    const hasher = algo[name].create();
    let whole = "";
    for (let size = 0; size < 60; size++) {
      const piece = `${size}`.repeat(size * 7);
      hasher.update(piece);
      whole += piece;
    }
    pm.expect(hasher.finalize().toString()).to.equal(crypto[name](whole).toString());
  }
});

pm.test("HMAC and PBKDF2", () => {
  pm.expect(HmacSHA256("x".repeat(300), "k".repeat(200)).toString(enc.Base64)).to.equal("a3mr0osNNnT9WkuT5mjV9QMXFjzAAXccRpAgfGh+gmg=");
  pm.expect(PBKDF2("pw", "salt", { keySize: 8, iterations: 10 }).toString()).to.equal("21666cdc0723a960de8307513199d3f1071c7f22dea7906346df99454186db81");
});

pm.test("a long text in words has its bytes", () => {
  pm.expect(enc.Utf8.parse(long).sigBytes).to.equal(125_000);
  pm.expect(enc.Utf8.stringify(enc.Utf8.parse(long))).to.equal(long);
});
