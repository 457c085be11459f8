//! The `json` reporter: newman's schema.
//!
//! Source: newman 6.2, `lib/reporters/json` and `lib/run/summary.js` (postman-semantics §8.2).
//!
//! # Design
//!
//! 2026-11-24: executions go to a temporary file as they happen and are copied into the report at the end, so
//! that memory does not grow with the run.

mod execution;
mod failure;
mod identity;
mod writer;

use std::io::{self, BufWriter, Read, Write};
use std::sync::Arc;

use serde_json::{Map, Value, json};
use tempfile::NamedTempFile;

use self::execution::Execution;
use self::writer::write_pretty;
use super::{Needs, Output, ReportError, Reporter, write_whole};
use crate::event::{EventKind, RunError, RunEvent, Spread, Summary, Variable, VariableKind, VariableScope};
use crate::secret::SecretSet;

/// How response bodies are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum JsonBodies {
    /// As newman does: a list of numbers under `stream.data`.
    #[default]
    Bytes,
    /// As text under `body`; what is no UTF-8 stays a list of numbers.
    Text,
    /// Not at all.
    None,
}

/// What the report leaves out, and whose habits it follows.
#[derive(Debug, Clone, Default)]
pub struct JsonOptions {
    /// How response bodies are written.
    pub bodies: JsonBodies,
    /// No request bodies.
    pub omit_request_bodies: bool,
    /// No headers, of requests and responses.
    pub omit_headers: bool,
    /// newman's report exactly: an execution for each request of a script too, the whole folder in each failure.
    pub compat_newman: bool,
    /// Look-ups and first bytes are among the timings.
    pub phases: bool,
}

/// Writes newman's json report.
#[derive(Debug)]
pub struct JsonReporter {
    output: Output,
    options: JsonOptions,
    secrets: SecretSet,
    spool: BufWriter<NamedTempFile>,
    current: Option<Execution>,
    written: usize,
    environment: Arc<VariableScope>,
    globals: Arc<VariableScope>,
}

impl JsonReporter {
    /// A reporter that writes to `output` when the run ends.
    ///
    /// # Errors
    ///
    /// Fails when there is no room for temporary files.
    pub fn new(output: Output, options: JsonOptions, secrets: SecretSet) -> Result<Self, ReportError> {
        let spool = BufWriter::new(NamedTempFile::new()?);
        let (environment, globals) = Default::default();
        Ok(Self { output, options, secrets, spool, current: None, written: 0, environment, globals })
    }

    fn close(&mut self) -> Result<(), ReportError> {
        let Some(execution) = self.current.take() else { return Ok(()) };
        for _ in 0..execution.times(&self.options) {
            self.spool.write_all(if self.written == 0 { b"" } else { b"," })?;
            self.spool.write_all(b"\n      ")?;
            write_pretty(&mut self.spool, &execution, 3, &self.secrets)?;
            self.written += 1;
        }
        Ok(())
    }
}

impl Reporter for JsonReporter {
    fn name(&self) -> &'static str {
        "json"
    }

    fn needs(&self) -> Needs {
        Needs { bodies: self.options.bodies != JsonBodies::None, collection: true }
    }

    fn on_event(&mut self, event: &RunEvent, _: &Summary) -> Result<(), ReportError> {
        match &event.kind {
            EventKind::ItemStarted { cursor, item } => {
                self.close()?;
                self.current = Some(Execution::new(cursor, item));
            }
            EventKind::ItemFinished { .. } => self.close()?,
            EventKind::RunFinished { environment, globals, .. } => {
                self.environment = Arc::clone(environment);
                self.globals = Arc::clone(globals);
            }
            _ => {
                if let Some(execution) = &mut self.current {
                    execution.on_event(event, &self.options, &self.secrets);
                }
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        self.close()?;
        self.spool.flush()?;
        let mut executions = self.spool.get_ref().reopen()?;
        let started = summary.started.unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
        write_whole(&self.output.resolve(started), |out| self.compose(out, &mut executions, summary))
    }
}

impl JsonReporter {
    fn compose(&self, out: &mut dyn Write, executions: &mut dyn Read, summary: &Summary) -> io::Result<()> {
        let collection = summary.run.as_ref().and_then(|run| run.collection.json.clone());
        let stats = serde_json::to_value(summary.counts).map_err(io::Error::other)?;
        let heads = [
            ("collection", collection.as_deref().unwrap_or(&Value::Null)),
            ("environment", &scope_json(&self.environment)),
            ("globals", &scope_json(&self.globals)),
        ];
        out.write_all(b"{")?;
        for (name, value) in heads {
            write!(out, "\n  \"{name}\": ")?;
            write_pretty(&mut *out, value, 1, &self.secrets)?;
            out.write_all(b",")?;
        }
        out.write_all(b"\n  \"run\": {")?;
        for (name, value) in [("stats", stats), ("timings", timings_json(summary, self.options.phases))] {
            write!(out, "\n    \"{name}\": ")?;
            write_pretty(&mut *out, &value, 2, &self.secrets)?;
            out.write_all(b",")?;
        }
        out.write_all(b"\n    \"executions\": [")?;
        io::copy(executions, out)?;
        out.write_all(if self.written == 0 { b"]," } else { b"\n    ]," })?;
        out.write_all(b"\n    \"transfers\": ")?;
        write_pretty(&mut *out, &json!({"responseTotal": summary.received_bytes}), 2, &self.secrets)?;
        self.compose_failures(out, summary)?;
        out.write_all(b",\n    \"error\": ")?;
        write_pretty(&mut *out, &run_error(summary.error.as_ref()), 2, &self.secrets)?;
        out.write_all(b"\n  }\n}")
    }

    fn compose_failures(&self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        out.write_all(b",\n    \"failures\": [")?;
        for (place, failure) in summary.failures.iter().enumerate() {
            out.write_all(if place == 0 { b"\n      " } else { b",\n      " })?;
            let failure = failure::failure_json(failure, place, summary, &self.options);
            write_pretty(&mut *out, &failure, 3, &self.secrets)?;
        }
        out.write_all(if summary.failures.is_empty() { b"]" } else { b"\n    ]" })
    }
}

/// A number as JavaScript writes it: whole ones without a point.
#[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { json!(value as i64) } else { json!(value) }
}

fn timings_json(summary: &Summary, phases: bool) -> Value {
    let mut out = Map::new();
    let spreads = [
        ("response", summary.response),
        ("dns", if phases { summary.dns } else { Spread::default() }),
        ("firstByte", if phases { summary.first_byte } else { Spread::default() }),
    ];
    for (name, spread) in spreads {
        let Spread { average, min, max, .. } = spread;
        for (part, value) in [("Average", average), ("Min", min), ("Max", max), ("Sd", spread.deviation())] {
            out.insert(format!("{name}{part}"), number(value));
        }
    }
    let millis = |at: time::OffsetDateTime| at.unix_timestamp_nanos() / 1_000_000;
    out.insert("started".into(), json!(summary.started.map(millis)));
    out.insert("completed".into(), json!(summary.finished.map(millis)));
    Value::Object(out)
}

fn scope_json(scope: &VariableScope) -> Value {
    // Reports go around: which variables are secret is not for everybody to know.
    let kind = |variable: &Variable| match variable.kind {
        VariableKind::Secret => VariableKind::Any,
        kind => kind,
    };
    let values: Value = scope.iter().map(|variable| variable.to_json(kind(variable).name())).collect();
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
