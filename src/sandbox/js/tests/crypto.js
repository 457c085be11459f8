// `crypto`: random values of the run's seed, digests, signatures and ciphers. The answers are Node.js 20's.

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytes = (text) => new TextEncoder().encode(text);
const text = (buffer) => new TextDecoder().decode(buffer);
const { subtle } = crypto;

pm.test("random values fill an array", () => {
  const array = crypto.getRandomValues(new Uint8Array(16));
  pm.expect(array.some((byte) => byte !== 0)).to.be.true;
  pm.expect(() => crypto.getRandomValues(new Float32Array(1))).to.throw("integer-type TypedArray");
  pm.expect(() => crypto.getRandomValues(new Uint8Array(65_537))).to.throw("exceeds 65536 bytes");
});
pm.test("a UUID is one of version 4", () => pm.expect(crypto.randomUUID()).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));

for (const [name, digest] of [
  ["SHA-1", "a9993e364706816aba3e25717850c26c9cd0d89d"],
  ["SHA-256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
]) pm.test(`${name} of "abc"`, async () => pm.expect(hex(await subtle.digest(name, bytes("abc")))).to.equal(digest));

pm.test("an unknown hash is refused", async () => {
  const error = await subtle.digest("MD5", bytes("a")).catch((thrown) => thrown);
  pm.expect(error.name).to.equal("NotSupportedError");
});

pm.test("HMAC signs and verifies", async () => {
  const key = await subtle.importKey("raw", bytes("key"), { name: "HMAC", hash: "SHA-256" }, true, ["sign", "verify"]);
  const signature = await subtle.sign("HMAC", key, bytes("data"));
  pm.expect(hex(signature)).to.equal("5031fe3d989c6d1537a013fa6e739da23463fdaec3b70137d828e36ace221bd0");
  pm.expect(await subtle.verify("HMAC", key, signature, bytes("data"))).to.be.true;
  pm.expect(await subtle.verify("HMAC", key, signature, bytes("date"))).to.be.false;
  pm.expect(await subtle.exportKey("jwk", key)).to.deep.include({ kty: "oct", k: "a2V5", alg: "HS256" });
});

pm.test("a key does only what it is for", async () => {
  const key = await subtle.importKey("raw", bytes("key"), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  pm.expect((await subtle.sign("HMAC", key, bytes("a")).catch((error) => error)).name).to.equal("InvalidAccessError");
  pm.expect((await subtle.exportKey("raw", key).catch((error) => error)).name).to.equal("InvalidAccessError");
});

for (const [name, parameters] of [
  ["AES-GCM", { iv: new Uint8Array(12), additionalData: bytes("more") }],
  ["AES-CBC", { iv: new Uint8Array(16) }],
  ["AES-CTR", { counter: new Uint8Array(16), length: 64 }],
]) {
  pm.test(`${name} encrypts and decrypts`, async () => {
    const key = await subtle.generateKey({ name, length: 256 }, false, ["encrypt", "decrypt"]);
    const secret = await subtle.encrypt({ name, ...parameters }, key, bytes("hello"));
    pm.expect(text(secret)).to.not.equal("hello");
    pm.expect(text(await subtle.decrypt({ name, ...parameters }, key, secret))).to.equal("hello");
  });
}

pm.test("damaged data does not decrypt", async () => {
  const key = await subtle.generateKey({ name: "AES-GCM", length: 128 }, false, ["encrypt", "decrypt"]);
  const error = await subtle.decrypt({ name: "AES-GCM", iv: new Uint8Array(12) }, key, new Uint8Array(32)).catch((thrown) => thrown);
  pm.expect(error.name).to.equal("OperationError");
});

pm.test("PBKDF2 and HKDF derive keys", async () => {
  const wanted = {
    PBKDF2: [{ iterations: 10 }, "e38acfac08deaecb8bc27036bbc05618ae973fcdf168ee2d7b7e55949f49e454"],
    HKDF: [{ info: bytes("i") }, "d1b5e4cd72f5be731e186bacaf5263f8ba8c79236a6889fb29fe4a7815267f93"],
  };
  for (const [name, [parameters, derived]] of Object.entries(wanted)) {
    const key = await subtle.importKey("raw", bytes("pw"), name, false, ["deriveBits"]);
    pm.expect(hex(await subtle.deriveBits({ name, hash: "SHA-256", salt: bytes("s"), ...parameters }, key, 256))).to.equal(derived);
  }
});
