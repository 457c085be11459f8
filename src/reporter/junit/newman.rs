//! newman's own junit text, for `--compat newman`: all iterations of an item in one suite.
//!
//! Source: newman 6.2.2, `lib/reporters/junit`, written by xmlbuilder 15 (postman-semantics §8.3). What it loses is
//! lost here too: a later pass erases a failure of the same name, a skipped test looks passed, `tests` counts the
//! last execution alone.

use std::fmt::Write as _;

use indexmap::IndexMap;
use time::OffsetDateTime;
use time::format_description::FormatItem;
use time::macros::format_description;

use super::class_name::class_name;
use super::xml;
use crate::event::{EventKind, ItemView, Listen, RequestOrigin, RunEvent, ScriptFailure, Summary};
use crate::reporter::newman::{
    assertion_message, assertion_stack, full_name, request_error_stack, response_ms,
};

const TIMESTAMP: &[FormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// The fold: executions by the id of their item.
#[derive(Debug, Default)]
pub(super) struct NewmanSuites {
    by_item: IndexMap<String, Vec<Execution>>,
    current: Option<Execution>,
}

/// One visit of an item, as newman's summary keeps it.
#[derive(Debug, Clone, Default)]
struct Execution {
    item: std::sync::Arc<ItemView>,
    iteration: usize,
    position: usize,
    /// How many requests it made; newman lists an execution once for each.
    requests: usize,
    /// True when the last one was a script's own: newman loses all other executions of the item then.
    alone: bool,
    response_ms: f64,
    request_error: Option<String>,
    test_errors: Vec<String>,
    prerequest_errors: Vec<String>,
    assertions: Option<Vec<Tested>>,
}

#[derive(Debug, Clone)]
struct Tested {
    name: String,
    failure: Option<Failed>,
}

#[derive(Debug, Clone)]
struct Failed {
    message: String,
    stack: String,
}

impl NewmanSuites {
    pub(super) fn on_event(&mut self, event: &RunEvent) {
        if let EventKind::ItemStarted { cursor, item } = &event.kind {
            self.current = Some(Execution {
                item: std::sync::Arc::clone(item),
                iteration: cursor.iteration,
                position: cursor.position,
                ..Execution::default()
            });
        }
        let Some(current) = &mut self.current else { return };
        match &event.kind {
            EventKind::RequestFinished { origin: RequestOrigin::Retry, .. } => {}
            EventKind::RequestFinished { origin, response, failure, .. } => {
                current.requests += 1;
                current.alone = *origin == RequestOrigin::Script;
                current.response_ms = response.as_deref().map_or(0.0, response_ms);
                if let Some(failure) = failure {
                    current.request_error = Some(request_error_stack(failure));
                }
            }
            EventKind::ScriptFinished { script, failure: Some(failure), .. } => {
                let list = match script.listen {
                    Listen::Test => &mut current.test_errors,
                    Listen::Prerequest => &mut current.prerequest_errors,
                };
                let message = failure.message.as_deref().unwrap_or("undefined");
                // newman's own error, of a run that bails, comes with its name.
                list.push(match failure.name.as_deref() {
                    Some(name @ "AssertionFailure") => format!("{name}: {message}"),
                    // A false assertion outside of a test has a stack there, which begins so.
                    Some("AssertionError") => format!("Error: {message}"),
                    _ => message.to_owned(),
                });
            }
            EventKind::AssertionFinished { assertion, .. } => {
                let place = (assertion.index, current.position);
                let failure = assertion.failure().map(|failure| failed(failure, &assertion.name, place));
                let tested = Tested { name: assertion.name.clone(), failure };
                current.assertions.get_or_insert_default().push(tested);
            }
            EventKind::ItemFinished { .. } => self.close(),
            _ => {}
        }
    }

    fn close(&mut self) {
        let Some(execution) = self.current.take().filter(|execution| execution.requests > 0) else { return };
        let list = self.by_item.entry(execution.item.id.clone()).or_default();
        let mut times = execution.requests;
        if execution.alone {
            list.clear();
            times = 1;
        }
        list.extend(std::iter::repeat_n(execution, times));
    }

    /// The whole document.
    pub(super) fn render(mut self, summary: &Summary) -> String {
        self.close();
        let run = summary.run.as_deref();
        let collection = run.map(|run| (run.collection.id.as_str(), run.collection.name.as_str()));
        let collection = collection.unwrap_or_default();
        let started = summary.started.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let timestamp = started.format(&TIMESTAMP).unwrap_or_default();
        let seconds = self.by_item.values().flatten().map(Execution::seconds).fold(0.0, |sum, own| sum + own);
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.push_str("<testsuites");
        // A collection without a name goes by its id everywhere but here.
        if collection.0 != collection.1 {
            let _ = write!(out, " name=\"{}\"", xml::attribute(collection.1));
        }
        let _ = write!(out, " tests=\"{}\" time=\"{seconds:.3}\"", summary.counts.tests.total);
        if self.by_item.is_empty() {
            return out + "/>";
        }
        out.push_str(">\n");
        self.by_item.sort_by(|a, _, b, _| property_order(a, b));
        for executions in self.by_item.values() {
            suite(&mut out, executions, &timestamp, collection);
        }
        out + "</testsuites>"
    }
}

impl Execution {
    fn seconds(&self) -> f64 {
        self.response_ms / 1000.0
    }

    /// What went wrong outside of tests, in newman's layout.
    fn errors(&self) -> (usize, String) {
        let mut text = format!("Iteration: {}\n", self.iteration);
        let mut count = 0;
        if let Some(error) = &self.request_error {
            count += 1;
            let _ = writeln!(text, "RequestError: {error}");
        }
        text.push_str("\n---\n");
        for (what, list) in [("testScript", &self.test_errors), ("prerequestScript", &self.prerequest_errors)]
        {
            for error in list {
                count += 1;
                let _ = write!(text, "{what}Error: {error}\n---\n");
            }
        }
        (count, text)
    }
}

fn failed(failure: &ScriptFailure, test: &str, place: (usize, usize)) -> Failed {
    Failed {
        message: assertion_message(failure, test).to_owned(),
        stack: assertion_stack(failure, place.0, place.1),
    }
}

fn suite(out: &mut String, executions: &[Execution], timestamp: &str, collection: (&str, &str)) {
    let Some(last) = executions.last() else { return };
    let name = full_name(&last.item);
    let mut tests: IndexMap<&str, Vec<&Failed>> = IndexMap::new();
    let (mut errors, mut failures, mut said) = (0, 0, String::new());
    for execution in executions {
        let (count, text) = execution.errors();
        errors += count;
        if count > 0 {
            said.push_str(&text);
        }
        for tested in execution.assertions.iter().flatten() {
            let failed = tests.entry(&tested.name).or_default();
            match &tested.failure {
                Some(failure) => {
                    failures += 1;
                    failed.push(failure);
                }
                None => failed.clear(),
            }
        }
    }
    tests.sort_by(|a, _, b, _| property_order(a, b));
    #[expect(clippy::cast_precision_loss, reason = "no item runs 2^53 times")]
    let mean = executions.iter().map(Execution::seconds).sum::<f64>() / executions.len() as f64;
    let escaped = xml::attribute(&name);
    let _ = write!(
        out,
        "  <testsuite name=\"{escaped}\" id=\"{}\" timestamp=\"{timestamp}\" tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" time=\"{mean:.3}\"",
        xml::attribute(&last.item.id),
        last.assertions.as_ref().map_or(0, Vec::len)
    );
    if said.is_empty() && tests.is_empty() {
        out.push_str("/>\n");
        return;
    }
    out.push_str(">\n");
    if !said.is_empty() {
        let _ = writeln!(out, "    <system-err>{}</system-err>", xml::cdata(&said));
    }
    let class = Some(class_name(&escaped)).filter(|class| !class.is_empty());
    let class = class.unwrap_or_else(|| class_name(collection.1));
    for (test, failures) in &tests {
        let _ = write!(
            out,
            "    <testcase name=\"{}\" time=\"{:.3}\" classname=\"{class}\"",
            xml::attribute(test),
            last.seconds()
        );
        let Some(first) = failures.first() else {
            out.push_str("/>\n");
            continue;
        };
        let message = xml::attribute(&first.message);
        let _ = writeln!(out, ">\n      <failure type=\"AssertionFailure\" message=\"{message}\">");
        let parts = [
            format!("Failed {} times.", failures.len()),
            format!("Collection JSON ID: {}.", collection.0),
            format!("Collection name: {}.", collection.1),
            format!("Request name: {name}."),
            format!("Test description: {test}."),
            format!("Error message: {}.", first.message),
            format!("Stacktrace: {}.", first.stack),
        ];
        for part in parts {
            let _ = writeln!(out, "        {}", xml::cdata(&part));
        }
        out.push_str("      </failure>\n    </testcase>\n");
    }
    out.push_str("  </testsuite>\n");
}

/// The order in which JavaScript visits an object's members: numbers first, the others as they were added.
fn property_order(a: &str, b: &str) -> std::cmp::Ordering {
    let index = |key: &str| key.parse::<u32>().ok().filter(|index| index.to_string() == key);
    match (index(a), index(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(_), None) => std::cmp::Ordering::Less,
        (None, Some(_)) => std::cmp::Ordering::Greater,
        (None, None) => std::cmp::Ordering::Equal,
    }
}
