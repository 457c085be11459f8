//! What a running script can ask of the run: carries out the [`HostCall`]s of the prelude.
//!
//! Knows no JavaScript engine: a call goes in, a [`HostValue`] comes out. Entry point: [`Bridge::call`].

use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;

use super::ScriptOutcome;
use super::call::{FacilityCall, HostCall, TemplateCall};
use super::execution::Execution;
use super::host_value::HostValue;
use super::libraries;
use super::memory::Gauge;
use super::message::{FromEngine, Job};
use super::overlay::Overlay;
use super::packages::Packages;
use super::sandbox::SandboxOptions;
use super::timer::Timers;
use super::vault::Vault;
use super::weight::{Weight, weight_of};
use super::zone_names;
use crate::assertion::ScriptFailure;
use crate::clock::Clock;
use crate::collection::{Listen, Url, url_json};
use crate::compat::Compat;
use crate::variable::{Dynamic, Mutation, Resolver, SecretVariables};

/// First words that turn the legacy globals off. Source: postman-sandbox 4.7.
const PLAIN_SCRIPTS: [&str; 2] = ["\"use sandbox2\";", "'use sandbox2';"];
/// How many bytes `crypto.getRandomValues` gives at once.
const MOST_RANDOM_BYTES: u32 = 65_536;
const VAULT_IS_CLOSED: &str =
    "Vault access denied: --vault names a file with secrets, --vault-env variables of the process";

/// The state of the running script on this side.
pub(super) struct Bridge {
    dynamic: Dynamic,
    random: StdRng,
    compat: Compat,
    memory: Rc<Gauge>,
    vault: Vault,
    packages: Packages,
    secrets: SecretVariables,
    clock: Clock,
    /// The name of the local time zone.
    zone: Option<String>,
    current: Option<Execution>,
}

impl Bridge {
    pub(super) fn new(options: &SandboxOptions, clock: Clock, memory: Rc<Gauge>) -> Self {
        Self {
            dynamic: Dynamic::new(options.seed, options.clock.clone()),
            random: StdRng::seed_from_u64(options.seed.0),
            compat: options.compat,
            memory,
            vault: options.vault.clone(),
            packages: options.packages.clone(),
            secrets: options.secrets.clone(),
            clock,
            zone: options.clock.zone().map(str::to_owned),
            current: None,
        }
    }

