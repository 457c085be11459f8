// SugarJS's methods are there on every value, and loaded when the first of them is read.

const { map } = Array.prototype;

pm.test("names are not listed, and nothing is loaded before one is read", () => {
  const seen = [];
  for (const key in ["a"]) seen.push(key);
  pm.expect(seen).to.deep.equal(["0"]);
  pm.expect([1].map === map).to.equal(true);
});

pm.test("a script's own method of the same name wins", () => {
  Array.prototype.first = function () {
    return "own";
  };
  pm.expect([1].first()).to.equal("own");
  pm.expect([1].map === map).to.equal(true);
  delete Array.prototype.first;
});

pm.test("lists, texts, numbers, dates and objects have them", () => {
  pm.expect([1, 2, 3].sum()).to.equal(6);
  pm.expect("hello world".words()).to.deep.equal(["hello", "world"]);
  pm.expect((5).pad(3)).to.equal("005");
  pm.expect(new Date(2020, 1, 1).daysInMonth()).to.equal(29);
  pm.expect(Object.isString("x")).to.equal(true);
  pm.expect("hi".encodeBase64()).to.equal("aGk=");
});

pm.test("once loaded it is newman's: its methods stand in the place of the language's", () => {
  pm.expect([{ n: 1 }].map("n")).to.deep.equal([1]);
});

pm.test("the globals that it was kept from are there again", () => pm.expect(atob("aGk=")).to.equal("hi"));
