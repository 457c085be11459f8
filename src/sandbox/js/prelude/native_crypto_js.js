// crypto-js with native help: the same objects, but the host computes their two slowest functions.
//
// A hasher of crypto-js goes through its data block by block, at a hundredth of the machine's speed. The host does all
// whole blocks at once, and turns a text into words. State and padding stay crypto-js's own, so that progressive
// hashing, HMAC, PBKDF2 and everything else that is built on them stay the same.

/** The hashers, with the host's function for whole blocks, the words of a block and of the state. */
const NATIVE_HASHERS = {
  MD5: [compute.blocksMd5, 16, 4],
  SHA1: [compute.blocksSha1, 16, 5],
  SHA224: [compute.blocksSha256, 16, 8],
  SHA256: [compute.blocksSha256, 16, 8],
  SHA384: [compute.blocksSha512, 32, 16],
  SHA512: [compute.blocksSha512, 32, 16],
};

/** For less data than this, crypto-js itself is faster than a call of the host. Units: words. */
const WORTH_A_CALL = 64;

const wordsOf = (buffer) => Array.from(new Int32Array(buffer));

/** The state as 32-bit words: the wide hashers keep it in pairs. */
const stateOf = (words, count) =>
  Int32Array.from(count === 16 ? words.flatMap(({ high, low }) => [high, low]) : words.slice(0, count));

const setState = (words, state) => {
  for (let place = 0; place < state.length; place++) {
    if (state.length < 16) words[place] = state[place];
    else words[place >> 1][place % 2 ? "low" : "high"] = state[place];
  }
};

/** Source: crypto-js 3.3, `BufferedBlockAlgorithm._process`, for which this stands in when there is much to do. */
const processing = (ordinary, [hashBlocks, blockWords, stateWords], WordArray) => function (flushes) {
  const data = this._data;
  const blocks = data.sigBytes / (blockWords * 4);
  const ready = blockWords * (flushes ? Math.ceil(blocks) : Math.max(Math.floor(blocks) - this._minBufferSize, 0));
  if (ready < WORTH_A_CALL) return apply(ordinary, this, [flushes]);
  const done = data.words.splice(0, ready);
  const input = new Int32Array(ready);
  input.set(done);
  const { words } = this._hash;
  setState(words, new Int32Array(hashBlocks(stateOf(words, stateWords), input)));
  const bytes = Math.min(ready * 4, data.sigBytes);
  data.sigBytes -= bytes;
  return WordArray.create(done, bytes);
};

const withNativeHashing = (crypto) => {
  const { WordArray } = crypto.lib;
  for (const name of keysOf(NATIVE_HASHERS)) {
    const hasher = crypto.algo[name];
    hasher._process = processing(hasher._process, NATIVE_HASHERS[name], WordArray);
  }
  const { Utf8 } = crypto.enc;
  const ordinary = Utf8.parse;
  Utf8.parse = (text) => {
    if (typeof text !== "string" || text.length < WORTH_A_CALL || !text.isWellFormed()) return apply(ordinary, Utf8, [text]);
    return WordArray.create(wordsOf(compute.textWords(text)), compute.textLength(text));
  };
  return crypto;
};
