use std::cell::RefCell;
use std::sync::Arc;

use serde_json::Value;
use time::OffsetDateTime;

use super::*;
use crate::assertion::{Assertion, AssertionOutcome, ScriptFailure};
use crate::clock::{Clock, Seed};
use crate::collection::{Listen, Request, Script};
use crate::http::{FailureKind, RequestFailure, Response};
use crate::variable::Scopes;

#[derive(Default)]
struct Host {
    records: RefCell<Vec<ScriptRecord>>,
    sent: RefCell<Vec<Value>>,
}

impl ScriptHost for Host {
    fn record(&self, record: ScriptRecord) {
        self.records.borrow_mut().push(record);
    }

    async fn send_request(&self, request: Value) -> Result<Arc<Response>, RequestFailure> {
        self.sent.borrow_mut().push(request);
        Err(RequestFailure {
            kind: FailureKind::Connect,
            code: Some("ECONNREFUSED".into()),
            message: "refused".into(),
        })
    }

    fn cookie_jar(&self, _: &str, _: &[Value]) -> Result<Value, String> {
        Ok(Value::Null)
    }
}

fn options() -> SandboxOptions {
    SandboxOptions {
        timeout: None,
        memory_bytes: None,
        compat_newman: false,
        seed: Seed(1),
        clock: Clock::fixed(OffsetDateTime::UNIX_EPOCH),
        vault: Vault::default(),
        packages: Packages::default(),
    }
}

fn input(listen: Listen, source: &str) -> ScriptInput {
    ScriptInput {
        script: Script { id: "s".into(), listen, source: source.into() },
        scopes: Scopes::default(),
        request: Arc::new(Request::default()),
        response: None,
        cookies: Vec::new(),
        info: Arc::default(),
    }
}

