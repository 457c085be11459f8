//! A report that cannot be written is named at the end. Everything else goes on.

use serde_json::json;

use crate::support::{Case, Server};

fn case(server: &Server) -> Case {
    Case::of_items(&json!([{"name": "r", "request": {"url": server.url}}]))
}

#[test]
fn what_cannot_be_written_is_found_before_the_first_request() {
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
    assert!(ran.err.starts_with("error: 8 files cannot be written:\n"), "{}", ran.err);
    for name in lost {
        assert!(ran.err.contains(&format!("  the {name} report \"file/{name}\": Not a dir")), "{}", ran.err);
    }
    assert!(ran.err.contains("hint: what its path names as a folder is a file"), "{}", ran.err);
    assert_eq!(ran.out, "");
    assert!(!server.was_called());
}

#[test]
fn with_compat_newman_a_report_that_cannot_be_written_is_lost_at_the_end() {
    let server = Server::json("{}");
    let arguments =
        ["run", "c.json", "--compat", "newman", "-r", "json", "--reporter-json-export", "c.json/x"];
    let ran = case(&server).postino(&arguments);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("the json report is lost: cannot write \"c.json/x\""), "{}", ran.err);
    assert!(server.was_called());
}

#[test]
fn an_empty_path_is_refused_and_is_none_to_newman() {
    let server = Server::json("{}");
    let case = case(&server);
    let arguments = ["run", "c.json", "-r", "json", "--reporter-json-export="];
    let ran = case.postino(&arguments);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("--reporter-json-export: its value is missing"), "{}", ran.err);
    assert_eq!(case.postino(&["run", "c.json", "--export-environment", ""]).code, 2);
    assert!(!server.was_called());
    let ran = case.postino(&[&arguments[..], &["--compat", "newman"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(std::fs::read_dir(case.path("newman")).expect("newman's folder").count(), 1);
    assert!(server.was_called());
}

#[cfg(unix)]
#[test]
fn each_lost_report_is_named_and_the_others_are_written() {
    let server = Server::json("{}");
    let case = case(&server);
    let _socket = case.socket("socket");
    let lost = ["json", "junit", "html", "events", "markdown", "tap", "teamcity", "github"];
    let exports: Vec<_> = lost.iter().map(|name| format!("--reporter-{name}-export=socket")).collect();
    let reporters = format!("cli,{}", lost.join(","));
    let mut arguments = vec!["run", "c.json", "-r", reporters.as_str(), "--export-globals", "g.json"];
    arguments.extend(exports.iter().map(String::as_str));
    let ran = case.postino(&arguments);
    assert_eq!(ran.code, 4, "{}", ran.err);
    for name in lost {
        let said = format!("the {name} report is lost: cannot write \"socket\"");
        assert!(ran.err.contains(&said), "{name}: {}", ran.err);
    }
    assert!(ran.out.contains("total run duration"), "{}", ran.out);
    assert!(case.read("g.json").contains("globals"));
    assert!(!server.requests().is_empty());
}

#[cfg(unix)]
#[test]
fn a_lost_report_beside_a_failed_run_is_not_hidden_by_it() {
    let case = Case::of_items(&json!([{"name": "dead", "request": "http://127.0.0.1:1/"}]));
    let _socket = case.socket("socket");
    let arguments = ["run", "c.json", "-r", "json,junit", "--reporter-json-export", "socket"];
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
        case.postino(&["run", "c.json", "-r", "github", "--reporter-github-summary", "c.json/summary.md"]);
    assert_eq!(ran.code, 4);
    assert!(ran.err.contains("the summary of github \"c.json/summary.md\" cannot be written"), "{}", ran.err);
    assert!(!server.was_called());
}

#[test]
fn an_invalid_choice_of_bodies_is_a_usage_error() {
    let case = Case::of_items(&json!([]));
    let ran = case.postino(&["run", "c.json", "-r", "json", "--reporter-json-bodies", "all"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("expected text, bytes or none"), "{}", ran.err);
}
