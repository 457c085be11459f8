// Events, and what is aborted by them. The answers are Node.js 20's.

const holds = (read, expected) => {
  let value;
  try {
    value = read();
  } catch (error) {
    value = `${error.name}: ${error.message}`;
  }
  pm.test(String(read).slice(6), () => pm.expect(JSON.parse(JSON.stringify(value ?? null))).to.deep.equal(expected));
};

holds(() => { const c = new AbortController(); const l = []; c.signal.addEventListener('abort', (e) => l.push(e.type)); c.abort(); c.abort(); return [l, c.signal.aborted, c.signal.reason.name, c.signal.reason.message]; }, [["abort"],true,"AbortError","This operation was aborted"]);
holds(() => AbortSignal.abort('why').reason, "why");
holds(() => { AbortSignal.abort().throwIfAborted(); }, "AbortError: This operation was aborted");
holds(() => AbortSignal.any([AbortSignal.abort(1)]).reason, 1);
holds(() => new AbortSignal(), "TypeError: Illegal constructor");
holds(() => { const e = new EventTarget(); const l = []; e.addEventListener('x', (v) => { l.push(v.type); v.preventDefault(); }, { once: true }); return [e.dispatchEvent(new Event('x', { cancelable: true })), e.dispatchEvent(new Event('x')), l]; }, [false,true,["x"]]);
holds(() => new DOMException('m', 'AbortError').code, 20);
holds(() => new AggregateError([1], 'm').errors, [1]);
