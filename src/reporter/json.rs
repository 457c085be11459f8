//! The `json` reporter: newman's schema.
//!
//! Source: newman 6.2, `lib/reporters/json` and `lib/run/summary.js` (`docs/postman-semantics.md` §8.2, JSON).
//!
//! # Design
//!
//! 2026-11-30: executions are written while the stored run is read, one at a time, so that memory does not grow with
//! the run. The members before them (counts, scopes) are known by then.

mod execution;
mod failure;
mod identity;
mod writer;

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use self::execution::JsonExecution;
use self::writer::write_pretty;
use super::{
    Declaration, DefaultFile, Needs, OptionKind, Rendering, Report, ReporterOption, RunFacts, StoredRun,
};
use crate::compat::Compat;
use crate::event::{EventKind, RunError, RunEvent, ScopeView, Spread, Summary, VariableView};
use crate::shown::Guarded;

/// What the reporter says of itself.
pub(super) const DECLARATION: Declaration = Declaration {
    name: "json",
    about: "newman's report",
    live: None,
    file: Some(DefaultFile::report("json")),
    options: &[
        ReporterOption::EXPORT,
        ReporterOption::new(
            "bodies",
            OptionKind::Choice(&["text", "bytes", "none"]),
            "response bodies as text under `body`, as newman's list of numbers (the default), or not at all",
        ),
        ReporterOption::flag("omit-request-bodies", "no request bodies"),
        ReporterOption::flag("omit-response-bodies", "no response bodies"),
        ReporterOption::flag("omit-headers", "no headers, no parameters of auth"),
        ReporterOption::flag("omit-all-headers-and-body", "all three"),
    ],
    yields_to_installed: false,
    add: |setup, fanout| {
        let has = |option| setup.options.flag("json", option);
        let nothing = has("omit-all-headers-and-body");
        let options = JsonOptions {
            bodies: match setup.options.text("json", "bodies") {
                _ if nothing || has("omit-response-bodies") => JsonBodies::None,
                Some("none") => JsonBodies::None,
                Some("text") => JsonBodies::Text,
                _ => JsonBodies::Bytes,
            },
            omit_request_bodies: nothing || has("omit-request-bodies"),
            omit_headers: nothing || has("omit-headers"),
            compat: setup.compat,
            phases: setup.compat.tells_phases() || setup.verbose,
        };
        setup.add_report(&DECLARATION, fanout, JsonReport::new(options));
        Ok(())
    },
};

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
    /// Whose report it is: newman's lists an execution for each request of a script too, and the whole folder in each
    /// failure.
    pub compat: Compat,
    /// Look-ups and first bytes are among the timings.
    pub phases: bool,
}

/// newman's json report.
#[derive(Debug)]
pub struct JsonReport {
    options: JsonOptions,
}

impl JsonReport {
    /// A report with these options.
    pub fn new(options: JsonOptions) -> Self {
        Self { options }
    }
}

impl Report for JsonReport {
    fn needs(&self) -> Needs {
        Needs { bodies: self.options.bodies != JsonBodies::None, collection: true }
    }

    fn begin<'r>(
        &'r self,
        run: &'r StoredRun,
        out: &'r mut (dyn Write + Send),
    ) -> io::Result<Option<Box<dyn Rendering + 'r>>> {
        let (summary, options) = (&run.facts.summary, &self.options);
        let mut out = Guarded::json(out);
        write_head(&mut out, &run.facts, options)?;
        Ok(Some(Box::new(JsonRendering { run, summary, options, out, current: None, written: 0 })))
    }
}

