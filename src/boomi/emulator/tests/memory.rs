//! The state that survives a restart, and the page.

use serde_json::{Value, json};

use super::platform::{ARCHIVE, BROKEN, LOCAL_ATOM, Platform, ROSTER, TOKEN, json_call};
use crate::boomi::emulator::{EmulatedCall, StateError, Store};

#[test]
fn runs_go_on_after_a_restart() {
    let mut before = Platform::local();
    let flaky = "789abcde-f012-4345-8678-9abcdef01237";
    let done = before.request_id(flaky, LOCAL_ATOM);
    let running = before.request_id(ARCHIVE, LOCAL_ATOM);
    before.wait(5_000);
    let mut after = Platform::local();
    after.emulator.recall(&before.emulator.remember()).expect("its own memory");
    after.elapsed = before.elapsed;
    assert_eq!(after.status(&done), "ERROR");
    assert_eq!(after.status(&running), "STARTED");
    after.wait(600_000);
    assert_eq!(after.status(&running), "COMPLETE");
    // The next outcome of a process is remembered too.
    let next = after.request_id(flaky, LOCAL_ATOM);
    after.wait(1_000);
    assert_eq!(after.status(&next), "COMPLETE");
}

#[test]
fn a_text_that_is_not_a_state_is_refused() {
    let mut emulator = Platform::local().emulator;
    for text in ["", "{}", "[]", r#"{"version":1}"#] {
        assert!(matches!(emulator.recall(text), Err(StateError::Syntax(_))), "{text}");
    }
    let newer = r#"{"version":2,"runs":[],"downloads":[],"turns":{}}"#;
    assert!(matches!(emulator.recall(newer), Err(StateError::Version(2))));
}

#[test]
fn a_store_writes_only_after_a_change_and_keeps_the_old_file_when_writing_fails() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("state.json");
    let mut store = Store::new(path.clone());
    let mut platform = Platform::local();
    store.save(&platform.emulator).expect("nothing to write");
    assert!(!path.exists());
    platform.request_id(ROSTER, LOCAL_ATOM);
    store.save(&platform.emulator).expect("written");
    let mut other = Platform::local();
    other.emulator.recall(&std::fs::read_to_string(&path).expect("a file")).expect("a memory");
    assert_eq!(other.emulator.runs.len(), 1);
    let mut nowhere = Store::new(folder.path().join("no/such/folder/state.json"));
    assert!(nowhere.save(&platform.emulator).is_err());
}

fn overview(platform: &mut Platform, query: Option<&str>) -> Value {
    let reply = platform.send(&EmulatedCall { path: "/_emulator/overview", query, ..json_call() });
    serde_json::from_slice(&reply.body).expect("JSON")
}

#[test]
fn the_page_and_its_data_need_no_login_and_are_not_recorded() {
    let mut platform = Platform::local().signed_in("x", "y");
    let page = platform.send(&EmulatedCall::default());
    assert_eq!((page.status, page.content_type.as_deref()), (200, Some("text/html; charset=utf-8")));
    assert_eq!(overview(&mut platform, None)["calls"], json!([]));
}

#[test]
fn the_overview_shows_runs_and_calls_but_no_token() {
    let mut platform = Platform::local();
    platform.request_id(BROKEN, LOCAL_ATOM);
    platform.wait(1_000);
    platform.call("GET", "nothing", "");
    let all = overview(&mut platform, None);
    assert_eq!(
        (&all["runs"][0]["status"], &all["runs"][0]["process"]),
        (&json!("ERROR"), &json!("Broken Import"))
    );
    assert_eq!(all["calls"].as_array().map(Vec::len), Some(2));
    assert_eq!(all["calls"][0]["user"], "BOOMI_TOKEN.someone@example.com");
    assert!(all["calls"][0]["body"].as_str().unwrap().contains(BROKEN));
    assert!(!all.to_string().contains(TOKEN));
    assert_eq!(overview(&mut platform, Some("after=1"))["calls"][0]["status"], 404);
}

#[test]
fn old_runs_are_forgotten_after_thirty_days() {
    let mut platform = Platform::local();
    platform.request_id(ROSTER, LOCAL_ATOM);
    platform.wait(31 * 24 * 3_600_000);
    platform.request_id(ROSTER, LOCAL_ATOM);
    assert_eq!(platform.emulator.runs.len(), 1);
}
