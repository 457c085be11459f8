//! Ctrl-C, SIGTERM and SIGHUP: the run ends and writes its reports. A second signal ends it at once.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Case, Server, script};

/// A run that is killed when its test ends.
struct Run(Child);

impl Run {
    fn start(case: &Case, arguments: &[&str]) -> Self {
        let child = case.command(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        Self(child.expect("postino starts"))
    }

    fn send(&self, signal: &str) {
        let kill = Command::new("kill").args([signal, &self.0.id().to_string()]).status();
        assert!(kill.expect("kill runs").success());
    }

    fn has_ended(&mut self) -> bool {
        self.0.try_wait().expect("a child").is_some()
    }

    fn code(&mut self) -> Option<i32> {
        wait_for("the end", || self.has_ended());
        self.0.wait().expect("it ended").code()
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn wait_for(what: &str, mut met: impl FnMut() -> bool) {
    for _ in 0..2000 {
        if met() {
            return;
        }
        sleep(Duration::from_millis(10));
    }
    panic!("waited for {what}");
}

fn a_stopped_run_leaves_whole_files(signal: &str) {
    let server = Server::json("{}");
    let waits = script("prerequest", "setTimeout(() => {}, 60000);");
    let case = Case::of_items(&json!([{"name": "a", "request": server.url},
        {"name": "b", "request": server.url, "event": [waits]}]));
    let reports = ["-r", "json", "--reporter-json-export", "r.json", "--export-globals", "g.json"];
    let arguments = [&["run", "c.json"], &reports[..]].concat();
    let mut run = Run::start(&case, &arguments);
    wait_for("the first request", || server.was_called());
    // The answer is on its way. The signal ends the script that follows.
    sleep(Duration::from_millis(500));
    run.send(signal);
    assert_eq!(run.code(), Some(130));
    let report: Value = serde_json::from_str(&case.read("r.json")).expect("a whole report");
    assert_eq!(report["run"]["error"]["message"], "interrupted");
    assert_eq!(report["run"]["executions"][0]["item"]["name"], "a");
    assert!(case.read("g.json").contains("\"globals\""), "the export is whole");
}

#[test]
fn an_interrupted_run_writes_its_reports_and_exports_and_exits_with_130() {
    a_stopped_run_leaves_whole_files("-INT");
}

#[test]
fn a_terminated_run_writes_its_reports_and_exports_and_exits_with_130() {
    a_stopped_run_leaves_whole_files("-TERM");
}

#[test]
fn a_run_whose_terminal_went_away_writes_its_reports_and_exports_and_exits_with_130() {
    a_stopped_run_leaves_whole_files("-HUP");
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_below_nohup_outlives_its_terminal() {
    let server = Server::json("{}");
    let waits = script("test", "setTimeout(() => {}, 1500);");
    let case = Case::of_items(&json!([{"name": "a", "request": server.url, "event": [waits]}]));
    let command = format!("trap '' HUP; exec '{}' run c.json", env!("CARGO_BIN_EXE_postino"));
    let mut shell = Command::new("sh");
    shell.args(["-c", &command]).current_dir(case.path("")).stdout(Stdio::null());
    let mut run = Run(shell.spawn().expect("a shell"));
    wait_for("the first request", || server.was_called());
    run.send("-HUP");
    assert_eq!(run.code(), Some(0));
}

#[test]
fn a_signal_in_the_first_moments_loses_nothing() {
    use std::os::unix::process::ExitStatusExt as _;
    let server = Server::json("{}");
    let waits = script("test", "setTimeout(() => {}, 60000);");
    let case = Case::of_items(&json!([{"name": "a", "request": server.url, "event": [waits]}]));
    for (round, signal) in ["-INT", "-TERM", "-HUP"].into_iter().cycle().take(36).enumerate() {
        let report = format!("{round}.json");
        let export = format!("--reporter-json-export={report}");
        let mut run = Run::start(&case, &["run", "c.json", "-r", "json", &export]);
        sleep(Duration::from_millis(round as u64));
        run.send(signal);
        wait_for("the end", || run.has_ended());
        let status = run.0.wait().expect("it ended");
        if status.code() == Some(130) {
            // Before the run began there is nothing to report.
            if case.path(&report).exists() {
                let report: Value = serde_json::from_str(&case.read(&report)).expect("a whole report");
                assert_eq!(report["run"]["error"]["message"], "interrupted");
            }
        } else {
            // The system ends a process that has not begun to listen.
            assert!(status.signal().is_some() && !case.path(&report).exists(), "{round}: {status}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_that_is_killed_leaves_no_temporary_file() {
    let server = Server::json("{}");
    let waits = script("test", "setTimeout(() => {}, 60000);");
    let case = Case::of_items(&json!([{"name": "a", "request": server.url, "event": [waits]}]));
    std::fs::create_dir(case.path("tmp")).expect("made");
    let arguments =
        ["run", "c.json", "-r", "json,events", "--reporter-json-export=r", "--reporter-events-export=e"];
    let child = case.command(&arguments).env("TMPDIR", case.path("tmp")).stdout(Stdio::null()).spawn();
    let mut run = Run(child.expect("postino starts"));
    wait_for("the first request", || server.was_called());
    run.send("-KILL");
    wait_for("the end", || run.has_ended());
    let names = |folder: &str| {
        let entries = std::fs::read_dir(case.path(folder)).expect("a folder").flatten();
        entries.map(|entry| entry.file_name()).collect::<Vec<_>>()
    };
    assert_eq!(names("tmp"), Vec::<std::ffi::OsString>::new());
    assert_eq!(names("").len(), 2, "the collection and the folder: {:?}", names(""));
}

fn before_a_request(source: &str) -> Case {
    let event = script("prerequest", source);
    Case::of_items(&json!([{"name": "a", "request": "http://127.0.0.1:1/", "event": [event]}]))
}

#[test]
fn a_script_that_never_ends_is_interrupted() {
    let case = before_a_request("while (true);");
    let mut run = Run::start(&case, &["run", "c.json"]);
    let mut out = BufReader::new(run.0.stdout.take().expect("a pipe"));
    let named = out.by_ref().lines().any(|line| line.expect("text").contains("→ a"));
    assert!(named, "the name of the item is there while its script runs");
    sleep(Duration::from_millis(500));
    run.send("-INT");
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("text");
    assert_eq!(run.code(), Some(130));
    assert!(rest.contains("stopped: interrupted"), "{rest}");
}

#[test]
fn the_second_signal_ends_a_run_whose_output_is_not_read() {
    let case = before_a_request("for (let i = 0; i < 3000; i++) console.log('x'.repeat(100));");
    let mut run = Run::start(&case, &["run", "c.json"]);
    sleep(Duration::from_secs(2));
    run.send("-INT");
    sleep(Duration::from_millis(300));
    assert!(!run.has_ended(), "the pipe is full");
    run.send("-INT");
    assert_eq!(run.code(), Some(130));
}
