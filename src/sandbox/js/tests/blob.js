// `Blob` and `File`. The answers are Node.js 20's.

const holds = (read, expected) => {
  let value;
  try {
    value = read();
  } catch (error) {
    value = `${error.name}: ${error.message}`;
  }
  pm.test(String(read).slice(6), () => pm.expect(JSON.parse(JSON.stringify(value ?? null))).to.deep.equal(expected));
};

holds(() => { const b = new Blob(['ab', new Uint8Array([99])], { type: 'Text/Plain' }); return [b.size, b.type, b.slice(1).size, b.slice(-1).size]; }, [3,"text/plain",2,1]);
holds(() => { const f = new File(['x'], 'a.txt', { lastModified: 5 }); return [f.name, f.lastModified, f.size, f instanceof Blob]; }, ["a.txt",5,1,true]);
