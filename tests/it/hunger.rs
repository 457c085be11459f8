//! Hungry scripts of every kind that is known: none crashes, each fails with a sentence, and the next script passes.
//!
//! The table stands in `tests/fixtures/hunger.txt`. A tenth of it runs by default, since the whole takes minutes:
//! `cargo test --test it hunger -- --ignored`.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Case, Server, script};

const LIMIT: &str = "32MiB";
const SENTENCE: &str = "used more memory than the 32 MiB that they may: --script-memory sets another limit";
/// The process's own, the limit with what is given beyond it, and copies at the border of both. Units: KiB.
const MOST_RESIDENT_KIB: u64 = 400 << 10;
/// How long a shape may take on a busy machine, in a build without optimisation.
const PATIENCE: Duration = Duration::from_secs(40);

/// A shape of hunger.
struct Shape {
    name: &'static str,
    /// What the failure says; `*` where the script may also end otherwise.
    said: &'static str,
    source: &'static str,
}

fn shapes() -> Vec<Shape> {
    let lines = include_str!("../fixtures/hunger.txt").lines().filter(|line| !line.starts_with('#'));
    let shape = |line: &'static str| {
        let mut parts = line.splitn(3, '|').map(str::trim);
        let mut part = || parts.next().expect("a name, what is said, a script");
        let (name, said, source) = (part(), part(), part());
        Shape { name, said: if said.is_empty() { SENTENCE } else { said }, source }
    };
    lines.map(shape).collect()
}

/// Runs the shapes one after the other in one process, each followed by a script that must pass.
#[expect(clippy::disallowed_methods, reason = "a process is watched in real time")]
fn survives(shapes: &[Shape]) {
    let server = Server::json("{}");
    let item = |name: &str, source: &str| json!({"name": name, "event": [script("test", source)], "request": server.url});
    let next = "pm.test('goes on', () => pm.response.to.have.status(200));";
    let items: Vec<Value> =
        shapes.iter().flat_map(|shape| [item(shape.name, shape.source), item("next", next)]).collect();
    let case = Case::of_items(&json!(items));
    let arguments =
        ["run", "c.json", "--script-memory", LIMIT, "-r", "json", "--reporter-json-export", "r.json"];
    let mut command = case.command(&arguments);
    let patience = PATIENCE * u32::try_from(shapes.len()).expect("few shapes");
    let started = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("postino starts");
    let mut resident = 0;
    let status = loop {
        resident = resident.max(most_resident(child.id()));
        if let Some(status) = child.try_wait().expect("a child") {
            break status;
        }
        if started.elapsed() > patience {
            child.kill().expect("a child");
        }
        thread::sleep(Duration::from_millis(20));
    };
    let names: Vec<_> = shapes.iter().map(|shape| shape.name).collect();
    assert_eq!(status.code(), Some(1), "{names:?}: {status}");
    assert!(resident < MOST_RESIDENT_KIB, "{names:?}: {resident} KiB");
    let report: Value = serde_json::from_str(&case.read("r.json")).expect("json");
    let executions = report["run"]["executions"].as_array().expect("executions");
    assert_eq!(executions.len(), shapes.len() * 2);
    for (shape, executions) in shapes.iter().zip(executions.chunks(2)) {
        let said = executions[0]["testScript"][0]["error"]["message"].as_str().unwrap_or_default();
        assert!(shape.said == "*" || said.contains(shape.said), "{}: {said:?}", shape.name);
        let next = &executions[1]["assertions"];
        assert!(next[0]["assertion"] == "goes on" && next[0]["error"].is_null(), "{}: {next}", shape.name);
    }
}

/// The most that a process had in memory so far. Units: KiB.
fn most_resident(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
}

#[test]
fn a_tenth_of_all_hungry_scripts_ends_with_a_sentence_and_the_next_script_passes() {
    let some: Vec<_> = shapes().into_iter().enumerate().filter(|(place, _)| place % 10 == 0).collect();
    survives(&some.into_iter().map(|(_, shape)| shape).collect::<Vec<_>>());
}

#[test]
#[ignore = "takes minutes"]
fn every_hungry_script_ends_with_a_sentence_and_the_next_script_passes() {
    let shapes = shapes();
    assert!(shapes.len() >= 300);
    thread::scope(|scope| {
        for half in shapes.chunks(shapes.len().div_ceil(2)) {
            scope.spawn(|| half.chunks(10).for_each(survives));
        }
    });
}
