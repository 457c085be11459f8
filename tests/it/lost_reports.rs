//! A report that cannot be written is named at the end. Everything else goes on.

use serde_json::json;

use crate::support::{Case, Server};

fn case(server: &Server) -> Case {
    Case::of_items(&json!([{"name": "r", "request": {"url": server.url}}]))
}

#[test]
fn each_lost_report_is_named_and_the_others_are_written() {
    let server = Server::json("{}");
    let case = case(&server);
    case.write("file", "a file, and no directory");
    let lost = ["json", "junit", "html", "events", "markdown", "tap", "teamcity", "github"];
    let exports: Vec<_> = lost.iter().map(|name| format!("--reporter-{name}-export=file/{name}")).collect();
    let reporters = format!("cli,{}", lost.join(","));
    let mut arguments = vec!["run", "c.json", "-r", reporters.as_str()];
    arguments.extend(exports.iter().map(String::as_str));
    let ran = case.postino(&arguments);
    assert_eq!(ran.code, 4, "{}", ran.err);
    for name in lost {
        assert!(
            ran.err.contains(&format!("the {name} report is lost: cannot write \"file/{name}\"")),
            "{}",
            ran.err
        );
    }
    assert!(ran.out.contains("total run duration"), "{}", ran.out);
    assert_eq!(case.read("file"), "a file, and no directory");
    assert!(!server.requests().is_empty());
}

#[test]
fn a_lost_report_beside_a_failed_run_is_not_hidden_by_it() {
    let case = Case::of_items(&json!([{"name": "dead", "request": "http://127.0.0.1:1/"}]));
    case.write("file", "");
    let arguments = ["run", "c.json", "-r", "json,junit", "--reporter-json-export", "file/x"];
    let ran = case.postino(&[&arguments[..], &["--reporter-junit-export", "r.xml"]].concat());
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(case.read("r.xml").contains("ECONNREFUSED"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_leaves_the_other_reports_whole() {
    use std::fs::OpenOptions;
    use std::process::Stdio;

    let server = Server::json("{}");
    let case = case(&server);
    let full = OpenOptions::new().write(true).open("/dev/full").expect("the device that is always full");
    let arguments = ["run", "c.json", "-r", "cli,json", "--reporter-json-export", "r.json"];
    let ran = case.command(&arguments).stdout(Stdio::from(full)).output().expect("postino starts");
    assert_eq!(ran.status.code(), Some(4));
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(said.contains("the cli report is lost"), "{said}");
    let report: serde_json::Value = serde_json::from_str(&case.read("r.json")).expect("whole JSON");
    assert_eq!(report["run"]["stats"]["requests"]["total"], 1);
    assert!(!server.requests().is_empty());
}

#[test]
fn a_job_summary_that_cannot_be_written_is_named_too() {
    let server = Server::json("{}");
    let case = case(&server);
    let ran =
        case.postino(&["run", "c.json", "-r", "github", "--reporter-github-summary", "no/such/folder.md"]);
    assert_eq!(ran.code, 4);
    assert!(ran.err.contains("no/such/folder.md"), "{}", ran.err);
    assert!(!server.requests().is_empty());
}

#[test]
fn an_invalid_choice_of_bodies_is_a_usage_error() {
    let case = Case::of_items(&json!([]));
    let ran = case.postino(&["run", "c.json", "-r", "json", "--reporter-json-bodies", "all"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("expected text, bytes or none"), "{}", ran.err);
}
