//! The `github` reporter: annotations in the log of GitHub Actions.
//!
//! Source: GitHub's documentation, "Workflow commands". The job's summary is the `markdown` report, written behind what
//! other steps of the job have put there.

use std::io::Write;

use super::newman::full_name;
use super::{
    Declaration, DefaultFile, FileReport, MarkdownReport, OptionKind, ReportError, Reporter, ReporterOption,
    Target, markdown,
};
use crate::event::{EventKind, FailureCause, RunEvent, Summary};
use crate::shown;

/// What the reporter says of itself.
pub(super) const DECLARATION: Declaration = Declaration {
    name: "github",
    about: "annotations for GitHub Actions, and the job's summary",
    live: Some("standard output, and `$GITHUB_STEP_SUMMARY`"),
    file: Some(DefaultFile::report("txt")),
    options: &[
        ReporterOption::EXPORT,
        ReporterOption::new("summary", OptionKind::Path, "the file to whose end the job's summary is added"),
    ],
    yields_to_installed: false,
    add: |setup, fanout| {
        setup.add_lines(&DECLARATION, fanout, |out| Box::new(GithubReporter::new(out)));
        let summary = setup.options.text("github", "summary").map(Into::into);
        if let Some(path) = summary.or_else(|| setup.step_summary.clone()) {
            let (name, target) = (DECLARATION.name, Target::End(path));
            fanout.add_report(FileReport { name, target, report: Box::new(MarkdownReport) });
        }
        Ok(())
    },
};

/// Writes annotations when the run has ended: first the failures, then the warnings.
#[derive(Debug)]
pub struct GithubReporter<W> {
    out: W,
    warnings: Vec<String>,
}

impl<W: Write> GithubReporter<W> {
    /// A reporter that writes to `out`.
    pub fn new(out: W) -> Self {
        Self { out, warnings: Vec::new() }
    }
}

impl<W: Write + Send> Reporter for GithubReporter<W> {
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
            writeln!(self.out, "::error title={}::{}", property(&title), data(&message))?;
        }
        if summary.more_failures() > 0 {
            writeln!(self.out, "::error::… and {} more failures", summary.more_failures())?;
        }
        for warning in &self.warnings {
            writeln!(self.out, "::warning::{}", data(warning))?;
        }
        Ok(self.out.flush()?)
    }
}

fn data(text: &str) -> String {
    shown::log(text).replace('%', "%25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&shown::line(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(property("a: b, 100%"), "a%3A b%2C 100%25");
        assert_eq!(data("two\r\nlines: fine\r\u{1b}"), "two%0Alines: fine\\r\\x1b");
        assert_eq!(data("::error::x ##vso[a.b]"), ":\\x3aerror::x ##vso\\x5ba.b]");
    }
}
