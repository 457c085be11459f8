//! Runs that are interrupted at a random moment, with every report and every export: each file is whole, or as it was.
//!
//! The moments come from a seed, which a failure prints; `POSTINO_SEED` takes one, `POSTINO_INTERRUPTIONS` how many runs.

use std::io::Read as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{scope, sleep, spawn};
use std::time::{Duration, Instant};

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};

use crate::support::{Case, Server, script};

const OLD: &str = "what was there before";
const REPORTS: [&str; 8] = ["json", "junit", "html", "events", "markdown", "tap", "teamcity", "github"];
const EXPORTS: [&str; 4] = ["environment", "globals", "collection", "cookie-jar"];
const ITERATIONS: usize = 12;

/// How a run is disturbed.
#[derive(Debug, Clone, Copy)]
enum Disturbance {
    Signal(&'static str),
    /// Two signals, so many milliseconds apart.
    Twice(&'static str, u64),
    /// Nobody reads standard output any more.
    ClosedPipe,
}

/// Numbers that look random and come from a seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    fn disturbance(&mut self) -> Disturbance {
        let signal = ["-INT", "-TERM", "-HUP"][usize::try_from(self.below(3)).expect("small")];
        match self.below(10) {
            0 | 1 => Disturbance::ClosedPipe,
            2 => Disturbance::Twice(signal, self.below(30)),
            _ => Disturbance::Signal(signal),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "how much a test does is the caller's choice")]
fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn a_run_that_is_interrupted_at_any_moment_leaves_whole_files() {
    let server = Server::json("{\"a\": \"<b> & \\u0022c\\u0022\"}");
    let span = (0..3).map(|_| undisturbed(&server)).min().expect("three runs");
    let seed = number("POSTINO_SEED", u64::from(std::process::id()));
    let rounds = number("POSTINO_INTERRUPTIONS", 40);
    println!("POSTINO_SEED={seed} POSTINO_INTERRUPTIONS={rounds}, a run takes {span} ms");
    let next = AtomicU64::new(0);
    let codes = |_| {
        let mut codes = Vec::new();
        loop {
            let round = next.fetch_add(1, Ordering::Relaxed);
            if round >= rounds {
                return codes;
            }
            let mut random = Random(seed.wrapping_add(round));
            let disturbance = random.disturbance();
            // Some come before the run begins, some after it has ended.
            let moment = Duration::from_micros(random.below(span * 1100));
            println!("round {round}: {disturbance:?} after {moment:?}");
            codes.push(run(&server, &mut random, moment, Some(disturbance)));
        }
    };
    let codes: Vec<_> = scope(|threads| {
        let workers: Vec<_> = (0..2).map(|worker| threads.spawn(move || codes(worker))).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect()
    });
    let count = |wanted| codes.iter().filter(|code| **code == wanted).count();
    println!("{} interrupted, {} to their end, {} not begun", count(Some(130)), count(Some(0)), count(None));
}

/// How long a run takes that nobody disturbs. Units: milliseconds.
#[expect(clippy::disallowed_methods, reason = "a length of time is measured")]
fn undisturbed(server: &Server) -> u64 {
    let begun = Instant::now();
    assert_eq!(run(server, &mut Random(0), Duration::ZERO, None), Some(0));
    u64::try_from(begun.elapsed().as_millis()).expect("short")
}

fn case(server: &Server, random: &mut Random) -> Case {
    let tests = "pm.test('a <test> & \"more\"', () => pm.response.to.have.status(200)); console.log('é', {a: [1, 2]}); \
                 pm.environment.set('e' + pm.info.iteration, 'x'); pm.globals.set('g', pm.response.json());";
    let before =
        script("prerequest", "await new Promise((next) => setTimeout(next, 3)); pm.variables.set('v', 1);");
    let item = |name: &str| json!({"name": name, "request": {"url": server.url}, "event": [before, script("test", tests)]});
    let case = Case::of_items(
        &json!([item("one"), {"name": "folder", "item": [item("two"), item("three")]}, item("four")]),
    );
    case.write("e.json", &json!({"name": "e", "values": [{"key": "a", "value": "1"}]}).to_string());
    std::fs::create_dir(case.path("tmp")).expect("made");
    if random.below(2) == 0 {
        for name in EXPORTS.iter().chain(&REPORTS) {
            case.write(name, OLD);
        }
    }
    case
}

/// Runs, disturbs, and looks at what is left; gives the exit code, or `None` where the process was ended before it began.
fn run(
    server: &Server,
    random: &mut Random,
    moment: Duration,
    disturbance: Option<Disturbance>,
) -> Option<i32> {
    let case = case(server, random);
    let exports = EXPORTS.map(|name| format!("--export-{name}={name}"));
    let reports = REPORTS.map(|name| format!("--reporter-{name}-export={name}"));
    let iterations = ITERATIONS.to_string();
    let mut arguments = vec!["run", "c.json", "-e", "e.json", "-n", &iterations, "-r"];
    arguments.push("cli,json,junit,html,events,markdown,tap,teamcity,github");
    arguments.extend(exports.iter().chain(&reports).map(String::as_str));
    let mut command = case.command(&arguments);
    command.env("TMPDIR", case.path("tmp")).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("postino starts");
    let mut out = child.stdout.take().expect("it is piped");
    if let Some(disturbance) = disturbance {
        if let Disturbance::ClosedPipe = disturbance {
            sleep(moment);
            drop(out);
        } else {
            spawn(move || out.read_to_end(&mut Vec::new()));
            sleep(moment);
            disturb(&child, disturbance);
        }
    } else {
        spawn(move || out.read_to_end(&mut Vec::new()));
    }
    let ended = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!said.contains("panicked"), "{said}");
    let killed_at_once = matches!(disturbance, Some(Disturbance::Twice(..)));
    let left = files_are_whole(&case, killed_at_once);
    match (ended.status.code(), disturbance) {
        (Some(0), _) => assert!(left, "{said}"),
        (Some(130), Some(Disturbance::Signal(_) | Disturbance::Twice(..))) => {}
        // The system ends a process that does not listen yet.
        (None, Some(_)) => assert!(ended.status.signal().is_some() && !left, "{}", ended.status),
        (code, _) => panic!("exit code {code:?}: {said}"),
    }
    ended.status.code()
}

