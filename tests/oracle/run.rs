//! Runs a runner on a case and reads what it answered, as facets.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::case::Case;
use crate::concise;
use crate::content;
use crate::normalise::Normaliser;
use crate::server::Server;
use crate::tls;

/// How long one run may take.
const LIMIT: Duration = Duration::from_secs(30);

/// A program that runs collections, and the arguments that make its answers comparable.
pub(crate) struct Runner {
    program: String,
    args: &'static [&'static str],
}

impl Runner {
    pub(crate) fn postino() -> Self {
        Self { program: env!("CARGO_BIN_EXE_postino").to_owned(), args: &["--compat", "newman", "--no-mask"] }
    }

    /// As users run it who ask for nothing.
    pub(crate) fn postino_by_default() -> Self {
        Self { program: env!("CARGO_BIN_EXE_postino").to_owned(), args: &["--no-mask"] }
    }

    pub(crate) fn newman(program: &str) -> Self {
        Self { program: program.to_owned(), args: &[] }
    }
}

/// What `program --version` prints.
pub(crate) fn version(program: &str) -> String {
    let output = Command::new(program).arg("--version").output().expect("it runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Runs `case` against a server of its own; returns the normalised facets.
pub(crate) fn answer(runner: &Runner, case: &Case) -> Value {
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = command(runner, case, folder.path(), server.port());
    let mut ports = vec![server.port()];
    for (variable, certificate) in tls::PERSONAS {
        if case.collection.to_string().contains(&format!("{{{{{variable}}}}}")) {
            let port = server.secure(certificate);
            command.args(["--env-var", &format!("{variable}=https://localhost:{port}")]);
            ports.push(port);
        }
    }
    let exit = wait(&mut command, &case.name);
    let text = |name: &str| {
        let bytes = fs::read(folder.path().join(name)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let (cli, stderr, junit) = (text("stdout"), text("stderr"), text("report.xml"));
    let report = serde_json::from_str::<Value>(&text("report.json")).unwrap_or(Value::Null);
    let normaliser = Normaliser::new(&ports);
    let mut facets = facets(&report);
    facets["exit"] = json!(exit);
    for name in &case.leaves {
        let left = serde_json::from_str::<Value>(&text(name)).unwrap_or(Value::Null);
        facets["left"][name] = normaliser.without_times(&left);
    }
    facets["received"] = Value::Array(server.received());
    normaliser.value(&mut facets);
    facets["stderr"] = normaliser.cli(&stderr).lines().collect();
    let mut facets = facets.as_object().expect("facets have names").clone();
    let cli = normaliser.cli(&cli);
    if case.texts.iter().any(|text| text == "cli") {
        facets.insert("cli".to_owned(), cli.lines().collect());
    } else {
        facets.insert("console".to_owned(), concise::console(&cli));
    }
    if case.texts.iter().any(|text| text == "junit") {
        facets.insert("junit".to_owned(), normaliser.junit(&junit).lines().collect());
    }
    concise::concise(&mut facets);
    facets.into()
}

fn command(runner: &Runner, case: &Case, folder: &Path, port: u16) -> Command {
    let mut command = Command::new(&runner.program);
    let write = |name: &str, value: &Value| {
        fs::write(folder.join(name), value.to_string()).expect("an input is written");
    };
    let at_port = |text: &str| text.replace("{{port}}", &port.to_string());
    write("collection.json", &case.collection);
    command.args(["run", &at_port(case.source.as_deref().unwrap_or("collection.json"))]);
    let inputs =
        [("environment", &case.environment), ("globals", &case.globals), ("iteration-data", &case.data)];
    for (option, value) in inputs {
        if let Some(value) = value {
            write(&format!("{option}.json"), value);
            command.args([format!("--{option}"), format!("{option}.json")]);
        }
    }
    for (name, content) in &case.files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folder");
        let written = fs::write(path, content::bytes(content));
        written.unwrap_or_else(|error| panic!("{}: {name}: {error}", case.name));
    }
    for (name, value) in &case.process {
        command.env(name, at_port(value));
    }
    let file = |name: &str| File::create(folder.join(name)).expect("a file for the output");
    command
        .args(["--color", "off", "--reporters", "cli,json,junit"])
        .args(["--reporter-json-export", "report.json", "--reporter-junit-export", "report.xml"])
        .args(["--env-var", &format!("base=http://127.0.0.1:{port}")])
        .args(case.args.iter().map(|arg| at_port(arg)))
        .args(runner.args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(file("stdout"))
        .stderr(file("stderr"));
    command
}

/// The exit code; a run past the limit is a defect of the case or of the runner.
#[expect(clippy::disallowed_methods, reason = "the limit of a real process is real time")]
fn wait(command: &mut Command, name: &str) -> Option<i32> {
    let mut child = command.spawn().expect("the runner starts");
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("the runner can be awaited") {
            return status.code();
        }
        if started.elapsed() > LIMIT {
            child.kill().expect("the runner can be ended");
            child.wait().expect("the runner ends");
            panic!("{name}: still running after {LIMIT:?}");
        }
        thread::sleep(Duration::from_millis(3));
    }
}

fn facets(report: &Value) -> Value {
    let run = &report["run"];
    json!({
        "executions": each(&run["executions"], execution),
        "stats": run["stats"],
        "failures": each(&run["failures"], |failure| json!({
            "name": failure["error"]["name"],
            "message": failure["error"]["message"],
            "at": failure["at"],
            "source": failure["source"]["name"],
        })),
        "environment": each(&report["environment"]["values"], Value::clone),
        "globals": each(&report["globals"]["values"], Value::clone),
    })
}

fn execution(execution: &Value) -> Value {
    json!({
        "name": execution["item"]["name"],
        "iteration": execution["cursor"]["iteration"],
        "method": execution["request"]["method"],
        "url": execution["request"]["url"],
        "code": execution["response"]["code"],
        "error": execution["requestError"]["code"],
        "assertions": each(&execution["assertions"], |assertion| json!({
            "name": assertion["assertion"],
            "skipped": assertion["skipped"],
            "error": error(&assertion["error"]),
        })),
        "prerequest": each(&execution["prerequestScript"], |script| error(&script["error"])),
        "test": each(&execution["testScript"], |script| error(&script["error"])),
    })
}

fn error(error: &Value) -> Value {
    if error.is_null() {
        return Value::Null;
    }
    json!({ "name": error["name"], "message": error["message"] })
}

fn each(list: &Value, map: impl Fn(&Value) -> Value) -> Value {
    list.as_array().into_iter().flatten().map(map).collect()
}
