// `pm.test`.

const decided = (name, index) => host.testPassed(name, index);

/** A thrown value that is not an error has no message: newman's reports show the test's name instead. */
const NO_MESSAGE = stringify({ name: "AssertionError" });

const undecided = (name, index, error) => {
  if (!compat.describesThrownValues && !isErrorLike(error)) host.testFailed(name, index, NO_MESSAGE);
  else host.testFailed(name, index, describeThrown(error, "AssertionError"));
};

const NEVER_DONE = "the test did not finish: its callback was never called";
const NEVER_SETTLED = "the test did not finish: its promise was never settled";

const NEVER_BEGUN = "the test is a generator function, of which nothing runs: write function instead of function*";

/** What generator functions inherit from. */
const GENERATORS = [getPrototypeOf(function* () {}), getPrototypeOf(async function* () {})];

/** Remembers a test that is not decided yet; the returned function decides it once. */
const pendingTest = (name, index, reason) => {
  const entry = { name, index, reason };
  const { pending } = execution;
  pending.add(entry);
  return (error, failed) => {
    if (!pending.delete(entry)) return;
    if (failed) undecided(name, index, error);
    else decided(name, index);
  };
};

/** A test whose function takes `done`. */
const callbackTest = (name, index, body) => {
  const decide = pendingTest(name, index, NEVER_DONE);
  let calls = 0;
  try {
    body((error) => {
      // newman reports every call as a test of its own.
      if (calls++ > 0 && compat.countsEveryDone) (error ? undecided : decided)(name, index, error);
      else decide(error, Boolean(error));
    });
  } catch (error) {
    if (error === SKIPPED) throw error;
    decide(error, true);
  }
};

/** A test whose function may return a promise. */
const plainTest = (name, index, body) => {
  let result;
  try {
    result = body();
  } catch (error) {
    if (error === SKIPPED) throw error;
    return undecided(name, index, error);
  }
  if (result === null || typeof result !== "object" || typeof result.then !== "function" || !compat.awaitsTests) {
    return decided(name, index);
  }
  const decide = pendingTest(name, index, NEVER_SETTLED);
  result.then(() => decide(), (error) => decide(error, true));
};

/** Why a test that was given this in place of a function fails; nothing for `true`, which is what a condition gives that holds. */
const reasonOf = (name, body) => {
  const write = "write pm.test(name, () => { … })";
  if (body === true) return undefined;
  if (body === false) return `pm.test was given false: the condition does not hold (or ${write})`;
  if (typeof name === "function") return `pm.test was given no name: ${write}`;
  return `pm.test was given ${body === undefined ? "no function" : `${kindOf(body)} in place of a function`}: nothing is tested; ${write}`;
};

/** A test without a function. */
const emptyTest = (name, title, index, body) => {
  const message = compat.passesEmptyTests ? undefined : reasonOf(name, body);
  if (message === undefined) decided(title, index);
  else host.testFailed(title, index, stringify({ name: "AssertionError", message }));
};

/** `pm.test`, fresh for each script: scripts may replace it. */
const makeTest = () => {
  const test = (name, body) => {
    const title = String(name);
    const index = execution.tests++;
    if (typeof body !== "function") emptyTest(name, title, index, body);
    else if (!compat.passesEmptyTests && GENERATORS.includes(getPrototypeOf(body))) undecided(title, index, new Error(NEVER_BEGUN));
    else if (body.length > 0) callbackTest(title, index, body);
    else plainTest(title, index, body);
    return execution.pm;
  };
  test.skip = (name) => {
    host.testSkipped(String(name), execution.tests++);
    return execution.pm;
  };
  test.index = () => execution.tests;
  return test;
};

/** At the script's end: a test that is still undecided fails, since nobody would see that it is missing. */
const finishTests = () => {
  for (const { name, index, reason } of execution.pending) {
    if (compat.failsUndecidedTests) host.testFailed(name, index, stringify({ name: "AssertionError", message: reason }));
  }
  execution.pending.clear();
};
