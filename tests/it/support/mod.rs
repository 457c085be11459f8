//! Runs postino in an empty folder with a clean process environment, and serves prepared answers.

pub(crate) mod boomi;

use std::fs;
use std::io::{BufReader, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

/// The folder of a test, in which postino runs.
pub(crate) struct Case {
    folder: tempfile::TempDir,
}

/// The output of a run, and its exit code.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Case {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// A case whose `c.json` is a collection of these items.
    pub(crate) fn of_items(items: &Value) -> Self {
        let case = Self::new();
        case.write("c.json", &serde_json::json!({"info": {"name": "c"}, "item": items}).to_string());
        case
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> &Self {
        fs::write(self.path(name), text).expect("written");
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// A socket, which is there and cannot be opened: what is written to it is lost at the end of a run.
    #[cfg(unix)]
    pub(crate) fn socket(&self, name: &str) -> std::os::unix::net::UnixListener {
        std::os::unix::net::UnixListener::bind(self.path(name)).expect("a socket")
    }

    /// Runs postino in the folder.
    pub(crate) fn postino(&self, arguments: &[&str]) -> Ran {
        let done = self.command(arguments).output().expect("postino starts");
        ran(&done)
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_postino"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command
    }
}

fn ran(done: &Output) -> Ran {
    Ran {
        code: done.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&done.stdout).into_owned(),
        err: String::from_utf8_lossy(&done.stderr).into_owned(),
    }
}

/// A server that answers every request with the same text and records the requests.
pub(crate) struct Server {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers with this head and body, and adds `Content-Length`.
    pub(crate) fn answering(head: &'static str, body: impl Into<String>) -> Self {
        let body: Arc<str> = body.into().into();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let (log, body) = (Arc::clone(&log), Arc::clone(&body));
                thread::spawn(move || {
                    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
                    while let Some(request) = read_request(&mut reader) {
                        log.lock().expect("not poisoned").push(request);
                        let answer = format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                        if stream.write_all(answer.as_bytes()).is_err() {
                            return;
                        }
                    }
                });
            }
        });
        Self { url, seen }
    }

    /// Answers with this JSON and status 200.
    pub(crate) fn json(body: impl Into<String>) -> Self {
        Self::answering("HTTP/1.1 200 OK\r\nContent-Type: application/json", body)
    }

    /// True when a request has come.
    pub(crate) fn was_called(&self) -> bool {
        !self.seen.lock().expect("not poisoned").is_empty()
    }

    /// The requests that came. There must be at least one.
    pub(crate) fn requests(&self) -> Vec<String> {
        let seen = self.seen.lock().expect("not poisoned").clone();
        assert!(!seen.is_empty(), "the server was never called");
        seen
    }
}

/// The URL of a server that answers every connection with these bytes and closes it.
pub(crate) fn raw_server(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
            if read_request(&mut reader).is_some() {
                let _ = stream.write_all(&answer);
            }
        }
    });
    url
}

pub(crate) fn read_request(reader: &mut impl std::io::BufRead) -> Option<String> {
    let mut request = String::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        request.push_str(&line);
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    request.push_str(&String::from_utf8_lossy(&body));
    Some(request)
}

/// An event of an item: `test` or `prerequest` with this source.
pub(crate) fn script(listen: &str, source: &str) -> Value {
    serde_json::json!({"listen": listen, "script": {"exec": source}})
}
