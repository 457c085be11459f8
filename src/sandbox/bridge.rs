//! What a running script can ask of the run, in plain data: the host operations of the prelude.
//!
//! Knows no JavaScript engine: texts go in, a [`Reply`] comes out. Entry point: [`Bridge::call`].

use std::path::Path;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::failure::{self, Thrown};
use super::libraries;
use super::message::{FromEngine, Job};
use super::overlay::Overlay;
use super::packages::Packages;
use super::reply::Reply;
use super::sandbox::SandboxOptions;
use super::surrogates::{json_of, typed_json_of};
use super::timer::Timers;
use super::vault::Vault;
use super::{ConsoleLevel, NestedRun, NextRequest, ScriptInput, ScriptOutcome, ScriptRecord};
use crate::assertion::{Assertion, AssertionOutcome, ScriptFailure};
use crate::clock::Clock;
use crate::collection::{Listen, Url, parse_request, request_json, url_json};
use crate::compat::Compat;
use crate::variable::{Dynamic, Mutation, Resolver, SecretVariables};

/// First words that turn the legacy globals off. Source: postman-sandbox 4.7.
const PLAIN_SCRIPTS: [&str; 2] = ["\"use sandbox2\";", "'use sandbox2';"];

/// The state of the running script on this side.
pub(super) struct Bridge {
    dynamic: Dynamic,
    random: StdRng,
    compat: Compat,
    memory_limited: bool,
    vault: Vault,
    packages: Packages,
    secrets: SecretVariables,
    clock: Clock,
    current: Option<Execution>,
}

/// One execution.
struct Execution {
    number: u64,
    input: ScriptInput,
    overlay: Overlay,
    outcome: ScriptOutcome,
    records: Vec<ScriptRecord>,
    /// What the script asked for since it last waited.
    questions: Vec<FromEngine>,
    timers: Timers,
    waiting: usize,
    /// Rejected promises that the script has not handled so far, with the reasons.
    rejections: Vec<(u64, ScriptFailure)>,
    /// True once nothing that the script does may have an effect.
    halted: bool,
    outbox: UnboundedSender<FromEngine>,
}

impl Bridge {
    pub(super) fn new(options: &SandboxOptions, clock: Clock) -> Self {
        Self {
            dynamic: Dynamic::new(options.seed, options.clock.clone()),
            random: StdRng::seed_from_u64(options.seed.0),
            compat: options.compat,
            memory_limited: options.memory_bytes.is_some(),
            vault: options.vault.clone(),
            packages: options.packages.clone(),
            secrets: options.secrets.clone(),
            clock,
            current: None,
        }
    }

    /// Begins an execution.
    pub(super) fn begin(&mut self, job: Job) {
        let overlay = Overlay::new(job.input.scopes.clone(), self.secrets.clone());
        self.current = Some(Execution {
            number: job.execution,
            input: job.input,
            overlay,
            outcome: ScriptOutcome::default(),
            records: Vec::new(),
            questions: Vec::new(),
            timers: Timers::default(),
            waiting: 0,
            rejections: Vec::new(),
            halted: false,
            outbox: job.outbox,
        });
    }

    /// Ends the execution and returns its outcome.
    pub(super) fn end(&mut self) -> ScriptOutcome {
        let Some(mut execution) = self.current.take() else { return ScriptOutcome::default() };
        let unhandled = execution.rejections.into_iter().map(|(_, failure)| failure);
        execution.outcome.uncaught.extend(unhandled);
        execution.outcome.mutations = execution.overlay.mutations;
        execution.outcome
    }

    /// Sends the records so far, and then the questions: what a script logged before it asked is reported before the
    /// question is answered.
    pub(super) fn flush(&mut self) {
        let Some(execution) = &mut self.current else { return };
        if !execution.records.is_empty() {
            let records = std::mem::take(&mut execution.records);
            let _ = execution.outbox.send(FromEngine::Records(records));
        }
        for question in execution.questions.drain(..) {
            let _ = execution.outbox.send(question);
        }
    }

