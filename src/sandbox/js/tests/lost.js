// What `pm.sendRequest` refuses, since Postman would leave it out.

const REFUSED = "http://127.0.0.1:1/";

/** The sentence of a request that is refused. */
const sentence = (request) => {
  try {
    pm.sendRequest({ url: REFUSED, ...request }).catch(() => {});
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
  return "sent";
};

pm.test("a body without a mode", () => {
  pm.expect(sentence({ body: { a: 1 } })).to.equal('TypeError: pm.sendRequest: the body is an object without a "mode": write body: { mode: "raw", raw: JSON.stringify(value) }');
  for (const body of [5, true, [1], () => {}]) pm.expect(sentence({ body })).to.include("pm.sendRequest: the body is ");
});

pm.test("a mode with content that it does not take", () => {
  const modes = { raw: [5, {}, []], urlencoded: [5, { a: 1 }, [5], [{ a: 1 }]], formdata: ["a=b", { a: 1 }, ["a=b"]], graphql: ["{a}", 5, []] };
  for (const mode of Object.keys(modes)) for (const content of modes[mode]) pm.expect(sentence({ body: { mode, [mode]: content } })).to.include("pm.sendRequest: ");
});

pm.test("headers without names", () => {
  for (const header of [5, [{ A: "1" }], [["A", "1"]], [5], { A: 1 }, { A: {} }]) pm.expect(sentence({ header })).to.include("pm.sendRequest: ");
  pm.expect(sentence({ headers: { A: "1" } })).to.include('write them in "header"');
});

pm.test("files", () => pm.expect(sentence({ body: { mode: "FILE", file: "x" } })).to.include("a script cannot upload files"));

pm.test("nothing is lost of what is empty or turned off", () => {
  for (const body of [undefined, null, "", {}, [], { mode: "raw" }, { mode: "raw", raw: "" }, { mode: "formdata" }, { mode: "urlencoded", urlencoded: null }, { mode: "raw", raw: 5, disabled: true }]) {
    pm.expect(sentence({ body })).to.equal("sent");
  }
});
