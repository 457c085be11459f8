//! One execution of a script on the side of the host: its input, its scopes, and what it did so far.

use std::rc::Rc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use super::call::{InputCall, QuestionCall, ReportCall, TimerCall, TimerKind};
use super::failure::{Thrown, of_thrown, refused};
use super::host_value::{HostValue, Whole};
use super::jar::{JarAction, JarCall};
use super::memory::Gauge;
use super::message::FromEngine;
use super::overlay::Overlay;
use super::timer::Timers;
use super::weight::Weight;
use super::{NestedRun, ScriptInput, ScriptOutcome, ScriptRecord, shape};
use crate::assertion::{Assertion, AssertionOutcome, ScriptFailure};
use crate::collection::{parse_request, request_json};

/// The longest delay of a timer. Longer ones, and those below one millisecond, count as one millisecond, as in Node.js.
/// Units: milliseconds.
const LONGEST_DELAY_MS: f64 = 2_147_483_647.0;

pub(super) struct Execution {
    pub(super) number: u64,
    pub(super) input: ScriptInput,
    pub(super) overlay: Overlay,
    pub(super) outcome: ScriptOutcome,
    pub(super) records: Vec<ScriptRecord>,
    /// What the script asked for since it last waited.
    pub(super) questions: Vec<FromEngine>,
    pub(super) timers: Timers,
    /// How many questions are without an answer.
    pub(super) waiting: usize,
    /// Rejected promises that nothing has handled so far, with the reasons.
    pub(super) rejections: Vec<(u64, ScriptFailure)>,
    /// True once nothing that the script does may have an effect.
    pub(super) halted: bool,
    /// What the host keeps for the script, in bytes.
    pub(super) weight: Weight,
    pub(super) memory: Rc<Gauge>,
    pub(super) outbox: UnboundedSender<FromEngine>,
}

impl Execution {
    /// Stops the script: nothing that it still does has an effect.
    pub(super) fn halt(&mut self) {
        self.halted = true;
        self.rejections.clear();
        self.timers.clear_all();
        self.questions.clear();
        self.waiting = 0;
    }

    pub(super) fn timer(&mut self, call: &TimerCall, now: Duration) -> HostValue {
        match *call {
            TimerCall::Set { id, kind: TimerKind::Immediate, .. } => self.timers.set_immediate(id, now),
            TimerCall::Set { id, delay_ms, kind } => {
                let delay_ms = Some(delay_ms).filter(|ms| (1.0..=LONGEST_DELAY_MS).contains(ms));
                let delay = Duration::from_secs_f64(delay_ms.unwrap_or(1.0) / 1000.0);
                self.timers.set(id, now, delay, kind == TimerKind::Interval);
            }
            TimerCall::Clear { id } => self.timers.clear(id),
        }
        HostValue::Undefined
    }

    pub(super) fn report(&mut self, call: ReportCall) -> HostValue {
        match call {
            ReportCall::Console { level, values } => {
                let values = match values.0 {
                    Some(Value::Array(values)) => values,
                    _ => vec![Value::from("[nested too deeply to be shown]")],
                };
                self.records.push(ScriptRecord::Console { level, values });
            }
            ReportCall::TestPassed { name, index } => self.test(name, index, AssertionOutcome::Passed),
            ReportCall::TestSkipped { name, index } => self.test(name, index, AssertionOutcome::Skipped),
            ReportCall::TestFailed { name, index, error } => {
                self.test(name, index, AssertionOutcome::Failed(self.failure(error)));
            }
            ReportCall::ScriptFailed { error } => self.fail(error),
            ReportCall::Uncaught { error } => self.outcome.uncaught.push(self.failure(error)),
            ReportCall::SetNextRequest { target } => self.outcome.next_request = target.0,
            ReportCall::SkipRequest {} => {
                self.outcome.skip_request = true;
                self.halt();
            }
            ReportCall::WriteRequest { request } => {
                if let Some(Whole(request)) = request {
                    self.write_request(&request);
                }
            }
        }
        HostValue::Undefined
    }

    /// Keeps a question until the script waits.
    pub(super) fn ask(&mut self, call: QuestionCall) -> HostValue {
        let question = match call {
            QuestionCall::SendRequest { id, request } => FromEngine::SendRequest { id, request: request.0 },
            QuestionCall::JarGet { id, url, name } => of_jar(id, url, JarAction::Get { name }),
            QuestionCall::JarGetAll { id, url, with_http_only } => {
                of_jar(id, url, JarAction::GetAll { with_http_only })
            }
            QuestionCall::JarSet { id, url, cookie } => of_jar(id, url, JarAction::Set { cookie: cookie.0 }),
            QuestionCall::JarUnset { id, url, name } => of_jar(id, url, JarAction::Unset { name }),
            QuestionCall::JarClear { id, url } => of_jar(id, url, JarAction::Clear),
            QuestionCall::RunRequest { id, request, variables } => {
                let variables = match variables.0 {
                    Value::Object(variables) => variables,
                    _ => serde_json::Map::new(),
                };
                let run = NestedRun { request, variables, scopes: self.overlay.scopes.clone() };
                FromEngine::RunRequest { id, run }
            }
        };
        self.questions.push(question);
        self.waiting += 1;
        HostValue::Undefined
    }

    /// What a script reads of its input.
    pub(super) fn read(&self, call: &InputCall) -> HostValue {
        let response = self.input.response.as_deref();
        match call {
            InputCall::Info {} => HostValue::Json(self.info().to_string()),
            InputCall::Request {} => HostValue::Json(request_json(&self.input.request).to_string()),
            InputCall::Response {} => response.map_or(HostValue::Undefined, |response| {
                HostValue::Json(shape::response_head(response).to_string())
            }),
            InputCall::ResponseText {} => response.map(shape::body_text).into(),
            InputCall::ResponseBytes {} => {
                response.map_or(HostValue::Undefined, |response| HostValue::Bytes(response.body.clone()))
            }
            InputCall::Cookies {} => HostValue::Json(shape::cookies(&self.input.cookies).to_string()),
        }
    }

    fn fail(&mut self, error: Thrown) {
        let failure = self.failure(error);
        self.outcome.failure.get_or_insert(failure);
    }

    fn failure(&self, error: Thrown) -> ScriptFailure {
        let mut failure = of_thrown(error);
        if let Some(bytes) = self.memory.refused() {
            refused(&mut failure, bytes, self.memory.limit());
        }
        failure
    }

    fn test(&mut self, name: String, index: u32, outcome: AssertionOutcome) {
        let index = index as usize;
        self.records.push(ScriptRecord::Assertion(Assertion { index, name, outcome }));
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

    fn write_request(&mut self, json: &Value) {
        let mut request = parse_request(json);
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

fn of_jar(id: u32, url: String, action: JarAction) -> FromEngine {
    FromEngine::CookieJar { id, call: JarCall { url, action } }
}
