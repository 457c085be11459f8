//! Saved event streams, and the report that each reporter makes of them. `postino report` needs no network and no script
//! engine.
//!
//! `tests/replay` has the streams: a run of two iterations with every kind of event, and a short run of another
//! collection.

use std::path::{Path, PathBuf};

use insta::assert_snapshot;

use crate::support::{Case, Ran};

fn stream(name: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/replay").join(name);
    path.to_str().expect("the repository's path is text").to_owned()
}

fn shop(case: &Case, arguments: &[&str]) -> Ran {
    let stream = stream("shop.ndjson");
    let ran = case.postino(&[&["report", stream.as_str()], arguments].concat());
    assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{}", ran.out);
    ran
}

/// The text that a reporter writes into its file.
fn written(reporter: &str, arguments: &[&str]) -> String {
    let case = Case::new();
    let export = format!("--reporter-{reporter}-export");
    let ran = shop(&case, &[&["-r", reporter, export.as_str(), "out/report"], arguments].concat());
    assert_eq!(ran.out, "");
    case.read("out/report")
}

#[test]
fn cli() {
    assert_snapshot!(shop(&Case::new(), &[]).out);
}

#[test]
fn cli_verbose() {
    assert_snapshot!(shop(&Case::new(), &["--verbose", "--reporter-cli-show-timestamps"]).out);
}

#[test]
fn cli_as_newman_in_ascii() {
    assert_snapshot!(shop(&Case::new(), &["--compat", "newman", "--disable-unicode"]).out);
}

#[test]
fn cli_in_color() {
    assert_snapshot!(shop(&Case::new(), &["--color", "on"]).out.replace('\u{1b}', "␛"));
}

#[test]
fn json() {
    assert_snapshot!(written("json", &["--reporter-json-bodies", "text"]));
}

#[test]
fn json_as_newman() {
    assert_snapshot!(written("json", &["--compat", "newman"]));
}

#[test]
fn junit() {
    assert_snapshot!(written("junit", &[]));
}

#[test]
fn junit_as_newman() {
    assert_snapshot!(written("junit", &["--compat", "newman"]));
}

#[test]
fn github() {
    let case = Case::new();
    let ran = shop(&case, &["-r", "github", "--reporter-github-summary", "summary.md"]);
    assert_snapshot!(ran.out);
    assert_eq!(case.read("summary.md").trim_end(), written("markdown", &[]).trim_end());
}

#[test]
fn teamcity() {
    assert_snapshot!(shop(&Case::new(), &["-r", "teamcity"]).out);
}

#[test]
fn tap() {
    assert_snapshot!(shop(&Case::new(), &["-r", "tap"]).out);
    assert_eq!(written("tap", &[]), shop(&Case::new(), &["-r", "tap"]).out);
}

#[test]
fn markdown() {
    assert_snapshot!(written("markdown", &[]));
}

#[test]
fn emojitrain() {
    assert_snapshot!(shop(&Case::new(), &["-r", "emojitrain"]).out);
}

#[test]
fn the_events_report_repeats_the_stream() {
    let saved = std::fs::read_to_string(stream("shop.ndjson")).expect("a saved stream");
    let lines = |text: &str| -> Vec<serde_json::Value> {
        text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    };
    let (written, saved) = (lines(&written("events", &[])), lines(&saved));
    assert_eq!(written.len(), saved.len());
    for (written, saved) in written.iter().zip(&saved) {
        assert_eq!(written, saved);
    }
}

#[test]
fn omitted_parts_are_not_in_the_json_report() {
    let text = written("json", &["--reporter-json-omitAllHeadersAndBody"]);
    assert!(!text.contains("\"stream\""), "{text}");
    let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    for execution in report["run"]["executions"].as_array().expect("executions") {
        assert!(execution["request"].get("header").is_none() && execution["request"].get("body").is_none());
        assert!(execution["response"].get("header").is_none(), "{execution}");
    }
}

#[test]
fn several_streams_become_one_report() {
    let case = Case::new();
    let (shop, billing) = (stream("shop.ndjson"), stream("billing.ndjson"));
    let merged = case.postino(&[
        "report",
        &shop,
        &billing,
        "-r",
        "events,junit",
        "--reporter-events-export",
        "all.ndjson",
        "--reporter-junit-export",
        "all.xml",
    ]);
    assert_eq!((merged.code, merged.err.as_str()), (1, ""));
    let junit = case.read("all.xml");
    assert!(
        junit.contains("<testsuites name=\"Shop + Billing\"") && junit.contains("name=\"is healthy\""),
        "{junit}"
    );
    // The merged stream can be reported again.
    let again =
        case.postino(&["report", "all.ndjson", "-r", "junit", "--reporter-junit-export", "again.xml"]);
    assert_eq!((again.code, case.read("again.xml")), (1, junit));
}

