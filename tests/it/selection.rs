//! The selection of requests: `--folder`, `--exclude`, `--tag`, `--tests-only`, `--list`, several collections.

use serde_json::{Value, json};

use crate::support::{Case, Server, script};

/// Requests `a` (tagged, with a test) and `b` in a folder, and `c` below the root.
fn collection(name: &str, url: &str) -> Value {
    let request = |path: &str| json!({"url": format!("{url}/{name}/{path}")});
    json!({"info": {"name": name}, "item": [
        {"name": "F", "item": [
            {"name": "a [smoke]", "request": request("a"), "event": [script("test", "pm.test('t', () => {})")]},
            {"name": "b", "request": request("b")}]},
        {"name": "c", "request": request("c")},
    ]})
}

fn paths(server: &Server) -> Vec<String> {
    let path = |request: &String| request.split(' ').nth(1).unwrap_or_default().to_owned();
    server.requests().iter().map(path).collect()
}

fn sent(arguments: &[&str]) -> Vec<String> {
    let server = Server::json("{}");
    let case = Case::new();
    case.write("c.json", &collection("x", &server.url).to_string());
    let ran = case.postino(&[&["run", "c.json"], arguments].concat());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    paths(&server)
}

#[test]
fn an_excluded_folder_is_left_out() {
    assert_eq!(sent(&["--exclude", "F"]), ["/x/c"]);
    assert_eq!(sent(&["--folder", "F", "--exclude", "b"]), ["/x/a"]);
}

#[test]
fn a_tag_selects_the_requests_that_have_it() {
    assert_eq!(sent(&["--tag", "smoke"]), ["/x/a"]);
}

#[test]
fn tests_only_leaves_out_requests_without_tests() {
    assert_eq!(sent(&["--tests-only"]), ["/x/a"]);
}

#[test]
fn an_empty_selection_is_refused_with_the_known_names() {
    let case = Case::new();
    case.write("c.json", &collection("x", "http://127.0.0.1:1").to_string());
    let refused = |arguments: &[&str], sentence: &str, hint: &str| {
        let ran = case.postino(&[&["run", "c.json"], arguments].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(ran.err.contains(sentence) && ran.err.contains(hint), "{}", ran.err);
    };
    refused(&["--folder", "G"], "--folder: no folder or request is called \"G\"", "did you mean \"F\"?");
    refused(&["--exclude", "bb"], "--exclude: no folder or request is called \"bb\"", "did you mean \"b\"?");
    refused(&["--tag", "smok"], "--tag: no request carries the tag \"smok\"", "did you mean \"smoke\"?");
    refused(
        &["--folder", "c", "--tests-only"],
        "--tests-only: no request has a test script of its own",
        "pm.test",
    );
}

#[test]
fn a_list_shows_the_plan_and_sends_nothing() {
    let case = Case::new();
    case.write("c.json", &collection("x", "{{base}}").to_string());
    let ran = case.postino(&["run", "c.json", "--list", "-n", "3", "--exclude", "b"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let expected = "F / a [smoke]  GET {{base}}/x/a\nc              GET {{base}}/x/c\n\n2 requests in each of 3 iterations\n";
    assert_eq!(ran.out, expected);
}

#[test]
fn several_collections_run_one_after_the_other_with_one_report() {
    let server = Server::json("{}");
    let case = Case::new();
    let mut first = collection("x", &server.url);
    first["event"] = json!([script("test", "pm.environment.set('from', 'x'); leaked = 1")]);
    let mut second = collection("y", &server.url);
    second["event"] = json!([script(
        "test",
        "pm.test('environment goes on', () => {
        pm.expect(pm.environment.get('from')).to.eql('x'); pm.expect(typeof leaked).to.eql('undefined') })"
    )]);
    case.write("x.json", &first.to_string()).write("y.json", &second.to_string());
    let report = ["-r", "cli,json", "--reporter-json-export", "r.json"];
    let ran = case.postino(&[&["run", "x.json", "y.json", "--exclude", "b"], &report[..]].concat());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(paths(&server), ["/x/a", "/x/c", "/y/a", "/y/c"]);
    assert!(ran.out.contains("x + y\n") && ran.out.contains("❏ y / F\n"), "{}", ran.out);
    let report: Value = serde_json::from_str(&case.read("r.json")).expect("json");
    assert_eq!(report["run"]["stats"]["requests"]["total"], 4);
    assert_eq!(report["run"]["executions"][3]["cursor"]["position"], 3);
    assert_eq!(report["collection"]["item"][1]["name"], "y");
}

#[test]
fn a_path_picks_one_of_several_folders_of_a_name() {
    let server = Server::json("{}");
    let request = |path: &str| json!({"name": path, "request": format!("{}/{path}", server.url)});
    let case = Case::of_items(&json!([
        {"name": "A", "item": [{"name": "Same", "item": [request("a")]}]},
        {"name": "B", "item": [{"name": "Same", "item": [request("b")]}]},
        {"name": "Same", "item": [request("top")]}]));
    for folder in ["B/Same", "B / Same", "/B/Same", "/Same"] {
        assert_eq!(case.postino(&["run", "c.json", "--folder", folder]).code, 0, "{folder}");
    }
    assert_eq!(case.postino(&["run", "c.json", "--exclude", "A/Same"]).code, 0);
    assert_eq!(paths(&server), ["/b", "/b", "/b", "/top", "/b", "/top"]);
    let ran = case.postino(&["run", "c.json", "--folder", "Same"]);
    assert_eq!(ran.code, 2);
    let expected = "error: --folder: \"Same\" names several: \"A/Same\", \"B/Same\", \"/Same\"\n";
    assert!(ran.err.starts_with(expected), "{}", ran.err);
    // newman takes the first that it comes to, level by level.
    assert_eq!(case.postino(&["run", "c.json", "--folder", "Same", "--compat", "newman"]).code, 0);
    assert_eq!(paths(&server).last().map(String::as_str), Some("/top"));
}
