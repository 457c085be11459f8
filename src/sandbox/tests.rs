use std::sync::Arc;
use std::sync::Mutex;

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::*;
use crate::assertion::{Assertion, AssertionOutcome, ScriptFailure};
use crate::clock::{Clock, Seed};
use crate::collection::{Listen, Request, Script};
use crate::compat::Compat;
use crate::http::{CookieJar, FailureKind, RequestFailure, Response};
use crate::variable::{Mutation, Scopes, SecretVariables};

#[derive(Default)]
pub(super) struct Host {
    pub(super) records: Mutex<Vec<ScriptRecord>>,
    sent: Mutex<Vec<Value>>,
    jar: CookieJar,
}

impl ScriptHost for Host {
    fn record(&self, record: ScriptRecord) {
        self.records.lock().unwrap().push(record);
    }

    async fn send_request(&self, request: Value) -> Result<Arc<Response>, RequestFailure> {
        self.sent.lock().unwrap().push(request);
        Err(RequestFailure {
            kind: FailureKind::Connect,
            code: Some("ECONNREFUSED".into()),
            message: "refused".into(),
        })
    }

    fn cookie_jar(&self) -> &CookieJar {
        &self.jar
    }
}

pub(super) fn options() -> SandboxOptions {
    SandboxOptions {
        timeout: None,
        memory: ScriptMemory::unlimited(),
        compat: Compat::Postman,
        seed: Seed(1),
        clock: Clock::fixed(OffsetDateTime::UNIX_EPOCH),
        vault: Vault::default(),
        packages: Packages::default(),
        secrets: SecretVariables::default(),
    }
}

pub(super) fn input(listen: Listen, source: &str) -> ScriptInput {
    ScriptInput {
        script: Script { id: "s".into(), listen, source: source.into(), src: None },
        scopes: Scopes::default(),
        request: Arc::new(Request::default()),
        response: None,
        cookies: Vec::new(),
        info: Arc::default(),
    }
}

pub(super) fn run_all(options: SandboxOptions, sources: &[&str]) -> (Vec<ScriptOutcome>, Host) {
    let inputs = sources.iter().map(|source| input(Listen::Test, source)).collect();
    run_inputs(options, inputs)
}

fn run_inputs(options: SandboxOptions, inputs: Vec<ScriptInput>) -> (Vec<ScriptOutcome>, Host) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let host = Host::default();
    let outcomes = runtime.block_on(async {
        let mut sandbox = Sandbox::new(options);
        let mut outcomes = Vec::new();
        for input in inputs {
            outcomes.push(sandbox.evaluate(input, &host).await);
        }
        outcomes
    });
    (outcomes, host)
}

pub(super) fn run(source: &str) -> (ScriptOutcome, Vec<ScriptRecord>) {
    let (mut outcomes, host) = run_all(options(), &[source]);
    (outcomes.remove(0), host.records.into_inner().unwrap())
}

pub(super) fn assertions(records: &[ScriptRecord]) -> Vec<Assertion> {
    let found = records.iter().filter_map(|record| match record {
        ScriptRecord::Assertion(assertion) => Some(assertion.clone()),
        ScriptRecord::Console { .. } | ScriptRecord::Warning(_) => None,
    });
    found.collect()
}

#[test]
fn a_passing_test_is_recorded() {
    let (outcome, records) = run("pm.test('one', () => pm.expect(1 + 1).to.equal(2));");
    assert_eq!(outcome.failure, None);
    assert_eq!(
        assertions(&records),
        [Assertion { index: 0, name: "one".into(), outcome: AssertionOutcome::Passed }]
    );
}

#[test]
fn what_ends_a_script_is_reported_with_the_users_own_line() {
    let (outcome, _) = run("const a = {};\n\n  a.b.c;\n");
    let failure = outcome.failure.unwrap();
    assert_eq!(failure.name.as_deref(), Some("TypeError"));
    assert_eq!(failure.message.as_deref(), Some("Cannot read properties of undefined (reading 'c')"));
    assert_eq!(failure.line, Some(3));
}

#[test]
fn a_syntax_error_is_the_scripts_failure() {
    let (outcome, _) = run("pm.test('a', () => {});\nconst = 3;");
    let failure = outcome.failure.unwrap();
    assert_eq!((failure.name.as_deref(), failure.line), (Some("SyntaxError"), Some(2)));
}

