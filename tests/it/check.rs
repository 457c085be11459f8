//! `postino check`: finds problems before a request is sent.

use serde_json::{Value, json};

use crate::support::{Case, script};

fn case() -> Case {
    let case = Case::new();
    let collection = json!({"info": {"name": "c"}, "auth": {"type": "magic", "magic": {}}, "item": [{"name": "F", "item": [
        {"name": "r", "request": {"url": "{{base}}/{{made}}/{{gone}}", "header": [{"key": "X", "value": "{{off}}", "disabled": true}],
         "auth": {"type": "basic", "basic": {"username": "{{user}}", "password": "hunter2"}}},
         "event": [script("prerequest", "pm.variables.set('made', 1)"), script("test", "let a = 1;\nlet = = 2;")]},
    ]}]});
    let environment = json!({"values": [{"key": "base", "value": "http://{{host}}"},
        {"key": "host", "value": "h"}, {"key": "key", "value": "s3cret", "type": "secret"}]});
    case.write("c.json", &collection.to_string()).write("e.json", &environment.to_string());
    case
}

#[test]
fn every_problem_is_shown_with_its_place() {
    let ran = case().postino(&["check", "c.json", "e.json", "--env-var", "user="]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let lines: Vec<_> = ran.out.lines().collect();
    assert_eq!(lines.len(), 6, "{}", ran.out);
    assert_eq!(lines[0], "c.json: the auth type \"magic\" is unknown: the request would be sent without");
    assert!(
        lines[1].starts_with("c.json: F / r: the password of its basic auth stands in the file"),
        "{}",
        ran.out
    );
    assert!(lines[2].starts_with("c.json: F / r: line 2: the test script does not parse: "), "{}", ran.out);
    assert!(lines[3].starts_with("c.json: F / r: {{gone}} in the url is set nowhere"), "{}", ran.out);
    assert!(
        lines[4].starts_with("e.json: the value of the secret \"key\" stands in the file"),
        "{}",
        ran.out
    );
    assert_eq!(lines[5], "5 problems in 2 files");
    assert!(!ran.out.contains("hunter2") && !ran.out.contains("s3cret"), "{}", ran.out);
}

#[test]
fn the_problems_can_be_printed_as_json() {
    let ran = case().postino(&["check", "c.json", "e.json", "--format", "json"]);
    let json: Value = serde_json::from_str(&ran.out).expect("json");
    assert_eq!(json["files"], json!(["c.json", "e.json"]));
    let unset = json["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|finding| finding["kind"] == "unresolved_variable");
    let names: Vec<_> =
        unset.map(|finding| (&finding["name"], &finding["place"], &finding["path"])).collect();
    let path = json!(["F", "r"]);
    assert_eq!(names, [(&json!("gone"), &json!("url"), &path), (&json!("user"), &json!("auth"), &path)]);
}

#[test]
fn files_without_a_problem_exit_with_0() {
    let case = Case::of_items(&json!([{"name": "r", "request": {"url": "http://{{host}}/{{$guid}}"}}]));
    case.write("d.csv", "host\nh\n");
    let ran = case.postino(&["check", "c.json", "-d", "d.csv"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "no problems in 1 file\n"), "{}", ran.err);
}

#[test]
fn scripts_are_parsed_and_not_run() {
    let case = Case::of_items(&json!([{"name": "r", "request": {"url": "http://h"},
        "event": [script("test", "while (true) {}")]}]));
    assert_eq!(case.postino(&["check", "c.json"]).code, 0);
}

#[test]
fn a_file_that_cannot_be_read_exits_with_3() {
    let ran = Case::new().postino(&["check", "none.json"]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("cannot read the file \"none.json\": no such file"), "{}", ran.err);
}
