//! `postino boomi emulate` as a program: its output, scenarios, state, and faults on the wire.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::support::Case;

pub(crate) const PROCESS: &str = "789abcde-f012-4345-8678-9abcdef01234";
pub(crate) const ATOM: &str = "3456789a-bcde-4f01-8345-6789abcdef01";
/// `BOOMI_TOKEN.someone@example.com` and the token of the built-in scenario.
pub(crate) const LOGIN: &str =
    "Basic Qk9PTUlfVE9LRU4uc29tZW9uZUBleGFtcGxlLmNvbTo3YjFmNGMwYS1lbXVsYXRvci1vbmx5LTNkNWU5YTJjNmYxOA==";

/// A running emulator, which is killed when it is dropped.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) address: String,
}

impl Running {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::spawn(Command::new(env!("CARGO_BIN_EXE_postino")), arguments)
    }

    /// An emulator that may open this many files.
    #[cfg(unix)]
    pub(crate) fn limited(files: usize, arguments: &[&str]) -> Self {
        let mut shell = Command::new("sh");
        let script = format!("ulimit -n {files} && exec \"$0\" \"$@\"");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_postino")]);
        Self::spawn(shell, arguments)
    }

    fn spawn(mut command: Command, arguments: &[&str]) -> Self {
        command.args(["boomi", "emulate", "--port", "0"]).args(arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("postino starts");
        let out = BufReader::new(child.stdout.take().expect("piped"));
        let line = out.lines().map_while(Result::ok).find(|line| line.starts_with("baseUrl"));
        let line = line.expect("it says where it listens");
        let address = line.rsplit('/').next().expect("an address").to_owned();
        Self { child, address }
    }

    /// The whole answer, head and body.
    fn call(&self, method: &str, tail: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let head = format!(
            "{method} /api/rest/v1/local-A1B2C3/{tail} HTTP/1.1\r\nHost: {}\r\nAuthorization: {LOGIN}\r\n\
             Accept: application/json\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).expect("sent");
        let mut answer = Vec::new();
        // A reset connection counts as an answer.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub(crate) fn trigger(&self) -> String {
        let body = format!("{{\"processId\":\"{PROCESS}\",\"atomId\":\"{ATOM}\"}}");
        self.call("POST", "ExecutionRequest", &body)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    fs::write(&path, text).expect("written");
    path.to_string_lossy().into_owned()
}

#[test]
fn a_trigger_is_answered_over_http() {
    let emulator = Running::start(&[]);
    let answer = emulator.trigger();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.contains("\"requestId\":\"executionrecord-"), "{answer}");
}

#[test]
fn runs_survive_a_restart_with_a_state_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state.json").to_string_lossy().into_owned();
    let request = {
        let answer = Running::start(&["--state", &state]).trigger();
        let from = answer.find("executionrecord-").expect("a request id");
        answer[from..].split('"').next().expect("its end").to_owned()
    };
    let again = Running::start(&["--state", &state]);
    let answer = again.call("GET", &format!("ExecutionRecord/async/{request}"), "");
    assert!(answer.starts_with("HTTP/1.1 200") || answer.starts_with("HTTP/1.1 202"), "{answer}");
    let forgot = Running::start(&[]).call("GET", &format!("ExecutionRecord/async/{request}"), "");
    assert!(forgot.starts_with("HTTP/1.1 400"), "{forgot}");
}

#[test]
fn answers_are_dropped_and_cut_on_the_wire() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = "faults: [{ path: executeProcess, drop: true }, { path: 'Process/*', cut: true }]";
    let emulator = Running::start(&["--scenario", &file(&folder, "s.yaml", scenario)]);
    assert_eq!(emulator.call("POST", "executeProcess", "{}"), "");
    let cut = emulator.call("POST", "Process/query", "{}");
    let (head, body) = cut.split_once("\r\n\r\n").expect("a head");
    let length = head
        .lines()
        .find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok());
    assert!(length.expect("a length") > body.len(), "{cut}");
}

#[test]
fn the_rate_limit_applies_unless_it_is_switched_off() {
    let limited = Running::start(&["--rate-limit", "1"]);
    let answers: Vec<String> = (0..3).map(|_| limited.call("POST", "Process/query", "{}")).collect();
    assert!(answers.iter().any(|answer| answer.starts_with("HTTP/1.1 503")), "{answers:?}");
    let free = Running::start(&["--rate-limit", "0"]);
    for _ in 0..15 {
        assert!(free.call("POST", "Process/query", "{}").starts_with("HTTP/1.1 200"));
    }
}

#[test]
fn the_built_in_scenario_is_printed_and_can_be_played() {
    let printed = Case::new().postino(&["boomi", "emulate", "--print-scenario"]);
    assert_eq!(printed.code, 0, "{}", printed.err);
    let folder = tempfile::tempdir().expect("a folder");
    let emulator = Running::start(&["--scenario", &file(&folder, "s.yaml", &printed.out)]);
    assert!(emulator.trigger().starts_with("HTTP/1.1 200"));
}

#[test]
fn a_file_that_cannot_be_used_gives_an_error_with_its_place_and_a_hint() {
    let folder = tempfile::tempdir().expect("a folder");
    let unknown = file(&folder, "unknown.yaml", "latency: 5ms\nproceses: []\n");
    let nowhere = file(&folder, "nowhere.yaml", "processes: [{ id: p, name: P, deployedTo: [Mars] }]");
    let broken = file(&folder, "broken.json", "{\"version\":2}\n{\"run\":\n");
    for (option, path, said) in [
        ("--scenario", unknown.as_str(), "unknown field `proceses`"),
        ("--scenario", unknown.as_str(), "at line 2, column 1"),
        ("--scenario", nowhere.as_str(), "processes[0].deployedTo names \"Mars\""),
        ("--scenario", nowhere.as_str(), "hint: postino boomi emulate --print-scenario"),
        ("--scenario", "missing.yaml", "cannot read the scenario missing.yaml"),
        ("--state", broken.as_str(), "cannot continue from"),
        ("--state", broken.as_str(), "line 2 of the state cannot be read"),
        ("--state", "/dev/null", "this is no plain file"),
        ("--state", broken.as_str(), "hint: give another file"),
    ] {
        let ran = Case::new().postino(&["boomi", "emulate", "--port", "0", option, path]);
        assert_eq!(ran.code, 3, "{}", ran.err);
        assert!(ran.err.contains(said), "{said}\n{}", ran.err);
    }
}

#[test]
fn a_port_that_is_in_use_is_an_error() {
    let first = Running::start(&[]);
    let port = first.address.rsplit(':').next().expect("a port");
    let ran = Case::new().postino(&["boomi", "emulate", "--port", port]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains(&format!("cannot listen on port {port}")), "{}", ran.err);
    assert!(ran.err.contains("--port 0"), "{}", ran.err);
}
