//! What a running script can ask of the run, in plain data: the host operations of the prelude.
//!
//! Knows no JavaScript engine: texts go in, a [`Reply`] comes out. Entry point: [`Bridge::call`].

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::failure::{self, Thrown};
use super::libraries;
use super::message::{FromEngine, Job};
use super::sandbox::SandboxOptions;
use super::timer::Timers;
use super::{ConsoleLevel, NextRequest, ScriptInput, ScriptOutcome, ScriptRecord};
use crate::assertion::{Assertion, AssertionOutcome, ScriptFailure};
use crate::clock::Clock;
use crate::collection::{Listen, Url, parse_request, request_json, url_json};
use crate::variable::{Dynamic, Mutation, Resolver, ScopeName, Scopes, VariableKind, VariableScope};

/// The answer of a host operation.
#[derive(Debug)]
pub(super) enum Reply {
    /// `undefined`.
    Nothing,
    /// A boolean.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// JSON text, which becomes a value.
    Json(String),
    /// Bytes, which become an `ArrayBuffer`.
    Bytes(Bytes),
    /// A library's bytecode, which becomes its function.
    Code(&'static [u8]),
}

impl From<Option<&Value>> for Reply {
    fn from(value: Option<&Value>) -> Self {
        match value {
            None => Self::Nothing,
            Some(Value::String(text)) => Self::Text(text.clone()),
            Some(Value::Bool(flag)) => Self::Flag(*flag),
            Some(Value::Number(number)) => Self::Number(number.as_f64().unwrap_or_default()),
            Some(other) => Self::Json(other.to_string()),
        }
    }
}

/// The state of the running script on this side.
pub(super) struct Bridge {
    dynamic: Dynamic,
    random: StdRng,
    compat_newman: bool,
    memory_limited: bool,
    clock: Clock,
    current: Option<Execution>,
}

/// One execution.
struct Execution {
    number: u64,
    input: ScriptInput,
    /// The snapshot with the script's own changes on top.
    scopes: Scopes,
    outcome: ScriptOutcome,
    records: Vec<ScriptRecord>,
    timers: Timers,
    waiting: usize,
    /// Promises that were rejected and that nobody handled so far, with the reasons.
    rejections: Vec<(u64, ScriptFailure)>,
    /// True once nothing of the script may have an effect any more.
    halted: bool,
    outbox: UnboundedSender<FromEngine>,
}

impl Bridge {
    pub(super) fn new(options: &SandboxOptions, clock: Clock) -> Self {
        Self {
            dynamic: Dynamic::new(options.seed, options.clock.clone()),
            random: StdRng::seed_from_u64(options.seed.0),
            compat_newman: options.compat_newman,
            memory_limited: options.memory_bytes.is_some(),
            clock,
            current: None,
        }
    }

    /// Begins an execution.
    pub(super) fn begin(&mut self, job: Job) {
        let scopes = job.input.scopes.clone();
        self.current = Some(Execution {
            number: job.execution,
            input: job.input,
            scopes,
            outcome: ScriptOutcome::default(),
            records: Vec::new(),
            timers: Timers::default(),
            waiting: 0,
            rejections: Vec::new(),
            halted: false,
            outbox: job.outbox,
        });
    }

    /// Ends the execution and hands out what it left.
    pub(super) fn end(&mut self) -> ScriptOutcome {
        let Some(mut execution) = self.current.take() else { return ScriptOutcome::default() };
        let unhandled = execution.rejections.into_iter().map(|(_, failure)| failure);
        execution.outcome.uncaught.extend(unhandled);
        execution.outcome
    }

    /// Sends the records so far.
    pub(super) fn flush(&mut self) {
        let Some(execution) = &mut self.current else { return };
        if !execution.records.is_empty() {
            let records = std::mem::take(&mut execution.records);
            let _ = execution.outbox.send(FromEngine::Records(records));
        }
    }

    /// Remembers a rejected promise until somebody handles it.
    pub(super) fn rejected(&mut self, promise: u64, failure: ScriptFailure) {
        if let Some(execution) = self.active() {
            execution.rejections.push((promise, failure));
        }
    }

    /// Forgets a rejected promise: the last of this identity, since an earlier one was freed before it came.
    pub(super) fn rejection_handled(&mut self, promise: u64) {
        let Some(execution) = self.active() else { return };
        if let Some(place) = execution.rejections.iter().rposition(|(known, _)| *known == promise) {
            execution.rejections.remove(place);
        }
    }

    /// Which script is running.
    pub(super) fn listen(&self) -> Listen {
        self.current.as_ref().map_or(Listen::Test, |execution| execution.input.script.listen)
    }

