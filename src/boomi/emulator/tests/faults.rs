//! The faults of a scenario.

use std::time::Duration;

use serde_json::json;

use super::platform::{LOCAL_ATOM, Platform, ROSTER, parsed};
use crate::boomi::emulator::EmulatedEnding;

#[test]
fn a_fault_answers_instead_of_the_emulator_and_nothing_is_started() {
    let mut platform =
        Platform::playing("faults: [{ path: ExecutionRequest, times: 1, status: 503, message: Busy. }]");
    let answer = platform.trigger(ROSTER, LOCAL_ATOM);
    assert_eq!(answer, (503, json!({"@type": "Error", "message": "Busy."})));
    assert!(platform.emulator.runs.is_empty());
    assert_eq!(platform.trigger(ROSTER, LOCAL_ATOM).0, 200);
}

#[test]
fn an_answer_can_be_lost_after_the_process_was_started() {
    let mut platform =
        Platform::playing("faults: [{ method: post, path: execute*, drop: true, effect: true }]");
    let body = json!({"processId": ROSTER, "atomId": LOCAL_ATOM}).to_string();
    assert_eq!(platform.call("POST", "executeProcess", &body).ending, EmulatedEnding::Dropped);
    assert_eq!(platform.emulator.runs.len(), 1);
}

#[test]
fn a_fault_can_be_html_from_a_proxy() {
    let mut platform = Platform::playing(
        "faults: [{ status: 502, body: '<html>Bad Gateway</html>', contentType: text/html }]",
    );
    let reply = platform.call("POST", "Process/query", "{}");
    assert_eq!((reply.status, reply.content_type.as_deref()), (502, Some("text/html")));
    assert_eq!(&reply.body[..], b"<html>Bad Gateway</html>");
}

#[test]
fn latency_adds_up_and_cut_answers_are_marked() {
    let mut platform = Platform::playing(
        "latency: 5ms\nfaults: [{ path: 'Atom/*', latency: 20ms }, { path: 'Process/*', cut: true }]",
    );
    let late = platform.call("POST", "Atom/query", "{}");
    assert_eq!(
        (late.status, late.delay, late.ending),
        (200, Duration::from_millis(25), EmulatedEnding::Whole)
    );
    let cut = platform.call("POST", "Process/query", "{}");
    assert_eq!((cut.delay, cut.ending), (Duration::from_millis(5), EmulatedEnding::Cut));
    assert_eq!(parsed(&cut).1["numberOfResults"], 9);
}

#[test]
fn the_first_matching_fault_applies_and_later_ones_follow() {
    let mut platform = Platform::playing(
        "faults: [{ path: 'Atom/*', times: 1, status: 500 }, { skip: 1, times: 1, status: 504 }]",
    );
    let statuses = [0, 1, 2].map(|_| platform.call("POST", "Atom/query", "{}").status);
    assert_eq!(statuses, [500, 504, 200]);
}

#[test]
fn faults_apply_before_the_login_and_are_recorded() {
    let mut platform = Platform::playing("faults: [{ status: 503 }]").signed_in("x", "y");
    let reply = platform.call("POST", "Atom/query", "{}");
    assert_eq!((reply.status, reply.body.len()), (503, 0));
    let overview = platform.call("GET", "nothing", "");
    assert_eq!(overview.status, 503);
}
