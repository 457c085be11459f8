//! Requests exactly as public clients send them: the `boomi` Python SDK 3.0.1 and `pyboomi-cli` 0.18.1 (field).
//!
//! Both clients were run against the emulator by hand. These tests replay their requests, so that no test needs Python.

use serde_json::json;

use super::platform::{ACCOUNT, LOCAL_ATOM, Platform, ROSTER, json_call, parsed};
use crate::boomi::emulator::EmulatedCall;

#[test]
fn field_the_python_sdk_triggers_with_empty_component_properties_and_polls() {
    let mut platform = Platform::local();
    let body = json!({
        "DynamicProcessProperties": {"DynamicProcessProperty": [{"name": "a", "value": "b"}]},
        "ProcessProperties": {"ProcessProperty": []},
        "atomId": LOCAL_ATOM, "processId": ROSTER,
    });
    let (status, answer) = platform.post("ExecutionRequest", &body);
    assert_eq!(status, 200);
    platform.wait(2_000);
    assert_eq!(platform.status(answer["requestId"].as_str().unwrap()), "COMPLETE");
}

#[test]
fn field_the_python_sdk_asks_in_bulk() {
    let body = json!({"request": [{"id": ROSTER}, {"id": "x"}], "type": "GET"});
    let (status, answer) = Platform::local().post("Process/bulk", &body);
    assert_eq!((status, answer["response"].as_array().map(Vec::len)), (200, Some(2)));
}

#[test]
fn field_pyboomi_finds_a_process_as_a_component() {
    let filter = |property: &str, value: serde_json::Value| json!({"property": property, "operator": "EQUALS", "argument": [value]});
    // The last argument is a boolean, not a text.
    let nested = [
        filter("name", json!("Student Roster Sync")),
        filter("type", json!("process")),
        filter("currentVersion", json!(true)),
    ];
    let query = json!({"QueryFilter": {"expression": {"operator": "and", "nestedExpression": nested}}});
    let (status, found) = Platform::local().post("ComponentMetadata/query", &query);
    assert_eq!((status, &found["result"][0]["componentId"]), (200, &json!(ROSTER)));
}

#[test]
fn field_shell_scripts_post_the_token_of_a_page_as_text() {
    let mut platform = Platform::playing("settings: { pageSize: 2 }");
    let (_, page) = platform.post("Atom/query", &json!({"QueryFilter": {"expression": {}}}));
    let token = page["queryToken"].as_str().unwrap();
    let path = format!("/api/rest/v1/{ACCOUNT}/Atom/queryMore");
    let text = Some("text/plain");
    let call = EmulatedCall {
        method: "POST",
        path: &path,
        content_type: text,
        body: token.as_bytes(),
        ..json_call()
    };
    let (status, rest) = parsed(&platform.send(&call));
    assert_eq!((status, rest["result"].as_array().map(Vec::len)), (200, Some(1)));
}