fn disturb(child: &Child, disturbance: Disturbance) {
    let send = |signal: &str| {
        // It may have ended by itself.
        let _ = Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status();
    };
    match disturbance {
        Disturbance::Signal(signal) => send(signal),
        Disturbance::Twice(signal, apart) => {
            send(signal);
            sleep(Duration::from_millis(apart));
            send(signal);
        }
        Disturbance::ClosedPipe => {}
    }
}

/// Checks each file. True when they were written: all of them, unless the process was ended at once.
fn files_are_whole(case: &Case, ended_at_once: bool) -> bool {
    let mut written = Vec::new();
    for name in EXPORTS.iter().chain(&REPORTS) {
        match std::fs::read_to_string(case.path(name)) {
            Ok(text) if text == OLD => {}
            Ok(text) => {
                is_whole(name, &text);
                written.push(name);
            }
            Err(_) => assert!(!case.path(name).exists()),
        }
    }
    let all = EXPORTS.len() + REPORTS.len();
    assert!(written.is_empty() || written.len() == all || ended_at_once, "{written:?}");
    let names = |folder: &Path| -> Vec<String> {
        let entries = std::fs::read_dir(folder).expect("a folder").flatten();
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    };
    assert_eq!(names(&case.path("tmp")), [""; 0]);
    let strange = names(&case.path("")).into_iter().filter(|name| name.starts_with(".tmp"));
    assert_eq!(strange.collect::<Vec<_>>(), [""; 0]);
    written.len() == all
}

fn is_whole(name: &str, text: &str) {
    let json = |text: &str| -> Value {
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}: {text}"))
    };
    match name {
        "json" => drop(json(text)["run"]["executions"].as_array().expect("executions")),
        "junit" => {
            let mut reader = Reader::from_str(text);
            while !matches!(reader.read_event().expect("sound XML"), Event::Eof) {}
            assert!(text.trim_end().ends_with("</testsuites>"), "{text}");
        }
        "html" => assert!(text.trim_end().ends_with("</html>"), "{text}"),
        "events" => {
            let lines: Vec<_> = text.lines().map(json).collect();
            assert_eq!(lines.last().expect("lines")["event"], "run_finished");
            assert!(text.ends_with('\n'));
        }
        "markdown" => assert!(text.contains("\nTook ") && text.ends_with('\n'), "{text}"),
        "tap" => assert!(text.lines().any(|line| line.starts_with("1..")), "{text}"),
        "teamcity" | "github" => assert!(text.is_empty() || text.ends_with('\n'), "{text}"),
        _ => drop(json(text)),
    }
}
