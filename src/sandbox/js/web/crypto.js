// `crypto`: random values from the run's seed, and the part of SubtleCrypto that scripts sign and check requests with.
//
// Source: the Web Cryptography API.

const { bytesOf } = load("encoding");
const { DOMException } = internals;

const fail = (name, message) => {
  throw new DOMException(message, name);
};

const nameOf = (algorithm) => String(typeof algorithm === "object" && algorithm !== null ? algorithm.name : algorithm).toUpperCase();

const HASHES = new Set(["SHA-1", "SHA-256", "SHA-384", "SHA-512"]);
const BLOCK_BITS = { "SHA-1": 512, "SHA-256": 512, "SHA-384": 1024, "SHA-512": 1024 };

const hashOf = (algorithm) => {
  const name = nameOf(algorithm);
  return HASHES.has(name) ? name : fail("NotSupportedError", "Unrecognized algorithm name");
};

const material = new WeakMap();

class CryptoKey {
  constructor(secret, type, algorithm, extractable, usages) {
    if (secret === undefined) throw new TypeError("Illegal constructor");
    material.set(this, secret);
    Object.assign(this, { type, extractable: Boolean(extractable), algorithm, usages: [...usages] });
  }
}

const secretOf = (key, usage, name) => {
  if (!material.has(key)) throw new TypeError("The key is not of type CryptoKey");
  if (name && key.algorithm.name !== name) fail("InvalidAccessError", "Key algorithm mismatch");
  if (usage && !key.usages.includes(usage)) fail("InvalidAccessError", `Unable to use this key to ${usage}`);
  return material.get(key);
};

const base64url = (bytes) => internals.toBase64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const fromBase64url = (text) => internals.fromBase64(String(text).replace(/-/g, "+").replace(/_/g, "/"));

const copy = (input) => bytesOf(input).slice();

/** The algorithm of a key as the key shows it. */
const keyAlgorithm = (algorithm, secret) => {
  const name = nameOf(algorithm);
  if (name === "HMAC") return { name, hash: { name: hashOf(algorithm.hash) }, length: secret.length * 8 };
  if (CIPHERS.has(name)) {
    if (![16, 24, 32].includes(secret.length)) fail("DataError", "Invalid key length");
    return { name, length: secret.length * 8 };
  }
  if (name === "PBKDF2" || name === "HKDF") return { name };
  return fail("NotSupportedError", `Unrecognized algorithm name: postino's crypto.subtle has HMAC, AES-CBC, AES-GCM, AES-CTR, PBKDF2 and HKDF, not ${name}`);
};

const makeKey = (secret, algorithm, extractable, usages) =>
  new CryptoKey(secret, "secret", keyAlgorithm(algorithm, secret), extractable, usages);

const random = (length) => host.randomBytes(length);

const derived = (algorithm, key, bits) => {
  const secret = secretOf(key);
  const [name, hash, length] = [nameOf(algorithm), hashOf(algorithm.hash), bits / 8];
  if (!(length > 0) || length % 1 !== 0) fail("OperationError", "length must be a multiple of 8");
  if (name === "PBKDF2") return compute.pbkdf2(hash, secret, bytesOf(algorithm.salt), algorithm.iterations, length);
  if (name === "HKDF") return compute.hkdf(hash, secret, bytesOf(algorithm.salt), bytesOf(algorithm.info), length);
  return fail("NotSupportedError", "Unrecognized algorithm name");
};

const CIPHERS = new Set(["AES-CBC", "AES-GCM", "AES-CTR"]);

const ciphered = (usage, transform, algorithm, key, data) => {
  const secret = secretOf(key, usage);
  const name = nameOf(algorithm);
  if (!CIPHERS.has(name)) fail("NotSupportedError", "Unrecognized algorithm name");
  const tag = algorithm.tagLength ?? 128;
  if (name === "AES-GCM" && tag !== 128) fail("OperationError", "the tag of AES-GCM has 128 bits here");
  const start = bytesOf(name === "AES-CTR" ? algorithm.counter : algorithm.iv);
  const out = transform(name, secret, start, bytesOf(data), bytesOf(algorithm.additionalData));
  return out ?? fail("OperationError", "The operation failed for an operation-specific reason");
};

