// `TextEncoder` and `TextDecoder`. The answers are Node.js 20's.

const holds = (read, expected) => {
  let value;
  try {
    value = read();
  } catch (error) {
    value = `${error.name}: ${error.message}`;
  }
  pm.test(String(read).slice(6), () => pm.expect(JSON.parse(JSON.stringify(value ?? null))).to.deep.equal(expected));
};

holds(() => [...new TextEncoder().encode('aü€😀')], [97,195,188,226,130,172,240,159,152,128]);
holds(() => new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 97, 0xc3, 0xbc])), "aü");
holds(() => new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([0xff])), "TypeError: The encoded data was not valid for encoding utf-8");
holds(() => new TextDecoder('latin1').encoding, "windows-1252");
holds(() => new TextDecoder('nope'), "RangeError: The \"nope\" encoding is not supported");
holds(() => { const d = new TextDecoder(); return d.decode(new Uint8Array([0xe2, 0x82]), { stream: true }) + '|' + d.decode(new Uint8Array([0xac]), { stream: true }) + '|' + d.decode(); }, "|€|");
holds(() => new TextEncoder().encodeInto('aü€', new Uint8Array(4)), {"read":2,"written":3});
