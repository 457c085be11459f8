//! Options of reporters. A mistake in one is an error before a request is sent.

use serde_json::json;

use crate::support::{Case, Ran, Server};

fn run(arguments: &[&str]) -> (Ran, usize) {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "r", "request": {"url": server.url}}]));
    let ran = case.postino(&[&["run", "c.json"], arguments].concat());
    let sent = server.requests().len();
    (ran, sent)
}

#[track_caller]
fn refused(arguments: &[&str], said: &[&str]) {
    let case = Case::of_items(&json!([{"name": "never sent", "request": "http://127.0.0.1:1/"}]));
    let ran = case.postino(&[&["run", "c.json"], arguments].concat());
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    for text in said {
        assert!(ran.err.contains(text), "{text} is missing in {}", ran.err);
    }
}

#[test]
fn an_unknown_option_is_refused_with_the_nearest_name() {
    refused(
        &["-r", "junit", "--reporter-junit-exprot", "r.xml"],
        &[
            "error: --reporter-junit-exprot: there is no such option",
            "did you mean `--reporter-junit-export`?",
        ],
    );
    refused(&["--reporter-jnit-export=r.xml"], &["did you mean `--reporter-junit-export`?"]);
    refused(&["--reporter-cli-xyzzy"], &["options of cli: silent, show-timestamps, no-summary"]);
    refused(
        &["--reporter-xyzzy-a=b"],
        &["no reporter \"xyzzy\" is installed (npm install newman-reporter-xyzzy); known: cli, json"],
    );
}

#[test]
fn a_flag_with_a_value_is_refused() {
    refused(
        &["--reporter-cli-no-summary=yes"],
        &["--reporter-cli-no-summary=yes: a flag takes no value", "write --reporter-cli-no-summary"],
    );
}

#[test]
fn a_flag_may_be_switched_on_and_off_as_in_newmans_files() {
    let (off, sent) = run(&["--reporter-cli-no-summary=false"]);
    assert!(off.code == 0 && sent == 1 && off.out.contains("total run duration"), "{}", off.err);
    let (on, _) = run(&["--reporter-cli-no-summary=true"]);
    assert!(on.code == 0 && !on.out.contains("total run duration"), "{}", on.out);
}

#[test]
fn an_option_without_its_value_is_refused() {
    refused(
        &["-r", "json", "--reporter-json-export"],
        &["--reporter-json-export: its value is missing", "write --reporter-json-export=VALUE"],
    );
    refused(&["--reporter-html-title", "--verbose"], &["--reporter-html-title: its value is missing"]);
}

#[test]
fn an_invalid_choice_is_refused_with_the_valid_ones() {
    refused(&["--reporter-html-titleSize=7"], &["expected 1, 2, 3, 4, 5 or 6"]);
}

#[test]
fn an_option_for_all_reporters_reaches_each_that_knows_it() {
    let (ran, sent) = run(&["--reporter-noSummary", "--reporter-omit-headers"]);
    assert!(ran.code == 0 && sent == 1 && !ran.out.contains("total run duration"), "{}{}", ran.out, ran.err);
}

#[test]
fn with_compat_newman_unknown_options_are_ignored() {
    let (ran, sent) =
        run(&["--compat", "newman", "--reporter-junit-exprot", "r.xml", "--reporter-cli-no-summary=yes"]);
    assert_eq!((ran.code, sent), (0, 1), "{}", ran.err);
}

#[test]
fn a_wrong_option_in_an_rc_file_is_a_warning() {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "r", "request": {"url": server.url}}]));
    case.write(".newmanrc", r#"{"reporter": {"cli": {"noSumary": true, "noBanner": true}}}"#);
    let ran = case.postino(&["run", "c.json"]);
    assert_eq!((ran.code, server.requests().len()), (0, 1), "{}", ran.err);
    let said = "warning: .newmanrc: --reporter-cli-no-sumary: there is no such option; did you mean \
        `--reporter-cli-no-summary`?";
    assert!(ran.err.contains(said), "{}", ran.err);
    assert!(!ran.out.contains("postino\n"), "{}", ran.out);
}

#[test]
fn a_command_without_reports_refuses_options_of_reporters() {
    let case = Case::of_items(&json!([]));
    let ran = case.postino(&["check", "c.json", "--reporter-json-export", "r.json"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--reporter-json-export: this command writes no reports"), "{}", ran.err);
}

#[test]
fn names_of_reporters_may_have_blanks_around_them() {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "r", "request": server.url}]));
    let ran = case.postino(&["run", "c.json", "-r", "cli, json", "--reporter-json-export", "r.json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("→ r") && case.read("r.json").contains("executions"));
    case.write(
        ".newmanrc",
        "{\"reporters\": \"json, cli\", \"reporter\": {\"json\": {\"export\": \"s.json\"}}}",
    );
    let ran = case.postino(&["run", "c.json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("→ r") && case.read("s.json").contains("executions"));
}

#[test]
fn a_flag_of_a_reporter_takes_true_and_false_as_newmans_does() {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "r", "request": server.url}]));
    for (value, banner) in [("true", false), ("false", true)] {
        let ran = case.postino(&["run", "--reporter-cli-no-banner", value, "c.json"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{value}");
        assert_eq!(ran.out.starts_with("postino\n"), banner, "{value}: {}", ran.out);
    }
}

#[test]
fn options_of_a_reporter_that_is_not_asked_for_give_a_warning() {
    let server = Server::json("{}");
    let case = Case::of_items(&json!([{"name": "r", "request": server.url}]));
    let ran = case.postino(&["run", "c.json", "--reporter-junit-export", "r.xml"]);
    let warning =
        "warning: --reporter-junit-export has no effect, since junit is not asked for: write -r cli,junit\n";
    assert_eq!((ran.code, ran.err.as_str()), (0, warning));
    // Options in a file are there for every run, whatever it reports.
    case.write(".newmanrc", "{\"reporter\": {\"junit\": {\"export\": \"r.xml\"}}}");
    assert_eq!(case.postino(&["run", "c.json"]).err, "");
}
