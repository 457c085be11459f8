//! External reporters: programs, and newman's npm reporters.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Case, Ran, Server, script};

fn case(server: &Server) -> Case {
    let tests =
        "pm.test('holds', () => {}); pm.test('fails', () => pm.expect(1).to.eql(2)); console.log('said')";
    let folder = json!({"name": "F", "item": [{"name": "live", "request": {"url": server.url}, "event": [script("test", tests)]}]});
    let case = Case::of_items(&json!([folder, {"name": "dead", "request": "http://127.0.0.1:1/"}]));
    case.write(
        "e.json",
        &json!({"values": [{"key": "t", "value": "hidden-token", "type": "secret"}]}).to_string(),
    );
    case
}

/// A shell script `postino-reporter-own` in `bin`.
fn install(case: &Case, script: &str) {
    std::fs::create_dir_all(case.path("bin")).expect("a folder");
    case.write("bin/postino-reporter-own", &format!("#!/bin/sh\n{script}\n"));
    let path = case.path("bin/postino-reporter-own");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("executable");
}

/// Runs postino with `bin` at the head of the machine's own `PATH`.
#[expect(clippy::disallowed_methods, reason = "Node.js is where the machine has it")]
fn run(case: &Case, arguments: &[&str]) -> Ran {
    let system = std::env::var("PATH").expect("a PATH");
    let path = format!("{}:{system}", case.path("bin").display());
    let done = case.command(arguments).env("PATH", path).output().expect("postino starts");
    Ran {
        code: done.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&done.stdout).into_owned(),
        err: String::from_utf8_lossy(&done.stderr).into_owned(),
    }
}

fn copy_probe(case: &Case) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/newman-reporter-probe");
    let target = case.path("node_modules/newman-reporter-probe");
    std::fs::create_dir_all(&target).expect("a folder");
    for file in ["package.json", "index.js"] {
        std::fs::copy(source.join(file), target.join(file)).expect("copied");
    }
}

#[test]
fn a_program_gets_the_events_and_its_options() {
    let server = Server::json("{}");
    let case = case(&server);
    install(&case, "echo \"$@\" > options.txt; cat > events.ndjson; echo done");
    let ran =
        run(&case, &["run", "c.json", "-r", "own", "--reporter-own-channel", "#ci", "--reporter-own-quiet"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, "done\n"), "{}", ran.err);
    assert_eq!(case.read("options.txt"), "--channel=#ci --quiet=true\n");
    let events = case.read("events.ndjson");
    assert_eq!(events.lines().next(), Some(r#"{"format":"postino-events","version":1}"#));
    let last: Value = serde_json::from_str(events.lines().last().unwrap_or_default()).expect("an event");
    assert_eq!(last["event"], "run_finished");
}

#[test]
fn a_program_never_sees_a_secret() {
    let server = Server::json("{\"echo\": \"hidden-token\"}");
    let case = case(&server);
    install(&case, "cat > events.ndjson");
    run(&case, &["run", "c.json", "-e", "e.json", "-r", "own"]);
    let events = case.read("events.ndjson");
    assert!(events.contains("run_finished") && !events.contains("hidden-token"));
}

#[test]
fn a_program_that_fails_does_not_stop_the_run() {
    let server = Server::json("{}");
    let case = case(&server);
    install(&case, "head -n 3 > /dev/null; exit 7");
    let ran =
        run(&case, &["run", "c.json", "-n", "20", "-r", "own,json", "--reporter-json-export", "r.json"]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(ran.err.contains("error: the own report is lost: its program "), "{}", ran.err);
    let report: Value = serde_json::from_str(&case.read("r.json")).expect("whole");
    assert_eq!(report["run"]["stats"]["iterations"]["total"], 20);
}

#[test]
fn an_npm_reporter_gets_the_events_that_newman_would_send() {
    let server = Server::json("{\"a\":1}");
    let case = case(&server);
    copy_probe(&case);
    let line = [
        "run",
        "c.json",
        "-r",
        "probe",
        "--reporter-probe-export",
        "out/probe.txt",
        "--reporter-probe-show-all",
    ];
    let ran = run(&case, &line);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let expected = r#"options {"export":"out/probe.txt","showAll":true} collection c
start
beforeIteration
beforeItem | live | F
beforePrerequest | live | F
prerequest | live | F
beforeRequest | live | F
request | live | 200 | F
beforeTest | live | F
beforeScript | live | F
assertion | live | holds | F
assertion | live | AssertionError: expected 1 to deeply equal 2 | fails | F
console
script | live | F
test | live | F
item | live | F
beforeItem | dead | c
beforePrerequest | dead | c
prerequest | dead | c
beforeRequest | dead | c
request | dead | Error: connect ECONNREFUSED 127.0.0.1:1 | c
beforeTest | dead | c
test | dead | c
item | dead | c
iteration
beforeDone
{"requests":{"total":2,"pending":0,"failed":1},"assertions":{"total":2,"pending":0,"failed":1},"failures":2,"body":"{\"a\":1}"}"#;
    assert_eq!(case.read("out/probe.txt"), expected);
}

#[test]
fn an_npm_reporter_gets_only_the_last_try_of_a_request() {
    let server = Server::json("{\"a\":1}");
    let case = case(&server);
    copy_probe(&case);
    let line = ["run", "c.json", "-r", "probe", "--reporter-probe-export", "p.txt", "--retry", "1"];
    let ran = run(&case, &line);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    let told = case.read("p.txt");
    assert_eq!(told.matches("\nrequest | dead").count(), 1, "{told}");
    assert!(told.contains(r#"{"requests":{"total":2,"pending":0,"failed":1}"#), "{told}");
}

#[test]
fn an_npm_reporter_that_crashes_is_an_error_and_does_not_stop_the_run() {
    let server = Server::json("{}");
    let case = case(&server);
    copy_probe(&case);
    let line =
        ["run", "c.json", "-r", "probe,json", "--reporter-probe-crash", "--reporter-json-export", "r.json"];
    let ran = run(&case, &line);
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(
        ran.err.contains("newman-reporter-probe: Error: the probe crashes as it was told to"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("error: the probe report is lost"), "{}", ran.err);
    assert!(case.read("r.json").contains("\"executions\""));
}

#[test]
fn a_reporter_that_is_not_installed_is_a_usage_error() {
    let server = Server::json("{}");
    let ran = run(&case(&server), &["run", "c.json", "-r", "no-such-reporter"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("-r no-such-reporter: there is no such reporter"), "{}", ran.err);
}
