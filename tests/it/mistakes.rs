//! The mistakes that people make on the command line and in files, and what they are told, on one page.
//!
//! `snapshots/it__mistakes__mistakes.snap` is to be read as its users would: each answer says what is wrong, where, and
//! what to do. Nothing is sent by any of them.

use std::fmt::Write as _;

use insta::assert_snapshot;
use serde_json::json;

use crate::support::{Case, Server};

/// The files of every case: a collection in `c.json`, an environment in `e.json`, and their wrong neighbours.
fn case(url: &str) -> Case {
    let request = json!({"name": "List", "request": url});
    let case = Case::of_items(&json!([
        {"name": "Orders [smoke]", "item": [request, {"name": "Items", "item": [{"name": "All", "request": url}]}]},
        {"name": "Items", "item": [{"name": "One", "request": url}]},
        {"name": "Later", "item": []}]));
    case.write("e.json", "{\"name\": \"e\", \"values\": [{\"key\": \"a\", \"value\": \"1\"}]}")
        .write("empty.json", "{\"info\": {\"name\": \"empty\"}, \"item\": []}")
        .write("openapi.yaml", "openapi: 3.0.3\ninfo: {title: t}\n")
        .write("dump.json", "{\"version\": 1, \"collections\": [], \"environments\": []}")
        .write("object.json", "{}")
        .write("text.json", "\"text\"")
        .write("nothing.json", "")
        .write("broken.json", "{\n  \"info\": {\"name\": \"c\"},\n  \"item\": [{\"name\": oops}]\n}")
        .write("cut.json", "{\"info\": {\"name\": \"c\"}, \"item\": [{\"name\": \"a")
        .write("rows.csv", "id,name\n1,a\n")
        .write("header.csv", "id,name\n")
        .write("flat.json", "{\"host\": \"example.com\"}")
        .write(".env", "HOST=h\n")
        .write("bad.env", "HOST=h\nwhat is this\n")
        .write("login.html", "<!doctype html><html></html>")
        .write("run.ndjson", "{\"format\":\"postino-events\",\"version\":1}\n")
        .write("key.txt", "no key at all\n")
        .write("browser.json", "{\"cookies\": [{\"name\": \"sid\", \"value\": \"1\"}]}")
        .write("folder.txt", "");
    std::fs::create_dir(case.path("folder")).expect("a folder");
    case
}

