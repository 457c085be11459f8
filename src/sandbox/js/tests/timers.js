// Timers: order, arguments, clearing.

const order = [];
setTimeout(() => order.push("later"), 5);
setTimeout((a, b) => order.push(a + b), 1, "so", "on");
setImmediate((name) => order.push(name), "immediate");
queueMicrotask(() => order.push("microtask"));
order.push("script");

pm.test("what is due first fires first", (done) => setTimeout(() => {
  pm.expect(order).to.eql(["script", "microtask", "immediate", "soon", "later"]);
  done();
}, 10));

pm.test("an interval fires until it is cleared", (done) => {
  let count = 0;
  const id = setInterval(() => {
    if (++count < 3) return;
    clearInterval(id);
    done();
  }, 1);
});

pm.test("what is cleared does not fire", (done) => {
  const fail = () => done(new Error("it fired"));
  clearTimeout(setTimeout(fail, 1));
  clearImmediate(setImmediate(fail));
  clearTimeout(String(setTimeout(fail, 1)));
  clearTimeout(undefined);
  clearTimeout({});
  setTimeout(done, 5);
});

pm.test("delays that are none are short ones", (done) => {
  let left = 4;
  const fired = () => (--left === 0 ? done() : undefined);
  for (const delay of [undefined, -5, NaN, "1"]) setTimeout(fired, delay);
});

pm.test("a timer is a number", () => pm.expect(setTimeout(() => {}, 1)).to.be.a("number"));