const signature = (key, usage, data) => {
  const secret = secretOf(key, usage, "HMAC");
  return compute.hmac(key.algorithm.hash.name, secret, bytesOf(data));
};

const same = (a, b) => a.length === b.length && a.reduce((differs, byte, at) => differs | (byte ^ b[at]), 0) === 0;

class SubtleCrypto {
  async digest(algorithm, data) {
    return compute.digest(hashOf(algorithm), bytesOf(data));
  }

  async importKey(format, data, algorithm, extractable, usages) {
    if (format === "raw") return makeKey(copy(data), algorithm, extractable, usages);
    if (format === "jwk" && data.kty === "oct") return makeKey(fromBase64url(data.k), algorithm, extractable, usages);
    return fail("NotSupportedError", `postino's crypto.subtle imports raw keys and JWKs of type oct, not ${format}`);
  }

  async exportKey(format, key) {
    const secret = secretOf(key);
    if (!key.extractable) fail("InvalidAccessError", "key is not extractable");
    if (format === "raw") return secret.slice().buffer;
    if (format !== "jwk") fail("NotSupportedError", `postino's crypto.subtle exports raw keys and JWKs, not ${format}`);
    const { name, hash, length } = key.algorithm;
    const alg = name === "HMAC" ? `HS${hash.name.slice(4)}` : `A${length}${name.slice(4)}`;
    return { key_ops: key.usages, ext: true, kty: "oct", k: base64url(secret), alg };
  }

  async generateKey(algorithm, extractable, usages) {
    const bits = algorithm.length ?? BLOCK_BITS[hashOf(algorithm.hash)];
    return makeKey(new Uint8Array(random(bits / 8)), algorithm, extractable, usages);
  }

  async sign(algorithm, key, data) {
    if (nameOf(algorithm) !== "HMAC") fail("NotSupportedError", "postino's crypto.subtle signs with HMAC");
    return signature(key, "sign", data);
  }

  async verify(algorithm, key, given, data) {
    if (nameOf(algorithm) !== "HMAC") fail("NotSupportedError", "postino's crypto.subtle verifies HMAC");
    const wanted = signature(key, "verify", data);
    return same(new Uint8Array(wanted), bytesOf(given));
  }

  async encrypt(algorithm, key, data) {
    return ciphered("encrypt", compute.aesEncrypt, algorithm, key, data);
  }

  async decrypt(algorithm, key, data) {
    return ciphered("decrypt", compute.aesDecrypt, algorithm, key, data);
  }

  async deriveBits(algorithm, key, length) {
    return derived(algorithm, key, length);
  }

  async deriveKey(algorithm, key, wanted, extractable, usages) {
    const bits = wanted.length ?? BLOCK_BITS[hashOf(wanted.hash)];
    return makeKey(new Uint8Array(derived(algorithm, key, bits)), wanted, extractable, usages);
  }
}

const QUOTA_BYTES = 65_536;

class Crypto {
  subtle = new SubtleCrypto();

  getRandomValues(array) {
    if (!ArrayBuffer.isView(array) || array instanceof DataView || /Float/.test(array.constructor.name)) {
      fail("TypeMismatchError", "The data argument must be an integer-type TypedArray");
    }
    if (array.byteLength > QUOTA_BYTES) fail("QuotaExceededError", `The requested length exceeds ${QUOTA_BYTES} bytes`);
    bytesOf(array).set(new Uint8Array(random(array.byteLength)));
    return array;
  }

  randomUUID() {
    return host.uuid();
  }
}

Object.assign(exports, { crypto: new Crypto(), Crypto, CryptoKey, SubtleCrypto });
