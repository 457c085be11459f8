// SugarJS 1.3, which Postman's scripts have on every value: `[1, 2].sum()`, `"a b".words()`, `(5).daysAgo()`.
//
// It is big, and puts methods of its own in the place of some of the language's. So it is loaded when a script first
// reads a name that it alone adds. Source: postman-sandbox 4.7.

/** The getters that stand for names until the library is there. */
const sugarGetters = new Set();

/** Calls `visit` with each class or prototype to which the library adds a name, and with that name. */
const eachSugarName = (visit) => {
  const added = library("sugar-names");
  for (const owner of keysOf(added)) {
    const [ofClass, ofObjects] = added[owner];
    for (const name of ofClass) visit(global[owner], name);
    for (const name of ofObjects) visit(global[owner].prototype, name);
  }
};

const loadSugar = () => {
  eachSugarName((holder, name) => {
    const isStandIn = sugarGetters.has(Object.getOwnPropertyDescriptor(holder, name)?.get);
    if (isStandIn) delete holder[name];
  });
  sugarGetters.clear();
  // In newman it finds no base64, and brings its own; ours would warn that it is deprecated.
  const base64 = ["atob", "btoa"].map((name) => [name, Object.getOwnPropertyDescriptor(global, name)]);
  for (const [name] of base64) delete global[name];
  library("sugar");
  for (const [name, found] of base64) if (found) defineProperty(global, name, found);
};

const installSugar = () => {
  // One description for all of them: there are hundreds, and this is a part of every start.
  const standIn = { get: undefined, set: undefined, configurable: true, enumerable: false };
  eachSugarName((holder, name) => {
    standIn.get = () => {
      if (sugarGetters.size > 0) loadSugar();
      return holder[name];
    };
    standIn.set = function (value) {
      defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true });
    };
    sugarGetters.add(standIn.get);
    defineProperty(holder, name, standIn);
  });
};
