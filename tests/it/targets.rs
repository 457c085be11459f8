//! Reports and exports are written into existing targets: devices, pipes, links, mounts and files of others are not
//! replaced.

use std::fs::OpenOptions;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _, chown, symlink};
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

/// What a run can write: its reports and its exports.
const WRITERS: [&str; 12] = [
    "--reporter-json-export",
    "--reporter-junit-export",
    "--reporter-html-export",
    "--reporter-events-export",
    "--reporter-markdown-export",
    "--reporter-tap-export",
    "--reporter-teamcity-export",
    "--reporter-github-export",
    "--export-environment",
    "--export-globals",
    "--export-collection",
    "--export-cookie-jar",
];

/// A run in which each writer writes the file of its name; `prepare` makes the files before.
fn all_written(case: &Case, server: &Server, prepare: impl Fn(&Path)) {
    let targets: Vec<_> = WRITERS.iter().map(|writer| format!("{writer}={}", &writer[2..])).collect();
    for writer in WRITERS {
        prepare(&case.path(&writer[2..]));
    }
    let reporters = ["run", "c.json", "-r", "json,junit,html,events,markdown,tap,teamcity,github"];
    let arguments: Vec<_> = reporters.into_iter().chain(targets.iter().map(String::as_str)).collect();
    let ran = case.postino(&arguments);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(server.was_called());
}

fn written() -> impl Iterator<Item = &'static str> {
    WRITERS.iter().map(|writer| &writer[2..])
}

const OLD: &str = "what was there before";

/// Makes a device in the folder of a test: `3` takes everything, `7` is always full. False where the system forbids it.
fn device(path: &Path, number: &str) -> bool {
    let made = Command::new("mknod").arg(path).args(["c", "1", number]).output().expect("mknod");
    made.status.success() && OpenOptions::new().write(true).open(path).is_ok()
}

#[test]
fn a_link_stays_a_link() {
    let server = Server::json("{}");
    let case = case(&server);
    let of = |path: &Path| path.with_extension("target");
    all_written(&case, &server, |path| {
        std::fs::write(of(path), OLD).expect("written");
        symlink(of(path), path).expect("linked");
    });
    for name in written() {
        assert!(std::fs::symlink_metadata(case.path(name)).expect("there").is_symlink(), "{name}");
        assert!(!case.read(name).contains(OLD), "{name}");
    }
}

#[test]
fn a_link_to_nothing_stays_a_link_and_its_target_is_made() {
    let server = Server::json("{}");
    let case = case(&server);
    all_written(&case, &server, |path| {
        symlink(Path::new("not/yet").join(path.file_name().expect("a name")), path).expect("linked");
    });
    for name in written() {
        assert!(std::fs::symlink_metadata(case.path(name)).expect("there").is_symlink(), "{name}");
        assert!(case.path(&format!("not/yet/{name}")).is_file(), "{name}");
    }
}

#[test]
fn the_files_of_boomi_init_go_into_links_too() {
    let case = Case::new();
    let files = ["boomi-atomsphere.postman_collection.json", "boomi.postman_environment.json"];
    for file in files {
        case.write(&format!("{file}.target"), OLD);
        symlink(format!("{file}.target"), case.path(file)).expect("linked");
    }
    let id = "789abcde-f012-4345-8678-9abcdef01234";
    let of =
        ["--account", "company-A1B2C3", "--email", "you@example.com", "--process-id", id, "--atom-id", id];
    let init = |more: &[&str]| case.postino(&[&["boomi", "init"], &of[..], more].concat());
    assert_eq!(init(&[]).code, 2, "they are there");
    let ran = init(&["--force"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for file in files {
        assert!(std::fs::symlink_metadata(case.path(file)).expect("there").is_symlink());
        assert!(report(&case.path(&format!("{file}.target"))).is_object());
    }
    case.write("file", OLD);
    let ran = init(&["--out", "file/below"]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(ran.err.starts_with("error: 2 files cannot be written:"), "{}", ran.err);
}

#[test]
fn a_file_with_two_names_keeps_both() {
    let server = Server::json("{}");
    let case = case(&server);
    all_written(&case, &server, |path| {
        std::fs::write(path, OLD.repeat(10_000)).expect("written");
        std::fs::hard_link(path, path.with_extension("twin")).expect("linked");
    });
    for name in written() {
        let twin = case.read(&format!("{name}.twin"));
        assert!(!twin.contains(OLD) && twin == case.read(name), "{name}");
    }
}

#[test]
fn a_file_keeps_its_owner_its_group_and_its_mode() {
    let server = Server::json("{}");
    let case = case(&server);
    let theirs = std::fs::metadata(case.path("c.json")).expect("there").uid() == 0;
    all_written(&case, &server, |path| {
        std::fs::write(path, OLD).expect("written");
        if theirs {
            chown(path, Some(4711), Some(4712)).expect("root gives files away");
        }
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o6750)).expect("permitted");
    });
    for name in written() {
        let found = std::fs::metadata(case.path(name)).expect("there");
        assert_eq!(found.mode() & 0o7777, 0o6750, "{name}");
        if theirs {
            assert_eq!((found.uid(), found.gid()), (4711, 4712), "{name}");
        }
        assert!(!case.read(name).contains(OLD), "{name}");
    }
}

#[test]
fn a_new_file_gets_the_group_of_its_folder_where_that_hands_it_on() {
    let server = Server::json("{}");
    let case = case(&server);
    let folder = case.path("");
    if chown(&folder, None, Some(4712)).is_err() {
        return; // Only root may.
    }
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o2755)).expect("permitted");
    all_written(&case, &server, |_| {});
    for name in written() {
        assert_eq!(std::fs::metadata(case.path(name)).expect("there").gid(), 4712, "{name}");
    }
}

