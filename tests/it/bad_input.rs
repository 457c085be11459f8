//! Bad input gives one clear message and its exit code. The rest of a run goes on.

use serde_json::json;

use crate::support::{Case, Server, script};

fn refused(case: &Case, arguments: &[&str], code: i32, message: &str) {
    let ran = case.postino(arguments);
    assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains(message), "{}", ran.err);
}

#[test]
fn a_missing_file_is_named() {
    let message = "error: cannot read the collection \"none.json\": no such file\nhint: ";
    refused(&Case::new(), &["run", "none.json"], 3, message);
}

#[test]
fn a_directory_is_refused_as_a_file() {
    let case = Case::new();
    std::fs::create_dir(case.path("d")).expect("a folder");
    refused(&case, &["run", "d"], 3, "the directory \"d\" is no collection");
}

#[test]
fn an_error_in_json_is_shown_with_its_line_and_a_caret() {
    let case = Case::new();
    case.write("c.json", "{\n  \"info\": oops\n}");
    let ran = case.postino(&["run", "c.json"]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("c.json:2:11"), "{}", ran.err);
    assert!(ran.err.contains("2 |   \"info\": oops\n"), "{}", ran.err);
}

#[test]
fn a_file_that_is_not_a_collection_is_refused_by_name() {
    let case = Case::new();
    case.write("e.json", "{\"name\": \"e\", \"values\": []}")
        .write("s.json", "\"text\"")
        .write("o.json", "{\"a\": 1}");
    refused(
        &case,
        &["run", "e.json"],
        3,
        "\"e.json\" is a Postman environment, not a collection\nhint: give the environment by -e",
    );
    refused(&case, &["run", "s.json"], 3, "expected a Postman collection, found a string");
    refused(&case, &["run", "o.json"], 3, "expected a Postman collection with `info` and `item`");
}

#[test]
fn a_collection_is_refused_as_an_environment() {
    let case = Case::of_items(&json!([]));
    refused(
        &case,
        &["run", "c.json", "-e", "c.json"],
        3,
        "\"c.json\" is a Postman collection, not an environment\nhint: ",
    );
}

#[test]
fn an_unknown_folder_gets_a_suggestion() {
    let case = Case::of_items(&json!([{"name": "Orders", "item": []}]));
    let message = "error: --folder: no folder or request is called \"Order\"\nhint: did you mean \"Orders\"?";
    refused(&case, &["run", "c.json", "--folder", "Order"], 2, message);
}

#[test]
fn an_unknown_reporter_gets_a_suggestion() {
    let case = Case::of_items(&json!([]));
    refused(&case, &["run", "c.json", "-r", "junitt"], 2, "hint: did you mean \"junit\"?");
}

#[test]
fn bad_option_values_are_usage_errors() {
    let case = Case::of_items(&json!([]));
    for arguments in [["-n", "0"], ["--color", "maybe"], ["--timeout", "0"], ["--env-var", "no-equals"]] {
        refused(&case, &["run", "c.json", arguments[0], arguments[1]], 2, "error:");
    }
}

#[test]
fn a_refused_connection_and_an_unknown_host_fail_only_their_items() {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "a", "request": "http://127.0.0.1:1/"},
        {"name": "b", "request": "http://no-such-host.invalid/"}, {"name": "c", "request": server.url}]));
    let ran = case.postino(&["run", "c.json"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("connect ECONNREFUSED 127.0.0.1:1"), "{}", ran.out);
    assert!(ran.out.contains("getaddrinfo ENOTFOUND no-such-host.invalid"), "{}", ran.out);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_script_that_throws_or_does_not_parse_fails_and_the_request_is_sent() {
    let server = Server::json("{}");
    let item = |source: &str| json!({"name": "r", "request": {"url": server.url}, "event": [script("prerequest", source)]});
    let case = Case::of_items(&json!([item("throw new TypeError('boom')"), item("let = ;")]));
    let ran = case.postino(&["run", "c.json"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("TypeError in prerequest-script") && ran.out.contains("boom"), "{}", ran.out);
    assert!(ran.out.contains("SyntaxError in prerequest-script"), "{}", ran.out);
    assert_eq!(server.requests().len(), 2);
}
