// The words of the engine's own errors are V8's: what newman's scripts catch.

const says = (words, run) => {
  let thrown;
  try {
    run();
  } catch (error) {
    thrown = `${error.name}: ${error.message}`;
  }
  pm.test(words, () => pm.expect(thrown).to.equal(words));
};

says("TypeError: Cannot read properties of undefined (reading 'foo')", () => {
  var a = undefined; a.foo
});
says("TypeError: Cannot read properties of null (reading 'x')", () => {
  null.x
});
says("TypeError: Cannot read properties of undefined (reading 'b')", () => {
  var o={}; o.a.b.c()
});
says("TypeError: Cannot set properties of undefined (setting 'x')", () => {
  let u; u.x=1
});
says("TypeError: pm.nothing is not a function", () => {
  pm.nothing()
});
says("TypeError: 5 is not a function", () => {
  5()
});
says("TypeError: f is not a function", () => {
  var f; f()
});
says("TypeError: Cannot read properties of undefined (reading 'y')", () => {
  var o={}; o.x.y()
});
says("TypeError: o.k is not a function", () => {
  var o={}; o['k']()
});
says("TypeError: o[i] is not a function", () => {
  var o={},i=0; o[i]()
});
says("TypeError: o[0] is not a function", () => {
  var o={}; o[0]()
});
says("TypeError: o.a.b is not a function", () => {
  var o={a:{}}; o.a.b(1,2)
});
says("TypeError: o.a.b is not a function", () => {
  const o = { a: {} };
  o.a.b(o.toString()).c();
});
says("TypeError: require(...).nope is not a function", () => {
  require('lodash').nope()
});
says("TypeError: Cannot read properties of undefined (reading 'x')", () => {
  (function(){})().x
});
says("TypeError: 5 is not a constructor", () => {
  new (5)
});
says("TypeError: q is not a constructor", () => {
  var q=1; new q()
});
says("TypeError: o.X is not a constructor", () => {
  var o={}; new o.X()
});
says("TypeError: o is not iterable", () => {
  var o={}; for(const x of o);
});
says("TypeError: o is not iterable", () => {
  var o={}; [...o]
});
says("TypeError: Spread syntax requires ...iterable[Symbol.iterator] to be a function", () => {
  var o={}; Math.max(...o)
});
says("TypeError: number 5 is not iterable (cannot read property Symbol(Symbol.iterator))", () => {
  new Map(5)
});
says("TypeError: number 5 is not iterable (cannot read property Symbol(Symbol.iterator))", () => {
  new Set(5)
});
says("TypeError: Assignment to constant variable.", () => {
  const c=1; c=2
});
says("ReferenceError: Cannot access 'x' before initialization", () => {
  x; let x
});
says("TypeError: Right-hand side of 'instanceof' is not an object", () => {
  1 instanceof 2
});
says("TypeError: Cannot use 'in' operator to search for 'a' in b", () => {
  'a' in 'b'
});
says("TypeError: Cannot mix BigInt and other types, use explicit conversions", () => {
  1n+1
});
says("TypeError: Cannot convert a Symbol value to a string", () => {
  `${Symbol('x')}`
});
says("TypeError: Cannot convert a Symbol value to a number", () => {
  Symbol()+1
});
says("SyntaxError: Invalid regular expression: /[/: Unterminated character class", () => {
  new RegExp('[')
});
says("SyntaxError: Invalid regular expression: /(/: Unterminated group", () => {
  new RegExp('(')
});
says("SyntaxError: Invalid regular expression: /a**/: Nothing to repeat", () => {
  new RegExp('a**')
});
says("SyntaxError: Invalid flags supplied to RegExp constructor 'zz'", () => {
  new RegExp('a','zz')
});
says("URIError: URI malformed", () => {
  decodeURIComponent('%')
});
says("TypeError: Class constructor A cannot be invoked without 'new'", () => {
  class A{}; A()
});
says("RangeError: Invalid array length", () => {
  new Array(-1)
});
says("RangeError: Invalid count value: -1", () => {
  'x'.repeat(-1)
});
says("RangeError: toFixed() digits argument must be between 0 and 100", () => {
  (1).toFixed(101)
});
says("RangeError: toString() radix argument must be between 2 and 36", () => {
  (1).toString(1)
});
says("RangeError: toPrecision() argument must be between 1 and 100", () => {
  (1).toPrecision(0)
});
says("TypeError: Reduce of empty array with no initial value", () => {
  [].reduce((a,b)=>a)
});
says("TypeError: undefined is not a function", () => {
  [1].forEach()
});
says("TypeError: Object.defineProperty called on non-object", () => {
  Object.defineProperty(1,'a',{})
});
says("TypeError: Cannot assign to read only property 'a' of object '#<Object>'", () => {
  'use strict'; (function(){'use strict'; Object.freeze({a:1}).a=2})()
});
says("ReferenceError: undefinedVar is not defined", () => {
  (function(){'use strict'; undefinedVar=1})()
});
says("JSONError: Do not know how to serialize a BigInt", () => {
  JSON.stringify(1n)
});
says("SyntaxError: Cannot convert x to a BigInt", () => {
  BigInt('x')
});
says("RangeError: The number 1.5 cannot be converted to a BigInt because it is not an integer", () => {
  BigInt(1.5)
});
says("TypeError: Cannot create proxy with a non-object as target or handler", () => {
  new Proxy({},null)
});
says("TypeError: 1 is not a symbol", () => {
  Symbol.keyFor(1)
});
says("TypeError: Symbol is not a constructor", () => {
  new Symbol()
});
says("TypeError: Promise constructor cannot be invoked without 'new'", () => {
  Promise()
});
says("TypeError: Constructor Map requires 'new'", () => {
  Map()
});
says("TypeError: Promise resolver undefined is not a function", () => {
  new Promise()
});
says("TypeError: Promise resolver 5 is not a function", () => {
  new Promise(5)
});
says("TypeError: object null is not iterable (cannot read property Symbol(Symbol.iterator))", () => {
  null[Symbol.iterator]
});
says("TypeError: Cannot read properties of undefined (reading '0')", () => {
  undefined[0]
});
says("TypeError: Cannot read properties of undefined (reading '0')", () => {
  var a; a[0]
});
says("TypeError: Cannot read properties of null (reading 'x y')", () => {
  var a=null; a['x y']
});
says("TypeError: Cannot read properties of null (reading 'f')", () => {
  null.f()
});
says("TypeError: Cannot read properties of undefined (reading 'f')", () => {
  undefined.f()
});
says("TypeError: Cannot read properties of undefined (reading 'b')", () => {
  var a; a.b()
});
says("TypeError: r.json is not a function", () => {
  var r={}; r.json().x
});
says("TypeError: Cannot set properties of undefined (setting 'bar')", () => {
  var x = {}; x.foo.bar = 1
});
says("TypeError: Cannot convert undefined or null to object", () => {
  delete null.x
});
says("TypeError: Reflect.ownKeys called on non-object", () => {
  Reflect.ownKeys(1)
});
says("RangeError: Invalid time value", () => {
  new Date(NaN).toISOString()
});
says("TypeError: String.prototype.matchAll called with a non-global RegExp argument", () => {
  'abc'.matchAll(/a/)
});
says("TypeError: Cannot convert undefined or null to object", () => {
  String.raw()
});
says("ReferenceError: Must call super constructor in derived class before accessing 'this' or returning from derived constructor", () => {
  class B extends Object{constructor(){this.x}}; new B()
});
says("TypeError: Cannot read properties of undefined (reading 'y')", () => {
  ({}).x.y
});
says("TypeError: Cannot convert undefined or null to object", () => {
  [].at.call(null)
});
says("ReferenceError: Cannot access 'f' before initialization", () => {
  f(); const f=()=>1
});
says("ReferenceError: zzz is not defined", () => {
  typeof zzz; zzz
});
says("ReferenceError: zzz is not defined", () => {
  zzz.x
});
says("TypeError: s is not a function", () => {
  var s='x'; s()
});
says("TypeError: s.foo is not a function", () => {
  var s='x'; s.foo()
});
says("TypeError: \"abc\".foo is not a function", () => {
  'abc'.foo()
});
says("TypeError: [1,2].foo is not a function", () => {
  [1,2].foo()
});
says("TypeError: pm.environment.foo is not a function", () => {
  pm.environment.foo('x')
});
says("TypeError: console.table is not a function", () => {
  console.table([])
});
says("RangeError: Invalid typed array length: -1", () => {
  new Uint8Array(-1)
});
says("RangeError: Invalid array buffer length", () => {
  new ArrayBuffer(-1)
});
says("TypeError: Invalid value used as weak map key", () => {
  new WeakMap().set(1,1)
});
says("TypeError: number 5 is not iterable (cannot read property Symbol(Symbol.iterator))", () => {
  Object.fromEntries(5)
});
says("TypeError: Cannot read properties of undefined (reading 'y')", () => {
  Array.from({length:-1}).x.y
});
says("TypeError: Cannot read properties of undefined (reading 'y')", () => {
  this.x.y
});
says("TypeError: undefined is not iterable (cannot read property Symbol(Symbol.iterator))", () => {
  const [[a]]=[]
});
says("ReferenceError: y is not defined", () => {
  x = y + 1
});
says("TypeError: Cannot read properties of undefined (reading 'bar')", () => {
  let i = 0; i.foo.bar()
});
says("TypeError: Cannot read properties of undefined (reading 'name')", () => {
  var a=[]; a[5].name
});
says("TypeError: Cannot read properties of undefined (reading '0')", () => {
  var d = {data:{}}; d.data.items[0].id
});
says("TypeError: Cannot read properties of undefined (reading 'map')", () => {
  var d = {data:{}}; d.data.items.map(x=>x)
});
says("TypeError: Cannot read properties of undefined (reading 'forEach')", () => {
  var d = {}; d.list.forEach(x=>x)
});
says("TypeError: d.forEach is not a function", () => {
  var d = {}; d.forEach(x=>x)
});
says("TypeError: _.nope is not a function", () => {
  _.nope()
});
says("Error: Invalid Chai property: foo. Did you mean \"to\"?", () => {
  pm.expect(1).to.be.a.foo()
});
says("TypeError: CryptoJS.foo is not a function", () => {
  CryptoJS.foo('a')
});
says("Error: Cannot find module 'undefined'", () => {
  require()
});
says("ReferenceError: Foo is not defined", () => {
  new Foo()
});
says("ReferenceError: Foo is not defined", () => {
  Foo.bar()
});
says("ReferenceError: moment is not defined", () => {
  moment()
});
says("TypeError: f2 is not a function", () => {
  var a = 1;
  f2();
  var f2;
});
says("TypeError: a.b is not a function", () => {
  var a = 1
    a
    .b()
});
says("TypeError: x.a.foo is not a function", () => {
  var x = {a:{}};
  x
    .a
    .foo(1)
    .bar()
});
says("Error: Invalid Chai property: foo. Did you mean \"to\"?", () => {
  pm.expect(1).to.equal(1).foo.bar()
});
says("TypeError: list[0].run is not a function", () => {
  var list=[{}]; list[0].run()
});
says("TypeError: a is not a function", () => {
  var a=1;
  // c
  a();
});
says("TypeError: Cannot read properties of null (reading 'x')", () => {
  null.x.y
});
says("TypeError: Cannot read properties of undefined (reading 'bar')", () => {
  let t = pm.info.foo.bar
});
says("TypeError: (intermediate value)(...).foo is not a function", () => {
  (async()=>{})().foo()
});
says("TypeError: (intermediate value).foo is not a function", () => {
  new Date().foo()
});
says("TypeError: Cannot read properties of undefined (reading 'b')", () => {
  var o={}; o?.a.b()
});
says("TypeError: o.z is not a function", () => {
  var o={}; o.a?.b.c(); o.z()
});
says("TypeError: Cannot read properties of undefined (reading '0')", () => {
  [].foo[0]()
});
says("TypeError: o.foo is not a function", () => {
  var o={}; if (o.foo()) {}
});
says("TypeError: o.foo is not a function", () => {
  var o={}; var r = o.foo() + 1
});
says("TypeError: o.foo is not a function", () => {
  var o={}; console.log(o.foo())
});
says("TypeError: o.foo is not a function", () => {
  var o={}; !o.foo()
});
says("TypeError: o.foo is not a function", () => {
  var o={}; typeof o.foo()
});
