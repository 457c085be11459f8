//! `.newmanrc`: options from files.

use serde_json::json;

use crate::support::{Case, Server};

fn case(server: &Server, options: &str) -> Case {
    let case =
        Case::of_items(&json!([{"name": "r", "request": {"url": format!("{}/{{{{x}}}}", server.url)}}]));
    case.write(".newmanrc", options);
    case
}

#[test]
fn options_of_the_directorys_file_are_used_and_the_command_line_overrides_them() {
    let server = Server::json("{}");
    let case = case(&server, r#"{"run": {"iterationCount": 3, "envVar": [{"key": "x", "value": "file"}]}}"#);
    assert_eq!(case.postino(&["run", "c.json"]).code, 0);
    assert_eq!(server.requests().len(), 3);
    assert!(server.requests()[0].starts_with("GET /file "), "{:?}", server.requests());
    case.postino(&["run", "c.json", "-n", "1", "--env-var", "x=line"]);
    assert!(server.requests().len() == 4 && server.requests()[3].starts_with("GET /line "));
}

#[test]
fn the_directorys_file_overrides_the_users_file() {
    let server = Server::json("{}");
    let case = case(&server, r#"{"globalVar": "x=directory"}"#);
    std::fs::create_dir_all(case.path("home/.postman")).expect("a folder");
    case.write("home/.postman/newmanrc", r#"{"globalVar": "x=user", "iterationCount": 2}"#);
    let done = case.command(&["run", "c.json"]).env("HOME", case.path("home")).output().expect("starts");
    assert!(done.status.success());
    assert!(server.requests().len() == 2 && server.requests()[0].starts_with("GET /directory "));
}

#[test]
fn options_of_reporters_are_members_of_reporter() {
    let server = Server::json("{}");
    let case =
        case(&server, r#"{"reporters": ["json"], "reporter": {"json": {"export": "from-file.json"}}}"#);
    let ran = case.postino(&["run", "c.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert!(case.read("from-file.json").contains("\"executions\""));
}

#[test]
fn a_broken_file_gives_an_error_with_its_place() {
    let server = Server::json("{}");
    let ran = case(&server, "{broken").postino(&["run", "c.json"]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.err.contains("the options file is not valid JSON") && ran.err.contains(".newmanrc:1:2"),
        "{}",
        ran.err
    );
}

#[test]
fn an_unknown_option_gives_a_warning_and_the_run_goes_on() {
    let server = Server::json("{}");
    let ran = case(&server, r#"{"iterationCuont": 2}"#).postino(&["run", "c.json"]);
    assert_eq!(ran.code, 0);
    let warning =
        "warning: .newmanrc: there is no option \"iterationCuont\"; did you mean \"iterationCount\"?";
    assert!(ran.err.contains(warning), "{}", ran.err);
}

#[test]
fn a_bad_value_is_refused_with_its_file_and_key() {
    let server = Server::json("{}");
    let ran = case(&server, r#"{"iterationCount": "abc"}"#).postino(&["run", "c.json"]);
    assert_eq!(ran.code, 2);
    let expected = "error: .newmanrc: \"iterationCount\": invalid value 'abc' for '--iteration-count <N>'";
    assert!(ran.err.starts_with(expected), "{}", ran.err);
}
