// `pm.expect`: ours and chai's agree on what passes and on what fails.

const chai = require("chai");

const verdictOf = (check, expect) => {
  try {
    check(expect);
    return "passed";
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};

const CHECKS = [
  (expect) => expect(1).to.equal(1),
  (expect) => expect(1).to.equal("1"),
  (expect) => expect(1).to.not.equal(1),
  (expect) => expect(NaN).to.eql(NaN),
  (expect) => expect(0).to.eql(-0),
  (expect) => expect({ a: [1, { b: 2 }] }).to.deep.equal({ a: [1, { b: 2 }] }),
  (expect) => expect({ a: 1 }).to.not.deep.equal({ a: 1 }),
  (expect) => expect(new Date(1)).to.eql(new Date(1)),
  (expect) => expect("abc").to.be.a("string").with.lengthOf(3),
  (expect) => expect(null).to.be.a("null"),
  (expect) => expect([]).to.be.an("array").that.is.empty,
  (expect) => expect({}).to.be.an("object").and.not.have.property("a"),
  (expect) => expect(undefined).to.exist,
  (expect) => expect("abc").to.include("b"),
  (expect) => expect([1, 2]).to.include(3),
  (expect) => expect([1, 2]).to.not.include(2),
  (expect) => expect({ a: 1, b: 2 }).to.include({ a: 1 }),
  (expect) => expect([1, 2, 3]).to.include.members([1, 2]),
  (expect) => expect({ a: 1, b: 2 }).to.have.all.keys("a", "b"),
  (expect) => expect({ a: 1, b: 2 }).to.include.any.keys("a", "z"),
  (expect) => expect({ a: { b: 1 } }).to.have.nested.property("a.b", 1),
  (expect) => expect({ a: { b: 1 } }).to.have.property("a").that.is.an("object").with.property("b", 2),
  (expect) => expect(5).to.be.within(1, 4),
  (expect) => expect(5).to.be.above(4).and.below(6),
  (expect) => expect("5").to.be.above(4),
  (expect) => expect("abc").to.have.lengthOf.above(3),
  (expect) => expect("abc").to.have.length.below(4),
  (expect) => expect("abc").to.match(/^b/),
  (expect) => expect(2).to.be.oneOf([1, 2]),
  (expect) => expect(3, "a label").to.be.oneOf([1, 2]),
  (expect) => expect(() => { throw new TypeError("x"); }).to.throw(TypeError, "x"),
  (expect) => expect(() => {}).to.throw(),
  (expect) => expect(1.05).to.be.closeTo(1, 0.1),
  (expect) => expect([3, 1]).to.have.ordered.members([1, 3]),
  (expect) => expect(true).to.be.true,
  (expect) => expect(1).to.be.true,
  (expect) => expect(0).to.not.be.ok,
  (expect) => expect(1).to.satisfy((value) => value > 2),
  (expect) => expect.fail("said"),
  (expect) => expect(1).to.nonsense,
  (expect) => expect([1, [2]]).to.deep.include([2]),
  (expect) => expect(new Map([[1, 2]])).to.have.key(1),
  (expect) => expect(Object.create(null)).to.eql({}),
  (expect) => expect("").to.be.empty,
  (expect) => expect(7).to.be.empty,
  (expect) => expect(7).to.be.an.instanceof(Number),
];

CHECKS.forEach((check) => pm.test(String(check), () => {
  const wanted = verdictOf(check, chai.expect);
  const found = verdictOf(check, pm.expect);
  if (found !== wanted) throw new Error(`chai: ${wanted}; ours: ${found}`);
}));
