//! The `teamcity` reporter: service messages in a build's output.
//!
//! Source: the build server's documentation, "Service Messages". A suite for the collection, one inside for each item.

use std::fmt::Write as _;

use super::verdict::{Outcome, Visit};
use super::{Lines, ReportError, Reporter};
use crate::event::{EventKind, RunEvent, Summary};

/// Writes service messages.
pub struct TeamcityReporter {
    lines: Lines,
    visit: Visit,
    collection: String,
}

impl TeamcityReporter {
    /// A reporter that writes to `lines`.
    pub fn new(lines: Lines) -> Self {
        Self { lines, visit: Visit::default(), collection: String::new() }
    }

    fn message(&mut self, kind: &str, attributes: &[(&str, &str)]) -> Result<(), ReportError> {
        let mut line = format!("##teamcity[{kind}");
        for (name, value) in attributes {
            let _ = write!(line, " {name}='{}'", escaped(value));
        }
        self.lines.line(&(line + "]"))
    }
}

impl Reporter for TeamcityReporter {
    fn name(&self) -> &'static str {
        "teamcity"
    }

    fn on_event(&mut self, event: &RunEvent, _: &Summary) -> Result<(), ReportError> {
        let verdict = self.visit.on_event(event);
        let name = self.visit.name();
        match &event.kind {
            EventKind::RunStarted { run } => {
                self.collection.clone_from(&run.collection.name);
                self.message("testSuiteStarted", &[("name", &run.collection.name)])?;
            }
            EventKind::ItemStarted { .. } => self.message("testSuiteStarted", &[("name", &name)])?,
            _ => {}
        }
        if let Some(verdict) = verdict {
            let test = ("name", verdict.name.as_str());
            self.message("testStarted", &[test])?;
            match &verdict.result {
                Outcome::Passed => {}
                Outcome::Skipped => self.message("testIgnored", &[test, ("message", "skipped")])?,
                Outcome::Failed(trouble) => {
                    let mut details = format!("{}: {}", trouble.kind, trouble.message);
                    for more in [Some(&trouble.place), trouble.answer.as_ref()].into_iter().flatten() {
                        let _ = write!(details, "\n{more}");
                    }
                    let message = ("message", trouble.message.as_str());
                    self.message("testFailed", &[test, message, ("details", details.trim_end())])?;
                }
            }
            let duration = self.visit.duration.as_millis().to_string();
            self.message("testFinished", &[test, ("duration", &duration)])?;
        }
        if matches!(event.kind, EventKind::ItemFinished { .. }) {
            self.message("testSuiteFinished", &[("name", &name)])?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        let collection = std::mem::take(&mut self.collection);
        self.message("testSuiteFinished", &[("name", &collection)])?;
        self.lines.finish(summary)
    }
}

/// The format's own escapes; what is beyond ASCII by its number.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '\'' | '[' | ']' => out.extend(['|', c]),
            '\n' => out.push_str("|n"),
            '\r' => out.push_str("|r"),
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
