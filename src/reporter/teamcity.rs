//! The `teamcity` reporter: service messages in a build's output.
//!
//! Source: the build server's documentation, "Service Messages". A suite for the collection, one inside for each item.

use std::fmt::Write as _;
use std::io::Write;

use super::test_case::{
    TestCase, TestStatus, TestSuite, error_kind, error_message, script_place, status_line,
};
use super::{Declaration, DefaultFile, ReportError, Reporter, ReporterOption};
use crate::event::{EventKind, Failure, RunEvent, Summary};
use crate::shown;

/// What the reporter says of itself.
pub(super) const DECLARATION: Declaration = Declaration {
    name: "teamcity",
    about: "service messages",
    live: Some("standard output"),
    file: Some(DefaultFile::report("txt")),
    options: &[ReporterOption::EXPORT],
    // A user who has installed newman's reporter of this name wants that one.
    yields_to_installed: true,
    add: |setup, fanout| {
        setup.add_lines(&DECLARATION, fanout, |out| Box::new(TeamcityReporter::new(out)));
        Ok(())
    },
};

/// Writes service messages.
#[derive(Debug)]
pub struct TeamcityReporter<W> {
    out: W,
    suite: TestSuite,
    collection: String,
}

impl<W: Write> TeamcityReporter<W> {
    /// A reporter that writes to `out` as tests end.
    pub fn new(out: W) -> Self {
        Self { out, suite: TestSuite::default(), collection: String::new() }
    }

    fn message(&mut self, kind: &str, attributes: &[(&str, &str)]) -> Result<(), ReportError> {
        let mut line = format!("##teamcity[{kind}");
        for (name, value) in attributes {
            let _ = write!(line, " {name}='{}'", escaped(value));
        }
        Ok(writeln!(self.out, "{line}]")?)
    }

    fn test(&mut self, case: &TestCase) -> Result<(), ReportError> {
        let test = ("name", case.name.as_str());
        self.message("testStarted", &[test])?;
        match &case.status {
            TestStatus::Passed => {}
            TestStatus::Skipped => self.message("testIgnored", &[test, ("message", "skipped")])?,
            TestStatus::Failed(failure) | TestStatus::Error(failure) => {
                let message = ("message", error_message(failure));
                self.message("testFailed", &[test, message, ("details", &self.details(failure))])?;
            }
        }
        let duration = self.suite.duration.as_millis().to_string();
        self.message("testFinished", &[test, ("duration", &duration)])
    }

    fn details(&self, failure: &Failure) -> String {
        let mut details = format!("{}: {}", error_kind(failure), error_message(failure));
        if let Some(place) = script_place(failure) {
            let answer = self.suite.response.as_deref().map(status_line);
            for line in [Some(place), answer].into_iter().flatten() {
                let _ = write!(details, "\n{line}");
            }
        }
        details
    }
}

impl<W: Write + Send> Reporter for TeamcityReporter<W> {
    fn name(&self) -> &'static str {
        "teamcity"
    }

    fn on_event(&mut self, event: &RunEvent, _: &Summary) -> Result<(), ReportError> {
        let case = self.suite.on_event(event);
        match &event.kind {
            EventKind::RunStarted { run } => {
                self.collection.clone_from(&run.collection.name);
                self.message("testSuiteStarted", &[("name", &run.collection.name)])?;
            }
            EventKind::ItemStarted { .. } => {
                let name = self.suite.name();
                self.message("testSuiteStarted", &[("name", &name)])?;
            }
            _ => {}
        }
        if let Some(case) = case {
            self.test(&case)?;
        }
        if matches!(event.kind, EventKind::ItemFinished { .. }) {
            let name = self.suite.name();
            self.message("testSuiteFinished", &[("name", &name)])?;
        }
        // A person who follows the run sees each line at once.
        Ok(self.out.flush()?)
    }

    fn finish(mut self: Box<Self>, _: &Summary) -> Result<(), ReportError> {
        let collection = std::mem::take(&mut self.collection);
        self.message("testSuiteFinished", &[("name", &collection)])?;
        Ok(self.out.flush()?)
    }
}

/// The format's own escapes; what is beyond ASCII by its number.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in shown::lines(text).chars() {
        match c {
            '|' | '\'' | '[' | ']' => out.extend(['|', c]),
            '\n' => out.push_str("|n"),
            c if c.is_ascii() => out.push(c),
            c => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    let _ = write!(out, "|0x{unit:04x}");
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_would_end_a_value_is_escaped() {
        assert_eq!(escaped("it's [a|b]\né"), "it|'s |[a||b|]|n|0x00e9");
    }
}
