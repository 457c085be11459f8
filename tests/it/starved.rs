//! A process that is short of something: an output that takes nothing, descriptors, room on the disk. It says so in a
//! sentence and never panics, and its other files are whole.

use std::fs::OpenOptions;
use std::os::unix::fs::symlink;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::support::{Case, Server};

fn case(server: &Server) -> Case {
    let test = crate::support::script("test", "pm.test('t', () => {}); console.log('logged');");
    Case::of_items(&json!([{"name": "r", "request": {"url": server.url}, "event": [test]}]))
}

fn full() -> Stdio {
    OpenOptions::new().write(true).open("/dev/full").expect("the device that is always full").into()
}

/// Runs a line of the shell in the folder of a case; `postino` stands for the program.
fn shell(case: &Case, line: &str) -> Output {
    let path = case.path("postino");
    if !path.exists() {
        symlink(env!("CARGO_BIN_EXE_postino"), &path).expect("linked");
    }
    let line = line.replace("postino", "./postino");
    Command::new("sh").args(["-c", &line]).current_dir(case.path("")).env_clear().output().expect("a shell")
}

fn total(case: &Case, name: &str) -> Value {
    let report: Value = serde_json::from_str(&case.read(name)).expect("whole JSON");
    report["run"]["stats"]["requests"]["total"].clone()
}

#[test]
fn where_nothing_can_be_printed_reports_are_whole_and_the_run_exits_with_4() {
    let server = Server::json("{}");
    let case = case(&server);
    let arguments =
        ["run", "c.json", "-r", "cli,json", "--reporter-json-export=r.json", "--export-globals=g.json"];
    let status = case.command(&arguments).stdout(full()).stderr(full()).status().expect("postino starts");
    assert_eq!(status.code(), Some(4));
    assert_eq!(total(&case, "r.json"), 1);
    assert!(case.read("g.json").contains("globals"));
    assert!(server.was_called());
}

#[test]
fn where_all_outputs_are_closed_reports_are_whole() {
    let server = Server::json("{}");
    let case = case(&server);
    let ran = shell(&case, "postino run c.json -r cli,json --reporter-json-export=r.json <&- >&- 2>&-");
    assert_eq!(ran.status.code(), Some(0));
    assert_eq!(total(&case, "r.json"), 1);
    assert!(server.was_called());
}

#[test]
fn an_error_that_cannot_be_told_keeps_its_exit_code() {
    let case = Case::new();
    case.write(".newmanrc", "{\"unknown\": 1}");
    for (arguments, code) in [
        (&["run", "none.json"][..], 3),
        (&["run", "none.json", "--compat", "newman"], 1),
        (&["run", "--nonsense"], 2),
        (&["run", "none.json", "-r", "nope"], 2),
        (&["report", "none.ndjson"], 3),
        (&["boomi", "trigger", "--property", "x"], 2),
    ] {
        let done = case.command(arguments).stdout(full()).stderr(full()).status().expect("postino starts");
        assert_eq!(done.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn what_a_command_prints_is_not_lost_quietly() {
    let server = Server::json("{}");
    let case = case(&server);
    for arguments in [
        &["run", "c.json", "--list"][..],
        &["check", "c.json"],
        &["completions", "bash"],
        &["man"],
        &["boomi", "accounts"],
        &["--help"],
        &["--version"],
    ] {
        let done = case.command(arguments).stdout(full()).output().expect("postino starts");
        assert_eq!(done.status.code(), Some(4), "{arguments:?}");
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(
            said.contains("cannot write to the standard output") && said.contains("No space left"),
            "{said}"
        );
        // Whoever closes a pipe has read what he wanted.
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let done = case.command(arguments).stdout(writer).output().expect("postino starts");
        assert!(matches!(done.status.code(), Some(0)), "{arguments:?}: {}", done.status);
    }
}

#[test]
fn without_descriptors_one_error_is_told_and_nothing_panics() {
    let server = Server::json("{}");
    let case = case(&server);
    let mut passed = 0;
    for descriptors in (5..=20).chain([24, 32]) {
        let reports = "-r cli,json,junit,html,events --reporter-export=out/ --export-globals=out/ --export-environment=out/";
        let ran = shell(&case, &format!("ulimit -n {descriptors}; exec postino run c.json {reports}"));
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        let code = ran.status.code();
        assert!(matches!(code, Some(0 | 1 | 3 | 4)), "{descriptors}: {}: {said}", ran.status);
        assert!(!said.contains("panicked"), "{descriptors}: {said}");
        if code == Some(0) {
            passed += 1;
        } else if code != Some(1) {
            assert!(
                said.contains("error: ") && said.contains("Too many open files"),
                "{descriptors}: {said}"
            );
        }
    }
    assert!(passed > 0, "32 descriptors are enough");
    assert!(server.was_called());
}

#[test]
fn a_place_for_temporary_files_that_is_not_there_is_found_before_the_first_request() {
    let server = Server::json("{}");
    let case = case(&server);
    let arguments = ["run", "c.json", "-r", "json", "--reporter-json-export=r.json"];
    let done = case.command(&arguments).env("TMPDIR", "/none/at/all").output().expect("postino starts");
    assert_eq!(done.status.code(), Some(4));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(said.contains("cannot keep the events") && said.contains("TMPDIR"), "{said}");
    assert!(!server.was_called());
}

/// Runs with `$TMPDIR` on a disk of 1 MB, and with each report there; `None` where the system does not allow it.
fn on_a_small_disk(case: &Case, options: &str) -> Option<Output> {
    let allowed = Command::new("unshare").args(["-rm", "true"]).output();
    if !allowed.is_ok_and(|done| done.status.success()) {
        return None;
    }
    std::fs::create_dir(case.path("small")).expect("made");
    let line = format!(
        "mount -t tmpfs -o size=1m t small && TMPDIR=small '{}' run c.json {options}; code=$?; \
         ls -A small >&2; for file in small/*.json; do cat $file > ${{file#small/}}; done; exit $code",
        env!("CARGO_BIN_EXE_postino")
    );
    let done = Command::new("unshare").args(["-rm", "sh", "-c", &line]).current_dir(case.path("")).output();
    Some(done.expect("unshare starts"))
}

#[test]
fn where_events_have_no_room_each_report_is_named_as_lost() {
    let server = Server::json(format!("\"{}\"", "x".repeat(400_000)));
    let case = case(&server);
    let options = "-n 5 -r cli,json,junit --reporter-json-export=small/r.json --reporter-junit-export=small/r.xml \
                   --export-globals=small/g.json";
    let Some(ran) = on_a_small_disk(&case, options) else { return };
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(4), "{said}");
    for name in ["json", "junit"] {
        assert!(said.contains(&format!("the {name} report is lost: cannot keep the events")), "{said}");
    }
    assert!(said.contains("No space left") && said.ends_with("g.json\n"), "nothing else is left: {said}");
    assert!(case.read("g.json").contains("globals"));
    assert_eq!(server.requests().len(), 5, "the run went on");
}