#[test]
fn shards_of_a_collection_count_as_its_iterations() {
    let case = Case::new();
    let billing = stream("billing.ndjson");
    let again =
        case.write("again.ndjson", &std::fs::read_to_string(&billing).expect("there")).path("again.ndjson");
    let again = again.display().to_string();
    let ran = case.postino(&["report", &billing, &again, "-r", "json", "--reporter-json-export", "r.json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let report: serde_json::Value = serde_json::from_str(&case.read("r.json")).expect("JSON");
    assert_eq!(report["run"]["stats"]["iterations"]["total"], 2);
    assert_eq!(report["run"]["executions"][1]["cursor"]["iteration"], 1);
}

#[test]
fn a_stream_that_breaks_off_is_an_interrupted_run() {
    let case = Case::new();
    let whole = std::fs::read_to_string(stream("billing.ndjson")).expect("a saved stream");
    let cut: Vec<_> = whole.lines().take(6).collect();
    case.write("cut.ndjson", &cut.join("\n"));
    let ran = case.postino(&["report", "cut.ndjson"]);
    assert_eq!(ran.code, 130, "{}", ran.out);
    assert!(ran.out.contains("stopped: interrupted"), "{}", ran.out);
    assert!(ran.err.contains("\"cut.ndjson\" ends behind line 6"), "{}", ran.err);
}

#[test]
fn a_stream_that_is_cut_anywhere_still_gives_whole_reports() {
    let case = Case::new();
    let whole = std::fs::read(stream("shop.ndjson")).expect("a saved stream");
    // The first two lines say what runs: without them there is nothing to report.
    let head = whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(1).expect("lines").0 + 1;
    for cut in (head..whole.len()).step_by((whole.len() - head) / 40).chain([head, whole.len() - 2]) {
        std::fs::write(case.path("cut.ndjson"), &whole[..cut]).expect("written");
        let exports = ["json", "junit", "html", "events", "markdown", "tap"]
            .map(|name| format!("--reporter-{name}-export={name}"));
        let mut arguments = vec!["report", "cut.ndjson", "-r", "json,junit,html,events,markdown,tap"];
        arguments.extend(exports.iter().map(String::as_str));
        let ran = case.postino(&arguments);
        assert_eq!(ran.code, 130, "{cut}: {}", ran.err);
        assert!(ran.err.contains("the run counts as interrupted"), "{cut}: {}", ran.err);
        let report: serde_json::Value = serde_json::from_str(&case.read("json")).expect("JSON");
        assert_eq!(report["run"]["error"]["message"], "interrupted", "{cut}");
        assert!(case.read("junit").trim_end().ends_with("</testsuites>"), "{cut}");
        assert!(case.read("html").trim_end().ends_with("</html>"), "{cut}");
        // Each begun thing has its end: the stream of the report can be reported again.
        let events = case.read("events");
        for kind in ["iteration", "item", "script", "request"] {
            let count = |end: &str| events.matches(&format!("\"event\":\"{kind}_{end}\"")).count();
            assert_eq!(count("started"), count("finished"), "{cut}: {kind}");
        }
        assert_eq!(case.postino(&["report", "events"]).code, 130);
    }
}

#[cfg(unix)]
#[test]
fn a_stream_is_read_once_from_a_pipe_or_the_standard_input() {
    use std::process::{Command, Stdio};
    let case = Case::new();
    let (shop, billing) = (stream("shop.ndjson"), stream("billing.ndjson"));
    let expected = case.postino(&["report", &shop, &billing, "-r", "tap"]);
    assert!(!expected.out.is_empty());
    assert!(Command::new("mkfifo").arg(case.path("pipe")).status().expect("mkfifo").success());
    for piped in ["pipe", "-"] {
        let (pipe, saved) = (case.path("pipe"), shop.clone());
        let writer = (piped == "pipe").then(|| std::thread::spawn(move || std::fs::copy(saved, pipe)));
        let input = std::fs::File::open(&shop).expect("there");
        let done = case.command(&["report", piped, &billing, "-r", "tap"]).stdin(Stdio::from(input)).output();
        let done = done.expect("postino starts");
        assert_eq!(String::from_utf8_lossy(&done.stdout), expected.out, "{piped}");
        assert_eq!(done.status.code(), Some(1));
        writer.map(|writer| writer.join().expect("a writer").expect("copied"));
    }
    let twice = case.postino(&["report", "-", "-"]);
    assert_eq!(twice.code, 2, "{}", twice.err);
}

#[test]
fn a_file_that_is_not_a_stream_is_an_error_with_its_line() {
    let case = Case::new();
    let first = "{\"format\":\"postino-events\",\"version\":1}";
    let cases = [
        ("", "is empty"),
        ("{\"a\":1}\n", "its first line is not"),
        ("{\"format\":\"postino-events\",\"version\":9}\n", "version 9"),
        (&format!("{first}\n"), "does not begin with the start of a run"),
        (&format!("{first}\nnonsense\n"), "line 2"),
    ];
    for (text, said) in cases {
        let ran = case.write("x.ndjson", text).postino(&["report", "x.ndjson"]);
        assert_eq!(ran.code, 3, "{text}: {}", ran.err);
        assert!(ran.err.contains(said) && ran.err.contains("x.ndjson"), "{text}: {}", ran.err);
    }
    let missing = case.postino(&["report", "none.ndjson"]);
    assert!(missing.code == 3 && missing.err.contains("none.ndjson"), "{}", missing.err);
}
