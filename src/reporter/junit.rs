//! The `junit` reporter: one suite for each item and iteration, nothing erased.
//!
//! A failed test is a `<failure>`, a script or request that died is an `<error>` with a test case of its own, a
//! skipped test is `<skipped>`.

use std::fmt::Write as _;

use quick_xml::escape::escape;
use time::format_description::well_known::Rfc3339;

use super::{Output, ReportError, Reporter, write_whole};
use crate::event::{AssertionOutcome, EventKind, RequestOrigin, RunEvent, ScriptFailure, Summary};
use crate::secret::SecretSet;

/// Writes a JUnit report.
#[derive(Debug)]
pub struct JunitReporter {
    output: Output,
    secrets: SecretSet,
    suites: Vec<Suite>,
}

#[derive(Debug, Default)]
struct Suite {
    name: String,
    id: String,
    timestamp: String,
    seconds: f64,
    cases: Vec<Case>,
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
    Failed { kind: String, message: String, detail: String },
    Error { kind: String, message: String, detail: String },
}

impl JunitReporter {
    /// A reporter that writes to `output` when the run ends.
    pub fn new(output: Output, secrets: SecretSet) -> Self {
        Self { output, secrets, suites: Vec::new() }
    }

    fn add(&mut self, name: impl Into<String>, result: CaseResult) {
        if let Some(suite) = self.suites.last_mut() {
            suite.cases.push(Case { name: name.into(), result });
        }
    }
}

impl Reporter for JunitReporter {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn on_event(&mut self, event: &RunEvent, _: &Summary) -> Result<(), ReportError> {
        match &event.kind {
            EventKind::ItemStarted { cursor, item } => {
                let mut name =
                    item.folders.iter().chain([&item.name]).cloned().collect::<Vec<_>>().join(" / ");
                if cursor.cycles > 1 {
                    let _ = write!(name, " (iteration {})", cursor.iteration + 1);
                }
                let timestamp = event.at.format(&Rfc3339).unwrap_or_default();
                self.suites.push(Suite { name, id: item.id.clone(), timestamp, ..Suite::default() });
            }
            EventKind::AssertionFinished { script, assertion, .. } => {
                let result = match &assertion.outcome {
                    AssertionOutcome::Passed => CaseResult::Passed,
                    AssertionOutcome::Skipped => CaseResult::Skipped,
                    AssertionOutcome::Failed(failure) => {
                        let (kind, message, detail) =
                            parts(failure, "AssertionError", script.listen.as_str());
                        CaseResult::Failed { kind, message, detail }
                    }
                };
                self.add(assertion.name.clone(), result);
            }
            EventKind::ScriptFinished { script, failure: Some(failure), .. } => {
                let (kind, message, detail) = parts(failure, "Error", script.listen.as_str());
                let name = format!("{} script of {}", script.listen.as_str(), script.owner);
                self.add(name, CaseResult::Error { kind, message, detail });
            }
            EventKind::RequestFinished { request, origin, response, failure, .. } => {
                if let (Some(suite), Some(response)) = (self.suites.last_mut(), response)
                    && *origin != RequestOrigin::Script
                {
                    suite.seconds += response.timings.total.as_secs_f64();
                }
                if let Some(failure) = failure {
                    let name = format!("{} {}", request.method, request.url_text);
                    let message = failure.message.clone();
                    let kind = failure.code.clone().unwrap_or_else(|| "Error".to_owned());
                    self.add(name, CaseResult::Error { kind, detail: message.clone(), message });
                }
            }
            EventKind::ItemFinished { skipped: true, .. } => {
                self.suites.pop_if(|suite| suite.cases.is_empty());
            }
            EventKind::RunStarted { .. }
            | EventKind::IterationStarted { .. }
            | EventKind::ScriptStarted { .. }
            | EventKind::ConsoleLogged { .. }
            | EventKind::ScriptFinished { .. }
            | EventKind::RequestStarted { .. }
            | EventKind::WarningRaised { .. }
            | EventKind::ItemFinished { .. }
            | EventKind::IterationFinished { .. }
            | EventKind::RunFinished { .. } => {}
        }
        Ok(())
    }

    fn finish(self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        let name = summary.run.as_ref().map(|run| run.collection.name.clone()).unwrap_or_default();
        let text = render(&name, &self.suites);
        let started = summary.started.unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
        let masked = self.secrets.redact(&text);
        write_whole(&self.output.resolve(started), |out| out.write_all(masked.as_bytes()))
    }
}

fn parts(failure: &ScriptFailure, name: &str, script: &str) -> (String, String, String) {
    let kind = failure.name.clone().unwrap_or_else(|| name.to_owned());
    let message = failure.message.clone().unwrap_or_else(|| "undefined".to_owned());
    let place = failure.line.map(|line| format!(" (line {line} of the {script} script)")).unwrap_or_default();
    let detail = format!("{kind}: {message}{place}");
    (kind, message, detail)
}

fn render(collection: &str, suites: &[Suite]) -> String {
    let all = || suites.iter().flat_map(|suite| &suite.cases);
    let seconds: f64 = suites.iter().map(|suite| suite.seconds).sum();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let (tests, failures, errors, skipped) = count(all());
    let _ = writeln!(
        out,
        "<testsuites name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"{seconds:.3}\">",
        text(collection)
    );
    for suite in suites {
        suite.render(&mut out, collection);
    }
    out.push_str("</testsuites>\n");
    out
}

fn count<'a>(cases: impl Iterator<Item = &'a Case>) -> (usize, usize, usize, usize) {
    cases.fold((0, 0, 0, 0), |(tests, failures, errors, skipped), case| match case.result {
        CaseResult::Passed => (tests + 1, failures, errors, skipped),
        CaseResult::Failed { .. } => (tests + 1, failures + 1, errors, skipped),
        CaseResult::Error { .. } => (tests + 1, failures, errors + 1, skipped),
        CaseResult::Skipped => (tests + 1, failures, errors, skipped + 1),
    })
}

impl Suite {
    fn render(&self, out: &mut String, collection: &str) {
        let (tests, failures, errors, skipped) = count(self.cases.iter());
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" id=\"{}\" timestamp=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"{:.3}\">",
            text(&self.name),
            text(&self.id),
            self.timestamp,
            self.seconds
        );
        for case in &self.cases {
            let _ = write!(
                out,
                "    <testcase name=\"{}\" classname=\"{}.{}\" time=\"{:.3}\"",
                text(&case.name),
                text(collection),
                text(&self.name),
                self.seconds
            );
            match &case.result {
                CaseResult::Passed => out.push_str("/>\n"),
                CaseResult::Skipped => out.push_str(">\n      <skipped/>\n    </testcase>\n"),
                CaseResult::Failed { kind, message, detail } => {
                    element(out, "failure", kind, message, detail);
                }
                CaseResult::Error { kind, message, detail } => element(out, "error", kind, message, detail),
            }
        }
        out.push_str("  </testsuite>\n");
    }
}

fn element(out: &mut String, name: &str, kind: &str, message: &str, detail: &str) {
    let _ = writeln!(
        out,
        ">\n      <{name} type=\"{}\" message=\"{}\">{}</{name}>\n    </testcase>",
        text(kind),
        text(message),
        text(detail)
    );
}

/// Escaped, and without the characters that XML 1.0 cannot hold.
fn text(raw: &str) -> String {
    let legal: String = raw
        .chars()
        .filter(|c| matches!(c, '\t' | '\n' | '\r') || (*c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}')))
        .collect();
    escape(legal.as_str()).replace('\n', "&#10;")
}