    /// True when the script asked a question that was not sent yet.
    pub(super) fn is_asking(&self) -> bool {
        self.current.as_ref().is_some_and(|execution| !execution.questions.is_empty())
    }

    /// Remembers a rejected promise until the script handles it.
    pub(super) fn rejected(&mut self, promise: u64, failure: ScriptFailure) {
        if let Some(execution) = self.active() {
            execution.rejections.push((promise, failure));
        }
    }

    /// Forgets a rejected promise. Identities are used again once a promise is freed, so the last one counts.
    pub(super) fn rejection_handled(&mut self, promise: u64) {
        let Some(execution) = self.active() else { return };
        if let Some(place) = execution.rejections.iter().rposition(|(known, _)| *known == promise) {
            execution.rejections.remove(place);
        }
    }

    /// Which script is running, and whether it does without the legacy globals.
    pub(super) fn kind(&self) -> (Listen, bool) {
        self.current.as_ref().map_or((Listen::Test, false), |execution| {
            let script = &execution.input.script;
            (script.listen, PLAIN_SCRIPTS.iter().any(|mark| script.source.starts_with(mark)))
        })
    }

    /// Records the exception that ended the script.
    pub(super) fn fail(&mut self, failure: ScriptFailure) {
        if let Some(execution) = self.active() {
            execution.outcome.failure.get_or_insert(failure);
        }
    }

    /// Ends the script from outside: nothing that it still does has an effect.
    pub(super) fn stop(&mut self, failure: ScriptFailure) {
        if let Some(execution) = self.active() {
            execution.outcome.failure = Some(failure);
            execution.halt();
        }
    }

    /// True once nothing that the script does may have an effect.
    pub(super) fn halted(&self) -> bool {
        self.current.as_ref().is_none_or(|execution| execution.halted)
    }

    /// Takes the next timer that is due.
    pub(super) fn due_timer(&mut self, now: Duration) -> Option<u32> {
        self.current.as_mut()?.timers.take_due(now)
    }

    /// When the next timer is due.
    pub(super) fn next_timer(&self) -> Option<Duration> {
        self.current.as_ref()?.timers.next()
    }

    /// How many answers of the host are outstanding.
    pub(super) fn waiting(&self) -> usize {
        self.current.as_ref().map_or(0, |execution| execution.waiting)
    }

    /// Counts an answer and takes over what it changed; false when it is for an execution that is over.
    pub(super) fn answered(&mut self, number: u64, mutations: Vec<Mutation>) -> bool {
        let Some(execution) = self.active().filter(|execution| execution.number == number) else {
            return false;
        };
        execution.waiting = execution.waiting.saturating_sub(1);
        for mutation in mutations {
            execution.overlay.mutate(mutation);
        }
        true
    }

    /// Bytes for `crypto.getRandomValues`, at most as many as that gives at once.
    fn random_bytes(&mut self, length: &str) -> Reply {
        let mut bytes = vec![0; length.parse::<usize>().unwrap_or_default().min(65_536)];
        self.random.fill(&mut bytes[..]);
        Reply::Bytes(bytes.into())
    }

    /// A module of a package: its file and text, or why not.
    fn package(&self, name: &str, from: &str) -> Reply {
        let from = (!from.is_empty()).then(|| Path::new(from));
        let reply = match self.packages.find(name, from) {
            Ok(module) => {
                let json = module.file.extension().is_some_and(|ending| ending == "json");
                json!({"value": {"file": module.file.to_string_lossy(), "source": module.source, "json": json}})
            }
            // A module may require a built-in library by its name, but not by a path.
            Err(error) => {
                json!({"error": error.to_string(), "builtin": from.is_some() && !name.starts_with('.')})
            }
        };
        Reply::Json(reply.to_string())
    }

    fn vault(&self, operation: &str, name: &str, value: &str) -> Reply {
        if !self.vault.is_open() {
            let error = "Vault access denied: --vault names a file with secrets, --vault-env variables of the process";
            return Reply::Json(json!({ "error": error }).to_string());
        }
        let mut reply = json!({});
        match operation {
            "vault.set" => self.vault.set(name, value),
            "vault.unset" => self.vault.unset(name),
            _ => {
                if let Some(value) = self.vault.get(name) {
                    reply["value"] = json!(value.expose());
                }
            }
        }
        Reply::Json(reply.to_string())
    }

