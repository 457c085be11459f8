//! A run that sends nothing is no success, unless `--allow-empty` says so.

use serde_json::{Value, json};

use crate::support::{Case, Server};

/// Two folders, one of them empty, and a server that no test here may reach but by `sent`.
fn case(server: &Server) -> Case {
    Case::of_items(&json!([{"name": "Full", "item": [{"name": "r", "request": server.url}]},
        {"name": "Empty", "item": []}]))
}

#[track_caller]
fn refused(case: &Case, arguments: &[&str], code: i32, message: &str) {
    let ran = case.postino(arguments);
    assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{}", ran.err);
    assert!(ran.err.starts_with(&format!("error: {message}")), "{}", ran.err);
    assert!(ran.err.contains("--allow-empty"), "{}", ran.err);
    let allowed = case.postino(&[arguments, &["--allow-empty"]].concat());
    assert_eq!((allowed.code, allowed.err.as_str()), (0, ""), "{}", allowed.out);
}

#[test]
fn a_collection_without_a_request_is_an_input_that_cannot_be_used() {
    let case = Case::new();
    for (file, collection) in [
        ("none.json", json!({"info": {"name": "c"}})),
        ("empty.json", json!({"info": {"name": "c"}, "item": []})),
        (
            "folders.json",
            json!({"info": {"name": "c"}, "item": [{"name": "F", "item": [{"name": "G", "item": []}]}]}),
        ),
    ] {
        case.write(file, &collection.to_string());
        refused(&case, &["run", file], 3, &format!("\"{file}\" holds no request: nothing would be sent\n"));
        refused(&case, &["run", file, "--list"], 3, &format!("\"{file}\" holds no request"));
    }
    let both = "\"none.json\", \"empty.json\" hold no request";
    refused(&case, &["run", "none.json", "empty.json"], 3, both);
}

#[test]
fn options_that_leave_no_request_are_a_usage_error() {
    let server = Server::json("{}");
    let case = case(&server);
    for (arguments, message) in [
        (&["--folder", "Empty"][..], "--folder: no request is left to run\nhint: the folder is empty"),
        (&["--exclude", "Full"], "--exclude: no request is left to run"),
        (&["--folder", "Full", "--exclude", "r"], "--folder and --exclude: no request is left to run"),
        (&["-n", "0"], "no iteration is asked for (-n 0, iterationCount 0): nothing would be sent"),
    ] {
        refused(&case, &[&["run", "c.json"], arguments].concat(), 2, message);
    }
    assert!(!server.was_called());
}

#[test]
fn iteration_data_without_a_row_are_an_input_that_cannot_be_used() {
    let server = Server::json("{}");
    let case = case(&server);
    case.write("rows.csv", "id,name\n").write("rows.json", "[]");
    for file in ["rows.csv", "rows.json"] {
        let message =
            format!("the iteration data \"{file}\" has no row\nhint: a run has an iteration for each row");
        refused(&case, &["run", "c.json", "-d", file], 3, &message);
    }
    assert!(!server.was_called());
    // An iteration that is asked for runs, without data.
    let ran = case.postino(&["run", "c.json", "-d", "rows.csv", "-n", "2", "--allow-empty"]);
    assert_eq!((ran.code, server.requests().len()), (0, 2), "{}", ran.err);
}

#[test]
fn one_empty_collection_of_several_is_a_warning() {
    let server = Server::json("{}");
    let case = case(&server);
    case.write("empty.json", &json!({"info": {"name": "e"}, "item": []}).to_string());
    let ran = case.postino(&["run", "c.json", "empty.json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, "warning: \"empty.json\" holds no request\n"));
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn an_empty_run_that_is_allowed_writes_its_reports() {
    let case = Case::of_items(&json!([]));
    let report =
        ["-r", "cli,json,junit", "--reporter-json-export", "r.json", "--reporter-junit-export", "r.xml"];
    let ran = case.postino(&[&["run", "c.json", "--allow-empty"], &report[..]].concat());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let json: Value = serde_json::from_str(&case.read("r.json")).expect("json");
    assert_eq!(json["run"]["stats"]["requests"]["total"], 0);
    assert!(case.read("r.xml").contains("<testsuites"));
}

#[test]
fn newmans_mode_runs_nothing_and_passes_as_newman_does() {
    let server = Server::json("{}");
    let case = case(&server);
    case.write("empty.json", "{\"item\": []}").write("rows.json", "[]");
    for arguments in [&["empty.json"][..], &["c.json", "--folder", "Empty"]] {
        let ran = case.postino(&[&["run", "--compat", "newman"], arguments].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    assert!(!server.was_called());
    let ran = case.postino(&["run", "c.json", "-d", "rows.json", "--compat", "newman"]);
    assert_eq!((ran.code, server.requests().len()), (0, 1), "{}", ran.err);
    assert_eq!(case.postino(&["run", "c.json", "-n", "0", "--compat", "newman"]).code, 1);
}

#[test]
fn check_finds_a_collection_without_a_request() {
    let ran = Case::of_items(&json!([{"name": "F", "item": []}])).postino(&["check", "c.json"]);
    assert_eq!(ran.code, 1);
    assert_eq!(
        ran.out,
        "c.json: the collection holds no request: a run would send nothing\n1 problem in 1 file\n"
    );
}
