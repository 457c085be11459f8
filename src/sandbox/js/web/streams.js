// Streams, and the compression streams on top of them. The streams themselves are a library of npm's; the host
// compresses.
//
// Source: the WHATWG's Streams and Compression standards.

const library = load("require")("web-streams");
const { bytesOf, joined, TextDecoder, TextEncoder } = load("encoding");

const FORMATS = new Set(["gzip", "deflate", "deflate-raw"]);

/** A pair of streams that hands out everything at once, when the writer has closed. */
class WholeTransform {
  constructor(name, transform, format) {
    if (!FORMATS.has(format)) throw new TypeError(`Failed to construct '${name}': Unsupported compression format: '${format}'`);
    const chunks = [];
    const { readable, writable } = new library.TransformStream({
      transform(chunk) {
        if (chunk === undefined) throw new TypeError("The chunk must be bytes");
        // A copy: the writer may use its buffer again.
        chunks.push(bytesOf(chunk).slice());
      },
      flush(controller) {
        const out = transform(format, joined(chunks));
        if (out === undefined) throw new TypeError("The compressed data was not valid, or holds more than scripts may use");
        controller.enqueue(new Uint8Array(out));
      },
    });
    Object.defineProperties(this, { readable: { value: readable, enumerable: true }, writable: { value: writable, enumerable: true } });
  }
}

class CompressionStream extends WholeTransform {
  constructor(format) {
    super("CompressionStream", compute.compress, String(format));
  }
}

class DecompressionStream extends WholeTransform {
  constructor(format) {
    super("DecompressionStream", compute.decompress, String(format));
  }
}

class TextEncoderStream extends library.TransformStream {
  constructor() {
    const encoder = new TextEncoder();
    super({ transform: (chunk, controller) => controller.enqueue(encoder.encode(String(chunk))) });
  }
}

class TextDecoderStream extends library.TransformStream {
  constructor(label, options) {
    const decoder = new TextDecoder(label, options);
    const pass = (text, controller) => text && controller.enqueue(text);
    super({
      transform: (chunk, controller) => pass(decoder.decode(chunk, { stream: true }), controller),
      flush: (controller) => pass(decoder.decode(), controller),
    });
  }
}

Object.assign(exports, library, { CompressionStream, DecompressionStream, TextEncoderStream, TextDecoderStream });