#[test]
fn implicit_globals_persist_and_declarations_do_not() {
    let (outcomes, host) = run_all(
        options(),
        &[
            "shared = 1; var a = 1; let b = 1; const c = 1; function f() {}",
            "pm.test('shared', () => pm.expect(shared).to.equal(1));
             pm.test('private', () => pm.expect([typeof a, typeof b, typeof c, typeof f].join()).to.equal('undefined,undefined,undefined,undefined'));",
        ],
    );
    assert!(outcomes.iter().all(|outcome| outcome.failure.is_none()));
    assert!(assertions(&host.records.into_inner().unwrap()).iter().all(|found| found.failure().is_none()));
}

#[test]
fn return_and_await_work_at_the_top_level() {
    let (outcome, records) = run(
        "await new Promise((done) => setTimeout(done, 2)); console.log('after'); return; console.log('never');",
    );
    assert_eq!(outcome.failure, None);
    assert_eq!(records.len(), 1);
}

#[test]
fn timers_hold_the_script_open_and_fire_in_order() {
    let (_, records) = run("setTimeout(() => console.log(2), 6); setTimeout(() => console.log(1), 1);
         let n = 0; const i = setInterval(() => { if (++n === 3) { clearInterval(i); console.log('three'); } }, 1);");
    assert_eq!(records.len(), 3);
}

#[test]
fn an_endless_loop_is_stopped_and_the_engine_lives_on() {
    let limits = SandboxOptions { timeout: Some(std::time::Duration::from_millis(50)), ..options() };
    let (outcomes, _) = run_all(
        limits,
        &[
            "kept = 1; try { for (;;) {} } catch { console.log('caught') }",
            "if (kept !== 1) throw new Error('new engine')",
        ],
    );
    let message = outcomes[0].failure.as_ref().and_then(|failure| failure.message.clone());
    assert_eq!(message.as_deref(), Some("Script execution timed out after 50ms"));
    assert_eq!(outcomes[1].failure, None);
}

#[test]
fn a_timer_past_the_limit_ends_the_script() {
    let limits = SandboxOptions { timeout: Some(std::time::Duration::from_millis(30)), ..options() };
    let (outcomes, _) = run_all(limits, &["setInterval(() => {}, 5)"]);
    let message = outcomes[0].failure.as_ref().and_then(|failure| failure.message.clone());
    assert_eq!(message.as_deref(), Some("sandbox: asynchronous script execution timeout"));
}

#[test]
fn requests_of_a_script_reach_the_host_and_come_back() {
    let (outcomes, host) = run_all(
        options(),
        &["pm.sendRequest('http://a/b', (error) => console.log(error.code));
           try { await pm.sendRequest({ url: 'http://c', header: { A: '1' } }); } catch (error) { console.log(error.message); }"],
    );
    assert_eq!(outcomes[0].failure, None);
    assert_eq!(host.sent.lock().unwrap().len(), 2);
    assert_eq!(host.records.lock().unwrap().len(), 2);
}

#[test]
fn variables_come_out_as_mutations() {
    let (outcome, _) =
        run("pm.environment.set('a', { b: 1 }); pm.variables.set('c', 2); pm.environment.unset('a');
         if (pm.variables.get('c') !== 2 || pm.environment.has('a')) throw new Error('overlay');");
    assert_eq!(outcome.failure, None);
    assert_eq!(outcome.mutations.len(), 3);
}

#[test]
fn values_that_json_lacks_reach_later_scripts_as_null_and_a_big_int_as_its_digits() {
    let source = "pm.environment.set('a', undefined); pm.environment.set('b', NaN); pm.environment.set('c', -Infinity);
         pm.environment.set('d', 12345678901234567890123n); pm.environment.set('e', -0); pm.environment.set('f', 0.1);
         const same = [pm.environment.get('a'), pm.environment.get('b'), pm.environment.get('d')];
         if (same[0] !== undefined || !Number.isNaN(same[1]) || same[2] !== 12345678901234567890123n) throw new Error('live');";
    let (outcome, _) = run(source);
    assert_eq!(outcome.failure, None);
    let values: Vec<_> = outcome
        .mutations
        .into_iter()
        .map(|mutation| match mutation {
            Mutation::Set { value, .. } => value.unwrap(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(json!(values), json!([null, null, null, "12345678901234567890123", 0, 0.1]));
}

#[test]
fn a_test_that_never_ends_fails() {
    let (_, records) =
        run("pm.test('callback', (done) => {}); pm.test('promise', () => new Promise(() => {}));
         pm.test('async', async () => { await 1; throw new Error('late'); });");
    let failed = assertions(&records);
    assert_eq!(failed.iter().filter(|found| found.failure().is_some()).count(), 3);
}

#[test]
fn a_skipped_request_stops_the_script_at_once() {
    let source = "console.log(1); pm.execution.skipRequest(); console.log(2);";
    let (outcomes, host) = run_inputs(options(), vec![input(Listen::Prerequest, source)]);
    assert!(outcomes[0].skip_request && outcomes[0].failure.is_none());
    assert_eq!(host.records.lock().unwrap().len(), 1);
}

pub(super) fn run_with(input: ScriptInput) -> (ScriptOutcome, Vec<ScriptRecord>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let host = Host::default();
    let outcome = runtime.block_on(Sandbox::new(options()).evaluate(input, &host));
    (outcome, host.records.into_inner().unwrap())
}

pub(super) fn failed(records: &[ScriptRecord]) -> Vec<Assertion> {
    assertions(records).into_iter().filter(|found| found.failure().is_some()).collect()
}

#[test]
fn what_nobody_catches_is_not_lost() {
    let (outcome, _) = run("setTimeout(() => { throw new Error('timer'); }, 1);
         Promise.reject(new Error('promise'));
         Promise.reject(new Error('caught')).catch(() => {});
         pm.test('a', async () => { throw new Error('test'); });");
    let messages: Vec<_> = outcome.uncaught.iter().filter_map(|failure| failure.message.as_deref()).collect();
    assert_eq!((outcome.failure, messages), (None, vec!["timer", "promise"]));
}

#[test]
fn a_full_memory_ends_the_script_and_not_the_engine() {
    let limits = SandboxOptions { memory: ScriptMemory::limited(32 << 20), ..options() };
    let (outcomes, _) =
        run_all(limits, &["const all = []; for (;;) all.push(new Array(1000).fill(1));", "1 + 1"]);
    let message = outcomes[0].failure.as_ref().and_then(|failure| failure.message.clone());
    assert_eq!(
        message.as_deref(),
        Some(
            "the scripts of the run used more memory than the 32 MiB that they may: --script-memory sets another limit"
        )
    );
    assert_eq!(outcomes[1].failure, None);
}

#[test]
fn null_that_was_thrown_is_no_matter_of_memory() {
    let (outcome, _) = run("throw null;");
    assert_eq!(outcome.failure, Some(ScriptFailure::new("Error", "thrown: null")));
}

#[test]
fn endless_recursion_is_a_range_error() {
    let (outcome, _) = run("(function again() { again(); })()");
    assert_eq!(outcome.failure.unwrap().name.as_deref(), Some("RangeError"));
}

#[test]
fn an_interrupt_from_outside_stops_a_loop() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = runtime.block_on(async {
        let mut sandbox = Sandbox::new(options());
        sandbox.interrupt().store(true, std::sync::atomic::Ordering::Relaxed);
        sandbox.evaluate(input(Listen::Test, "for (;;) {}"), &Host::default()).await
    });
    assert!(outcome.failure.is_some());
}

#[test]
fn console_values_keep_what_json_cannot_say() {
    let (_, records) = run(
        "const loop = { a: 1 }; loop.self = loop; console.warn('x', undefined, NaN, loop, () => 1, new Error('e'))",
    );
    let [ScriptRecord::Console { level, values }] = &records[..] else { panic!("{records:?}") };
    assert_eq!(*level, ConsoleLevel::Warn);
    assert_eq!(
        Value::Array(values.clone()).to_string(),
        r#"["x",{"$console":"undefined"},{"$console":"number","value":"NaN"},{"a":1,"self":{"$console":"circular","up":1}},{"$console":"function","name":"","kind":"Function"},{"$console":"error","name":"Error","message":"e"}]"#
    );
}