    /// Records the exception that ended the script.
    pub(super) fn fail(&mut self, failure: ScriptFailure) {
        if let Some(execution) = self.active() {
            execution.outcome.failure.get_or_insert(failure);
        }
    }

    /// Ends the script from outside: nothing that it still does counts.
    pub(super) fn stop(&mut self, failure: ScriptFailure) {
        if let Some(execution) = self.active() {
            execution.outcome.failure = Some(failure);
            execution.halt();
        }
    }

    /// True once nothing of the script may have an effect any more.
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

    /// Counts an answer; false when it is for an execution that is over.
    pub(super) fn answered(&mut self, number: u64) -> bool {
        let Some(execution) = self.active().filter(|execution| execution.number == number) else {
            return false;
        };
        execution.waiting = execution.waiting.saturating_sub(1);
        true
    }

    /// Bytes for `crypto.getRandomValues`, at most as many as that gives at once.
    fn random_bytes(&mut self, length: &str) -> Reply {
        let mut bytes = vec![0; length.parse::<usize>().unwrap_or_default().min(65_536)];
        self.random.fill(&mut bytes[..]);
        Reply::Bytes(bytes.into())
    }

    fn active(&mut self) -> Option<&mut Execution> {
        self.current.as_mut().filter(|execution| !execution.halted)
    }