    /// The text of the running script.
    fn source(&self) -> Reply {
        let source =
            self.current.as_ref().map(|execution| execution.input.script.source.replace('\0', "\u{fffd}"));
        source.map_or(Reply::Nothing, Reply::Text)
    }

    fn active(&mut self) -> Option<&mut Execution> {
        self.current.as_mut().filter(|execution| !execution.halted)
    }

    /// Carries out one operation of the prelude. Unknown ones and those of a script that was stopped do nothing.
    pub(super) fn call(&mut self, operation: &str, arguments: &[String]) -> Reply {
        let text = |place: usize| arguments.get(place).map_or("", String::as_str);
        match operation {
            "library" => return libraries::find(text(0)).map_or(Reply::Nothing, Reply::Code),
            "module" => return libraries::find_own(text(0)).map_or(Reply::Nothing, Reply::Code),
            "limited" => return Reply::Flag(self.memory_limited),
            "isNewman" => return Reply::Flag(self.compat.is_newman()),
            "url.parse" => return Reply::Json(url_json(&Url::parse(text(0))).to_string()),
            "random" => return self.random_bytes(text(0)),
            "package" => return self.package(text(0), text(1)),
            "vault.get" | "vault.set" | "vault.unset" => return self.vault(operation, text(0), text(1)),
            "source" => return self.source(),
            _ => {}
        }
        let now = self.clock.elapsed();
        let Some(execution) = self.current.as_mut().filter(|execution| !execution.halted) else {
            return Reply::Nothing;
        };
        if let Some(reply) = execution.overlay.call(operation, arguments) {
            return reply;
        }
        match operation {
            "replace" => {
                let scopes = execution.overlay.scopes_for(text(0), text(2));
                Reply::Text(Resolver::in_script(&scopes, &mut self.dynamic).resolve(text(1)).into_owned())
            }
            "uuid" => Reply::Text(self.dynamic.uuid()),
            "dynamic" => self.dynamic.value(text(0)).map_or(Reply::Nothing, Reply::Text),
            "timer.set" => execution.set_timer(now, text(0), text(1), text(2)),
            "timer.clear" => {
                execution.timers.clear(number(text(0)));
                Reply::Nothing
            }
            _ => execution.call(operation, arguments),
        }
    }
}

impl Execution {
    fn halt(&mut self) {
        self.halted = true;
        self.rejections.clear();
        self.timers.clear_all();
        self.questions.clear();
        self.waiting = 0;
    }

    fn call(&mut self, operation: &str, arguments: &[String]) -> Reply {
        let text = |place: usize| arguments.get(place).map_or("", String::as_str);
        match operation {
            "console" => self.console(text(0), text(1)),
            "passed" => self.assertion(text(0), text(1), AssertionOutcome::Passed),
            "skipped" => self.assertion(text(0), text(1), AssertionOutcome::Skipped),
            "failed" => self.assertion(text(0), text(1), AssertionOutcome::Failed(thrown(text(2)))),
            "failure" => {
                self.outcome.failure.get_or_insert(thrown(text(0)));
            }
            "uncaught" => self.outcome.uncaught.push(thrown(text(0))),
            "next" => self.outcome.next_request = Some(NextRequest::To(text(0).to_owned())),
            "next.stop" => self.outcome.next_request = Some(NextRequest::Stop),
            "next.none" => self.outcome.next_request = None,
            "skip" => {
                self.outcome.skip_request = true;
                self.halt();
            }
            "send" => {
                let request = json_of(text(1)).unwrap_or_default();
                self.ask(FromEngine::SendRequest { id: number(text(0)), request });
            }
            "jar" => {
                let arguments = typed_json_of(text(2)).unwrap_or_default();
                let (id, operation) = (number(text(0)), text(1).to_owned());
                self.ask(FromEngine::CookieJar { id, operation, arguments });
            }
            "run" => {
                let wish = json_of(text(1)).unwrap_or_default();
                let run = NestedRun {
                    request: wish["request"].as_str().unwrap_or_default().to_owned(),
                    variables: wish["variables"].as_object().cloned().unwrap_or_default(),
                    scopes: self.overlay.scopes.clone(),
                };
                self.ask(FromEngine::RunRequest { id: number(text(0)), run });
            }
            "request.write" => self.write_request(text(0)),
            _ => return self.read(operation),
        }
        Reply::Nothing
    }

