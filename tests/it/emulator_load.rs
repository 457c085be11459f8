//! The emulator under clients that are slow, broken or hostile: it answers honest ones all the while, its memory stays
//! bounded, and it does not stop.
//!
//! The load takes a few seconds. `POSTINO_LOAD_SECONDS=600 cargo test --test it emulator_load -- --nocapture` goes on for
//! ten minutes and prints figures.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::emulator::{ATOM, LOGIN, PROCESS, Running, file};

/// Small limits, so that a few seconds reach each of them.
const SCENARIO: &str = "settings:
  limits:
    connections: 64
    headWithin: 500ms
    bodyWithin: 1s
    answerStalls: 1s
    memoryBytes: 16777216
    keptBytes: 16777216
";

/// The memory that the emulator may take with these limits, in a build for tests. Units: KiB.
const MOST_KIB: u64 = 200 * 1024;

fn head(method: &str, tail: &str, kind: &str, length: &str) -> String {
    format!(
        "{method} /api/rest/v1/local-A1B2C3/{tail} HTTP/1.1\r\nHost: x\r\nAuthorization: {LOGIN}\r\n\
         Accept: application/json\r\nContent-Type: {kind}\r\n{length}\r\n\r\n"
    )
}

fn post(tail: &str, kind: &str, body: &str) -> Vec<u8> {
    let mut request = head("POST", tail, kind, &format!("Content-Length: {}", body.len())).into_bytes();
    request.extend_from_slice(body.as_bytes());
    request
}

/// Documents that are small to send and large, or endless, to read.
fn bombs() -> Vec<Vec<u8>> {
    let json = |body: String| post("Process/query", "application/json", &body);
    let xml = |body: String| post("Process/query", "application/xml", &body);
    let nested = |n: usize| {
        r#"{"QueryFilter":{"expression":"#.to_owned()
            + &r#"{"operator":"and","nestedExpression":["#.repeat(n)
            + &"]}".repeat(n)
            + "}}"
    };
    let wide = r#"{"property":"name","operator":"LIKE","argument":["%a%a%a%"]}"#;
    let laugh = |n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10));
    let laughs = (1..9).map(laugh).collect::<Vec<_>>().concat();
    vec![
        json("[".repeat(1_500_000)),
        json("{\"a\":".repeat(250_000)),
        json(nested(40)),
        json(nested(100_000)),
        json(format!(
            "{{\"QueryFilter\":{{\"expression\":{{\"operator\":\"or\",\"nestedExpression\":[{}]}}}}}}",
            vec![wide; 20_000].join(",")
        )),
        json(format!("[{}]", vec!["1"; 700_000].join(","))),
        xml(format!("<!DOCTYPE a [<!ENTITY l0 \"ha\">{laughs}]><QueryConfig>&l8;</QueryConfig>")),
        xml("<a>".repeat(400_000)),
        xml(format!(
            "<QueryConfig{}/>",
            (0..120_000).map(|n| format!(" a{n}=\"\"")).collect::<Vec<_>>().concat()
        )),
        xml("<QueryConfig><argument/></QueryConfig>".repeat(30_000)),
        post("Process/queryMore", "text/plain", &"A".repeat(1_000_000)),
    ]
}

/// Requests that break the rules of HTTP, or claim more than they send.
fn wrong() -> Vec<Vec<u8>> {
    let request = |length: &str, body: &str| {
        let mut request = head("POST", "Process/query", "application/json", length).into_bytes();
        request.extend_from_slice(body.as_bytes());
        request
    };
    vec![
        request("Transfer-Encoding: chunked", "ffffffffffffffff\r\n{}"),
        request("Transfer-Encoding: chunked", "-1\r\n{}\r\n0\r\n\r\n"),
        request("Transfer-Encoding: chunked\r\nContent-Length: 3", "2\r\n{}\r\n0\r\n\r\n"),
        request("Content-Length: -1", "{}"),
        request("Content-Length: 18446744073709551616", "{}"),
        request("Content-Length: 10000000000", "{}"),
        request("Content-Length: 1\r\nContent-Length: 2", "{}"),
        format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(100_000)).into_bytes(),
        format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(5_000)).into_bytes(),
        b"GET\r\n\r\n".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0".to_vec(),
        b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03".to_vec(),
        vec![0xff; 4096],
    ]
}

#[expect(clippy::disallowed_methods, reason = "a load takes time")]
fn now() -> Instant {
    Instant::now()
}

/// Sends a request and reads what comes, for a short time.
fn shoot(address: &str, request: &[u8]) -> Vec<u8> {
    ask(address, request, Duration::from_millis(1500))
}

/// The same, with as much patience.
fn ask(address: &str, request: &[u8], patience: Duration) -> Vec<u8> {
    let Ok(mut stream) = TcpStream::connect(address) else { return Vec::new() };
    let wait = Some(patience);
    let (_, _) = (stream.set_read_timeout(wait), stream.set_write_timeout(wait));
    let mut answer = Vec::new();
    // The other side may close early, on purpose.
    let _ = stream.write_all(request).and_then(|()| {
        let mut part = [0; 4096];
        loop {
            match stream.read(&mut part)? {
                0 => return Ok(()),
                n => answer.extend_from_slice(&part[..n]),
            }
            if answer.len() > 100_000 || answer.ends_with(b"}") {
                return Ok(());
            }
        }
    });
    answer
}

