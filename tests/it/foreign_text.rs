//! Foreign texts in terminals and logs are shown: no terminal and no build server obeys them.
//!
//! Saved streams, each of whose texts is replaced by an attack, go through every reporter that writes to a terminal;
//! so a field that is added later is attacked too.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Case, Server, script};

/// Members whose values are words of the format.
const WORDS: [&str; 12] = [
    "format",
    "at",
    "event",
    "kind",
    "listen",
    "place",
    "origin",
    "level",
    "status",
    "mode",
    "http_version",
    "$console",
];

const TERMINAL: &str = "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{8}\u{7f}\u{0}\u{c}\u{b}\u{85}x\ry\u{202e}z\u{2066}\u{200b}\u{feff}\u{2028}";
const COMMANDS: &str = "x\n::error::a\n  ::add-mask::b\r\n\t::set-output name=c::d\n##[error]e\n##vso[task.complete]f\n\
     ##teamcity[buildStop comment='']\n--- g\n+++ h\n~~~ i\n^^^ +++\ntravis_fold:start:j\nBail out!\nok 1\n1..0\n...\n---";

/// Every text of the stream between these two.
fn poisoned(value: &mut Value, before: &str, behind: &str) {
    match value {
        Value::String(text) => *text = format!("{before}{text}{behind}"),
        Value::Array(list) => list.iter_mut().for_each(|item| poisoned(item, before, behind)),
        Value::Object(map) => {
            let foreign = map.iter_mut().filter(|(key, _)| !WORDS.contains(&key.as_str()));
            foreign.for_each(|(_, value)| poisoned(value, before, behind));
        }
        _ => {}
    }
}

/// Writes the saved stream with its texts between these two.
fn write_stream(case: &Case, before: &str, behind: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/replay/shop.ndjson");
    let stream = fs::read_to_string(path).expect("a stream");
    let mut text = String::new();
    for line in stream.lines() {
        let mut event: Value = serde_json::from_str(line).expect("JSON");
        poisoned(&mut event, before, behind);
        text.extend([event.to_string(), "\n".to_owned()]);
    }
    case.write("s.ndjson", &text);
}

/// What each way of telling writes to standard output.
const WAYS: [&[&str]; 9] = [
    &["-r", "cli"],
    &["-r", "cli", "--verbose", "--reporter-cli-show-timestamps"],
    &["-r", "cli", "--disable-unicode", "--color", "off"],
    &["-r", "cli", "--color", "on"],
    &["-r", "cli", "--compat", "newman", "--verbose"],
    &["-r", "tap"],
    &["-r", "github"],
    &["-r", "teamcity"],
    &["-r", "markdown,json", "--reporter-markdown-export", "/dev/stdout", "--reporter-json-export", "r.json"],
];

/// The text without the colours that the report has of its own.
fn without_colors(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((plain, behind)) = rest.split_once("\u{1b}[") {
        out.push_str(plain);
        let end = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
        let own = ["0", "1", "4", "22", "24", "31", "32", "33", "34", "35", "36", "37", "39", "90"];
        assert!(own.contains(&&behind[..end]) && behind[end..].starts_with('m'), "{behind:.20?}");
        rest = &behind[end + 1..];
    }
    out + rest
}

