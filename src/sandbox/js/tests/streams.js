// Streams, compression among them.

const all = async (stream) => {
  let out = "";
  for await (const chunk of stream) out += typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk);
  return out;
};

pm.test("a stream hands out what is put in, in order", async () => {
  const stream = new ReadableStream({
    start(controller) {
      for (const chunk of ["a", "b"]) controller.enqueue(chunk);
      controller.close();
    },
  });
  pm.expect(await all(stream)).to.equal("ab");
});

for (const format of ["gzip", "deflate", "deflate-raw"]) {
  pm.test(`${format} there and back`, async () => {
    const small = new Blob(["hello hello hello"]).stream().pipeThrough(new CompressionStream(format));
    pm.expect(await all(small.pipeThrough(new DecompressionStream(format)))).to.equal("hello hello hello");
  });
}

const bytesOut = async (stream) => {
  const bytes = [];
  for await (const chunk of stream) for (const byte of chunk) bytes.push(byte);
  return Uint8Array.from(bytes);
};

const bytesThrough = async (stream, chunks) => {
  const writer = stream.writable.getWriter();
  const written = (async () => {
    for (const chunk of chunks) await writer.write(chunk);
    await writer.close();
  })();
  written.catch(() => {});
  const out = await bytesOut(stream.readable);
  await written;
  return out;
};

const counting = (length) => Uint8Array.from({ length }, (_, place) => (place * 7) % 251);

const chunksOf = (bytes, size) => {
  const chunks = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return chunks;
};

for (const length of [0, 1, 65535, 65536, 70000, 300000]) {
  pm.test(`${length} bytes there and back in chunks of any size`, async () => {
    const bytes = counting(length);
    for (const size of [length || 1, 65537, 4099]) {
      const small = await bytesThrough(new CompressionStream("gzip"), chunksOf(bytes, size));
      const back = await bytesThrough(new DecompressionStream("gzip"), chunksOf(small, 13));
      pm.expect([back.length, back.every((byte, place) => byte === bytes[place])]).to.eql([length, true]);
    }
  });
}

pm.test("chunks are bytes of any kind, as they were when they were written", async () => {
  const reused = new Uint8Array([1, 2]);
  const stream = new CompressionStream("deflate");
  const writer = stream.writable.getWriter();
  const ready = [new Uint16Array([0x0403]), new DataView(new Uint8Array([9, 5, 6, 9]).buffer, 1, 2), new Uint8Array([7]).buffer, new Uint8Array()];
  writer.write(reused);
  const out = bytesOut(stream.readable);
  for (const chunk of ready) await writer.write(chunk);
  reused.fill(0);
  await writer.close();
  const back = await bytesThrough(new DecompressionStream("deflate"), [await out]);
  pm.expect([...back]).to.eql([1, 2, 3, 4, 5, 6, 7]);
});

pm.test("a chunk that is no bytes is refused", async () => {
  for (const chunk of ["text", undefined, 5, {}]) {
    const error = await bytesThrough(new CompressionStream("gzip"), [chunk]).catch((thrown) => thrown);
    pm.expect(error, String(chunk)).to.be.an.instanceOf(TypeError);
  }
});

for (const format of ["gzip", "deflate", "deflate-raw"]) {
  pm.test(`${format} that is cut off, or followed by something else, does not decompress`, async () => {
    const whole = await bytesThrough(new CompressionStream(format), [counting(5000)]);
    const followed = new Uint8Array([...whole, 1, 2, 3]);
    for (const bytes of [whole.subarray(0, whole.length - 1), whole.subarray(0, 20), whole.subarray(0, 0), followed]) {
      const error = await bytesThrough(new DecompressionStream(format), [bytes]).catch((thrown) => thrown);
      pm.expect(error, String(bytes.length)).to.be.an.instanceOf(TypeError);
    }
  });
}

pm.test("damaged data does not decompress", async () => {
  const error = await all(new Blob(["no gzip"]).stream().pipeThrough(new DecompressionStream("gzip"))).catch((thrown) => thrown);
  pm.expect(error).to.be.an.instanceOf(TypeError);
});

pm.test("an unknown format is refused", () => pm.expect(() => new CompressionStream("zip")).to.throw("Unsupported compression format: 'zip'"));

pm.test("texts pass through encoder and decoder", async () => {
  const encoded = new ReadableStream({
    start(controller) {
      controller.enqueue("h\u00e9");
      controller.close();
    },
  }).pipeThrough(new TextEncoderStream());
  pm.expect(await all(encoded.pipeThrough(new TextDecoderStream()))).to.equal("h\u00e9");
});
