// SugarJS 1.3, which Postman's scripts have on every value: `[1, 2].sum()`, `"a b".words()`, `(5).daysAgo()`.
//
// It is big, and puts methods of its own in the place of some of the language's. So it is loaded when a script first
// reads a name that it alone adds. Source: postman-sandbox 4.7.

/** The getters that stand for names until the library is there. */
const sugarGetters = new Set();

const isStandIn = (holder, name) => sugarGetters.has(Object.getOwnPropertyDescriptor(holder, name)?.get);

/** Each name with what holds it: `Array.create` is the class's, `Array#first` its objects'. */
const sugarPlaces = () =>
  library("sugar-names").map((name) => {
    const [owner, member] = name.split(/[.#]/);
    return [name.includes("#") ? global[owner].prototype : global[owner], member];
  });

const loadSugar = (places) => {
  for (const [holder, name] of places) if (isStandIn(holder, name)) delete holder[name];
  sugarGetters.clear();
  // In newman it finds no base64, and brings its own; ours would warn that it is deprecated.
  const base64 = ["atob", "btoa"].map((name) => [name, Object.getOwnPropertyDescriptor(global, name)]);
  for (const [name] of base64) delete global[name];
  library("sugar");
  for (const [name, found] of base64) if (found) defineProperty(global, name, found);
};

const installSugar = () => {
  const places = sugarPlaces();
  for (const [holder, name] of places) {
    const get = () => {
      if (sugarGetters.size > 0) loadSugar(places);
      return holder[name];
    };
    const set = function (value) {
      defineProperty(this, name, { value, writable: true, configurable: true, enumerable: true });
    };
    sugarGetters.add(get);
    defineProperty(holder, name, { get, set, configurable: true, enumerable: false });
  }
};
