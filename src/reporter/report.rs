//! What reporters are: live ones take events as they come, reports are written from the stored run.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::PathBuf;

use time::OffsetDateTime;

use super::{Output, ReportError, StoredRun, write_whole};
use crate::event::{RunEvent, Summary};

/// What a reporter wants to be in the events; what nobody wants is left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Needs {
    /// Response bodies.
    pub bodies: bool,
    /// The collection and its items as JSON.
    pub collection: bool,
}

impl Needs {
    /// What either of the two wants.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { bodies: self.bodies || other.bodies, collection: self.collection || other.collection }
    }
}

/// A live reporter: tells of each event as it comes.
pub trait Reporter: Send {
    /// What users call it.
    fn name(&self) -> &'static str;

    /// What it wants to be in the events.
    fn needs(&self) -> Needs {
        Needs::default()
    }

    /// Takes an event; `summary` already counts it.
    ///
    /// # Errors
    ///
    /// Fails when its output cannot be written; it is not called again.
    fn on_event(&mut self, event: &RunEvent, summary: &Summary) -> Result<(), ReportError>;

    /// Writes what is left to write.
    ///
    /// # Errors
    ///
    /// Fails when its output cannot be written.
    fn finish(self: Box<Self>, summary: &Summary) -> Result<(), ReportError>;
}

/// A report on file: a function of the stored run.
pub trait Report: Send {
    /// What it wants to be in the events.
    fn needs(&self) -> Needs {
        Needs::default()
    }

    /// Writes the run's text.
    ///
    /// # Errors
    ///
    /// Fails when the run cannot be read or `out` cannot be written.
    fn render(&self, run: &StoredRun, out: &mut (dyn Write + Send)) -> io::Result<()>;
}

/// A report and where it goes.
pub struct FileReport {
    /// What users call its reporter.
    pub name: &'static str,
    /// Where it goes.
    pub target: Target,
    /// How it is made.
    pub report: Box<dyn Report>,
}

/// Where a report goes.
#[derive(Debug, Clone)]
pub enum Target {
    /// Into a file of its own, whole or not at all.
    File(Output),
    /// Behind what already stands in this file, which others write into too.
    End(PathBuf),
}

impl FileReport {
    /// Renders the report and writes it.
    pub(super) fn write(&self, run: &StoredRun) -> Result<(), ReportError> {
        match &self.target {
            Target::File(output) => {
                let started = run.summary.started.unwrap_or(OffsetDateTime::UNIX_EPOCH);
                write_whole(&output.resolve(started), |out| self.report.render(run, out))
            }
            Target::End(path) => {
                let append = || {
                    let mut text = Vec::new();
                    self.report.render(run, &mut text)?;
                    text.push(b'\n');
                    OpenOptions::new().create(true).append(true).open(path)?.write_all(&text)
                };
                append().map_err(|source| ReportError::File { path: path.clone(), source })
            }
        }
    }
}

/// A report that is the text of a live reporter.
pub(super) struct Transcript<F>(pub(super) F);

impl<F> Report for Transcript<F>
where
    F: for<'o> Fn(Box<dyn Write + Send + 'o>) -> Box<dyn Reporter + 'o> + Send,
{
    fn render(&self, run: &StoredRun, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let mut reporter = (self.0)(Box::new(out));
        let mut summary = Summary::default();
        for event in run.events()? {
            let event = event?;
            summary.apply(&event);
            reporter.on_event(&event, &summary).map_err(io::Error::other)?;
        }
        reporter.finish(&summary).map_err(io::Error::other)
    }
}
