//! What `postino boomi trigger` says about a run when calls fail: not started, perhaps started, started, ended.

use serde_json::{Value, json};

use crate::support::boomi::{
    ATOM, Answer, DROPPED, JSON, PROCESS, Platform, answer, environment, record, started, trigger,
};
use crate::support::{Case, Ran};

const PAGE: &str = "Content-Type: text/html\r\n";

/// The answers to a trigger that may have started a run although they do not say so.
fn doubtful() -> Vec<(&'static str, Answer)> {
    vec![
        ("a dropped connection", (DROPPED, "", Vec::new())),
        ("502 of a way station", (502, PAGE, b"<html>Bad Gateway</html>".to_vec())),
        ("503 of a way station", (503, PAGE, b"<html>Unavailable</html>".to_vec())),
        ("504", answer(504, &json!({"message": "Runtime is unavailable."}))),
        ("500", answer(500, &json!({"message": "Internal error"}))),
        ("an empty 200", (200, "", Vec::new())),
        ("a sign-in page", (200, PAGE, b"<html>Sign in</html>".to_vec())),
        ("half an answer", (200, JSON, br#"{"@type":"ExecutionRequ"#.to_vec())),
        ("404 of a way station", (404, PAGE, b"<html>Not found</html>".to_vec())),
    ]
}

/// Executions of the process that began just now.
fn executions(ids: &[&str]) -> Answer {
    let now = postino::clock::Clock::system().now();
    let stamp = time::macros::format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    let time = now.format(&stamp).expect("a time");
    let runs: Vec<Value> = ids
        .iter()
        .map(|id| {
            json!({"executionId": id, "status": "COMPLETE", "executionType": "exec_manual", "executionTime": time,
                "processId": PROCESS, "atomId": ATOM})
        })
        .collect();
    answer(200, &json!({"@type": "QueryResult", "result": runs}))
}

/// Triggers against a platform that answers the trigger so, and then shows these executions.
fn ran(to_trigger: Answer, found: Answer, arguments: &[&str]) -> (Ran, Platform) {
    let platform = Platform::playing(vec![
        ("/ExecutionRequest", vec![to_trigger, started()]),
        ("/ExecutionRecord/query", vec![found]),
    ]);
    let (ran, _) = trigger(&platform, &[&["--lookup-timeout", "150ms"], arguments].concat());
    assert_eq!(platform.count("/ExecutionRequest"), 1, "never sent again: {}", ran.err);
    (ran, platform)
}

/// Runs a command of `postino boomi` against a platform.
fn command(platform: &Platform, arguments: &[&str]) -> (Ran, Case) {
    let case = Case::new();
    environment(&case, &platform.url, &[]);
    let ran = case.postino(&[&["boomi"], arguments].concat());
    (ran, case)
}

#[test]
fn a_trigger_without_a_sound_answer_has_perhaps_started_a_run() {
    for (what, to_trigger) in doubtful() {
        let (ran, _) = ran(to_trigger, executions(&[]), &[]);
        assert_eq!(ran.code, 10, "{what}: {}", ran.err);
        assert!(ran.err.contains("a run was perhaps started"), "{what}: {}", ran.err);
        assert!(
            ran.err.contains("hint: do not trigger it again before you have looked"),
            "{what}: {}",
            ran.err
        );
        assert!(!ran.err.contains("nothing was started"), "{what}: {}", ran.err);
    }
}

#[test]
fn the_one_run_of_a_trigger_without_a_sound_answer_is_adopted() {
    for (what, to_trigger) in doubtful() {
        let (ran, _) = ran(to_trigger, executions(&["execution-7-2026.11.25"]), &["--wait"]);
        assert_eq!(ran.code, 0, "{what}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains("execution-7-2026.11.25"), "{what}: {}", ran.out);
    }
}

#[test]
fn two_runs_that_can_be_meant_are_named_and_none_is_adopted() {
    let two = ["execution-7-2026.11.25", "execution-8-2026.11.25"];
    let (ran, _) = ran((DROPPED, "", Vec::new()), executions(&two), &["--wait"]);
    assert_eq!(ran.code, 10, "{}", ran.err);
    assert!(
        ran.err.contains("2 runs can be meant: execution-7-2026.11.25, execution-8-2026.11.25"),
        "{}",
        ran.err
    );
}

#[test]
fn errors_of_boomis_own_start_nothing() {
    for (status, body) in [(400, "No such process"), (404, "No endpoint"), (410, "Runtime is unavailable.")] {
        let (ran, _) = ran(answer(status, &json!({"message": body})), executions(&[]), &[]);
        assert_eq!(ran.code, 9, "{status}: {}", ran.err);
        assert!(
            ran.err.contains(&format!("nothing was started: Boomi answered {status}: {body}")),
            "{}",
            ran.err
        );
    }
}

#[test]
fn a_platform_that_cannot_be_reached_starts_nothing() {
    let case = Case::new();
    environment(&case, "http://platform.invalid", &[]);
    let ran = case.postino(&["boomi", "trigger"]);
    assert_eq!(ran.code, 9, "{}", ran.err);
    assert!(ran.err.contains("nothing was started"), "{}", ran.err);
}

#[test]
fn one_bad_poll_does_not_end_the_following() {
    for (what, bad) in doubtful() {
        let gone = (204, "", Vec::new());
        let busy = (429, "Retry-After: 0\r\n", Vec::new());
        let polls = vec![record("INPROCESS", None), bad.clone(), busy, bad, record("COMPLETE", None)];
        let platform = Platform::playing(vec![
            ("/ExecutionRequest", vec![started()]),
            ("/ExecutionRecord/async/executionrecord-1", polls),
            ("/ExecutionRecord/query", vec![gone]),
        ]);
        let (ran, _) = trigger(&platform, &["--wait"]);
        assert_eq!(ran.code, 0, "{what}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn a_run_whose_record_is_gone_is_found_by_a_query() {
    let platform = Platform::playing(vec![
        ("/ExecutionRequest", vec![started()]),
        ("/ExecutionRecord/async/executionrecord-1", vec![(204, "", Vec::new())]),
        ("/ExecutionRecord/query", vec![executions(&["execution-1-2026.11.25"])]),
    ]);
    let (ran, _) = trigger(&platform, &["--wait"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn a_run_that_can_no_longer_be_followed_was_started_all_the_same() {
    let refused = answer(403, &json!({"message": "Access denied due to insufficient permissions."}));
    let platform = Platform::playing(vec![
        ("/ExecutionRequest", vec![started()]),
        ("/ExecutionRecord/async/executionrecord-1", vec![refused]),
    ]);
    let (ran, _) = trigger(&platform, &["--wait"]);
    assert_eq!(ran.code, 6, "{}", ran.err);
    assert!(ran.err.contains("the run was started, and cannot be followed"), "{}", ran.err);
    assert!(
        ran.err.contains("View Results") && ran.err.contains("boomi wait executionrecord-1"),
        "{}",
        ran.err
    );
}

/// A platform whose run ended so, and which answers so to the calls for its log.
fn ended(status: &str, log: Vec<Answer>, download: Vec<Answer>) -> Platform {
    Platform::playing(vec![
        ("/ExecutionRequest", vec![started()]),
        ("/ExecutionRecord/async/executionrecord-1", vec![record(status, Some("no route"))]),
        ("/ProcessLog", log),
        ("/download/ProcessLog-1", download),
    ])
}

fn coming() -> Answer {
    answer(200, &json!({"@type": "LogDownload", "statusCode": 202, "url": "{url}/download/ProcessLog-1"}))
}

fn archive() -> Answer {
    (200, "Content-Type: application/zip\r\n", include_bytes!("../fixtures/process-log.zip").to_vec())
}

#[test]
fn the_log_of_a_run_that_failed_is_fetched() {
    for (status, code) in [("ERROR", 5), ("ABORTED", 5), ("COMPLETE_WARN", 0)] {
        let platform = ended(status, vec![coming()], vec![archive()]);
        let (ran, case) = trigger(&platform, &["--log", "run.log"]);
        assert_eq!(ran.code, code, "{}", ran.err);
        assert!(case.read("run.log").contains("Executing Process Nightly load"), "{status}");
    }
}

#[test]
fn a_log_that_cannot_be_had_is_a_warning_beside_the_verdict() {
    let none = answer(400, &json!({"message": "There is no log"}));
    let late = (502, PAGE, b"<html>".to_vec());
    let gone = (204, "", Vec::new());
    let limit = &["--log", "run.log", "--log-timeout", "300ms"];
    for (log, download, reason) in [
        (none, archive(), "There is no log"),
        (late, archive(), "the log did not come within 300ms"),
        (coming(), gone, "it was fetched already, or half an hour has passed"),
    ] {
        for (status, code) in [("COMPLETE", 0), ("ERROR", 5)] {
            let (ran, case) = trigger(&ended(status, vec![log.clone()], vec![download.clone()]), limit);
            assert_eq!(ran.code, code, "{reason}: {}", ran.err);
            assert!(
                ran.err.contains("warning: there is no log: ") && ran.err.contains(reason),
                "{}",
                ran.err
            );
            assert!(!case.path("run.log").exists());
        }
    }
    let (ran, _) = trigger(&ended("DISCARDED", vec![coming()], vec![archive()]), limit);
    assert!(
        ran.code == 5 && ran.out.contains("a run that was discarded has no log"),
        "{}{}",
        ran.out,
        ran.err
    );
}

#[test]
fn a_log_that_cannot_be_written_is_found_out_before_the_trigger() {
    let platform = ended("COMPLETE", vec![coming()], vec![archive()]);
    let (ran, _) = trigger(&platform, &["--log", "/proc/no/such/run.log"]);
    assert_eq!((ran.code, platform.seen().len()), (4, 0), "{}", ran.err);
}

#[test]
fn a_run_is_waited_for_by_the_id_of_its_request_or_its_execution() {
    let record_path = "/ExecutionRecord/async/executionrecord-1";
    for id in ["executionrecord-1", "execution-1-2026.11.25"] {
        let platform = Platform::playing(vec![
            (record_path, vec![record("INPROCESS", None), record("ERROR", Some("no route"))]),
            ("/ExecutionRecord/query", vec![executions(&["execution-1-2026.11.25"])]),
            ("/ProcessLog", vec![coming()]),
            ("/download/ProcessLog-1", vec![archive()]),
        ]);
        let (ran, case) =
            command(&platform, &["wait", id, "--poll", "1ms", "--log", "run.log", "--output", "json"]);
        let object: Value = serde_json::from_str(&ran.out).expect("one object");
        let (outcome, code) = if id.starts_with("executionrecord") { ("ERROR", 5) } else { ("COMPLETE", 0) };
        assert_eq!((ran.code, &object["status"]), (code, &json!(outcome)), "{}", ran.err);
        assert_eq!(object["outcome"], "ended");
        assert!(case.read("run.log").contains("Executing Process Nightly load"));
    }
    let nothing = Platform::playing(vec![("/ExecutionRecord/query", vec![executions(&[])])]);
    let (ran, _) = command(&nothing, &["wait", "execution-9-2026.11.25", "--poll", "1ms"]);
    assert!(ran.code == 6 && ran.err.contains("Boomi knows no run with the id execution-9"), "{}", ran.err);
    let (ran, _) = command(&nothing, &["wait", "nonsense"]);
    assert!(ran.code == 2 && ran.err.contains("\"nonsense\" is no id of a run"), "{}", ran.err);
}

#[test]
fn a_run_is_cancelled_by_either_id() {
    let accepted = answer(202, &json!({"message": "Operation completed successfully."}));
    for id in ["executionrecord-1", "execution-1-2026.11.25"] {
        let platform = Platform::playing(vec![
            ("/ExecutionRecord/async/executionrecord-1", vec![record("INPROCESS", None)]),
            ("/cancelExecution/execution-1-2026.11.25", vec![accepted.clone()]),
        ]);
        let (ran, _) = command(&platform, &["cancel", id]);
        assert_eq!(
            (ran.code, platform.count("POST /api/rest/v1/acc-A1B2C3/cancelExecution/")),
            (0, 1),
            "{}",
            ran.err
        );
    }
}

#[test]
fn the_process_of_an_execution_is_triggered_again_on_its_runtime() {
    let platform = Platform::playing(vec![
        ("/ExecutionRecord/query", vec![executions(&["execution-1-2026.11.25"])]),
        ("/ExecutionRequest", vec![started()]),
    ]);
    let (ran, _) = command(&platform, &["rerun", "execution-1-2026.11.25", "--output", "json"]);
    let object: Value = serde_json::from_str(&ran.out).expect("one object");
    assert_eq!((ran.code, &object["requestId"]), (0, &json!("executionrecord-1")), "{}", ran.err);
    assert_eq!((&object["process"]["id"], &object["atom"]["id"]), (&json!(PROCESS), &json!(ATOM)));
}

#[test]
fn the_json_of_a_trigger_is_one_object_that_says_what_is_known() {
    let object = |to_trigger: Answer, arguments: &[&str]| -> (Ran, Value) {
        let (ran, _) = ran(to_trigger, executions(&[]), &[&["--output", "json"], arguments].concat());
        let object = serde_json::from_str(&ran.out).expect("one object");
        (ran, object)
    };
    let (ran, taken) = object(started(), &[]);
    assert_eq!(
        (ran.code, &taken["outcome"], &taken["requestId"]),
        (0, &json!("started"), &json!("executionrecord-1"))
    );
    assert!(ran.err.contains("Trigger the process"), "progress goes to standard error: {}", ran.err);
    let (ran, refused) = object(answer(400, &json!({"message": "No such process"})), &[]);
    assert_eq!((ran.code, &refused["outcome"], &refused["exitCode"]), (9, &json!("not-started"), &json!(9)));
    let (ran, doubt) = object((DROPPED, "", Vec::new()), &[]);
    assert_eq!((ran.code, &doubt["outcome"]), (10, &json!("perhaps-started")));
    assert!(doubt["hint"].as_str().is_some_and(|hint| hint.contains("boomi executions")), "{doubt}");
    assert!(!format!("{}{}", ran.out, ran.err).contains("hidden-token"));
}
