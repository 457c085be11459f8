// `TextEncoder` and `TextDecoder`. The host knows the encodings.
//
// Source: the WHATWG's Encoding standard.

class TextEncoder {
  get encoding() {
    return "utf-8";
  }

  encode(input = "") {
    return new Uint8Array(compute.textEncode(`${input}`.toWellFormed()));
  }

  encodeInto(input, target) {
    let read = 0;
    let written = 0;
    for (const character of `${input}`) {
      const bytes = this.encode(character);
      if (written + bytes.length > target.length) break;
      target.set(bytes, written);
      read += character.length;
      written += bytes.length;
    }
    return { read, written };
  }
}

const bytesOf = (input) => {
  if (input === undefined) return new Uint8Array();
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  if (input instanceof ArrayBuffer || input instanceof SharedArrayBuffer) return new Uint8Array(input);
  throw new TypeError("The \"list\" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.");
};

/** All bytes of the chunks, in order. */
const joined = (chunks) => {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
};

/** How many bytes at the end begin a character that is not complete. */
const incomplete = (encoding, bytes) => {
  if (encoding.startsWith("utf-16")) return bytes.length % 2;
  if (encoding !== "utf-8") return 0;
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
};

class TextDecoder {
  #rest = new Uint8Array();
  #started = false;

  constructor(label = "utf-8", options = {}) {
    const encoding = compute.textLabel(`${label}`);
    if (encoding === undefined) {
      throw Object.assign(new RangeError(`The "${label}" encoding is not supported`), { code: "ERR_ENCODING_NOT_SUPPORTED" });
    }
    const members = { encoding, fatal: Boolean(options.fatal), ignoreBOM: Boolean(options.ignoreBOM) };
    for (const [name, value] of Object.entries(members)) Object.defineProperty(this, name, { value, enumerable: true });
  }

  decode(input, { stream = false } = {}) {
    const all = joined([this.#rest, bytesOf(input)]);
    const kept = stream ? incomplete(this.encoding, all) : 0;
    const whole = all.subarray(0, all.length - kept);
    const keepsMark = this.ignoreBOM || this.#started;
    const text = compute.textDecode(this.encoding, this.fatal, keepsMark, whole);
    this.#rest = stream ? all.slice(all.length - kept) : new Uint8Array();
    this.#started = stream && (this.#started || whole.length > 0);
    if (text === undefined) {
      this.#rest = new Uint8Array();
      throw Object.assign(new TypeError(`The encoded data was not valid for encoding ${this.encoding}`), { code: "ERR_ENCODING_INVALID_ENCODED_DATA" });
    }
    return text;
  }
}

Object.assign(exports, { TextEncoder, TextDecoder, bytesOf, joined });