    /// What a script reads of its input.
    fn read(&self, operation: &str) -> Reply {
        match operation {
            "info" => Reply::Json(self.info().to_string()),
            "request" => Reply::Json(request_json(&self.input.request).to_string()),
            "response" => self.input.response.as_ref().map_or(Reply::Nothing, |response| {
                Reply::Json(super::shape::response_head(response).to_string())
            }),
            "response.text" => self
                .input
                .response
                .as_ref()
                .map_or(Reply::Nothing, |response| Reply::Text(super::shape::body_text(response))),
            "response.bytes" => self
                .input
                .response
                .as_ref()
                .map_or(Reply::Nothing, |response| Reply::Bytes(response.body.clone())),
            "cookies" => Reply::Json(super::shape::cookies(&self.input.cookies).to_string()),
            _ => Reply::Nothing,
        }
    }

    fn info(&self) -> Value {
        let info = &self.input.info;
        json!({
            "eventName": self.input.script.listen.as_str(),
            "iteration": info.iteration,
            "iterationCount": info.iteration_count,
            "requestName": info.request_name,
            "requestId": info.request_id,
            "location": info.location,
            "current": info.current,
        })
    }

    fn console(&mut self, level: &str, values: &str) {
        let level = match level {
            "info" => ConsoleLevel::Info,
            "warn" => ConsoleLevel::Warn,
            "error" => ConsoleLevel::Error,
            "debug" => ConsoleLevel::Debug,
            _ => ConsoleLevel::Log,
        };
        let values =
            typed_json_of(values).unwrap_or_else(|| vec![Value::from("[nested too deeply to be shown]")]);
        self.records.push(ScriptRecord::Console { level, values });
    }

    fn assertion(&mut self, name: &str, index: &str, outcome: AssertionOutcome) {
        let assertion =
            Assertion { index: index.parse().unwrap_or_default(), name: name.to_owned(), outcome };
        self.records.push(ScriptRecord::Assertion(assertion));
    }

    fn ask(&mut self, question: FromEngine) {
        self.questions.push(question);
        self.waiting += 1;
    }

    fn set_timer(&mut self, now: Duration, id: &str, delay_ms: &str, kind: &str) -> Reply {
        let delay = delay_ms.parse::<f64>().ok().filter(|ms| *ms >= 1.0 && *ms <= 2_147_483_647.0);
        let delay = Duration::from_secs_f64(delay.unwrap_or(1.0) / 1000.0);
        match kind {
            "immediate" => self.timers.set_immediate(number(id), now),
            kind => self.timers.set(number(id), now, delay, kind == "interval"),
        }
        Reply::Nothing
    }

    fn write_request(&mut self, json: &str) {
        let Some(json) = json_of(json) else { return };
        let mut request = parse_request(&json);
        request.description.clone_from(&self.input.request.description);
        // Where the script removed the body or the auth, Postman takes the item's own.
        request.auth = request.auth.or_else(|| self.input.request.auth.clone());
        request.body = request.body.or_else(|| self.input.request.body.clone());
        if json["body"]["disabled"] == Value::Bool(true) {
            request.body = None;
        }
        self.outcome.request = (request != *self.input.request).then_some(request);
    }
}

/// An exception that the prelude described.
fn thrown(json: &str) -> ScriptFailure {
    failure::of_thrown(typed_json_of::<Thrown>(json).unwrap_or_default())
}

fn number(text: &str) -> u32 {
    text.parse().unwrap_or_default()
}
