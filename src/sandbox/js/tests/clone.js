// `structuredClone`. The answers are Node.js 20's.

const holds = (read, expected) => {
  let value;
  try {
    value = read();
  } catch (error) {
    value = `${error.name}: ${error.message}`;
  }
  pm.test(String(read).slice(6), () => pm.expect(JSON.parse(JSON.stringify(value ?? null))).to.deep.equal(expected));
};

holds(() => structuredClone({ a: [1, new Date(0), /x/g, new Map([[1, { b: 2 }]]), new Set([1])], n: null, u: undefined }).a[3].get(1).b, 2);
holds(() => { const o = {}; o.o = o; const c = structuredClone(o); return c.o === c && c !== o; }, true);
holds(() => structuredClone(() => 1), "DataCloneError: () => 1 could not be cloned.");
holds(() => structuredClone(Symbol('x')), "DataCloneError: Symbol(x) could not be cloned.");
holds(() => structuredClone(new Error('x')).message, "x");
holds(() => structuredClone(new Uint8Array([1, 2])).length, 2);
holds(() => structuredClone(), "TypeError: The value argument must be specified");
