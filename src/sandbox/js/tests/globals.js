// The globals: what newer versions of Postman have, and what nobody has.

pm.test("the newer ones are there and can be replaced", () => {
  for (const name of ["URL", "URLSearchParams", "TextEncoder", "TextDecoder", "crypto", "structuredClone", "queueMicrotask", "AbortController",
    "AbortSignal", "AggregateError", "DOMException", "Event", "EventTarget", "Blob", "File", "Intl", "ReadableStream", "WritableStream",
    "TransformStream", "CompressionStream", "DecompressionStream", "WeakRef"]) {
    pm.expect(eval(`typeof ${name}`), name).to.be.oneOf(["function", "object"]);
  }
  const kept = URL;
  URL = 5;
  pm.expect(URL).to.equal(5);
  URL = kept;
});

pm.test("what would lead outside is not", () => {
  for (const name of ["globalThis", "global", "process", "window", "document", "fetch", "XMLHttpRequest", "WebAssembly", "module", "exports",
    "std", "os", "host", "compute", "execution", "performance", "navigator", "moment", "chai"]) {
    pm.expect(eval(`typeof ${name}`), name).to.equal("undefined");
  }
});

pm.test("only require is listed", () => {
  const listed = Function("return Object.keys(this)")();
  pm.expect(listed).to.eql(["require"]);
});
