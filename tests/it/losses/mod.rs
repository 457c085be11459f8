//! What newman loses without a word is a failure here; `--compat newman` loses it too.

mod data;
mod sending;
mod uploads;

use serde_json::{Value, json};

use crate::support::{Case, Ran, Server, script};

/// A run of one item, its json report, and what its server has seen.
struct Outcome {
    ran: Ran,
    report: Value,
    server: Server,
}

impl Outcome {
    /// The messages of all failures.
    fn failures(&self) -> Vec<&str> {
        let failures = self.report["run"]["failures"].as_array().expect("failures");
        failures.iter().map(|failure| failure["error"]["message"].as_str().unwrap_or_default()).collect()
    }

    fn sent(&self) -> bool {
        self.server.was_called()
    }
}

/// Runs one item in the folder of the case. `make` completes it with the server's URL.
fn run_in(case: &Case, make: impl FnOnce(&str) -> Value, options: &[&str]) -> Outcome {
    let server = Server::json("{\"answered\":true}");
    case.write("c.json", &json!({"info": {"name": "c"}, "item": [make(&server.url)]}).to_string());
    let fixed = ["run", "c.json", "-r", "cli,json", "--reporter-json-export", "r.json", "--color", "off"];
    let ran = case.postino(&[&fixed, options].concat());
    let report = std::fs::read_to_string(case.path("r.json")).unwrap_or_default();
    Outcome { report: serde_json::from_str(&report).unwrap_or_default(), ran, server }
}

/// Runs an item whose test script is this one.
fn run_script(source: &str, options: &[&str]) -> Outcome {
    let make = |url: &str| json!({"name": "r", "request": url, "event": [script("test", &source.replace("URL", url))]});
    run_in(&Case::new(), make, options)
}

const NEWMAN: [&str; 2] = ["--compat", "newman"];

#[test]
fn a_test_without_a_function_fails_and_says_why() {
    for (test, said) in [
        ("pm.test('t', false);", "pm.test was given false: the condition does not hold"),
        ("pm.test('t', pm.response.code === 999);", "pm.test was given false"),
        (
            "pm.test('t');",
            "pm.test was given no function: nothing is tested; write pm.test(name, () => { … })",
        ),
        ("pm.test();", "pm.test was given no function"),
        ("pm.test('t', 'text');", "pm.test was given the string text in place of a function"),
        ("pm.test('t', Promise.resolve());", "pm.test was given a promise in place of a function"),
        ("pm.test('t', null);", "pm.test was given null in place of a function"),
        ("pm.test(() => {});", "pm.test was given no name"),
        (
            "pm.test('t', function* () { throw 1; });",
            "the test is a generator function, of which nothing runs",
        ),
    ] {
        let outcome = run_script(test, &[]);
        assert_eq!(outcome.ran.code, 1, "{test}: {}", outcome.ran.out);
        let failures = outcome.failures();
        assert!(failures.len() == 1 && failures[0].starts_with(said), "{test}: {failures:?}");
        assert_eq!(run_script(test, &NEWMAN).ran.code, 0, "{test}");
    }
}

#[test]
fn a_condition_that_holds_passes_and_names_may_be_anything() {
    let outcome = run_script(
        "pm.test('holds', pm.response.code === 200); pm.test(5, () => {}); pm.test(undefined, () => {});
         pm.test({ a: 1 }, () => {}); tests['legacy'] = 1; pm.test.skip('skipped');",
        &[],
    );
    assert_eq!(outcome.ran.code, 0, "{}", outcome.ran.out);
    let names: Vec<_> = outcome.report["run"]["executions"][0]["assertions"]
        .as_array()
        .expect("assertions")
        .iter()
        .map(|assertion| assertion["assertion"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(names, ["holds", "5", "undefined", "[object Object]", "skipped", "legacy"]);
}

#[test]
fn a_script_that_lies_in_another_file_fails() {
    let make = |url: &str| {
        json!({"name": "r", "request": url, "event": [
            {"listen": "test", "script": {"src": "tests.js", "exec": ["pm.test('own', () => {})"]}},
            {"listen": "prerequest", "script": {"src": null, "exec": ["console.log('runs')"]}},
        ]})
    };
    let outcome = run_in(&Case::new(), make, &[]);
    let said = "the script lies in the file \"tests.js\", which is not read: put its lines into \"exec\" of the collection";
    assert_eq!((outcome.ran.code, outcome.failures()), (1, vec![said]));
    assert!(outcome.ran.out.contains("'runs'"), "{}", outcome.ran.out);
    let newmans = run_in(&Case::new(), make, &NEWMAN);
    assert_eq!((newmans.ran.code, newmans.failures()), (0, vec![]));
    assert!(!newmans.ran.out.contains("runs"), "{}", newmans.ran.out);
}

#[test]
fn files_that_nobody_reads_are_warned_of() {
    let make = |url: &str| {
        let body =
            json!({"mode": "urlencoded", "urlencoded": [{"key": "a", "type": "file", "src": "f.txt"}]});
        json!({"name": "r", "request": {"method": "POST", "url": url, "body": body}})
    };
    let outcome = run_in(&Case::new(), make, &[]);
    let said =
        "warning: c.json: item[0].request.body.urlencoded[0].src: expected the text itself, found a file";
    assert!(outcome.ran.err.starts_with(said), "{}", outcome.ran.err);
}

/// Two folders with an item `x` each; the script of `start`, in the second one, names the next request.
fn jumps(next: &str, options: &[&str]) -> (Ran, Vec<String>) {
    let server = Server::json("{}");
    let item = |name: &str, path: &str| json!({"name": name, "request": format!("{}/{path}", server.url)});
    let mut start = item("start", "start");
    start["event"] = json!([script("test", &format!("pm.execution.setNextRequest('{next}')"))]);
    let case = Case::of_items(&json!([
        {"name": "first", "item": [item("x", "first")]},
        {"name": "second", "item": [start, item("x", "second"), item("end", "end")]},
        {"name": "third", "item": [item("x", "third")]},
    ]));
    let ran = case.postino(&[&["run", "c.json", "--color", "off"], options].concat());
    let path = |request: &String| request.split(' ').nth(1).unwrap_or_default().to_owned();
    let paths = server.requests().iter().map(path).collect();
    (ran, paths)
}

#[test]
fn of_several_requests_of_a_name_the_one_in_the_own_folder_comes_next_with_a_warning() {
    let (ran, paths) = jumps("x", &[]);
    assert_eq!(paths, ["/first", "/start", "/second", "/end", "/third"]);
    let said = "setNextRequest: 3 requests are called \"x\": the run goes on with \"second / x\"";
    assert!(ran.out.replace('\n', " ").contains("3 requests are called"), "{said}: {}", ran.out);
    let (ran, paths) = jumps("x", &NEWMAN);
    assert_eq!(paths, ["/first", "/start", "/third"]);
    assert!(!ran.out.contains("are called"), "{}", ran.out);
}

#[test]
fn a_next_request_that_does_not_exist_is_told_with_the_nearest_name() {
    let (ran, paths) = jumps("ens", &[]);
    assert_eq!(paths, ["/first", "/start"]);
    assert!(
        ran.out.contains("did you mean \"end\"?")
            || ran.out.replace("\n  │ ", "").contains("did you mean \"end\"?"),
        "{}",
        ran.out
    );
}
