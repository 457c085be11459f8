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
