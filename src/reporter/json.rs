//! The `json` reporter: newman's schema.
//!
//! Source: newman 6.2, `lib/reporters/json` and `lib/run/summary.js` (postman-semantics §8.2).
//!
//! # Design
//!
//! 2026-11-24: executions go to a temporary file as they happen and are copied into the report at the end, so
//! that memory does not grow with the run.

use std::io::{self, Write};
use std::sync::Arc;

use serde_json::{Map, Value, json};
use tempfile::NamedTempFile;

use super::{Needs, Output, ReportError, Reporter, newman, write_whole};
use crate::event::{
    AssertionOutcome, Cursor, EventKind, Failure, FailureCause, ItemView, Listen, Request, RequestOrigin,
    RequestView, Response, RunError, RunEvent, ScriptFailure, Spread, Summary, VariableScope, request_json,
};
use crate::secret::SecretSet;

/// Writes newman's json report.
#[derive(Debug)]
pub struct JsonReporter {
    output: Output,
    secrets: SecretSet,
    spool: NamedTempFile,
    current: Option<Execution>,
    written: usize,
    environment: Arc<VariableScope>,
    globals: Arc<VariableScope>,
}

#[derive(Debug)]
struct Execution {
    skipped: bool,
    members: Map<String, Value>,
    assertions: Vec<Value>,
    prerequest: Vec<Value>,
    test: Vec<Value>,
}

impl JsonReporter {
    /// A reporter that writes to `output` when the run ends.
    ///
    /// # Errors
    ///
    /// Fails when there is no room for temporary files.
    pub fn new(output: Output, secrets: SecretSet) -> Result<Self, ReportError> {
        let spool = NamedTempFile::new()?;
        let (environment, globals) = Default::default();
        Ok(Self { output, secrets, spool, current: None, written: 0, environment, globals })
    }

    fn close(&mut self) -> Result<(), ReportError> {
        let Some(execution) = self.current.take().filter(|execution| !execution.skipped) else {
            return Ok(());
        };
        let text = Value::Object(execution.into_members()).to_string();
        let separator = if self.written == 0 { "" } else { "," };
        write!(self.spool, "{separator}\n{}", self.secrets.redact(&text))?;
        self.written += 1;
        Ok(())
    }

    fn received(&mut self, request: &RequestView, response: Option<&Response>) {
        let Some(execution) = &mut self.current else { return };
        execution.members.insert("request".into(), sent_json(request));
        if let Some(response) = response {
            let body = self.secrets.redact_bytes(&response.body);
            execution.members.insert("response".into(), response_json(response, &body));
        }
    }
}

impl Execution {
    fn new(cursor: &Cursor, item: &ItemView) -> Self {
        let mut members = Map::new();
        members.insert("cursor".into(), cursor_json(cursor));
        members.insert("item".into(), item_json(item));
        members.insert("id".into(), json!(item.id));
        Self { skipped: false, members, assertions: Vec::new(), prerequest: Vec::new(), test: Vec::new() }
    }

    fn into_members(self) -> Map<String, Value> {
        let mut members = self.members;
        for (name, list) in [
            ("assertions", self.assertions),
            ("prerequestScript", self.prerequest),
            ("testScript", self.test),
        ] {
            if !list.is_empty() {
                members.insert(name.to_owned(), Value::Array(list));
            }
        }
        members
    }
}

impl Reporter for JsonReporter {
    fn name(&self) -> &'static str {
        "json"
    }

    fn needs(&self) -> Needs {
        Needs { bodies: true, collection: true }
    }

    fn on_event(&mut self, event: &RunEvent, _: &Summary) -> Result<(), ReportError> {
        match &event.kind {
            EventKind::ItemStarted { cursor, item } => self.current = Some(Execution::new(cursor, item)),
            EventKind::RequestFinished { request, origin, response, failure, .. } => {
                if *origin != RequestOrigin::Script {
                    self.received(request, response.as_deref());
                }
                if let (Some(execution), Some(failure)) = (&mut self.current, failure) {
                    let error = json!({"code": failure.code, "message": failure.message});
                    execution.members.insert("requestError".into(), error);
                }
            }
            EventKind::AssertionFinished { assertion, .. } => {
                if let Some(execution) = &mut self.current {
                    let mut out = json!({
                        "assertion": assertion.name,
                        "skipped": matches!(assertion.outcome, AssertionOutcome::Skipped),
                    });
                    if let Some(failure) = assertion.failure() {
                        out["error"] = assertion_error(failure, &assertion.name, assertion.index);
                    }
                    execution.assertions.push(out);
                }
            }
            EventKind::ScriptFinished { script, failure: Some(failure), .. } => {
                if let Some(execution) = &mut self.current {
                    let list = match script.listen {
                        Listen::Prerequest => &mut execution.prerequest,
                        Listen::Test => &mut execution.test,
                    };
                    list.push(json!({"error": script_error(failure)}));
                }
            }
            EventKind::ItemFinished { skipped, .. } => {
                if let Some(execution) = &mut self.current {
                    execution.skipped = *skipped;
                }
                self.close()?;
            }
            EventKind::RunFinished { environment, globals, .. } => {
                self.environment = Arc::clone(environment);
                self.globals = Arc::clone(globals);
            }
            EventKind::RunStarted { .. }
            | EventKind::IterationStarted { .. }
            | EventKind::ScriptStarted { .. }
            | EventKind::ConsoleLogged { .. }
            | EventKind::ScriptFinished { .. }
            | EventKind::RequestStarted { .. }
            | EventKind::WarningRaised { .. }
            | EventKind::IterationFinished { .. } => {}
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        self.close()?;
        self.spool.flush()?;
        let mut executions = self.spool.reopen()?;
        let started = summary.started.unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
        write_whole(&self.output.resolve(started), |out| self.compose(out, &mut executions, summary))
    }
}