    /// Begins an execution.
    pub(super) fn begin(&mut self, job: Job) {
        self.memory.forget_refused();
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
            weight: Weight::default(),
            memory: Rc::clone(&self.memory),
            outbox: job.outbox,
        });
    }

    /// Ends the execution that began at this time; sends what is left of its records and returns its outcome.
    pub(super) fn end(&mut self, began: Duration) -> ScriptOutcome {
        self.flush();
        let Some(mut execution) = self.current.take() else { return ScriptOutcome::default() };
        self.memory.give(execution.weight.whole());
        execution.outcome.duration = self.clock.elapsed().saturating_sub(began);
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
            self.memory.give(std::mem::take(&mut execution.weight.records));
        }
        for question in execution.questions.drain(..) {
            let _ = execution.outbox.send(question);
        }
    }

    /// True when the script asked a question that was not sent yet.
    pub(super) fn is_asking(&self) -> bool {
        self.current.as_ref().is_some_and(|execution| !execution.questions.is_empty())
    }

    /// Remembers a rejected promise until the script handles it. The failure's weight was counted before.
    pub(super) fn rejected(&mut self, promise: u64, failure: ScriptFailure) {
        let weight = weight_of(&failure);
        match self.active() {
            Some(execution) => {
                execution.weight.rejections += weight;
                execution.rejections.push((promise, failure));
            }
            None => self.memory.give(weight),
        }
    }

    /// Forgets a rejected promise. Identities are used again once a promise is freed, so the last one counts.
    pub(super) fn rejection_handled(&mut self, promise: u64) {
        let Some(execution) = self.active() else { return };
        if let Some(place) = execution.rejections.iter().rposition(|(known, _)| *known == promise) {
            let weight = weight_of(&execution.rejections.remove(place).1);
            execution.weight.rejections -= weight;
            execution.memory.give(weight);
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
    pub(super) fn answered(&mut self, number: u64, id: u32, mutations: Vec<Mutation>) -> bool {
        let Some(execution) = self.active().filter(|execution| execution.number == number) else {
            return false;
        };
        execution.waiting = execution.waiting.saturating_sub(1);
        if let Some(weight) = execution.weight.questions.remove(&id) {
            execution.memory.give(weight);
        }
        for mutation in mutations {
            execution.overlay.mutate(mutation);
        }
        true
    }

    fn active(&mut self) -> Option<&mut Execution> {
        self.current.as_mut().filter(|execution| !execution.halted)
    }

    /// Carries out one call. What a stopped script calls has no effect and answers `undefined`; only the facilities
    /// stay. The call's weight was counted before; what of it is not kept is given back.
    pub(super) fn call(&mut self, call: HostCall, weight: usize) -> HostValue {
        let now = self.clock.elapsed();
        if !self.active().is_some_and(|script| script.weight.keeps(&call, weight)) {
            self.memory.give(weight);
        }
        match call {
            HostCall::Facility(call) => self.facility(call),
            HostCall::Template(call) => self.template(call),
            HostCall::Scope(call) => self.in_script(|script| script.overlay.call(call)),
            HostCall::Timer(call) => self.in_script(|script| script.timer(&call, now)),
            HostCall::Report(call) => self.in_script(|script| script.report(call)),
            HostCall::Question(call) => self.in_script(|script| script.ask(call)),
            HostCall::Input(call) => self.in_script(|script| script.read(&call)),
        }
    }

    fn in_script(&mut self, answer: impl FnOnce(&mut Execution) -> HostValue) -> HostValue {
        self.active().map_or(HostValue::Undefined, answer)
    }

    fn template(&mut self, call: TemplateCall) -> HostValue {
        let Some(script) = self.current.as_ref().filter(|script| !script.halted) else {
            return HostValue::Undefined;
        };
        match call {
            TemplateCall::Resolve { scope, template, live_texts } => {
                let scopes = script.overlay.scopes_for(scope, live_texts.unwrap_or_default());
                Resolver::in_script(&scopes, &mut self.dynamic).resolve(&template).into_owned().into()
            }
            TemplateCall::Uuid {} => self.dynamic.uuid().into(),
            TemplateCall::Dynamic { name } => self.dynamic.value(&name).into(),
        }
    }

    fn facility(&mut self, call: FacilityCall) -> HostValue {
        match call {
            FacilityCall::Library { name } => {
                libraries::find(&name).map_or(HostValue::Undefined, HostValue::Code)
            }
            FacilityCall::Module { name } => {
                libraries::find_own(&name).map_or(HostValue::Undefined, HostValue::Code)
            }
            FacilityCall::Zone {} => self.zone.clone().map_or(HostValue::Undefined, HostValue::from),
            FacilityCall::ZoneName { minutes } => match &self.zone {
                Some(zone) => zone_names::name(zone, minutes).into_owned().into(),
                None => HostValue::Undefined,
            },
            FacilityCall::IsNewman {} => HostValue::Bool(self.compat.is_newman()),
            FacilityCall::ParseUrl { url } => HostValue::Json(url_json(&Url::parse(&url)).to_string()),
            FacilityCall::RandomBytes { length } => self.random_bytes(length),
            FacilityCall::Package { name, from } => self.package(&name, from.as_deref().map(Path::new)),
            FacilityCall::GetSecret { name } => self.with_vault(|vault| {
                vault.get(&name).map_or_else(|| json!({}), |value| json!({"value": value.expose()}))
            }),
            FacilityCall::SetSecret { name, value } => self.with_vault(|vault| {
                vault.set(&name, &value);
                json!({})
            }),
            FacilityCall::UnsetSecret { name } => self.with_vault(|vault| {
                vault.unset(&name);
                json!({})
            }),
            FacilityCall::Source {} => self.source(),
        }
    }

    fn random_bytes(&mut self, length: u32) -> HostValue {
        let mut bytes = vec![0; length.min(MOST_RANDOM_BYTES) as usize];
        self.random.fill(&mut bytes[..]);
        HostValue::Bytes(bytes.into())
    }

    /// A module of a package, or why there is none.
    ///
    /// Shape: `{"value": {"file", "source", "json"}}` or `{"error": text, "builtin": true}`
    fn package(&self, name: &str, from: Option<&Path>) -> HostValue {
        let answer = match self.packages.find(name, from) {
            Ok(module) => {
                let json = module.file.extension().is_some_and(|ending| ending == "json");
                json!({"value": {"file": module.file.to_string_lossy(), "source": module.source, "json": json}})
            }
            // A module may require a built-in library by its name, but not by a path.
            Err(error) => {
                json!({"error": error.to_string(), "builtin": from.is_some() && !name.starts_with('.')})
            }
        };
        HostValue::Json(answer.to_string())
    }

    /// The answer of the vault, or that it is closed.
    ///
    /// Shape: `{"value": text}`, `{}` or `{"error": text}`
    fn with_vault(&self, answer: impl FnOnce(&Vault) -> serde_json::Value) -> HostValue {
        let answer =
            if self.vault.is_open() { answer(&self.vault) } else { json!({"error": VAULT_IS_CLOSED}) };
        HostValue::Json(answer.to_string())
    }

    /// The text of the running script.
    fn source(&self) -> HostValue {
        let source =
            self.current.as_ref().map(|execution| execution.input.script.source.replace('\0', "\u{fffd}"));
        source.into()
    }
}
