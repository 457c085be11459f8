//! Reports and exports are written into existing targets: devices, pipes, links, mounts and files of others are not
//! replaced.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Case, Server};

fn case(server: &Server) -> Case {
    Case::of_items(&json!([{"name": "r", "request": {"url": server.url}}]))
}

/// Runs `prepare` in a new mount namespace, and then a collection whose json report goes to `target`. Returns the exit
/// code and standard error; `None` when the system does not allow the namespace, as in some containers.
fn mounted(case: &Case, prepare: &str, target: &str) -> Option<(i32, String)> {
    let allowed = Command::new("unshare").args(["-rm", "true"]).output();
    if !allowed.is_ok_and(|done| done.status.success()) {
        return None;
    }
    let script = format!("set -e; {prepare}; exec \"$@\"");
    let ran = Command::new("unshare")
        .args([
            "-rm",
            "sh",
            "-c",
            &script,
            "sh",
            env!("CARGO_BIN_EXE_postino"),
            "run",
            "c.json",
            "-r",
            "json",
        ])
        .args(["--reporter-json-export", target])
        .current_dir(case.path(""))
        .output()
        .expect("unshare starts");
    Some((ran.status.code().unwrap_or(-1), String::from_utf8_lossy(&ran.stderr).into_owned()))
}

fn report(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("a report");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn a_mounted_file_is_written_into() {
    let server = Server::json("{}");
    let case = case(&server);
    case.write("host.json", "what was there before").write("mount.json", "");
    let Some((code, said)) = mounted(&case, "mount --bind host.json mount.json", "mount.json") else {
        return;
    };
    assert_eq!(code, 0, "{said}");
    assert_eq!(report(&case.path("host.json"))["run"]["stats"]["requests"]["total"], 1);
    assert_eq!(case.read("mount.json"), "", "the mount hid it");
    assert!(server.was_called());
}

#[test]
fn a_writable_file_in_a_read_only_folder_is_written() {
    let server = Server::json("{}");
    let case = case(&server);
    case.write("host.json", "");
    std::fs::create_dir(case.path("fixed")).expect("made");
    let prepare = "mount -t tmpfs t fixed; touch fixed/r.json; mount --bind host.json fixed/r.json; \
                   mount -o remount,ro,bind fixed";
    let Some((code, said)) = mounted(&case, prepare, "fixed/r.json") else { return };
    assert_eq!(code, 0, "{said}");
    assert_eq!(report(&case.path("host.json"))["run"]["stats"]["requests"]["total"], 1);
    assert!(server.was_called());
}

#[test]
fn on_a_full_disk_the_lost_report_is_named_and_leaves_no_file() {
    let server = Server::json(format!("\"{}\"", "x".repeat(100_000)));
    let case = case(&server);
    std::fs::create_dir(case.path("small")).expect("made");
    let prepare = "mount -t tmpfs -o size=64k t small; echo old > small/r.json; \
                   watched() { \"$@\" && code=0 || code=$?; ls -A small; cat small/r.json; exit $code; } >&2; \
                   watched \"$@\"";
    let Some((code, said)) = mounted(&case, prepare, "small/r.json") else { return };
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("the json report is lost: cannot write \"small/r.json\""), "{said}");
    assert!(said.ends_with("r.json\nold\n"), "the old report stays, and no draft: {said}");
    assert!(server.was_called());
}

#[test]
fn a_link_to_a_report_stays_a_link() {
    let server = Server::json("{}");
    let case = case(&server);
    case.write("target.json", "old");
    std::os::unix::fs::symlink("target.json", case.path("link.json")).expect("linked");
    let ran = case.postino(&["run", "c.json", "-r", "json", "--reporter-json-export", "link.json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(report(&case.path("target.json"))["run"]["stats"]["requests"]["total"], 1);
    assert!(std::fs::symlink_metadata(case.path("link.json")).expect("there").is_symlink());
}

#[test]
fn a_report_may_be_written_to_the_file_of_standard_output() {
    let server = Server::json("{}");
    let case = case(&server);
    for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        let ran = case.postino(&["run", "c.json", "-r", "json", "--reporter-json-export", name]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let printed: Value =
            serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.out));
        assert_eq!(printed["run"]["stats"]["requests"]["total"], 1);
    }
}

#[test]
fn several_reports_and_exports_may_be_written_to_pipes() {
    let server = Server::json("{}");
    let case = case(&server);
    case.write("e.json", &json!({"name": "e", "values": [{"key": "a", "value": "1"}]}).to_string());
    let mut readers = Vec::new();
    for name in ["json", "junit", "html", "events", "markdown", "environment"] {
        let pipe = case.path(name);
        assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
        readers.push(std::thread::spawn(move || std::fs::read_to_string(pipe).expect("read")));
    }
    let ran = case.postino(&[
        "run",
        "c.json",
        "-e",
        "e.json",
        "-r",
        "json,junit,html,events,markdown",
        "--reporter-json-export=json",
        "--reporter-junit-export=junit",
        "--reporter-html-export=html",
        "--reporter-events-export=events",
        "--reporter-markdown-export=markdown",
        "--export-environment=environment",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for reader in readers {
        assert!(!reader.join().expect("a reader").is_empty());
    }
}
