//! newman's own junit text, for `--compat newman`: all iterations of an item in one suite.
//!
//! Source: newman 6.2.2, `lib/reporters/junit`, written by xmlbuilder 15 (`docs/postman-semantics.md` §8.3, JUnit). What it loses is
//! lost here too: a later pass erases a failure of the same name, a skipped test looks passed, `tests` counts the
//! last execution alone.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::Arc;

use indexmap::IndexMap;
use time::OffsetDateTime;
use time::format_description::FormatItem;
use time::macros::format_description;

use super::class_name::class_name;
use super::xml::{self, Xml};
use crate::event::{EventKind, ItemView, ListenView, RequestOrigin, RunEvent, ScriptFailure};
use crate::reporter::newman::{
    assertion_message, assertion_stack, full_name, request_error_stack, response_ms,
};
use crate::reporter::{Rendering, RunFacts};

const TIMESTAMP: &[FormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// A document that is written when all suites are known.
pub(super) struct NewmanRendering<'r> {
    facts: &'r RunFacts,
    out: &'r mut dyn Write,
    /// The suites by the id of their item.
    suites: IndexMap<String, Suite>,
    current: Option<NewmanExecution>,
}

impl<'r> NewmanRendering<'r> {
    pub(super) fn new(facts: &'r RunFacts, out: &'r mut dyn Write) -> Self {
        Self { facts, out, suites: IndexMap::new(), current: None }
    }
}

impl Rendering for NewmanRendering<'_> {
    fn on_event(&mut self, event: &RunEvent) -> io::Result<()> {
        match (&event.kind, &mut self.current) {
            (EventKind::ItemStarted { cursor, item }, current) => {
                let (item, iteration, position) = (Arc::clone(item), cursor.iteration, cursor.position);
                *current = Some(NewmanExecution { item, iteration, position, ..NewmanExecution::default() });
            }
            // A stream that was cut off ends inside of an item.
            (EventKind::ItemFinished { .. } | EventKind::RunFinished { .. }, current) => {
                if let Some(execution) = current.take().filter(|execution| execution.requests > 0) {
                    self.suites.entry(execution.item.id.clone()).or_default().add(&execution);
                }
            }
            (_, Some(execution)) => execution.on_event(event),
            (_, None) => {}
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        let summary = &self.facts.summary;
        let collection = summary.run.as_deref().map(|run| &run.collection);
        let id = collection.map(|collection| collection.id.as_str()).unwrap_or_default();
        let name = collection.map(|collection| collection.name.as_str()).unwrap_or_default();
        let started = summary.started.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let frame = Frame { timestamp: started.format(&TIMESTAMP).unwrap_or_default(), id, name };
        self.suites.sort_by(|a, _, b, _| property_order(a, b));
        let seconds = self.suites.values().fold(0.0, |sum, suite| sum + suite.seconds);
        let mut attributes = vec![
            ("tests", summary.counts.tests.total.to_string().into()),
            ("time", format!("{seconds:.3}").into()),
        ];
        // A collection without a name goes by its id everywhere but here.
        if id != name {
            attributes.insert(0, ("name", name.into()));
        }
        let mut xml = Xml::new(self.out)?;
        if self.suites.is_empty() {
            return xml.empty("testsuites", &attributes);
        }
        xml.open("testsuites", &attributes)?;
        for suite in self.suites.values() {
            suite.write(&mut xml, &frame)?;
        }
        xml.close("testsuites")
    }
}

/// What all suites repeat.
struct Frame<'r> {
    timestamp: String,
    id: &'r str,
    name: &'r str,
}

/// One visit of an item, as newman's summary keeps it.
#[derive(Debug, Default)]
struct NewmanExecution {
    item: Arc<ItemView>,
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
    assertions: Vec<Assertion>,
}

#[derive(Debug)]
struct Assertion {
    name: String,
    failure: Option<FailureText>,
}

#[derive(Debug, Clone)]
struct FailureText {
    message: String,
    stack: String,
}

/// All executions of an item, as far as its suite tells of them.
#[derive(Debug, Default)]
struct Suite {
    item: Arc<ItemView>,
    executions: usize,
    seconds: f64,
    /// Of the last execution.
    last_seconds: f64,
    /// Of the last execution.
    last_tests: usize,
    failures: usize,
    errors: usize,
    error_text: String,
    /// The first failure of each test since it last passed, and how many there are.
    tests: IndexMap<String, Option<Failures>>,
}

#[derive(Debug)]
struct Failures {
    first: FailureText,
    count: usize,
}

