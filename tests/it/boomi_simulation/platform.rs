//! The platform of the simulation: it starts runs, reports them and gives logs, and fails in between.

use std::collections::HashMap;
use std::io::{Cursor, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use postino::boomi::model::ExecutionStatus;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::random::Random;

/// What fails.
pub(super) struct Faults {
    pub(super) seed: u64,
    /// The share of calls that fail.
    pub(super) percent: u64,
}

/// A run that a trigger started.
#[derive(Clone)]
pub(super) struct Run {
    pub(super) execution_id: String,
    pub(super) outcome: ExecutionStatus,
    started: String,
    /// The number of times that somebody asked about it.
    asked: u32,
    /// True when the file of its log was given away.
    given: bool,
    /// True when a file of its log was made.
    made: bool,
}

/// What goes wrong with a call.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    /// The connection closes, before the call has an effect or after it.
    Drop { effect: bool },
    /// The answer breaks off.
    Cut,
    /// A status with a page of a way station.
    Page { status: u16, effect: bool },
    /// A status with an error of Boomi's own, which has no effect.
    Own(u16),
    /// An empty 200 after the effect.
    Empty,
    /// The answer takes longer than anybody waits.
    Slow,
}

pub(super) struct Platform {
    pub(super) url: String,
    faults: Faults,
    runs: Mutex<HashMap<u64, Vec<Run>>>,
    calls: Mutex<HashMap<u64, u64>>,
}

/// The id of a process, which has its number at its end, as every id of its runs.
pub(super) fn process(number: u64) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

pub(super) fn log(number: u64) -> String {
    format!("Executing process {number}\n")
}

/// The number in the ids of a call.
fn number(call: &str) -> Option<u64> {
    call.split("4000-8000-").nth(1)?.get(..12)?.parse().ok()
}

impl Platform {
    pub(super) async fn start(faults: Faults) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        let platform = Arc::new(Self { url, faults, runs: Mutex::default(), calls: Mutex::default() });
        let serving = Arc::clone(&platform);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(Arc::clone(&serving), stream));
            }
        });
        platform
    }

    /// The runs of the process with this number.
    pub(super) fn runs(&self, number: u64) -> Vec<Run> {
        self.runs.lock().expect("not poisoned").get(&number).cloned().unwrap_or_default()
    }

    /// What goes wrong with the next call of a process: the seed decides, and nothing else.
    fn fault(&self, number: u64, line: &str) -> Option<Fault> {
        let mut calls = self.calls.lock().expect("not poisoned");
        let turn = calls.entry(number).or_default();
        *turn += 1;
        let mut random = Random::new(self.faults.seed ^ (number << 16) ^ *turn);
        random.next();
        if random.below(100) >= self.faults.percent {
            return None;
        }
        let starts = line.contains("/ExecutionRequest");
        let effect = random.below(2) == 0;
        Some(match random.below(9) {
            0 | 1 => Fault::Drop { effect },
            2 => Fault::Cut,
            3 => Fault::Page { status: 502, effect },
            4 => Fault::Page { status: random.of(&[500, 503, 504, 404]), effect },
            5 => Fault::Own(503),
            6 if starts => Fault::Own(400),
            6 => Fault::Own(500),
            7 => Fault::Empty,
            _ if random.below(3) == 0 => Fault::Slow,
            _ => Fault::Page { status: 429, effect: false },
        })
    }

    /// Does what a call asks for: the status and the body of its answer.
    fn act(&self, number: u64, line: &str) -> (u16, Vec<u8>) {
        let mut runs = self.runs.lock().expect("not poisoned");
        let runs = runs.entry(number).or_default();
        let json = |status: u16, json: Value| (status, json.to_string().into_bytes());
        if line.contains("/ExecutionRequest") {
            runs.push(Run::new(number));
            let id = format!("executionrecord-{}", process(number));
            return json(200, json!({"@type": "ExecutionRequest", "requestId": id}));
        }
        if line.contains("/ExecutionRecord/query") {
            let records: Vec<Value> = runs.iter_mut().filter_map(|run| run.record(number)).collect();
            return json(200, json!({"@type": "QueryResult", "result": records}));
        }
        let Some(run) = runs.first_mut() else { return json(400, json!({"message": "unknown"})) };
        if line.contains("/ExecutionRecord/async/") {
            return match run.record(number) {
                Some(record) => json(200, json!({"responseStatusCode": 200, "result": [record]})),
                None => json(202, json!({"responseStatusCode": 202})),
            };
        }
        if line.contains("/ProcessLog") {
            if run.outcome == ExecutionStatus::Discarded {
                return json(400, json!({"message": "There is no log for this execution"}));
            }
            (run.given, run.made) = (false, false);
            let url = format!("{}/download/{}", self.url, process(number));
            return json(200, json!({"statusCode": "202", "url": url}));
        }
        // The download: it takes a moment, and gives the file away once.
        match (run.made, run.given) {
            (false, _) => {
                run.made = true;
                (202, Vec::new())
            }
            (true, true) => (204, Vec::new()),
            (true, false) => {
                run.given = true;
                (200, zip(&log(number)))
            }
        }
    }
}

