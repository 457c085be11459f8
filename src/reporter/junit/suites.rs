//! Our own shape: one suite for each visit of an item, so that no iteration hides another.
//!
//! A false assertion is a `<failure>`; a script or request that failed is an `<error>` with a test case of its own; a
//! skipped test is `<skipped>`; what scripts printed is the suite's `<system-out>`. An item without tests has one
//! test case, its request, so that it is not lost in a count of test cases.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::time::Duration;

use time::format_description::FormatItem;
use time::macros::format_description;

use super::xml::Xml;
use crate::event::{EventKind, Failure, ResponseView, RunEvent};
use crate::reporter::test_case::{
    TestCase, TestCounts, TestStatus, TestSuite, error_kind, error_message, failed_script, status_line,
};
use crate::reporter::{Rendering, RunFacts, console};

/// ISO 8601 without a zone, as the JUnit schema wants it; the time is UTC.
const TIMESTAMP: &[FormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");

/// How much of a body stands beside a failure. Units: characters.
const EXCERPT: usize = 1000;

/// A document that has begun.
pub(super) struct SuitesRendering<'r> {
    xml: Xml<'r>,
    /// The collection's name.
    collection: &'r str,
    suite: Option<Suite>,
}

impl<'r> SuitesRendering<'r> {
    /// Writes the head, which counts all suites.
    pub(super) fn begin(facts: &'r RunFacts, out: &'r mut dyn Write) -> io::Result<Self> {
        let view = facts.summary.run.as_deref();
        let collection = view.map(|run| run.collection.name.as_str()).unwrap_or_default();
        let mut xml = Xml::new(out)?;
        let TestCounts { tests, failures, errors, .. } = facts.tests;
        let attributes = [
            ("name", collection.into()),
            ("tests", tests.to_string().into()),
            ("failures", failures.to_string().into()),
            ("errors", errors.to_string().into()),
            ("time", seconds(facts.duration).into()),
        ];
        xml.open("testsuites", &attributes)?;
        Ok(Self { xml, collection, suite: None })
    }
}

impl Rendering for SuitesRendering<'_> {
    fn on_event(&mut self, event: &RunEvent) -> io::Result<()> {
        if matches!(event.kind, EventKind::ItemStarted { .. }) {
            self.suite = Some(Suite::default());
        }
        let Some(open) = &mut self.suite else { return Ok(()) };
        open.on_event(event);
        // A stream that was cut off ends inside of an item.
        if let EventKind::ItemFinished { .. } | EventKind::RunFinished { .. } = event.kind {
            let skipped = matches!(event.kind, EventKind::ItemFinished { skipped: true, .. });
            if !(skipped && open.cases.is_empty()) {
                open.write(&mut self.xml, self.collection)?;
            }
            self.suite = None;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.xml.close("testsuites")?;
        self.xml.raw("\n")
    }
}

/// The visit of an item that is being read.
#[derive(Debug, Default)]
struct Suite {
    tests: TestSuite,
    cases: Vec<Case>,
    console: String,
}

#[derive(Debug)]
struct Case {
    case: TestCase,
    /// What is told of a failure beside its message.
    detail: Option<String>,
}

impl Suite {
    fn on_event(&mut self, event: &RunEvent) {
        if let EventKind::ConsoleLogged { level, values, .. } = &event.kind {
            let _ = writeln!(self.console, "[{}] {}", level.as_str(), console::line(values));
        }
        if let Some(case) = self.tests.on_event(event) {
            let detail = case.status.failure().map(|failure| self.detail(failure));
            self.cases.push(Case { case, detail });
        }
    }

    fn detail(&self, failure: &Failure) -> String {
        let message = error_message(failure);
        let Some(script) = failed_script(failure) else { return message.to_owned() };
        let (kind, listen) = (error_kind(failure), script.listen.as_str());
        let line = failure.line().map(|line| format!("line {line} of the ")).unwrap_or_default();
        let mut detail = format!("{kind}: {message}\n  at {line}{listen} script of {}", script.owner);
        if let (Some(request), Some(response)) = (&self.tests.request, &self.tests.response) {
            let _ = write!(detail, "\n\n{request}\n{}\n{}", status_line(response), excerpt(response));
        }
        detail
    }

    fn write(&self, xml: &mut Xml<'_>, collection: &str) -> io::Result<()> {
        let mut counts = TestCounts::default();
        self.cases.iter().for_each(|case| counts.add(&case.case.status));
        let name = self.tests.name();
        let timestamp = self.tests.started.and_then(|at| at.format(&TIMESTAMP).ok());
        let attributes = [
            ("name", name.as_str().into()),
            ("id", self.tests.item.id.as_str().into()),
            ("timestamp", timestamp.unwrap_or_default().into()),
            ("tests", counts.tests.to_string().into()),
            ("failures", counts.failures.to_string().into()),
            ("errors", counts.errors.to_string().into()),
            ("skipped", counts.skipped.to_string().into()),
            ("time", seconds(self.tests.duration).into()),
        ];
        if self.cases.is_empty() && self.console.is_empty() {
            return xml.empty("testsuite", &attributes);
        }
        xml.open("testsuite", &attributes)?;
        let class = format!("{collection}.{name}");
        for case in &self.cases {
            case.write(xml, &class, self.tests.duration)?;
        }
        if !self.console.is_empty() {
            xml.text("system-out", &[], &self.console)?;
        }
        xml.close("testsuite")
    }
}

impl Case {
    fn write(&self, xml: &mut Xml<'_>, class: &str, duration: Duration) -> io::Result<()> {
        let attributes = [
            ("name", self.case.name.as_str().into()),
            ("classname", class.into()),
            ("time", seconds(duration).into()),
        ];
        let (element, failure) = match &self.case.status {
            TestStatus::Passed => return xml.empty("testcase", &attributes),
            TestStatus::Skipped => {
                xml.open("testcase", &attributes)?;
                xml.empty("skipped", &[])?;
                return xml.close("testcase");
            }
            TestStatus::Failed(failure) => ("failure", failure),
            TestStatus::Error(failure) => ("error", failure),
        };
        xml.open("testcase", &attributes)?;
        let said = [("type", error_kind(failure).into()), ("message", error_message(failure).into())];
        xml.text(element, &said, self.detail.as_deref().unwrap_or_default())?;
        xml.close("testcase")
    }
}

/// How the body begins.
fn excerpt(response: &ResponseView) -> String {
    let text = String::from_utf8_lossy(&response.body[..response.body.len().min(EXCERPT * 4)]);
    let mut shown: String = text.chars().take(EXCERPT).collect();
    if shown.len() < response.body.len() {
        shown.push('…');
    }
    shown
}

fn seconds(duration: Duration) -> String {
    format!("{:.3}", duration.as_secs_f64())
}
