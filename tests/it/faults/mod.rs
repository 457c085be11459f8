//! Faults on the wire: the acts of broken and hostile servers, more than 150 of them. After each fault, the request ends in time and within the
//! memory limit, its message says what happened, and the next request of the run passes.

mod http1;
mod http2;
mod secured;
mod server;

use std::process::{Command, Stdio};
use std::time::Duration;

use postino::clock::Clock;

use serde_json::{Value, json};

use self::http2::Secured;
use self::server::{Connection, FaultServer};
use crate::support::{Case, Server};

/// The expected result of a fault.
enum Told {
    /// The request fails with a message that contains this text.
    Fails(&'static str),
    /// The response is accepted with this status and a body of this length.
    Taken(u16, u64),
}

/// The server's side of a connection.
#[derive(Clone, Copy)]
enum Serve {
    Plain(fn(&mut Connection)),
    /// After the handshake of TLS, with this protocol of ALPN.
    Secured(fn(&mut Secured), &'static [u8]),
}

/// The server's behaviour on a connection, and the result that the user sees.
struct Fault {
    name: &'static str,
    /// Plays the server's side of one connection.
    serve: Serve,
    told: Told,
    /// The URL of the request, which the server gets as a proxy. When it is empty, the request goes to the server.
    url: &'static str,
    /// How the server is addressed: `http`, `https`, or as a proxy also `socks5`.
    scheme: &'static str,
    /// Options in addition to `--timeout-request 1500`.
    options: &'static [&'static str],
    /// The largest memory that the run may use. Units: KiB.
    memory: u64,
}

const fn fault(name: &'static str, serve: fn(&mut Connection), told: Told) -> Fault {
    let serve = Serve::Plain(serve);
    Fault { name, serve, told, url: "", scheme: "http", options: &[], memory: MEMORY }
}

const fn with(mut fault: Fault, options: &'static [&'static str]) -> Fault {
    fault.options = options;
    fault
}

/// A fault that fills the memory up to the longest response that is accepted.
const fn heavy(mut fault: Fault) -> Fault {
    fault.memory = HEAVY;
    fault
}

/// All faults.
fn faults() -> Vec<&'static Fault> {
    http1::FAULTS.iter().chain(secured::FAULTS).collect()
}

/// The longest time that a run with a fault may take, also on a busy machine.
const TIME: Duration = Duration::from_secs(15);

/// The largest memory that a run with a fault may use. Units: KiB.
const MEMORY: u64 = 100 << 10;

/// The same, where a response is as long as it may be: 128 MiB, and what decompresses it. Units: KiB.
const HEAVY: u64 = 320 << 10;

/// The outcome of a run with a fault.
struct Outcome {
    report: Value,
    code: Option<i32>,
    took: Duration,
    /// The peak of its memory. Units: KiB.
    memory: u64,
}

/// Runs a request to the faulty server, and then a request to a sound server.
fn run(fault: &Fault) -> Outcome {
    let server = FaultServer::start(fault.serve);
    let sound = Server::json("{\"sound\":true}");
    let address = format!("{}://{}", fault.scheme, server.address);
    let url = if fault.url.is_empty() { &address } else { fault.url };
    let profile = match fault.serve {
        Serve::Secured(_, b"h2") => json!({"protocolVersion": "http2"}),
        _ => json!({}),
    };
    let request = json!({"method": "POST", "url": url, "body": {"mode": "raw", "raw": "sent"}});
    let case = Case::of_items(&json!([
        {"name": "fault", "request": request, "protocolProfileBehavior": profile},
        {"name": "sound", "request": sound.url},
    ]));
    let mut arguments = vec!["run", "c.json", "-r", "json", "--reporter-json-export", "r.json"];
    if !fault.options.contains(&"--timeout-request") {
        arguments.extend(["--timeout-request", "1500"]);
    }
    arguments.extend(fault.options);
    if !fault.url.is_empty() {
        // The sound server is reached without the proxy.
        arguments.extend(["--proxy", &address, "--no-proxy", "127.0.0.1"]);
    }
    let clock = Clock::system();
    let began = clock.elapsed();
    let (code, memory) = watched(case.command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()));
    let took = clock.elapsed().saturating_sub(began);
    let report = std::fs::read_to_string(case.path("r.json")).unwrap_or_default();
    let report = serde_json::from_str(&report).unwrap_or(Value::Null);
    Outcome { report, code, took, memory }
}

/// Runs a command to its end, or kills it after its time limit. Returns its exit code and its peak memory in KiB.
fn watched(command: &mut Command) -> (Option<i32>, u64) {
    let mut child = command.spawn().expect("postino starts");
    let clock = Clock::system();
    let began = clock.elapsed();
    let mut memory = 0;
    loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse().ok());
        memory = memory.max(peak.unwrap_or(0));
        if let Some(status) = child.try_wait().expect("a child of ours") {
            return (status.code(), memory);
        }
        if clock.elapsed().saturating_sub(began) > TIME || memory > 2 * HEAVY {
            child.kill().expect("a child of ours");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The differences between the outcome of a fault and the expected result.
fn complaints(fault: &Fault, outcome: &Outcome) -> Vec<String> {
    let mut wrong = Vec::new();
    let executions = &outcome.report["run"]["executions"];
    let (first, second) = (&executions[0], &executions[1]);
    match fault.told {
        Told::Fails(text) => {
            let message = first["requestError"]["message"].as_str().unwrap_or("no error");
            if !message.contains(text) || message == "no error" {
                wrong.push(format!(
                    "expected \"{text}\", got \"{message}\" and {}",
                    first["response"]["code"]
                ));
            }
            if outcome.code != Some(1) {
                wrong.push(format!("exit code {:?}, not 1", outcome.code));
            }
        }
        Told::Taken(code, length) => {
            let got = (first["response"]["code"].as_u64(), first["response"]["responseSize"].as_u64());
            if got != (Some(code.into()), Some(length)) {
                let error = &first["requestError"]["message"];
                wrong.push(format!("expected {code} with {length} bytes, got {got:?} and {error}"));
            }
        }
    }
    if second["response"]["code"] != 200 {
        wrong.push(format!("the next request failed: {}", second["requestError"]["message"]));
    }
    if outcome.took > TIME {
        wrong.push(format!("took {:?}", outcome.took));
    }
    if outcome.memory > fault.memory || outcome.memory == 0 {
        wrong.push(format!("took {} KiB, not at most {}", outcome.memory, fault.memory));
    }
    wrong
}

#[test]
fn every_fault_on_the_wire_ends_in_time_and_the_next_request_passes() {
    let faults = faults();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let failed = std::sync::Mutex::new(Vec::new());
    // Most faults wait for a time limit, so eight run at once.
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let Some(fault) = faults.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                    let wrong = complaints(fault, &run(fault));
                    let told = wrong.iter().map(|wrong| format!("{}: {wrong}", fault.name));
                    failed.lock().expect("not poisoned").extend(told);
                }
            });
        }
    });
    let failed = failed.into_inner().expect("not poisoned");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_names_of_faults_are_unique() {
    let mut names: Vec<_> = faults().iter().map(|fault| fault.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), faults().len());
    assert!(names.len() >= 140, "{} faults", names.len());
}