impl Run {
    fn new(number: u64) -> Self {
        use ExecutionStatus::{Complete, CompleteWarn, Discarded, Error};
        let outcome = Random::new(number).of(&[Complete, Complete, Error, CompleteWarn, Discarded]);
        let now = postino::clock::Clock::system().now();
        let stamp = time::macros::format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
        Self {
            execution_id: format!("execution-{}-2026.11.25", process(number)),
            outcome,
            started: now.format(&stamp).expect("a time"),
            asked: 0,
            given: false,
            made: false,
        }
    }

    /// Its record, once the runtime has reported it.
    fn record(&mut self, number: u64) -> Option<Value> {
        self.asked += 1;
        let status = match self.asked {
            1 => return None,
            2 | 3 => "INPROCESS",
            _ => self.outcome.as_str(),
        };
        Some(json!({"@type": "ExecutionRecord", "executionId": self.execution_id, "status": status,
            "executionTime": self.started, "executionType": "exec_manual", "processId": process(number),
            "atomId": "atom"}))
    }
}

fn zip(text: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("process.log", zip::write::SimpleFileOptions::default()).expect("begins");
    zip.write_all(text.as_bytes()).expect("written");
    zip.finish().expect("whole").into_inner()
}

async fn serve(platform: Arc<Platform>, mut stream: TcpStream) {
    while let Some(call) = read(&mut stream).await {
        let line = call.lines().next().unwrap_or_default();
        let Some(number) = number(&call) else { return };
        let fault = platform.fault(number, line);
        let has_effect = match fault {
            None | Some(Fault::Cut | Fault::Empty | Fault::Slow) => true,
            Some(Fault::Drop { effect } | Fault::Page { effect, .. }) => effect,
            Some(Fault::Own(_)) => false,
        };
        let (status, body) = if has_effect { platform.act(number, line) } else { (200, Vec::new()) };
        let page = b"<html>Bad gateway</html>".to_vec();
        let own = br#"{"@type":"Error","message":"Retry later."}"#.to_vec();
        let (status, media_type, body) = match fault {
            Some(Fault::Drop { .. }) => return,
            Some(Fault::Page { status, .. }) => (status, "text/html", page),
            Some(Fault::Own(status)) => (status, "application/json", own),
            Some(Fault::Empty) => (200, "application/json", Vec::new()),
            Some(Fault::Slow) => {
                pause(Duration::from_millis(400)).await;
                (status, "application/json", body)
            }
            None | Some(Fault::Cut) => (status, "application/json", body),
        };
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status} X\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n");
        let mut answer = [head.as_bytes(), &body].concat();
        if fault == Some(Fault::Cut) {
            answer.truncate(answer.len() - length / 2 - 1);
        }
        if stream.write_all(&answer).await.is_err() || fault == Some(Fault::Cut) {
            return;
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a slow answer")]
async fn pause(time: Duration) {
    tokio::time::sleep(time).await;
}

/// Reads a request: its head and its body.
async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 4096];
        let length = stream.read(&mut part).await.ok().filter(|length| *length > 0)?;
        bytes.extend_from_slice(&part[..length]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let announced = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
        });
        if body.len() >= announced.unwrap_or_default() {
            return Some(text.into_owned());
        }
    }
}
