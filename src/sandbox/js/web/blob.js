// `Blob` and `File`.
//
// Source: the W3C's File API.

const { bytesOf, joined, TextDecoder, TextEncoder } = load("encoding");

const contentOf = new WeakMap();

const partBytes = (part) => {
  if (contentOf.has(part)) return contentOf.get(part);
  if (part instanceof ArrayBuffer || ArrayBuffer.isView(part)) return bytesOf(part);
  return new TextEncoder().encode(String(part));
};

const typeOf = (type) => (/^[\x20-\x7e]*$/.test(String(type)) ? String(type).toLowerCase() : "");

const clamp = (place, size) => Math.min(size, place < 0 ? Math.max(0, size + place) : place);

class Blob {
  #type;

  constructor(parts = [], { type = "" } = {}) {
    if (typeof parts !== "object" || typeof parts[Symbol.iterator] !== "function") {
      throw new TypeError("The \"sources\" argument must be a sequence");
    }
    contentOf.set(this, joined(Array.from(parts, partBytes)));
    this.#type = typeOf(type);
  }

  get size() {
    return contentOf.get(this).length;
  }

  get type() {
    return this.#type;
  }

  slice(start = 0, end = this.size, type = "") {
    const content = contentOf.get(this);
    return new Blob([content.slice(clamp(start, content.length), clamp(end, content.length))], { type });
  }

  async arrayBuffer() {
    return contentOf.get(this).slice().buffer;
  }

  async bytes() {
    return contentOf.get(this).slice();
  }

  async text() {
    return new TextDecoder().decode(contentOf.get(this));
  }

  stream() {
    const { ReadableStream } = load("streams");
    const content = contentOf.get(this);
    return new ReadableStream({
      start(controller) {
        if (content.length) controller.enqueue(content.slice());
        controller.close();
      },
    });
  }

  get [Symbol.toStringTag]() {
    return "Blob";
  }
}

class File extends Blob {
  #name;
  #lastModified;

  constructor(parts, name, options = {}) {
    if (name === undefined) throw new TypeError("The \"fileBits\" and \"fileName\" arguments must be specified");
    super(parts, options);
    this.#name = String(name);
    this.#lastModified = Number(options.lastModified ?? Date.now());
  }

  get name() {
    return this.#name;
  }

  get lastModified() {
    return this.#lastModified;
  }

  get [Symbol.toStringTag]() {
    return "File";
  }
}

Object.assign(exports, { Blob, File });
