//! The `progress` and `emojitrain` reporters: how far a run has come, for a person who waits for it.
//!
//! Source: newman 6.2 has both (`docs/postman-semantics.md` §8.4, Progress): a bar over all items of all iterations, and a face an item.

use std::io::Write;

use super::{Declaration, ReportError, Reporter, ReporterOption};
use crate::event::{EventKind, RunEvent, Summary};

/// What the `progress` reporter says of itself.
pub(super) const PROGRESS: Declaration = Declaration {
    name: "progress",
    about: "a bar",
    live: Some("standard error, if it is a terminal"),
    file: None,
    options: &[ReporterOption::SILENT],
    yields_to_installed: false,
    add: |setup, fanout| {
        if setup.error_terminal && !setup.silent && !setup.options.flag("progress", "silent") {
            fanout.add(Box::new(ProgressReporter::new((setup.standard_error)())));
        }
        Ok(())
    },
};

/// What the `emojitrain` reporter says of itself.
pub(super) const EMOJITRAIN: Declaration = Declaration {
    name: "emojitrain",
    about: "a face for each item",
    live: Some("standard output"),
    file: None,
    options: &[ReporterOption::SILENT],
    yields_to_installed: false,
    add: |setup, fanout| {
        if !setup.silent && !setup.options.flag("emojitrain", "silent") {
            fanout.add(Box::new(EmojitrainReporter::new((setup.standard_output)())));
        }
        Ok(())
    },
};

/// The bar's length. Units: columns.
const LENGTH: usize = 30;

/// Draws a bar that grows.
pub struct ProgressReporter {
    out: Box<dyn Write + Send>,
    done: usize,
    total: usize,
    shown: usize,
}

impl ProgressReporter {
    /// A reporter that draws on `out`, a terminal.
    pub fn new(out: Box<dyn Write + Send>) -> Self {
        Self { out, done: 0, total: 0, shown: 0 }
    }

    fn draw(&mut self, failures: usize) -> Result<(), ReportError> {
        // setNextRequest may visit more items than were planned.
        let total = self.total.max(self.done).max(1);
        let filled = self.done * LENGTH / total;
        let bar = format!("{}{}", "=".repeat(filled), " ".repeat(LENGTH - filled));
        let failed = if failures > 0 { format!(", {failures} failed") } else { String::new() };
        let line = format!("[{bar}] {}/{total}{failed}", self.done);
        let blanks = " ".repeat(self.shown.saturating_sub(line.len()));
        self.shown = line.len();
        write!(self.out, "\r{line}{blanks}")?;
        Ok(self.out.flush()?)
    }
}

impl Reporter for ProgressReporter {
    fn name(&self) -> &'static str {
        "progress"
    }

    fn on_event(&mut self, event: &RunEvent, summary: &Summary) -> Result<(), ReportError> {
        match &event.kind {
            EventKind::RunStarted { run } => {
                self.total = run.items.len() * run.iterations;
                self.draw(0)
            }
            EventKind::ItemFinished { .. } => {
                self.done += 1;
                self.draw(summary.failed)
            }
            _ => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        self.draw(summary.failed)?;
        writeln!(self.out)?;
        Ok(self.out.flush()?)
    }
}

/// Prints a face for each item, and one for the whole.
pub struct EmojitrainReporter {
    out: Box<dyn Write + Send>,
    failures: usize,
}

impl EmojitrainReporter {
    /// A reporter that prints to `out`.
    pub fn new(out: Box<dyn Write + Send>) -> Self {
        Self { out, failures: 0 }
    }
}

impl Reporter for EmojitrainReporter {
    fn name(&self) -> &'static str {
        "emojitrain"
    }

    fn on_event(&mut self, event: &RunEvent, summary: &Summary) -> Result<(), ReportError> {
        if let EventKind::ItemFinished { .. } = event.kind {
            let failed = summary.failed > self.failures;
            self.failures = summary.failed;
            write!(self.out, "{} ", if failed { "😢" } else { "😀" })?;
            self.out.flush()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        writeln!(self.out, "{}", if summary.passed() { " 😍" } else { " 😭" })?;
        Ok(self.out.flush()?)
    }
}