impl NewmanExecution {
    fn on_event(&mut self, event: &RunEvent) {
        match &event.kind {
            EventKind::RequestFinished { origin: RequestOrigin::Retry, .. } => {}
            EventKind::RequestFinished { origin, response, failure, .. } => {
                self.requests += 1;
                self.alone = *origin == RequestOrigin::Script;
                self.response_ms = response.as_deref().map_or(0.0, response_ms);
                if let Some(failure) = failure {
                    self.request_error = Some(request_error_stack(failure));
                }
            }
            EventKind::ScriptFinished { script, failure: Some(failure), .. } => {
                let list = match script.listen {
                    ListenView::Test => &mut self.test_errors,
                    ListenView::Prerequest => &mut self.prerequest_errors,
                };
                list.push(script_error(failure));
            }
            EventKind::AssertionFinished { assertion, .. } => {
                let failure = assertion.failure().map(|failure| FailureText {
                    message: assertion_message(failure, &assertion.name).to_owned(),
                    stack: assertion_stack(failure, assertion.index, self.position),
                });
                self.assertions.push(Assertion { name: assertion.name.clone(), failure });
            }
            _ => {}
        }
    }

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

fn script_error(failure: &ScriptFailure) -> String {
    let message = failure.message.as_deref().unwrap_or("undefined");
    match failure.name.as_deref() {
        // newman's own error, of a run that bails, comes with its name.
        Some(name @ "AssertionFailure") => format!("{name}: {message}"),
        // A false assertion outside of a test has a stack there, which begins so.
        Some("AssertionError") => format!("Error: {message}"),
        _ => message.to_owned(),
    }
}

impl Suite {
    /// Adds an execution as often as newman lists it.
    fn add(&mut self, execution: &NewmanExecution) {
        let mut times = execution.requests;
        if execution.alone {
            *self = Self::default();
            times = 1;
        }
        for _ in 0..times {
            self.add_once(execution);
        }
    }

    fn add_once(&mut self, execution: &NewmanExecution) {
        self.item = Arc::clone(&execution.item);
        self.executions += 1;
        self.seconds += execution.seconds();
        self.last_seconds = execution.seconds();
        self.last_tests = execution.assertions.len();
        let (count, text) = execution.errors();
        self.errors += count;
        if count > 0 {
            self.error_text.push_str(&text);
        }
        for Assertion { name, failure } in &execution.assertions {
            let failures = self.tests.entry(name.clone()).or_default();
            match (failure, &mut *failures) {
                (None, _) => *failures = None,
                (Some(_), Some(failures)) => failures.count += 1,
                (Some(first), None) => *failures = Some(Failures { first: first.clone(), count: 1 }),
            }
            self.failures += usize::from(failure.is_some());
        }
    }

    fn write(&self, xml: &mut Xml<'_>, frame: &Frame<'_>) -> io::Result<()> {
        let name = full_name(&self.item);
        #[expect(clippy::cast_precision_loss, reason = "no item runs 2^53 times")]
        let mean = self.seconds / self.executions as f64;
        let attributes = [
            ("name", name.as_str().into()),
            ("id", self.item.id.as_str().into()),
            ("timestamp", frame.timestamp.as_str().into()),
            ("tests", self.last_tests.to_string().into()),
            ("failures", self.failures.to_string().into()),
            ("errors", self.errors.to_string().into()),
            ("time", format!("{mean:.3}").into()),
        ];
        if self.error_text.is_empty() && self.tests.is_empty() {
            return xml.empty("testsuite", &attributes);
        }
        xml.open("testsuite", &attributes)?;
        if !self.error_text.is_empty() {
            xml.text("system-err", &[], &self.error_text)?;
        }
        let class = Some(class_name(&xml::escaped(&name))).filter(|class| !class.is_empty());
        let class = class.unwrap_or_else(|| class_name(frame.name));
        let mut tests: Vec<_> = self.tests.iter().collect();
        tests.sort_by(|(a, _), (b, _)| property_order(a, b));
        for (test, failures) in tests {
            let attributes = [
                ("name", test.as_str().into()),
                ("time", format!("{:.3}", self.last_seconds).into()),
                ("classname", class.as_str().into()),
            ];
            let Some(failures) = failures else {
                xml.empty("testcase", &attributes)?;
                continue;
            };
            xml.open("testcase", &attributes)?;
            self.write_failure(xml, frame, test, failures)?;
            xml.close("testcase")?;
        }
        xml.close("testsuite")
    }

    fn write_failure(
        &self,
        xml: &mut Xml<'_>,
        frame: &Frame<'_>,
        test: &str,
        failures: &Failures,
    ) -> io::Result<()> {
        let FailureText { message, stack } = &failures.first;
        let attributes = [("type", "AssertionFailure".into()), ("message", message.as_str().into())];
        xml.open("failure", &attributes)?;
        let parts = [
            format!("Failed {} times.", failures.count),
            format!("Collection JSON ID: {}.", frame.id),
            format!("Collection name: {}.", frame.name),
            format!("Request name: {}.", full_name(&self.item)),
            format!("Test description: {test}."),
            format!("Error message: {message}."),
            format!("Stacktrace: {stack}."),
        ];
        for part in parts {
            xml.line()?;
            xml.cdata(&part)?;
        }
        xml.close_on_new_line("failure")
    }
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