/// A terminal would do nothing but print this.
fn is_tame(text: &str) {
    let hidden = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{200b}' | '\u{202e}' | '\u{2028}' | '\u{2066}' | '\u{feff}')
    };
    let found: Vec<_> = text.lines().filter(|line| line.chars().any(hidden)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// The lines of the text that a build server would obey.
fn commands(text: &str) -> Vec<String> {
    let is_command = |line: &str| {
        let lower = line.to_lowercase();
        line.trim_start().starts_with("::")
            || ["##[", "##vso[", "##teamcity[", "travis_fold:"].iter().any(|mark| lower.contains(mark))
            || ["--- ", "+++ ", "~~~ ", "^^^ "].iter().any(|mark| line.starts_with(mark))
    };
    text.lines().filter(|line| is_command(line)).map(str::to_owned).collect()
}

#[test]
fn no_reporter_lets_a_terminal_obey_a_text() {
    for (before, behind) in [(TERMINAL, ""), ("", TERMINAL)] {
        let case = Case::new();
        write_stream(&case, before, behind);
        for way in WAYS {
            let ran = case.postino(&[&["report", "s.ndjson"], way].concat());
            assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{way:?}");
            let colored = way.contains(&"on") || way.contains(&"newman");
            is_tame(&if colored { without_colors(&ran.out) } else { ran.out });
        }
    }
}

#[test]
fn no_reporter_lets_a_build_server_obey_a_text() {
    let count = |text: &str, start: &str| text.lines().filter(|line| line.starts_with(start)).count();
    let plain = Case::new();
    write_stream(&plain, "", "");
    for (before, behind) in [("", COMMANDS), (COMMANDS, ""), ("::error::", ""), ("##[", "]"), ("--- ", "")] {
        let case = Case::new();
        write_stream(&case, before, behind);
        for way in WAYS {
            let told = |case: &Case| case.postino(&[&["report", "s.ndjson"], way].concat()).out;
            let (out, own) = (told(&case), told(&plain));
            let (own_commands, commands) = (commands(&own), commands(&without_colors(&out)));
            assert_eq!(own_commands.len(), commands.len(), "{way:?} {commands:#?}");
            for start in ["::error title=", "::warning::", "##teamcity["] {
                assert_eq!(count(&own, start), count(&out, start), "{way:?} {out}");
            }
            if way.contains(&"tap") {
                for start in ["ok ", "not ok ", "Bail out!", "1..", "  ---", "  ..."] {
                    assert_eq!(count(&own, start), count(&out, start), "{start} {out}");
                }
                assert_eq!(own.lines().count(), out.lines().count());
            }
        }
    }
}

#[test]
fn the_body_below_a_failed_test_is_indented() {
    let server = Server::json("{\n::error::a\n##vso[task.complete]\n}");
    let test = "pm.test('fails', () => pm.expect(1).to.eql(2)); throw new Error(pm.response.text());";
    let case =
        Case::of_items(&json!([{"name": "a", "event": [script("test", test)], "request": server.url}]));
    let ran = case.postino(&["run", "c.json"]);
    assert!(
        ran.out
            .contains("     response body: {\n     :\\x3aerror::a\n     ##vso\\x5btask.complete]\n     }\n"),
        "{}",
        ran.out
    );
    assert_eq!(commands(&ran.out), [""; 0]);
}

#[test]
fn messages_about_files_and_arguments_are_tame() {
    let case = Case::new();
    let name = "\u{1b}]0;x\u{7}\n::error::a\n##vso[x]\u{202e}.json";
    for arguments in [
        &["run", name] as &[&str],
        &["check", name],
        &["report", name],
        &["run", "c.json", "-e", name],
        &["run", "c.json", "-r", name],
        &["run", "c.json", "--folder", name],
        &["run", name, "--nope\u{1b}[31m\n::error::b"],
        &["boomi", "log", name],
    ] {
        case.write("c.json", &json!({"info": {"name": "c"}, "item": []}).to_string());
        let ran = case.postino(arguments);
        assert_ne!(ran.code, 0, "{arguments:?}");
        is_tame(&ran.err);
        assert_eq!(commands(&ran.err), [""; 0], "{arguments:?}");
        assert!(!ran.err.is_empty() && ran.out.is_empty(), "{arguments:?}");
    }
}

#[test]
fn lists_and_findings_are_tame_and_json_keeps_its_values() {
    let name = format!("{TERMINAL}{COMMANDS}");
    let case =
        Case::of_items(&json!([{"name": name, "request": "http://x.example/{{nope\u{9b}31m ##vso[a]}}"}]));
    for arguments in [&["run", "c.json", "--list"] as &[&str], &["check", "c.json"]] {
        let ran = case.postino(arguments);
        is_tame(&ran.out);
        assert_eq!(commands(&ran.out), [""; 0], "{arguments:?}");
    }
    let ran = case.postino(&["check", "c.json", "--format", "json"]);
    is_tame(&ran.out);
    assert_eq!(commands(&ran.out), [""; 0]);
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(report["findings"][0]["path"][0], name);
}