impl JsonReporter {
    fn compose(
        &self,
        out: &mut dyn Write,
        executions: &mut dyn io::Read,
        summary: &Summary,
    ) -> io::Result<()> {
        let masked = |value: &Value| self.secrets.redact(&value.to_string()).into_owned();
        let collection = summary.run.as_ref().and_then(|run| run.collection.json.clone());
        let collection = collection.map_or(Value::Null, |json| (*json).clone());
        writeln!(out, "{{\"collection\":{},", masked(&collection))?;
        writeln!(out, "\"environment\":{},", masked(&scope_json(&self.environment)))?;
        writeln!(out, "\"globals\":{},", masked(&scope_json(&self.globals)))?;
        let stats = serde_json::to_value(summary.counts).map_err(io::Error::other)?;
        writeln!(out, "\"run\":{{\"stats\":{stats},")?;
        writeln!(out, "\"timings\":{},", timings_json(summary))?;
        write!(out, "\"executions\":[")?;
        io::copy(executions, out)?;
        writeln!(out, "],\n\"transfers\":{},", json!({"responseTotal": summary.received_bytes}))?;
        let failures: Value = summary.failures.iter().map(failure_json).collect();
        writeln!(out, "\"failures\":{},", masked(&failures))?;
        writeln!(out, "\"error\":{}}}}}", masked(&run_error(summary.error.as_ref())))
    }
}

fn cursor_json(cursor: &Cursor) -> Value {
    json!({
        "position": cursor.position, "iteration": cursor.iteration, "length": cursor.length, "cycles": cursor.cycles,
        "empty": cursor.length == 0, "eof": false, "bof": cursor.execution == 0, "cr": false,
        "ref": format!("{}-{}", cursor.iteration, cursor.execution),
    })
}

fn item_json(item: &ItemView) -> Value {
    item.json.as_ref().map_or_else(|| json!({"id": item.id, "name": item.name}), |json| (**json).clone())
}

/// The request as it was sent; its auth is not repeated, since it is in the headers.
fn sent_json(request: &RequestView) -> Value {
    request_json(&Request {
        method: request.method.clone(),
        url: request.url.clone(),
        headers: request.headers.clone(),
        body: request.body.clone(),
        auth: request.auth.clone(),
        description: None,
    })
}

fn response_json(response: &Response, body: &[u8]) -> Value {
    let header: Value =
        response.headers.iter().map(|header| json!({"key": header.name, "value": header.value})).collect();
    let total = response.timings.total.as_secs_f64() * 1000.0;
    json!({
        "status": response.reason,
        "code": response.code,
        "header": header,
        "stream": {"type": "Buffer", "data": body},
        "cookie": response.cookies,
        "responseTime": total.round(),
        "responseSize": response.body_bytes,
    })
}

fn assertion_error(failure: &ScriptFailure, test: &str, index: usize) -> Value {
    let name = failure.name.as_deref().unwrap_or("AssertionError");
    let message = failure.message.as_deref().unwrap_or_default();
    let line = failure.line.unwrap_or(1);
    let stack = format!("{name}: {message}\n   at Object.eval sandbox-script.js:{line}:1)");
    json!({"name": name, "index": index, "test": test, "message": message, "stack": stack})
}

fn script_error(failure: &ScriptFailure) -> Value {
    json!({"type": "Error", "name": failure.name, "message": failure.message, "line": failure.line, "stacktrace": []})
}

fn failure_json(failure: &Failure) -> Value {
    let mut error = match &failure.cause {
        FailureCause::Assertion(_, name, index, failure) => assertion_error(failure, name, *index),
        FailureCause::Script(_, failure) => script_error(failure),
        FailureCause::Request(failure) => {
            json!({"name": failure.error_name(), "code": failure.code, "message": failure.message, "stacktrace": []})
        }
    };
    error["timestamp"] = json!(millis(failure.at));
    let parent = failure.item.folders.last();
    json!({
        "error": error,
        "at": newman::place(failure),
        "source": item_json(&failure.item),
        "parent": {"id": failure.item.folder_id, "name": parent},
        "cursor": cursor_json(&failure.cursor),
    })
}

fn timings_json(summary: &Summary) -> Value {
    let mut out = Map::new();
    for (name, spread) in
        [("response", summary.response), ("dns", summary.dns), ("firstByte", summary.first_byte)]
    {
        let Spread { average, min, max, .. } = spread;
        for (part, value) in [("Average", average), ("Min", min), ("Max", max), ("Sd", spread.deviation())] {
            out.insert(format!("{name}{part}"), json!(value));
        }
    }
    out.insert("started".into(), json!(summary.started.map(millis)));
    out.insert("completed".into(), json!(summary.finished.map(millis)));
    Value::Object(out)
}

fn millis(at: time::OffsetDateTime) -> i128 {
    at.unix_timestamp_nanos() / 1_000_000
}

fn scope_json(scope: &VariableScope) -> Value {
    let values: Value = scope
        .iter()
        .map(|variable| json!({"type": "any", "value": variable.value, "key": variable.key}))
        .collect();
    match &scope.name {
        Some(name) => json!({"id": scope.id, "name": name, "values": values}),
        None => json!({"id": scope.id, "values": values}),
    }
}

fn run_error(error: Option<&RunError>) -> Value {
    match error {
        None => Value::Null,
        Some(RunError::Interrupted) => json!({"name": "Error", "message": "the run was interrupted"}),
        Some(RunError::TimedOut) => json!({"name": "Error", "message": "callback timed out"}),
        Some(RunError::Bailed(message)) => json!({"name": "Error", "message": message}),
    }
}
