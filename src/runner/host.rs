//! The services of a running script: sending requests, the cookie jar, console lines and test results.

use std::sync::Arc;

use serde_json::Value;

use super::emitter::Emitter;
use super::nested::Nested;
use super::plan::{PlannedItem, PlannedScript};
use super::sender::{SendContext, Sender};
use super::shared::Shared;
use crate::collection::{Profile, parse_request};
use crate::event::{self, Cursor, EventKind, RequestOrigin, ScriptView};
use crate::http::{CookieJar, RequestFailure, Response};
use crate::sandbox::{ConsoleLevel, NestedAnswer, NestedRun, ScriptHost, ScriptInfo, ScriptRecord};

/// Serves one execution of one script.
pub(super) struct Host<'a> {
    pub(super) emitter: &'a Emitter<'a>,
    pub(super) sender: &'a Sender<'a>,
    pub(super) nested: &'a Nested<'a>,
    /// How many requests run around this script, one inside of the other.
    pub(super) depth: usize,
    pub(super) cursor: Cursor,
    pub(super) script: Arc<ScriptView>,
    /// Names of tests that failed, for `--bail`.
    pub(super) failed: Shared<Vec<String>>,
    /// Messages of scripts and requests that failed inside of this script, for `--bail`.
    pub(super) errors: Shared<Vec<String>>,
}

impl ScriptHost for Host<'_> {
    fn record(&self, record: ScriptRecord) {
        let cursor = self.cursor;
        self.emitter.emit(match record {
            ScriptRecord::Console { level, values } => {
                EventKind::ConsoleLogged { cursor, level: console_level(level), values }
            }
            ScriptRecord::Warning(message) => EventKind::WarningRaised { cursor: Some(cursor), message },
            ScriptRecord::Assertion(assertion) => {
                if assertion.failure().is_some() {
                    self.failed.lock().push(assertion.name.clone());
                }
                EventKind::AssertionFinished { cursor, script: Arc::clone(&self.script), assertion }
            }
        });
    }

    async fn send_request(&self, request: Value) -> Result<Arc<Response>, RequestFailure> {
        // A script's request keeps its body whatever the method.
        let profile: Profile = [("disableBodyPruning".to_owned(), Value::Bool(true))].into_iter().collect();
        let context = SendContext { profile: &profile, cursor: self.cursor, origin: RequestOrigin::Script };
        self.sender.send(parse_request(&request), context).await.response
    }

    async fn run_request(&self, run: NestedRun) -> Result<NestedAnswer, String> {
        let outcome = self.nested.run(run, self.cursor, self.depth + 1).await?;
        self.failed.lock().extend(outcome.failed);
        self.errors.lock().extend(outcome.errors);
        match outcome.response {
            Some(Err(failure)) => Err(failure.message),
            response => {
                let response = response.and_then(Result::ok);
                Ok(NestedAnswer { response, mutations: outcome.mutations })
            }
        }
    }

    fn cookie_jar(&self) -> &CookieJar {
        &self.sender.jar
    }
}

/// What `pm.info` says in a script of an item.
pub(super) fn script_info(item: &PlannedItem, planned: &PlannedScript, cursor: Cursor) -> ScriptInfo {
    ScriptInfo {
        iteration: cursor.iteration,
        iteration_count: cursor.cycles,
        request_name: item.name.clone(),
        request_id: item.view.id.clone(),
        location: item.location.clone(),
        current: planned.view.owner.clone(),
    }
}

fn console_level(level: ConsoleLevel) -> event::ConsoleLevel {
    match level {
        ConsoleLevel::Log => event::ConsoleLevel::Log,
        ConsoleLevel::Info => event::ConsoleLevel::Info,
        ConsoleLevel::Warn => event::ConsoleLevel::Warn,
        ConsoleLevel::Error => event::ConsoleLevel::Error,
        ConsoleLevel::Debug => event::ConsoleLevel::Debug,
    }
}
