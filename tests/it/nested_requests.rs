//! Requests that scripts run and send: what the terminal says of them.

use serde_json::json;

use crate::support::{Case, Server, script};

/// A script that runs the request "inner" of a second folder, which is not part of the run.
fn with_inner(server: &Server, source: &str, inner_test: &str) -> Case {
    Case::of_items(&json!([
        {"name": "outer", "event": [script("test", source)], "request": server.url},
        {"name": "rest", "item": [{"name": "inner", "event": [script("test", inner_test)],
            "request": format!("{}/inner", server.url)}]},
    ]))
}

#[test]
fn a_failure_inside_of_a_run_request_names_both_requests() {
    let server = Server::json("{}");
    let case = with_inner(
        &server,
        "await pm.execution.runRequest('inner');",
        "pm.test('holds', () => pm.expect(1).to.eql(2)); throw new Error('broken');",
    );
    let ran = case.postino(&["run", "c.json", "--folder", "outer"]);
    assert_eq!(ran.out.matches("inside \"inner\", run by \"outer\"").count(), 2, "{}", ran.out);
}

#[test]
fn requests_that_run_side_by_side_keep_their_own_lines() {
    let server = Server::json("{}");
    let source = "const sent = Array.from({ length: 20 }, (_, i) => i % 2 ? pm.execution.runRequest('inner')
            : pm.sendRequest(pm.request.url.toString() + '/' + i));
        console.log('waiting'); await Promise.all(sent);";
    let case = with_inner(&server, source, "pm.test('inner holds', () => {}); console.log('seen');");
    let ran = case.postino(&["run", "c.json", "--folder", "outer"]);
    let lines: Vec<_> = ran.out.lines().filter(|line| line.contains("GET ")).collect();
    for line in &lines {
        let answered =
            line.starts_with("  GET http://") && line.matches("[200 OK,").count() == 1 && line.ends_with(']');
        let waits = line.ends_with(' ') && !line.contains('[');
        assert!(answered || waits, "{line}\n{}", ran.out);
        assert_eq!(line.matches("GET ").count(), 1, "{line}");
    }
    assert_eq!(ran.out.matches("[200 OK,").count(), 21, "{}", ran.out);
    assert!(
        ran.out.lines().filter(|line| line.contains("[200 OK,")).all(|line| line.contains("GET ")),
        "{}",
        ran.out
    );
}