/// The members before the executions, and the beginning of their list.
fn write_head(out: &mut dyn Write, facts: &RunFacts, options: &JsonOptions) -> io::Result<()> {
    let RunFacts { summary, environment, globals, .. } = facts;
    let collection = summary.run.as_ref().and_then(|run| run.collection.json.clone());
    let heads = [
        ("collection", collection.as_deref().unwrap_or(&Value::Null)),
        ("environment", &scope_json(environment)),
        ("globals", &scope_json(globals)),
    ];
    out.write_all(b"{")?;
    for (name, value) in heads {
        write!(out, "\n  \"{name}\": ")?;
        write_pretty(out, value, 1)?;
        out.write_all(b",")?;
    }
    out.write_all(b"\n  \"run\": {")?;
    let stats = serde_json::to_value(summary.counts).map_err(io::Error::other)?;
    for (name, value) in [("stats", stats), ("timings", timings_json(summary, options.phases))] {
        write!(out, "\n    \"{name}\": ")?;
        write_pretty(out, &value, 2)?;
        out.write_all(b",")?;
    }
    out.write_all(b"\n    \"executions\": [")
}

/// A report whose head is written.
struct JsonRendering<'r> {
    run: &'r StoredRun,
    summary: &'r Summary,
    options: &'r JsonOptions,
    out: Guarded<&'r mut (dyn Write + Send)>,
    /// The execution whose events come.
    current: Option<JsonExecution>,
    /// How many executions are written.
    written: usize,
}

impl Rendering for JsonRendering<'_> {
    fn on_event(&mut self, event: &RunEvent) -> io::Result<()> {
        match (&event.kind, &mut self.current) {
            (EventKind::ItemStarted { cursor, item }, current) => {
                let ended = current.replace(JsonExecution::new(cursor, item));
                self.write_execution(ended)
            }
            (EventKind::ItemFinished { .. }, current) => {
                let ended = current.take();
                self.write_execution(ended)
            }
            (_, Some(execution)) => {
                execution.on_event(event, self.options);
                Ok(())
            }
            (_, None) => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        // A stream that was cut off ends inside of an item.
        let ended = self.current.take();
        self.write_execution(ended)?;
        self.out.write_all(if self.written == 0 { b"]," } else { b"\n    ]," })?;
        self.out.write_all(b"\n    \"transfers\": ")?;
        write_pretty(&mut self.out, &json!({"responseTotal": self.summary.received_bytes}), 2)?;
        self.write_failures()?;
        self.out.write_all(b",\n    \"error\": ")?;
        write_pretty(&mut self.out, &run_error(self.summary.error.as_ref()), 2)?;
        self.out.write_all(b"\n  }\n}")
    }
}

impl JsonRendering<'_> {
    fn write_execution(&mut self, execution: Option<JsonExecution>) -> io::Result<()> {
        let Some(execution) = execution else { return Ok(()) };
        for _ in 0..execution.times(self.options) {
            self.out.write_all(if self.written == 0 { b"\n      " } else { b",\n      " })?;
            write_pretty(&mut self.out, &execution, 3)?;
            self.written += 1;
        }
        Ok(())
    }

    fn write_failures(&mut self) -> io::Result<()> {
        let Self { run, summary, options, out, .. } = self;
        out.write_all(b",\n    \"failures\": [")?;
        run.each_failure(|place, failure| {
            out.write_all(if place == 0 { b"\n      " } else { b",\n      " })?;
            write_pretty(out, &failure::failure_json(failure, place, summary, options), 3)
        })?;
        out.write_all(if summary.failed == 0 { b"]" } else { b"\n    ]" })
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

fn scope_json(scope: &ScopeView) -> Value {
    let values: Value = scope.values.iter().map(VariableView::postman_json).collect();
    match &scope.name {
        Some(name) => json!({"id": scope.id, "name": name, "values": values}),
        None => json!({"id": scope.id, "values": values}),
    }
}

fn run_error(error: Option<&RunError>) -> Value {
    match error {
        None => Value::Null,
        // newman's own words: programs look for them.
        Some(RunError::TimedOut) => json!({"name": "Error", "message": "callback timed out"}),
        Some(error) => json!({"name": "Error", "message": error.to_string()}),
    }
}
