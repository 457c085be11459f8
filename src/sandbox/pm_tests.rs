//! What scripts find: `pm`, the legacy globals, the libraries.

use std::sync::Arc;

use serde_json::Value;

use super::tests::{Host, assertions, failed, input, options, run, run_with};
use super::*;
use crate::collection::Listen;
use crate::compat::Compat;
use crate::http::Response;
use crate::variable::Scopes;

/// Runs a test script over this response; all its tests must pass.
fn passes(source: &str, response: Response) {
    let (outcome, records) =
        run_with(ScriptInput { response: Some(Arc::new(response)), ..input(Listen::Test, source) });
    assert_eq!((outcome.failure, failed(&records)), (None, vec![]));
    assert!(!assertions(&records).is_empty());
}

pub(super) fn response() -> Response {
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

#[test]
fn the_response_has_its_members_and_assertions() {
    let source = include_str!("js/tests/response.js");
    let input = ScriptInput { response: Some(Arc::new(response())), ..input(Listen::Test, source) };
    let (outcome, records) = run_with(input);
    assert_eq!(outcome.failure, None);
    let failed: Vec<_> = assertions(&records).into_iter().filter(|found| found.failure().is_some()).collect();
    assert_eq!(failed, []);
}

#[test]
fn lists_have_the_members_of_postmans() {
    let mut headers = crate::http::Headers::default();
    for (name, value) in [("A", "1"), ("B", "2"), ("a", "3")] {
        headers.push(name, value);
    }
    passes(include_str!("js/tests/lists.js"), Response { headers, ..response() });
}

#[test]
fn the_legacy_globals_are_there() {
    passes(include_str!("js/tests/legacy.js"), response());
}

#[test]
fn pm_is_whole() {
    passes(include_str!("js/tests/pm.js"), response());
}

#[test]
fn a_response_that_never_came_is_empty() {
    let (outcome, records) = run("pm.test('empty', () => { pm.expect(pm.response.code).to.equal(undefined); pm.expect(pm.response.headers.count()).to.equal(0); });
         pm.test('fails', () => pm.response.to.have.status(200));");
    assert_eq!(outcome.failure, None);
    let messages: Vec<_> =
        failed(&records).iter().map(|found| found.failure().unwrap().message.clone()).collect();
    assert_eq!(messages, [Some("expected PostmanResponse{ …(5) } to have property 'code'".to_owned())]);
}

#[test]
fn assertions_that_newman_loses_fail_with_a_message_unless_compat_is_newman() {
    let source = "pm.test('json', () => pm.response.to.have.jsonBody({ other: 1 })); pm.test('text', () => { throw 'said'; });";
    let messages = |compat| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let host = Host::default();
        let input = ScriptInput { response: Some(Arc::new(response())), ..input(Listen::Test, source) };
        runtime.block_on(Sandbox::new(SandboxOptions { compat, ..options() }).evaluate(input, &host));
        let records = host.records.into_inner().unwrap();
        failed(&records).iter().filter_map(|found| Some(found.failure()?.message.clone())).collect::<Vec<_>>()
    };
    // Without a message: newman's reports say the test's name.
    assert_eq!(messages(Compat::Newman), [None]);
    let found = messages(Compat::Postman);
    let [Some(json), Some(text)] = &found[..] else { panic!("two tests fail") };
    assert!(json.starts_with("expected response body json to equal { other: 1 }"), "{json}");
    assert_eq!(text, "thrown: said");
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
fn broken_json_is_worded_as_newman_words_it() {
    let source = r#"for (const text of ['something', '', '{', '{"a":}', '[1,]', '{"a":1,}', '"abc', '1 2', '-', '1.', "{'a':1}"]) {
        try { JSON.parse(text); } catch (error) { console.log(error.name + ' ' + error.message.split('\n')[0]); }
    }"#;
    let (_, records) = run(source);
    let said: Vec<_> = records
        .iter()
        .filter_map(|record| match record {
            ScriptRecord::Console { values, .. } => values[0].as_str(),
            ScriptRecord::Assertion(_) | ScriptRecord::Warning(_) => None,
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