fn run_all(options: SandboxOptions, sources: &[&str]) -> (Vec<ScriptOutcome>, Host) {
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

fn run(source: &str) -> (ScriptOutcome, Vec<ScriptRecord>) {
    let (mut outcomes, host) = run_all(options(), &[source]);
    (outcomes.remove(0), host.records.into_inner())
}

fn assertions(records: &[ScriptRecord]) -> Vec<Assertion> {
    let found = records.iter().filter_map(|record| match record {
        ScriptRecord::Assertion(assertion) => Some(assertion.clone()),
        ScriptRecord::Console { .. } => None,
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
    assert!(assertions(&host.records.into_inner()).iter().all(|found| found.failure().is_none()));
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
    assert_eq!(host.sent.borrow().len(), 2);
    assert_eq!(host.records.borrow().len(), 2);
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
    assert_eq!(host.records.borrow().len(), 1);
}

#[test]
fn what_fails_is_said_in_chais_own_words() {
    let (_, records) = run("pm.test('a', () => pm.expect(1).to.deep.equal({ b: 2 }));
         pm.test('b', () => pm.expect({ a: 1 }, 'label').to.have.property('b'));
         pm.test('c', () => pm.expect('hello').to.be.a('string').and.include('zz'));
         pm.test('d', () => pm.expect(1).to.bad);
         pm.test('e', () => pm.expect([1, 2]).to.not.have.lengthOf(2));
         pm.test('f', () => pm.expect({ a: 1 }).to.have.all.keys('b'));");
    let messages: Vec<_> = assertions(&records)
        .iter()
        .map(|found| found.failure().and_then(|failure| failure.message.clone()).unwrap_or_default())
        .collect();
    assert_eq!(
        messages,
        [
            "expected 1 to deeply equal { b: 2 }",
            "label: expected { a: 1 } to have property 'b'",
            "expected 'hello' to include 'zz'",
            "Invalid Chai property: bad. Did you mean \"be\"?",
            "expected [ 1, 2 ] to not have a length of 2",
            "expected { a: 1 } to have key 'b'",
        ]
    );
}

#[test]
fn every_library_loads_and_works() {
    let (outcome, records) = run(include_str!("js/tests/libraries.js"));
    assert_eq!(outcome.failure, None);
    let failed: Vec<_> = assertions(&records).into_iter().filter(|found| found.failure().is_some()).collect();
    assert_eq!(failed, []);
}

fn response() -> Response {
    let mut headers = crate::http::Headers::default();
    headers.push("Content-Type", "application/json");
    let body = bytes::Bytes::from_static(br#"{"a":{"b":1},"list":[1,2]}"#);
    Response {
        code: 200,
        reason: "OK".into(),
        headers,
        body_bytes: body.len() as u64,
        wire_bytes: body.len() as u64,
        body,
        timings: crate::http::Timings { total: std::time::Duration::from_millis(48), ..Default::default() },
        cookies: Vec::new(),
        http_version: "1.1".into(),
    }
}

fn run_with(input: ScriptInput) -> (ScriptOutcome, Vec<ScriptRecord>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let host = Host::default();
    let outcome = runtime.block_on(Sandbox::new(options()).evaluate(input, &host));
    (outcome, host.records.into_inner())
}

#[test]
fn the_response_has_its_members_and_assertions() {
    let source = include_str!("js/tests/response.js");
    let input = ScriptInput { response: Some(Arc::new(response())), ..input(Listen::Test, source) };
    let (outcome, records) = run_with(input);
    assert_eq!(outcome.failure, None);
    let failed: Vec<_> = assertions(&records).into_iter().filter(|found| found.failure().is_some()).collect();
    assert_eq!(failed, []);
}

fn failed(records: &[ScriptRecord]) -> Vec<Assertion> {
    assertions(records).into_iter().filter(|found| found.failure().is_some()).collect()
}

#[test]
fn expect_agrees_with_chai() {
    let (outcome, records) = run(include_str!("js/tests/expect.js"));
    assert_eq!(outcome.failure, None);
    assert!(assertions(&records).len() > 40);
    assert_eq!(failed(&records), []);
}

#[test]
fn a_prerequest_script_changes_its_request() {
    let json = serde_json::json!({
        "method": "POST", "url": {"protocol": "http", "host": ["a", "b"], "port": "80", "path": ["x", ":id"],
        "query": [{"key": "q", "value": "1"}], "variable": [{"key": "id", "value": "7"}]},
        "header": [{"key": "Accept", "value": "text/plain"}], "body": {"mode": "raw", "raw": "hello"},
    });
    let request = Arc::new(crate::collection::parse_request(&json));
    let source = include_str!("js/tests/request.js");
    let (outcome, records) = run_with(ScriptInput { request, ..input(Listen::Prerequest, source) });
    assert_eq!((outcome.failure, failed(&records)), (None, vec![]));
    let changed = outcome.request.unwrap();
    assert_eq!(changed.method, "PUT");
    assert_eq!(changed.url.to_string(), "http://a.b:80/x/7?q=1&r=2");
    let headers: Vec<_> =
        changed.headers.iter().map(|header| format!("{}: {}", header.key, header.value)).collect();
    assert_eq!(headers, ["accept: text/html", "X-New: 1"]);
    assert_eq!(changed.body, Some(crate::collection::Body::Raw { text: "bye".into(), language: None }));
}

#[test]
fn a_request_that_was_only_read_does_not_come_out() {
    let (outcome, _) =
        run_with(input(Listen::Prerequest, "pm.request.url.toString(); pm.request.headers.get('a');"));
    assert_eq!(outcome.request, None);
}

#[test]
fn the_scopes_behave_as_postmans() {
    use crate::variable::{Variable, VariableScope};
    let scope = |name: &str, key: &str, value: i32| {
        Arc::new(VariableScope::new("id", Some(name.to_owned()), vec![Variable::new(key, value)]))
    };
    let scopes = Scopes {
        environment: scope("local", "e", 1),
        collection: scope("c", "c", 2),
        global: scope("g", "g", 3),
        data: Arc::new([("d".to_owned(), Value::from(4))].into_iter().collect()),
        ..Scopes::default()
    };
    let source = include_str!("js/tests/variables.js");
    let (outcome, records) = run_with(ScriptInput { scopes, ..input(Listen::Test, source) });
    assert_eq!((outcome.failure, failed(&records)), (None, vec![]));
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
    let limits = SandboxOptions { memory_bytes: Some(32 << 20), ..options() };
    let (outcomes, _) =
        run_all(limits, &["const all = []; for (;;) all.push(new Array(1000).fill(1));", "1 + 1"]);
    let message = outcomes[0].failure.as_ref().and_then(|failure| failure.message.clone());
    assert_eq!(message.as_deref(), Some("the script used more memory than it may"));
    assert_eq!(outcomes[1].failure, None);
}

#[test]
fn null_that_was_thrown_is_no_matter_of_memory() {
    let (outcome, _) = run("throw null;");
    assert_eq!(outcome.failure, Some(ScriptFailure::default()));
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
fn legacy_tests_come_after_all_others() {
    let (_, records) =
        run("tests['old'] = 0; pm.test('new', () => {}); tests.good = responseTime === undefined;");
    let found: Vec<_> = assertions(&records)
        .into_iter()
        .map(|found| (found.index, found.failure().and_then(|failure| failure.message.clone()), found.name))
        .collect();
    let old = Some("expected 0 to be truthy".to_owned());
    assert_eq!(found, [(0, None, "new".into()), (1, old, "old".into()), (2, None, "good".into())]);
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

#[test]
fn broken_json_is_worded_as_newman_words_it() {
    let source = r#"for (const text of ['something', '', '{', '{"a":}', '[1,]', '{"a":1,}', '"abc', '1 2', '-', '1.', "{'a':1}"]) {
        try { JSON.parse(text); } catch (error) { console.log(error.name + ' ' + error.message.split('\n')[0]); }
    }"#;
    let (_, records) = run(source);
    let said: Vec<_> = records
        .iter()
        .filter_map(|record| match record {
            ScriptRecord::Console { values, .. } => values[0].as_str(),
            ScriptRecord::Assertion(_) => None,
        })
        .collect();
    assert_eq!(
        said,
        [
            "JSONError Unexpected token 's' at 1:1",
            "JSONError No data, empty input at 1:1",
            "JSONError Unexpected end of input at 1:2",
            "JSONError No value found for key a at 1:6",
            "JSONError Trailing comma in array at 1:4",
            "JSONError Trailing comma in object at 1:8",
            "JSONError Unexpected end of input at 1:5",
            "JSONError Unexpected token '2' at 1:3",
            "JSONError Bad numeric literal - \"-\" at 1:1",
            "JSONError Non-json numeric literal - \"1.\" at 1:2",
            "JSONError Unexpected token '\\'' at 1:2",
        ]
    );
}
