//! Logs and their downloads.

use std::io::{Cursor, Read as _};

use serde_json::{Value, json};

use super::platform::{ACCOUNT, BROKEN, LOCAL_ATOM, Platform, ROSTER, json_call};
use crate::boomi::emulator::{EmulatedCall, EmulatedReply};

fn fetch(platform: &mut Platform, answer: &Value) -> EmulatedReply {
    let url = answer["url"].as_str().expect("an address");
    let path = url.strip_prefix("http://localhost:8888").expect("the other name of the host");
    platform.send(&EmulatedCall { path, ..json_call() })
}

fn unzipped(reply: &EmulatedReply) -> (String, String) {
    let mut zip = zip::ZipArchive::new(Cursor::new(reply.body.to_vec())).expect("a zip");
    let mut file = zip.by_index(0).expect("one file");
    let mut text = String::new();
    file.read_to_string(&mut text).expect("a text");
    (file.name().expect("a name").into_owned(), text)
}

fn ended(platform: &mut Platform, process: &str) -> String {
    let request = platform.request_id(process, LOCAL_ATOM);
    platform.wait(5_000);
    platform.record(&request).1["result"][0]["executionId"].as_str().unwrap().to_owned()
}

#[test]
fn documented_a_log_is_offered_with_an_inner_202_and_fetched_as_a_zip() {
    let mut platform = Platform::local();
    let id = ended(&mut platform, BROKEN);
    let (status, answer) = platform.post("ProcessLog", &json!({"executionId": id, "logLevel": "ALL"}));
    assert_eq!(
        (status, &answer["statusCode"], &answer["message"]),
        (200, &json!(202), &json!("Beginning download."))
    );
    // Field: 202 while it is produced.
    assert_eq!(fetch(&mut platform, &answer).status, 202);
    platform.wait(1_000);
    let reply = fetch(&mut platform, &answer);
    assert_eq!((reply.status, reply.content_type.as_deref()), (200, Some("application/zip")));
    let (name, text) = unzipped(&reply);
    assert!(name.starts_with("process_log_execution-") && name.to_lowercase().ends_with(".log"), "{name}");
    assert!(text.contains("SEVERE\tConnector call failed"), "{text}");
}

#[test]
fn documented_a_level_leaves_out_the_levels_below_it() {
    let mut platform = Platform::local();
    let id = ended(&mut platform, BROKEN);
    let (_, answer) = platform.post("ProcessLog", &json!({"executionId": id, "logLevel": "WARNING"}));
    platform.wait(1_000);
    let (_, text) = unzipped(&fetch(&mut platform, &answer));
    assert!(text.lines().count() == 1 && text.contains("SEVERE"), "{text}");
    assert_eq!(platform.post("ProcessLog", &json!({"executionId": id, "logLevel": "loud"})).0, 400);
}

#[test]
fn field_each_request_makes_a_new_address_and_restarts_the_wait() {
    let mut platform = Platform::local();
    let id = ended(&mut platform, ROSTER);
    let first = platform.post("ProcessLog", &json!({"executionId": id})).1;
    platform.wait(900);
    let second = platform.post("ProcessLog", &json!({"executionId": id})).1;
    assert_ne!(first["url"], second["url"]);
    platform.wait(200);
    assert_eq!(fetch(&mut platform, &first).status, 200);
    assert_eq!(fetch(&mut platform, &second).status, 202);
}

#[test]
fn field_an_early_or_unknown_id_and_a_request_id_are_invalid() {
    let mut platform = Platform::local();
    let request = platform.request_id(ROSTER, LOCAL_ATOM);
    let early = format!("execution-{}-2024.09.25", request.strip_prefix("executionrecord-").unwrap());
    for id in [early.as_str(), request.as_str(), "nobody"] {
        let (status, answer) = platform.post("ProcessLog", &json!({"executionId": id}));
        assert_eq!(status, 400);
        assert!(answer["message"].as_str().unwrap().contains("is invalid"), "{answer}");
    }
    platform.wait(400);
    assert_eq!(platform.post("ProcessLog", &json!({"executionId": early})).0, 200);
}

#[test]
fn documented_an_offline_runtime_gives_an_inner_504_without_an_address() {
    let mut platform = Platform::playing(
        "environments: [{ id: e, name: E }]\nprocesses: [{ id: p, name: P, deployedTo: [E] }]\n\
         runtimes: [{ id: r, name: R, environment: E, outage: { after: 10s, lasts: 1h } }]",
    );
    let request = platform.request_id("p", "r");
    platform.wait(20_000);
    let id = platform.record(&request).1["result"][0]["executionId"].clone();
    let answer = platform.post("ProcessLog", &json!({"executionId": id}));
    assert_eq!(
        answer,
        (200, json!({"@type": "LogDownload", "statusCode": 504, "message": "Runtime is unavailable."}))
    );
}

#[test]
fn inferred_a_log_that_was_not_kept_stays_204() {
    let mut platform = Platform::playing(
        "environments: [{ id: e, name: E }]\nruntimes: [{ id: r, name: R, environment: E }]\n\
         processes: [{ id: p, name: P, deployedTo: [E], keepsLog: false }]",
    );
    let request = platform.request_id("p", "r");
    platform.wait(5_000);
    let id = platform.record(&request).1["result"][0]["executionId"].clone();
    let (_, answer) = platform.post("ProcessLog", &json!({"executionId": id}));
    platform.wait(60_000);
    assert_eq!(fetch(&mut platform, &answer).status, 204);
}

#[test]
fn documented_downloads_need_the_same_login() {
    let mut platform = Platform::local();
    let id = ended(&mut platform, ROSTER);
    let (_, answer) = platform.post("ProcessLog", &json!({"executionId": id}));
    platform.wait(2_000);
    let path = answer["url"].as_str().unwrap().strip_prefix("http://localhost:8888").unwrap().to_owned();
    let stranger = Some("Basic eDp5");
    assert_eq!(
        platform.send(&EmulatedCall { path: &path, authorization: stranger, ..json_call() }).status,
        401
    );
    let elsewhere = path.replace(ACCOUNT, "uconnfinanceit-E9E3XF");
    assert_eq!(platform.send(&EmulatedCall { path: &elsewhere, ..json_call() }).status, 400);
}

#[test]
fn documented_artifacts_and_runtime_logs_are_fetched_in_the_same_way() {
    let mut platform = Platform::local();
    let id = ended(&mut platform, ROSTER);
    for (call, body) in [
        ("ExecutionArtifacts", json!({"executionId": id})),
        ("AtomLog", json!({"atomId": LOCAL_ATOM, "logDate": "2024-09-25", "includeBin": false})),
    ] {
        let (_, answer) = platform.post(call, &body);
        assert!(answer["url"].as_str().unwrap().contains(&format!("/api/download/{call}-")), "{answer}");
        platform.wait(1_000);
        assert!(!unzipped(&fetch(&mut platform, &answer)).1.is_empty());
    }
    let body = json!({"atomId": LOCAL_ATOM, "logDate": "../../x"});
    assert_eq!(platform.post("AtomLog", &body).0, 400);
}
