//! Our own shape: one suite for each visit of an item, so that no iteration hides another.
//!
//! A false assertion is a `<failure>`; a script or request that died is an `<error>` with a test case of its own; a
//! skipped test is `<skipped>`; what scripts printed is the suite's `<system-out>`. An item without tests has one
//! test case, its request, so that it is not lost in a count of test cases.

use std::fmt::Write as _;

use time::format_description::FormatItem;
use time::macros::format_description;

use super::xml;
use crate::event::{
    AssertionOutcome, EventKind, RequestOrigin, Response, RunEvent, ScriptFailure, ScriptView, Summary,
};
use crate::reporter::console;
use crate::reporter::newman::{assertion_error_name, assertion_message, full_name};

/// ISO 8601 without a zone, as the JUnit schema wants it; the time is UTC.
const TIMESTAMP: &[FormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");

/// How much of a body stands beside a failure. Units: characters.
const EXCERPT: usize = 1000;

#[derive(Debug, Default)]
pub(super) struct Suites(Vec<Suite>);

#[derive(Debug, Default)]
struct Suite {
    name: String,
    id: String,
    timestamp: String,
    seconds: f64,
    cases: Vec<Case>,
    /// What was sent, and what came back: for items without tests, and beside failures.
    exchange: Option<Exchange>,
    console: String,
}

#[derive(Debug)]
struct Exchange {
    request: String,
    answer: String,
    body: String,
}

#[derive(Debug)]
struct Case {
    name: String,
    result: CaseResult,
}

#[derive(Debug)]
enum CaseResult {
    Passed,
    Skipped,
    Failed(Trouble),
    Error(Trouble),
}

#[derive(Debug)]
struct Trouble {
    kind: String,
    message: String,
    detail: String,
}

#[derive(Default)]
struct Tally {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Suites {
    pub(super) fn on_event(&mut self, event: &RunEvent) {
        if let EventKind::ItemStarted { cursor, item } = &event.kind {
            let mut name = full_name(item);
            if cursor.cycles > 1 {
                let _ = write!(name, " (iteration {})", cursor.iteration + 1);
            }
            let timestamp = event.at.format(&TIMESTAMP).unwrap_or_default();
            self.0.push(Suite { name, id: item.id.clone(), timestamp, ..Suite::default() });
        }
        let Some(suite) = self.0.last_mut() else { return };
        match &event.kind {
            EventKind::ConsoleLogged { level, values, .. } => {
                let _ = writeln!(suite.console, "[{}] {}", level.as_str(), console::line(values));
            }
            EventKind::AssertionFinished { script, assertion, .. } => {
                let result = match &assertion.outcome {
                    AssertionOutcome::Passed => CaseResult::Passed,
                    AssertionOutcome::Skipped => CaseResult::Skipped,
                    AssertionOutcome::Failed(failure) => {
                        let kind = assertion_error_name(failure).to_owned();
                        let message = assertion_message(failure, &assertion.name).to_owned();
                        let detail = suite.detail(&kind, &message, failure, script);
                        CaseResult::Failed(Trouble { kind, message, detail })
                    }
                };
                suite.add(assertion.name.clone(), result);
            }
            EventKind::ScriptFinished { script, failure: Some(failure), .. } => {
                let kind = failure.name.clone().unwrap_or_else(|| "Error".to_owned());
                let message = failure.message.clone().unwrap_or_else(|| "undefined".to_owned());
                let detail = suite.detail(&kind, &message, failure, script);
                let name = format!("{} script of {}", script.listen.as_str(), script.owner);
                suite.add(name, CaseResult::Error(Trouble { kind, message, detail }));
            }
            EventKind::RequestFinished { request, origin, response, failure, .. }
                if *origin != RequestOrigin::Retry =>
            {
                let line = format!("{} {}", request.method, request.url_text);
                if let Some(response) = response.as_deref().filter(|_| *origin != RequestOrigin::Script) {
                    suite.seconds += response.timings.total.as_secs_f64();
                    suite.exchange = Some(exchange(line.clone(), response));
                }
                if let Some(failure) = failure {
                    let kind = failure.code.clone().unwrap_or_else(|| "Error".to_owned());
                    let message = failure.message.clone();
                    let trouble = Trouble { kind, detail: message.clone(), message };
                    suite.add(line, CaseResult::Error(trouble));
                }
            }
            EventKind::ItemFinished { skipped: true, .. } => {
                self.0.pop_if(|suite| suite.cases.is_empty());
            }
            EventKind::ItemFinished { .. } => suite.close(),
            // A try that is followed by another one decides nothing.
            EventKind::RequestFinished { .. }
            | EventKind::RunStarted { .. }
            | EventKind::IterationStarted { .. }
            | EventKind::ItemStarted { .. }
            | EventKind::ScriptStarted { .. }
            | EventKind::ScriptFinished { .. }
            | EventKind::RequestStarted { .. }
            | EventKind::WarningRaised { .. }
            | EventKind::IterationFinished { .. }
            | EventKind::RunFinished { .. } => {}
        }
    }

    /// The whole document.
    pub(super) fn render(mut self, summary: &Summary) -> String {
        // A run that was stopped leaves an item open.
        if let Some(last) = self.0.last_mut() {
            last.close();
        }
        let run = summary.run.as_deref();
        let collection = run.map(|run| run.collection.name.as_str()).unwrap_or_default();
        let seconds: f64 = self.0.iter().map(|suite| suite.seconds).sum();
        let all = tally(self.0.iter().flat_map(|suite| &suite.cases));
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let _ = writeln!(
            out,
            "<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{seconds:.3}\">",
            xml::attribute(collection),
            all.tests,
            all.failures,
            all.errors
        );
        for suite in &self.0 {
            suite.render(&mut out, collection);
        }
        out.push_str("</testsuites>\n");
        out
    }
}

fn exchange(request: String, response: &Response) -> Exchange {
    let text = String::from_utf8_lossy(&response.body[..response.body.len().min(EXCERPT * 4)]);
    let mut body: String = text.chars().take(EXCERPT).collect();
    if body.len() < response.body.len() {
        body.push('…');
    }
    Exchange { request, answer: format!("{} {}", response.code, response.reason), body }
}

fn tally<'a>(cases: impl Iterator<Item = &'a Case>) -> Tally {
    cases.fold(Tally::default(), |mut tally, case| {
        tally.tests += 1;
        match case.result {
            CaseResult::Passed => {}
            CaseResult::Failed(_) => tally.failures += 1,
            CaseResult::Error(_) => tally.errors += 1,
            CaseResult::Skipped => tally.skipped += 1,
        }
        tally
    })
}

impl Suite {
    fn add(&mut self, name: impl Into<String>, result: CaseResult) {
        self.cases.push(Case { name: name.into(), result });
    }

    /// An item without tests is one test case: that it was answered.
    ///
    /// What came back is needed no longer: a long run keeps none of it.
    fn close(&mut self) {
        if let (Some(exchange), true) = (self.exchange.take(), self.cases.is_empty()) {
            self.add(exchange.request, CaseResult::Passed);
        }
    }

    fn detail(&self, kind: &str, message: &str, failure: &ScriptFailure, script: &ScriptView) -> String {
        let listen = script.listen.as_str();
        let place = failure.line.map(|line| format!("line {line} of the ")).unwrap_or_default();
        let mut detail = format!("{kind}: {message}\n  at {place}{listen} script of {}", script.owner);
        if let Some(exchange) = &self.exchange {
            let _ = write!(detail, "\n\n{}\n{}\n{}", exchange.request, exchange.answer, exchange.body);
        }
        detail
    }

    fn render(&self, out: &mut String, collection: &str) {
        let Tally { tests, failures, errors, skipped } = tally(self.cases.iter());
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" id=\"{}\" timestamp=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"{:.3}\">",
            xml::attribute(&self.name),
            xml::attribute(&self.id),
            self.timestamp,
            self.seconds
        );
        let class = format!("{}.{}", xml::attribute(collection), xml::attribute(&self.name));
        for case in &self.cases {
            let name = xml::attribute(&case.name);
            let _ = write!(
                out,
                "    <testcase name=\"{name}\" classname=\"{class}\" time=\"{:.3}\"",
                self.seconds
            );
            match &case.result {
                CaseResult::Passed => out.push_str("/>\n"),
                CaseResult::Skipped => out.push_str(">\n      <skipped/>\n    </testcase>\n"),
                CaseResult::Failed(trouble) => trouble.render(out, "failure"),
                CaseResult::Error(trouble) => trouble.render(out, "error"),
            }
        }
        if !self.console.is_empty() {
            let _ = writeln!(out, "    <system-out>{}</system-out>", xml::cdata(&self.console));
        }
        out.push_str("  </testsuite>\n");
    }
}

impl Trouble {
    fn render(&self, out: &mut String, element: &str) {
        let (kind, message) = (xml::attribute(&self.kind), xml::attribute(&self.message));
        let detail = xml::cdata(&self.detail);
        let _ = writeln!(
            out,
            ">\n      <{element} type=\"{kind}\" message=\"{message}\">{detail}</{element}>\n    </testcase>"
        );
    }
}
