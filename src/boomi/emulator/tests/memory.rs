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
    for (text, line) in
        [("{}", 1), ("[]\n", 1), (r#"{"version":1}"#, 1), ("{\"version\":2}\n{\"turns\":{}}\n", 2)]
    {
        let error = emulator.recall(text).expect_err("no state");
        assert_eq!(error.to_string(), format!("line {line} of the state cannot be read"), "{text}");
    }
    assert!(matches!(emulator.recall("{\"version\":3}\n"), Err(StateError::Version(3))));
}

#[test]
fn the_state_of_version_1_is_read() {
    let mut before = Platform::local();
    let request = before.request_id(ARCHIVE, LOCAL_ATOM);
    let run = serde_json::to_value(before.emulator.runs.iter().next()).expect("a run");
    let text = json!({"version": 1, "runs": [run], "downloads": [], "turns": {ARCHIVE: 1}}).to_string();
    for text in [text.clone(), text + "\n"] {
        let mut after = Platform::local();
        after.emulator.recall(&text).expect("an older state");
        after.wait(3_000);
        assert_eq!(after.status(&request), "STARTED");
    }
}

#[test]
fn a_last_line_that_was_cut_off_is_dropped() {
    let mut before = Platform::local();
    before.request_id(ROSTER, LOCAL_ATOM);
    let text = before.emulator.remember();
    for end in 0..text.len() {
        let mut after = Platform::local();
        let whole = text[..end].contains('\n') || end == 0;
        assert_eq!(after.emulator.recall(&text[..end]).is_ok(), whole, "{}", &text[..end]);
        assert!(after.emulator.runs.len() <= 1);
    }
}

#[test]
fn a_store_appends_what_a_call_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("state.json");
    let read = || std::fs::read_to_string(&path).expect("a file");
    let mut platform = Platform::local();
    let mut store = Store::open(&path, &mut platform.emulator).expect("a new file");
    let running = platform.request_id(ARCHIVE, LOCAL_ATOM);
    store.save(&platform.emulator).expect("written");
    let before = read();
    assert_eq!(platform.post("Process/query", &json!({})).0, 200);
    store.save(&platform.emulator).expect("nothing to write");
    assert_eq!(read(), before);
    platform.wait(3_000);
    let execution =
        platform.record(&running).1["result"][0]["executionId"].as_str().expect("an id").to_owned();
    platform.call("POST", &format!("cancelExecution/{execution}"), "");
    store.save(&platform.emulator).expect("written");
    assert!(read().starts_with(&before) && read().len() > before.len());
    drop(store);
    let mut other = Platform::local();
    Store::open(&path, &mut other.emulator).expect("its own file");
    other.elapsed = platform.elapsed;
    other.wait(2_000);
    assert_eq!(other.status(&running), "ABORTED");
    assert_eq!(other.emulator.runs.len(), 1);
}

#[test]
fn a_store_is_written_anew_when_it_has_grown() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("state.json");
    let mut platform = Platform::playing("rateLimit: 0\nsettings: { limits: { keptBytes: 200000 } }");
    let mut store = Store::open(&path, &mut platform.emulator).expect("a new file");
    let property = json!([{"name": "large", "value": "x".repeat(50_000)}]);
    for _ in 0..60 {
        let body = json!({"processId": ROSTER, "atomId": LOCAL_ATOM, "DynamicProcessProperties": {"DynamicProcessProperty": property}});
        assert_eq!(platform.post("ExecutionRequest", &body).0, 200);
        store.save(&platform.emulator).expect("written");
    }
    assert_eq!(platform.emulator.runs.len(), 3);
    assert!(std::fs::metadata(&path).expect("a file").len() < 2_000_000);
}

#[test]
fn a_file_that_cannot_hold_a_state_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("state.json");
    let open = |path: &std::path::Path| Store::open(path, &mut Platform::local().emulator);
    let first = open(&path).expect("a new file");
    assert!(matches!(open(&path), Err(StateError::InUse)));
    drop(first);
    assert!(open(&path).is_ok());
    assert!(matches!(open(folder.path()), Err(StateError::NoFile)));
    assert!(matches!(open(&path.join("below")), Err(StateError::Io(_))));
}

#[test]
fn the_calls_that_a_fault_has_met_survive_a_restart() {
    let scenario = "rateLimit: 0\nfaults: [{ path: Process/query, times: 2, status: 502 }]";
    let mut before = Platform::playing(scenario);
    assert_eq!(before.post("Process/query", &json!({})).0, 502);
    let mut after = Platform::playing(scenario);
    after.emulator.recall(&before.emulator.remember()).expect("its own memory");
    assert_eq!([502, 200].map(|_| after.post("Process/query", &json!({})).0), [502, 200]);
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