/// Opens connections, sends each a beginning and keeps them open for a while.
fn hold(address: &str, count: usize, beginning: &[u8]) {
    let streams: Vec<TcpStream> = (0..count)
        .filter_map(|_| {
            let mut stream = TcpStream::connect(address).ok()?;
            stream.set_write_timeout(Some(Duration::from_millis(200))).ok()?;
            stream.write_all(beginning).ok()?;
            Some(stream)
        })
        .collect();
    for mut stream in streams {
        thread::sleep(Duration::from_millis(10));
        let _ = stream.write_all(b"a");
    }
}

#[expect(clippy::disallowed_methods, reason = "the environment says how long to run")]
fn seconds() -> u64 {
    std::env::var("POSTINO_LOAD_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(4)
}

#[cfg(target_os = "linux")]
fn resident_kib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("the emulator runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

#[cfg(target_os = "linux")]
#[test]
fn hostile_clients_neither_stop_it_nor_fill_its_memory() {
    let seconds = seconds();
    let folder = tempfile::tempdir().expect("a folder");
    let (scenario, state) = (file(&folder, "s.yaml", SCENARIO), folder.path().join("state.json"));
    let state = state.to_string_lossy();
    let mut emulator = Running::start(&["--rate-limit", "0", "--scenario", &scenario, "--state", &state]);
    let address = emulator.address.clone();
    let ends = now() + Duration::from_secs(seconds);
    let (sent, honest, slowest) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let most = thread::scope(|scope| {
        let (bombs, wrong) = (bombs(), wrong());
        let value = "x".repeat(900_000);
        let property = format!(r#"{{"DynamicProcessProperty":[{{"name":"a","value":"{value}"}}]}}"#);
        let large =
            format!(r#"{{"processId":"{PROCESS}","atomId":"{ATOM}","DynamicProcessProperties":{property}}}"#);
        let large = post("ExecutionRequest", "application/json", &large);
        let overviews = "GET /_emulator/overview HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200);
        let drip = head("POST", "Process/query", "application/json", "Content-Length: 1000000");
        let (address, sent) = (address.as_str(), &sent);
        let attacks: [Box<dyn Fn() + Send>; 7] = [
            Box::new(move || bombs.iter().for_each(|bomb| drop(shoot(address, bomb)))),
            Box::new(move || wrong.iter().for_each(|wrong| drop(shoot(address, wrong)))),
            Box::new(move || drop(shoot(address, &large))),
            Box::new(move || hold(address, 100, b"GET / HTTP/1.1\r\nX: ")),
            Box::new(move || hold(address, 50, drip.as_bytes())),
            Box::new(move || hold(address, 20, overviews.as_bytes())),
            Box::new(move || drop(TcpStream::connect(address))),
        ];
        for attack in attacks {
            scope.spawn(move || {
                while now() < ends {
                    attack();
                    sent.fetch_add(1, Ordering::Relaxed);
                    thread::sleep(Duration::from_millis(5));
                }
            });
        }
        let (honest, slowest) = (&honest, &slowest);
        scope.spawn(move || {
            let trigger = post(
                "ExecutionRequest",
                "application/json",
                &format!(r#"{{"processId":"{PROCESS}","atomId":"{ATOM}"}}"#),
            );
            while now() < ends {
                let begun = now();
                if ask(address, &trigger, Duration::from_secs(20)).starts_with(b"HTTP/1.1 200") {
                    honest.fetch_add(1, Ordering::Relaxed);
                    let took = u64::try_from(begun.elapsed().as_millis()).expect("short");
                    slowest.fetch_max(took, Ordering::Relaxed);
                }
                thread::sleep(Duration::from_millis(20));
            }
        });
        let mut most = 0;
        let mut told = now();
        while now() < ends {
            let size = resident_kib(emulator.child.id());
            most = size.max(most);
            if told.elapsed() > Duration::from_secs(30) {
                told = now();
                println!("{size} KiB");
            }
            thread::sleep(Duration::from_millis(100));
        }
        most
    });
    assert!(emulator.child.try_wait().expect("a child").is_none(), "the emulator stopped");
    println!(
        "{} attacks, {} honest calls answered, the slowest after {} ms, at most {most} KiB",
        sent.into_inner(),
        honest.load(Ordering::Relaxed),
        slowest.into_inner()
    );
    assert!(most < MOST_KIB, "{most} KiB");
    assert!(honest.into_inner() > 0, "no honest call was answered");
    // What held on to connections is gone after the limits' times.
    thread::sleep(Duration::from_millis(1500));
    assert!(emulator.trigger().starts_with("HTTP/1.1 200"));
}

/// Three hundred connections that never end their request, at an emulator that may open forty files.
#[cfg(unix)]
#[test]
fn it_waits_when_file_handles_run_out_and_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = file(&folder, "s.yaml", "settings: { limits: { headWithin: 500ms } }");
    let state = folder.path().join("state.json");
    let mut emulator = Running::limited(40, &["--scenario", &scenario, "--state", &state.to_string_lossy()]);
    let open: Vec<TcpStream> = (0..300)
        .map(|_| {
            let mut stream = TcpStream::connect(&emulator.address).expect("the system takes it");
            stream.write_all(b"GET / HTTP/1.1\r\nX: ").expect("the system takes it");
            stream
        })
        .collect();
    assert!(emulator.trigger().starts_with("HTTP/1.1 200"), "not answered while the handles are in use");
    assert!(emulator.child.try_wait().expect("a child").is_none(), "the emulator stopped");
    drop(open);
    assert!(emulator.trigger().starts_with("HTTP/1.1 200"), "not answered afterwards");
}
