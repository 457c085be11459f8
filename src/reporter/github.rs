//! The `github` reporter: annotations in the log of GitHub Actions, and the job's summary.
//!
//! Source: GitHub's documentation, "Workflow commands". The summary file is appended to, since all steps of a job
//! share it.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use super::newman::full_name;
use super::{Lines, ReportError, Reporter, markdown};
use crate::event::{EventKind, FailureCause, RunEvent, Summary};
use crate::secret::SecretSet;

/// Writes annotations and a job summary.
pub struct GithubReporter {
    lines: Lines,
    summary: Option<PathBuf>,
    secrets: SecretSet,
    warnings: Vec<String>,
}

impl GithubReporter {
    /// A reporter that writes annotations to `lines` and appends to the summary file, if there is one.
    pub fn new(lines: Lines, summary: Option<PathBuf>, secrets: SecretSet) -> Self {
        Self { lines, summary, secrets, warnings: Vec::new() }
    }

    fn append(&self, path: &PathBuf, summary: &Summary) -> Result<(), ReportError> {
        let text = markdown::render(summary);
        let masked = self.secrets.redact(&text);
        let append = || {
            let mut file = OpenOptions::new().create(true).append(true).open(path)?;
            file.write_all(format!("{masked}\n").as_bytes())
        };
        append().map_err(|source| ReportError::File { path: path.clone(), source })
    }
}

impl Reporter for GithubReporter {
    fn name(&self) -> &'static str {
        "github"
    }

    fn on_event(&mut self, event: &RunEvent, _: &Summary) -> Result<(), ReportError> {
        if let EventKind::WarningRaised { message, .. } = &event.kind {
            self.warnings.push(message.clone());
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        for failure in &summary.failures {
            let mut title = full_name(&failure.item);
            if let FailureCause::Assertion(_, name, ..) = &failure.cause {
                title = format!("{title}: {name}");
            }
            let message = format!("{}\n{}", markdown::message(failure), markdown::place(failure));
            let line = format!("::error title={}::{}", property(&title), data(&message));
            self.lines.line(&line)?;
        }
        for warning in std::mem::take(&mut self.warnings) {
            self.lines.line(&format!("::warning::{}", data(&warning)))?;
        }
        if let Some(path) = self.summary.clone() {
            self.append(&path, summary)?;
        }
        self.lines.finish(summary)
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(property("a: b, 100%"), "a%3A b%2C 100%25");
        assert_eq!(data("two\nlines: fine"), "two%0Alines: fine");
    }
}
