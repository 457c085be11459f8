//! The `tap` reporter: the Test Anything Protocol, version 14.
//!
//! Source: testanything.org, TAP 14. One line for each test, the item's name before the test's; a request or script
//! that died has a line of its own, and so has an item without tests, so that nothing that ran is missing.

use super::verdict::{Outcome, Trouble, Visit};
use super::{Lines, Needs, ReportError, Reporter};
use crate::event::{EventKind, RunEvent, Summary};

/// Writes TAP.
pub struct TapReporter {
    lines: Lines,
    visit: Visit,
    count: usize,
}

impl TapReporter {
    /// A reporter that writes to `lines`.
    pub fn new(lines: Lines) -> Self {
        Self { lines, visit: Visit::default(), count: 0 }
    }

    fn explain(&mut self, trouble: &Trouble) -> Result<(), ReportError> {
        self.lines.line("  ---")?;
        let texts = [
            ("message", Some(&trouble.message)),
            ("severity", Some(&"fail".to_owned())),
            ("type", Some(&trouble.kind)),
            ("at", Some(&trouble.place).filter(|place| !place.is_empty())),
            ("response", trouble.answer.as_ref()),
        ];
        for (key, text) in texts.into_iter().filter_map(|(key, text)| Some((key, text?))) {
            // A JSON text is a YAML text.
            self.lines.line(&format!("  {key}: {}", serde_json::Value::from(text.as_str())))?;
        }
        self.lines.line("  ...")
    }
}

impl Reporter for TapReporter {
    fn name(&self) -> &'static str {
        "tap"
    }

    fn needs(&self) -> Needs {
        Needs::default()
    }

    fn on_event(&mut self, event: &RunEvent, _: &Summary) -> Result<(), ReportError> {
        if matches!(event.kind, EventKind::RunStarted { .. }) {
            self.lines.line("TAP version 14")?;
        }
        let Some(verdict) = self.visit.on_event(event) else { return Ok(()) };
        self.count += 1;
        let text = escaped(&format!("{}: {}", self.visit.name(), verdict.name));
        let (ok, directive) = match &verdict.result {
            Outcome::Passed => ("ok", ""),
            Outcome::Skipped => ("ok", " # SKIP"),
            Outcome::Failed(_) => ("not ok", ""),
        };
        self.lines.line(&format!("{ok} {} - {text}{directive}", self.count))?;
        match &verdict.result {
            Outcome::Failed(trouble) => self.explain(trouble),
            Outcome::Passed | Outcome::Skipped => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        if let Some(error) = &summary.error {
            self.lines.line(&format!("Bail out! {}", escaped(&error.to_string())))?;
        }
        self.lines.line(&format!("1..{}", self.count))?;
        self.lines.finish(summary)
    }
}

/// On one line, and without what would begin a directive.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('#', "\\#").replace(['\n', '\r'], " ")
}
