//! A platform with prepared answers, and the environment that leads to it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use super::{Case, Ran};

pub(crate) const PROCESS: &str = "789abcde-f012-4345-8678-9abcdef01234";
pub(crate) const ATOM: &str = "3456789a-bcde-4f01-8345-6789abcdef01";

/// A platform with a list of answers for each path. It gives them in order, and repeats the last one.
pub(crate) struct Platform {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<(String, String)>>>,
}

/// The status of an answer that never comes: the connection is closed instead.
pub(crate) const DROPPED: u16 = 0;

/// A status, additional header lines, and a body.
pub(crate) type Answer = (u16, &'static str, Vec<u8>);

impl Platform {
    pub(crate) fn playing(answers: Vec<(&'static str, Vec<Answer>)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let turns = Mutex::new(vec![0_usize; answers.len()]);
        let stage = Arc::new(Stage { url: url.clone(), answers, turns, seen: Arc::clone(&seen) });
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let stage = Arc::clone(&stage);
                thread::spawn(move || stage.serve(stream));
            }
        });
        Self { url, seen }
    }

    /// The request lines and bodies that came.
    pub(crate) fn seen(&self) -> Vec<(String, String)> {
        self.seen.lock().expect("not poisoned").clone()
    }

    pub(crate) fn count(&self, part: &str) -> usize {
        self.seen().iter().filter(|(line, _)| line.contains(part)).count()
    }
}

/// What the connections of a platform share.
struct Stage {
    url: String,
    answers: Vec<(&'static str, Vec<Answer>)>,
    turns: Mutex<Vec<usize>>,
    seen: Arc<Mutex<Vec<(String, String)>>>,
}

impl Stage {
    fn serve(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream);
        while let Some((line, body)) = read(&mut reader) {
            let (status, head, body_out) = self.answer(line.split(' ').nth(1).unwrap_or_default());
            self.seen.lock().expect("not poisoned").push((line, body));
            if status == DROPPED {
                return;
            }
            let body_out = String::from_utf8(body_out.clone())
                .map_or(body_out, |text| text.replace("{url}", &self.url).into_bytes());
            let length = body_out.len();
            let head = format!("HTTP/1.1 {status} X\r\n{head}Content-Length: {length}\r\n\r\n");
            let out = reader.get_mut();
            if out.write_all(head.as_bytes()).and_then(|()| out.write_all(&body_out)).is_err() {
                return;
            }
        }
    }

    fn answer(&self, path: &str) -> Answer {
        let known = self.answers.iter().position(|(end, _)| path.ends_with(end));
        let Some(at) = known else { return (404, "", Vec::new()) };
        let list = &self.answers[at].1;
        let turn = &mut self.turns.lock().expect("not poisoned")[at];
        *turn += 1;
        list[(*turn - 1).min(list.len() - 1)].clone()
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<(String, String)> {
    let mut first = String::new();
    reader.read_line(&mut first).ok().filter(|read| *read > 0)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((first.trim().to_owned(), String::from_utf8_lossy(&body).into_owned()))
}

pub(crate) const JSON: &str = "Content-Type: application/json\r\n";

pub(crate) fn answer(status: u16, json: &Value) -> Answer {
    (status, JSON, json.to_string().into_bytes())
}

pub(crate) fn started() -> Answer {
    answer(200, &json!({"@type": "ExecutionRequest", "requestId": "executionrecord-1"}))
}

pub(crate) fn record(status: &str, message: Option<&str>) -> Answer {
    let record = json!({"@type": "ExecutionRecord", "executionId": "execution-1-2026.11.25", "status": status,
        "message": message, "executionTime": "2026-11-25T03:00:00Z", "executionDuration": ["Long", 3832],
        "processName": "Nightly load", "atomName": "Test Cloud"});
    answer(200, &json!({"@type": "AsyncOperationResult", "responseStatusCode": 200, "result": [record]}))
}

pub(crate) fn environment(case: &Case, url: &str, change: &[(&str, &str)]) {
    let mut values = vec![
        ("baseUrl", url),
        ("accountId", "acc-A1B2C3"),
        ("userEmail", "a@b.c"),
        ("apiToken", "hidden-token"),
        ("processId", PROCESS),
        ("atomId", ATOM),
    ];
    for (key, value) in change {
        values.retain(|(known, _)| known != key);
        values.push((key, value));
    }
    let values: Vec<Value> = values.iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
    case.write("boomi.postman_environment.json", &json!({"name": "E", "values": values}).to_string());
}

/// Runs `postino boomi trigger` against a platform, with waits of a millisecond.
pub(crate) fn trigger(platform: &Platform, arguments: &[&str]) -> (Ran, Case) {
    let case = Case::new();
    environment(&case, &platform.url, &[]);
    let ran = case
        .postino(&[&["boomi", "trigger", "--poll", "1ms", "--calls-per-second", "10"], arguments].concat());
    (ran, case)
}