const MISTAKES: &[&[&str]] = &[
    // Files.
    &["run", "none.json"],
    &["run", "folder"],
    &["run", "nothing.json"],
    &["run", "broken.json"],
    &["run", "cut.json"],
    &["run", "text.json"],
    &["run", "object.json"],
    &["run", "flat.json"],
    &["run", "e.json"],
    &["run", "rows.csv"],
    &["run", "openapi.yaml"],
    &["run", "dump.json"],
    &["run", "login.html"],
    &["run", "run.ndjson"],
    &["run", "empty.json"],
    &["run", "1234567-8f3f1bb1-6a4e-4d53-9e8a-2b2f5a9d2f10"],
    &["run", "http://127.0.0.1:1/c.json"],
    &["run", "c.json", "-e", "none.json"],
    &["run", "c.json", "-e", "c.json"],
    &["run", "c.json", "-e", "flat.json"],
    &["run", "c.json", "-e", ".env"],
    &["run", "c.json", "-g", "rows.csv"],
    &["run", "c.json", "-d", "none.csv"],
    &["run", "c.json", "-d", "e.json"],
    &["run", "c.json", "-d", "header.csv"],
    &["run", "c.json", "-d", "rows.csv", "-d", "header.csv"],
    &["run", "c.json", "-e", ""],
    &["run", "c.json", "--env-file", "bad.env"],
    &["run", "c.json", "--env-file", "e.json"],
    &["run", "c.json", "--cookie-jar", "e.json"],
    &["run", "c.json", "--cookie-jar", "none.json"],
    &["run", "c.json", "--cookie-jar", "browser.json"],
    &["run", "c.json", "--vault", "text.json"],
    &["run", "c.json", "--working-dir", "nope"],
    &["run", "c.json", "--working-dir", "folder.txt"],
    &["run", "c.json", "--packages", "nope"],
    // Selection.
    &["run", "c.json", "--folder", "Order"],
    &["run", "c.json", "--folder", "Items"],
    &["run", "c.json", "--folder", "Later"],
    &["run", "c.json", "--folder", ""],
    &["run", "c.json", "--exclude", "Itms"],
    &["run", "c.json", "--exclude", "Orders [smoke]", "--exclude", "Items"],
    &["run", "c.json", "--tag", "smok"],
    &["run", "c.json", "--tag", "smoke,slow"],
    &["run", "c.json", "--tests-only"],
    // Numbers and times.
    &["run", "c.json", "-n", "abc"],
    &["run", "c.json", "-n", "-1"],
    &["run", "c.json", "-n", "0"],
    &["run", "c.json", "-n", "1.5"],
    &["run", "c.json", "--timeout-request", "5x"],
    &["run", "c.json", "--timeout-request", "-1"],
    &["run", "c.json", "--timeout", "0"],
    &["run", "c.json", "--delay-request", "soon"],
    &["run", "c.json", "--max-response-size", "20TB"],
    &["run", "c.json", "--script-memory", "1kB"],
    &["run", "c.json", "--seed", "x"],
    &["run", "c.json", "--retry", "0"],
    &["run", "c.json", "--retry", "1", "--retry-on", "sometimes"],
    // Flags.
    &["run", "c.json", "--suppress-exit-code", "1"],
    &["run", "c.json", "--silent=yes"],
    &["run", "c.json", "-v"],
    &["run", "c.json", "--no-color"],
    &["run", "c.json", "--color", "maybe"],
    &["run", "c.json", "--itration-count", "2"],
    &["run", "c.json", "--compat", "postman"],
    &["run", "--bail", "c.json"],
    &["chek", "c.json"],
    // Reporters.
    &["run", "c.json", "--reporters", "cli", "json"],
    &["run", "c.json", "-r", "junitt"],
    &["run", "c.json", "-r", "cli,,json"],
    &["run", "c.json", "-r", "htmlextra"],
    &["run", "c.json", "--reporter-nosuch-export", "x"],
    &["run", "c.json", "-r", "junit", "--reporter-junit-exprot", "x"],
    &["run", "c.json", "-r", "json", "--reporter-json-export"],
    &["run", "c.json", "-r", "json", "--reporter-json-omit-headers", "yes"],
    &["run", "c.json", "-r", "json", "--reporter-json-bodies", "all"],
    &["check", "c.json", "--reporter-json-export", "x"],
    // Variables.
    &["run", "c.json", "--env-var", "host"],
    &["run", "c.json", "--global-var", "=x"],
    &["run", "c.json", "--vault-env", "NOT_SET"],
    &["run", "c.json", "--env-from-process", ""],
    // The network.
    &["run", "c.json", "--proxy", "ftp://h"],
    &["run", "c.json", "--ssl-extra-ca-certs", "key.txt"],
    &["run", "c.json", "--ssl-extra-ca-certs", "none.pem"],
    &["run", "c.json", "--ssl-client-cert", "key.txt"],
    &["run", "c.json", "--ssl-client-key", "key.txt"],
    &["run", "c.json", "--ssl-client-passphrase", "secret"],
    &["run", "c.json", "--ssl-client-cert", "key.txt", "--ssl-client-key", "key.txt"],
    &["run", "c.json", "--ssl-client-cert", "none.pem", "--ssl-client-key", "none.key"],
    &["run", "c.json", "--ssl-client-cert-list", "e.json"],
    // Other commands.
    &["report", "c.json"],
    &["report", "none.ndjson"],
    &["report", "run.ndjson", "./run.ndjson"],
    &["check", "none.json"],
    &["check", "rows.csv"],
    &["check", "object.json"],
    &["check", "c.json", "--env-var", "=x"],
    &["completions", "csh"],
];

#[test]
fn mistakes() {
    let server = Server::json("{}");
    let case = case(&server.url);
    let mut page = String::new();
    for arguments in MISTAKES {
        let ran = case.postino(arguments);
        assert_ne!(ran.code, 0, "{arguments:?}: {}{}", ran.out, ran.err);
        assert_eq!(ran.out, "", "{arguments:?}");
        let words: Vec<_> = arguments.iter().map(|word| quoted(word)).collect();
        let _ = writeln!(page, "$ postino {}\n{}exit {}\n", words.join(" "), ran.err, ran.code);
    }
    assert!(!server.was_called() && MISTAKES.len() >= 80);
    assert_snapshot!(page);
}

fn quoted(word: &str) -> String {
    if word.is_empty() || word.contains(' ') { format!("\"{word}\"") } else { word.to_owned() }
}

#[test]
fn mistakes_in_an_options_file() {
    let mut page = String::new();
    for options in [
        r#"{"iterationCount": "abc"}"#,
        r#"{"iterationCount": true}"#,
        r#"{"iterationCount": 0}"#,
        r#"{"iterationCuont": 2}"#,
        r#"{"timeoutRequest": "5x"}"#,
        r#"{"silent": "maybe"}"#,
        r#"{"envVar": {"host": "h"}}"#,
        r#"{"reporter": {"json": "r.json"}}"#,
        r#"{"reporters": "cli, jsn"}"#,
        r#"{"color": "maybe"}"#,
        r#"{"run": ["silent"]}"#,
        r#"{"run": {"iterationCount": "abc"}, "silent": true}"#,
        r#"["silent"]"#,
        "{broken",
    ] {
        let case = Case::of_items(&json!([{"name": "r", "request": "http://127.0.0.1:1/"}]));
        let ran = case.write(".newmanrc", options).postino(&["run", "c.json", "--list"]);
        let folder = case.path("").display().to_string();
        let told = ran.err.replace(&folder, "./");
        let _ = writeln!(page, ".newmanrc: {options}\n{told}exit {}\n", ran.code);
    }
    assert_snapshot!(page);
}