    /// Carries out one operation of the prelude. Unknown ones and those of a script that was stopped do nothing.
    pub(super) fn call(&mut self, operation: &str, arguments: &[String]) -> Reply {
        let text = |place: usize| arguments.get(place).map_or("", String::as_str);
        match operation {
            "library" => return libraries::find(text(0)).map_or(Reply::Nothing, Reply::Code),
            "limited" => return Reply::Flag(self.memory_limited),
            "compat" => return Reply::Flag(self.compat_newman),
            "url.parse" => return Reply::Json(url_json(&Url::parse(text(0))).to_string()),
            "random" => return self.random_bytes(text(0)),
            _ => {}
        }
        let now = self.clock.elapsed();
        let Some(execution) = self.current.as_mut().filter(|execution| !execution.halted) else {
            return Reply::Nothing;
        };
        match operation {
            "scope.get" => execution.get(text(0), text(1)),
            "scope.has" => Reply::Flag(execution.has(text(0), text(1))),
            "scope.set" => execution.set(text(0), text(1), arguments.get(2), text(3)),
            "scope.set.undefined" => execution.set(text(0), text(1), None, "any"),
            "scope.unset" => execution.unset(text(0), text(1)),
            "scope.clear" => execution.clear(text(0)),
            "scope.all" => Reply::Json(Value::Object(execution.all(text(0))).to_string()),
            "scope.name" => execution.scope_name(text(0)),
            "replace" => {
                let scopes = execution.only(text(0));
                let scopes = scopes.as_ref().unwrap_or(&execution.scopes);
                Reply::Text(Resolver::new(scopes, &mut self.dynamic).resolve(text(1)).into_owned())
            }
            "uuid" => Reply::Text(self.dynamic.uuid()),
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
            "skip" => {
                self.outcome.skip_request = true;
                self.halt();
            }
            "send" => {
                let request = serde_json::from_str(text(1)).unwrap_or_default();
                self.ask(FromEngine::SendRequest { id: number(text(0)), request });
            }
            "jar" => {
                let arguments = serde_json::from_str(text(2)).unwrap_or_default();
                let (id, operation) = (number(text(0)), text(1).to_owned());
                self.ask(FromEngine::CookieJar { id, operation, arguments });
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
        let values = serde_json::from_str(values).unwrap_or_default();
        self.records.push(ScriptRecord::Console { level, values });
    }

    fn assertion(&mut self, name: &str, index: &str, outcome: AssertionOutcome) {
        let assertion =
            Assertion { index: index.parse().unwrap_or_default(), name: name.to_owned(), outcome };
        self.records.push(ScriptRecord::Assertion(assertion));
    }

    fn ask(&mut self, question: FromEngine) {
        // What was logged before the question must be seen before its effects.
        if !self.records.is_empty() {
            let _ = self.outbox.send(FromEngine::Records(std::mem::take(&mut self.records)));
        }
        if self.outbox.send(question).is_ok() {
            self.waiting += 1;
        }
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
        let Ok(json) = serde_json::from_str::<Value>(json) else { return };
        let mut request = parse_request(&json);
        request.description.clone_from(&self.input.request.description);
        self.outcome.request = (request != *self.input.request).then_some(request);
    }
}

/// The scopes.
impl Execution {
    fn get(&self, scope: &str, key: &str) -> Reply {
        if scope == "data" {
            return self.scopes.data.get(key).into();
        }
        if scope == "variables" {
            return match self.scopes.lookup(key) {
                crate::variable::Lookup::Found(value) => value.into(),
                crate::variable::Lookup::Opaque => self.scopes.data.get(key).into(),
                crate::variable::Lookup::Missing => Reply::Nothing,
            };
        }
        let scope = self.named(scope);
        scope.and_then(|scope| scope.get(key)).map_or(Reply::Nothing, |found| found.value.as_ref().into())
    }

    fn has(&self, scope: &str, key: &str) -> bool {
        match scope {
            "data" => self.scopes.data.contains_key(key),
            "variables" => {
                let scopes = [
                    &self.scopes.local,
                    &self.scopes.environment,
                    &self.scopes.collection,
                    &self.scopes.global,
                ];
                self.scopes.data.contains_key(key) || scopes.iter().any(|scope| scope.has(key))
            }
            scope => self.named(scope).is_some_and(|scope| scope.has(key)),
        }
    }

    fn set(&mut self, scope: &str, key: &str, value: Option<&String>, kind: &str) -> Reply {
        let value = value.and_then(|json| serde_json::from_str(json).ok());
        let Some(scope) = scope_name(scope) else {
            Arc::make_mut(&mut self.scopes.data).insert(key.to_owned(), value.unwrap_or_default());
            return Reply::Nothing;
        };
        let kind = serde_json::from_value(json!(kind)).unwrap_or(VariableKind::Any);
        self.mutate(Mutation::Set { scope, key: key.to_owned(), value, kind })
    }

    fn unset(&mut self, scope: &str, key: &str) -> Reply {
        let Some(scope) = scope_name(scope) else {
            Arc::make_mut(&mut self.scopes.data).shift_remove(key);
            return Reply::Nothing;
        };
        self.mutate(Mutation::Unset { scope, key: key.to_owned() })
    }

    fn clear(&mut self, scope: &str) -> Reply {
        let Some(scope) = scope_name(scope) else {
            self.scopes.data = Arc::default();
            return Reply::Nothing;
        };
        self.mutate(Mutation::Clear { scope })
    }

    fn mutate(&mut self, mutation: Mutation) -> Reply {
        self.scopes.apply(mutation.clone());
        self.outcome.mutations.push(mutation);
        Reply::Nothing
    }

    fn all(&self, scope: &str) -> serde_json::Map<String, Value> {
        let of = |scope: &VariableScope| {
            let enabled = scope.iter().filter(|variable| !variable.disabled);
            enabled
                .map(|variable| (variable.key.clone(), variable.value.clone().unwrap_or_default()))
                .collect()
        };
        match scope {
            "data" => (*self.scopes.data).clone(),
            "variables" => {
                let mut all: serde_json::Map<String, Value> = of(&self.scopes.global);
                all.extend::<serde_json::Map<_, _>>(of(&self.scopes.collection));
                all.extend::<serde_json::Map<_, _>>(of(&self.scopes.environment));
                all.extend((*self.scopes.data).clone());
                all.extend::<serde_json::Map<_, _>>(of(&self.scopes.local));
                all
            }
            scope => self.named(scope).map(|scope| of(scope)).unwrap_or_default(),
        }
    }

    fn scope_name(&self, scope: &str) -> Reply {
        let name = self.named(scope).and_then(|scope| scope.name.clone());
        name.map_or(Reply::Nothing, Reply::Text)
    }

    /// Scopes in which only the named one holds anything; `None` for all of them.
    fn only(&self, scope: &str) -> Option<Scopes> {
        let environment = match scope {
            "variables" => return None,
            "data" => return Some(Scopes { data: Arc::clone(&self.scopes.data), ..Scopes::default() }),
            scope => Arc::clone(self.named(scope)?),
        };
        Some(Scopes { environment, ..Scopes::default() })
    }

    fn named(&self, scope: &str) -> Option<&Arc<VariableScope>> {
        match scope_name(scope)? {
            ScopeName::Local => Some(&self.scopes.local),
            ScopeName::Environment => Some(&self.scopes.environment),
            ScopeName::Collection => Some(&self.scopes.collection),
            ScopeName::Global => Some(&self.scopes.global),
            ScopeName::Data => None,
        }
    }
}

/// The prelude's names; `None` is the iteration data.
fn scope_name(scope: &str) -> Option<ScopeName> {
    match scope {
        "environment" => Some(ScopeName::Environment),
        "globals" => Some(ScopeName::Global),
        "collection" => Some(ScopeName::Collection),
        "variables" => Some(ScopeName::Local),
        _ => None,
    }
}

/// An exception that the prelude described.
fn thrown(json: &str) -> ScriptFailure {
    failure::of_thrown(serde_json::from_str::<Thrown>(json).unwrap_or_default())
}

fn number(text: &str) -> u32 {
    text.parse().unwrap_or_default()
}