#[test]
fn a_device_stays_a_device_and_may_be_named_by_several() {
    let server = Server::json("{}");
    let case = case(&server);
    if !device(&case.path("null"), "3") {
        return;
    }
    all_written(&case, &server, |path| symlink("null", path).expect("linked"));
    let found = std::fs::metadata(case.path("null")).expect("there");
    assert!(found.file_type().is_char_device());
}

#[test]
fn a_full_device_loses_its_report_and_stays_a_device() {
    let server = Server::json("{}");
    let case = case(&server);
    if !device(&case.path("full"), "7") {
        return;
    }
    let ran = case.postino(&["run", "c.json", "-r", "json", "--reporter-json-export=full"]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(ran.err.contains("the json report is lost") && ran.err.contains("No space left"), "{}", ran.err);
    assert!(std::fs::metadata(case.path("full")).expect("there").file_type().is_char_device());
    assert!(server.was_called());
}

#[test]
fn a_program_of_the_shell_gets_each_report() {
    let server = Server::json("{}");
    let case = case(&server);
    let run = format!(
        "'{}' run c.json -r json,junit --reporter-json-export >(cat > a; touch a.done) \
        --reporter-junit-export >(cat > b; touch b.done) --export-globals >(cat > c; touch c.done)",
        env!("CARGO_BIN_EXE_postino")
    );
    let Ok(ran) = Command::new("bash").args(["-c", &run]).current_dir(case.path("")).output() else {
        return; // There is no such shell.
    };
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    for name in ["a", "b", "c"] {
        // The shell does not wait for its programs.
        for _ in 0..500 {
            if case.path(&format!("{name}.done")).exists() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    }
    assert_eq!(report(&case.path("a"))["run"]["stats"]["requests"]["total"], 1);
    assert!(
        case.read("b").ends_with("</testsuites>\n") && case.read("c").contains("globals"),
        "{}",
        case.read("b")
    );
    assert!(server.was_called());
}

#[test]
fn a_descriptor_that_the_shell_has_opened_is_written_to() {
    let server = Server::json("{}");
    let case = case(&server);
    let run = format!(
        "'{}' run c.json -r json --reporter-json-export /dev/fd/7 7>> log",
        env!("CARGO_BIN_EXE_postino")
    );
    case.write("log", "first\n");
    let ran = Command::new("sh").args(["-c", &run]).current_dir(case.path("")).output().expect("a shell");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(case.read("log").starts_with("first\n{"), "{}", case.read("log"));
    assert!(server.was_called());
}

#[test]
fn a_pipe_that_nobody_reads_loses_its_report_after_a_while() {
    let server = Server::json("{}");
    let case = case(&server);
    assert!(Command::new("mkfifo").arg(case.path("pipe")).status().expect("mkfifo").success());
    let arguments = ["run", "c.json", "-r", "json", "--reporter-json-export=pipe", "--export-globals=g.json"];
    let ran = case.postino(&arguments);
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(ran.err.contains("nobody read from the pipe within 10 s"), "{}", ran.err);
    assert!(case.read("g.json").contains("globals"), "what else is written is written");
    assert!(server.was_called());
}

#[test]
fn a_folder_with_a_slash_at_its_end_is_made() {
    let server = Server::json("{}");
    let case = case(&server);
    let ran = case.postino(&["run", "c.json", "-r", "json", "--reporter-json-export=not/yet/"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let names: Vec<_> = std::fs::read_dir(case.path("not/yet")).expect("made").flatten().collect();
    assert!(names[0].file_name().to_string_lossy().starts_with("newman-run-report-20"), "{names:?}");
    assert!(server.was_called());
}

/// What a run with this target says that never began.
fn refused(prepare: &str, target: &str) -> Option<String> {
    let server = Server::json("{}");
    let case = case(&server);
    std::fs::create_dir(case.path("there")).expect("made");
    let (code, said) = mounted(&case, prepare, target)?;
    assert_eq!(code, 4, "{target}: {said}");
    assert!(said.contains("\nhint: "), "{said}");
    assert!(!server.was_called());
    Some(said)
}

#[test]
fn what_a_mount_forbids_is_found_before_the_first_request() {
    let fixed = "mount -t tmpfs t there; touch there/old; mount -o remount,ro there";
    for target in ["there/new", "there/old", "there/not/yet/new"] {
        let Some(said) = refused(fixed, target) else { return };
        assert!(
            said.contains(&format!("the json report \"{target}\" cannot be written: Read-only")),
            "{said}"
        );
    }
    let no_room = "mount -t tmpfs -o nr_inodes=1 t there";
    let Some(said) = refused(no_room, "there/new") else { return };
    assert!(said.contains("No space left"), "{said}");
}

#[test]
fn what_its_mode_forbids_is_found_before_the_first_request() {
    let server = Server::json("{}");
    let case = case(&server);
    case.write("fixed", OLD);
    std::fs::set_permissions(case.path("fixed"), std::fs::Permissions::from_mode(0o444)).expect("permitted");
    if OpenOptions::new().write(true).open(case.path("fixed")).is_ok() {
        return; // Nothing is forbidden to root.
    }
    let ran = case.postino(&["run", "c.json", "-r", "json", "--reporter-json-export=fixed"]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(ran.err.contains("Permission denied") && !server.was_called(), "{}", ran.err);
}

#[test]
fn a_name_that_is_too_long_is_found_before_the_first_request() {
    let long = "x".repeat(300);
    let server = Server::json("{}");
    let ran = case(&server).postino(&["run", "c.json", "-r", "json", "--reporter-json-export", &long]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(ran.err.contains("name too long") && !server.was_called(), "{}", ran.err);
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
