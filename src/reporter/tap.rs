//! The `tap` reporter: the Test Anything Protocol, version 14.
//!
//! Source: testanything.org, TAP 14. One line for each test case, the item's name before the test's.

use std::io::Write;

use super::test_case::{TestStatus, TestSuite, error_kind, error_message, script_place, status_line};
use super::{Declaration, DefaultFile, ReportError, Reporter, ReporterOption};
use crate::event::{EventKind, Failure, RunEvent, Summary};
use crate::shown::{Guarded, line, lines};

/// What the reporter says of itself.
pub(super) const DECLARATION: Declaration = Declaration {
    name: "tap",
    about: "the Test Anything Protocol, version 14",
    live: Some("standard output"),
    file: Some(DefaultFile::report("tap")),
    options: &[ReporterOption::EXPORT],
    yields_to_installed: false,
    add: |setup, fanout| {
        setup.add_lines(&DECLARATION, fanout, |out| Box::new(TapReporter::new(out)));
        Ok(())
    },
};

/// Writes TAP.
#[derive(Debug)]
pub struct TapReporter<W> {
    out: Guarded<W>,
    suite: TestSuite,
    count: usize,
}

impl<W: Write> TapReporter<W> {
    /// A reporter that writes to `out` as tests end.
    pub fn new(out: W) -> Self {
        Self { out: Guarded::new(out), suite: TestSuite::default(), count: 0 }
    }

    fn explain(&mut self, failure: &Failure) -> Result<(), ReportError> {
        writeln!(self.out, "  ---")?;
        let answer = self.suite.response.as_deref().filter(|_| script_place(failure).is_some());
        let texts = [
            ("message", Some(error_message(failure).to_owned())),
            ("severity", Some("fail".to_owned())),
            ("type", Some(error_kind(failure).to_owned())),
            ("at", script_place(failure)),
            ("response", answer.map(status_line)),
        ];
        for (key, text) in texts.into_iter().filter_map(|(key, text)| Some((key, text?))) {
            // A JSON text is a YAML text.
            writeln!(self.out, "  {key}: {}", serde_json::Value::from(&*lines(&text)))?;
        }
        Ok(writeln!(self.out, "  ...")?)
    }
}

impl<W: Write + Send> Reporter for TapReporter<W> {
    fn name(&self) -> &'static str {
        "tap"
    }

    fn on_event(&mut self, event: &RunEvent, _: &Summary) -> Result<(), ReportError> {
        if matches!(event.kind, EventKind::RunStarted { .. }) {
            writeln!(self.out, "TAP version 14")?;
        }
        if let Some(case) = self.suite.on_event(event) {
            self.count += 1;
            let text = escaped(&format!("{}: {}", self.suite.name(), case.name));
            let (ok, directive) = match &case.status {
                TestStatus::Passed => ("ok", ""),
                TestStatus::Skipped => ("ok", " # SKIP"),
                TestStatus::Failed(_) | TestStatus::Error(_) => ("not ok", ""),
            };
            writeln!(self.out, "{ok} {} - {text}{directive}", self.count)?;
            if let Some(failure) = case.status.failure() {
                self.explain(failure)?;
            }
        }
        // A person who follows the run sees each line at once.
        Ok(self.out.flush()?)
    }

    fn finish(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        if let Some(error) = &summary.error {
            writeln!(self.out, "Bail out! {}", escaped(&error.to_string()))?;
        }
        writeln!(self.out, "1..{}", self.count)?;
        Ok(self.out.flush()?)
    }
}

/// On one line, and without what would begin a directive.
fn escaped(text: &str) -> String {
    line(&text.replace('\\', "\\\\").replace('#', "\\#")).into_owned()
}
