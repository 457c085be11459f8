//! What reporters are: live ones take events as they come, reports are written from the stored run.

use std::io::{self, Write};
use std::path::PathBuf;

use super::{Output, ReportError, StoredRun};
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

    /// Writes what stands before the first event. Returns what takes the events, or `None` when nothing is left to
    /// write.
    ///
    /// # Errors
    ///
    /// Fails when the run cannot be read or `out` cannot be written.
    fn begin<'r>(
        &'r self,
        run: &'r StoredRun,
        out: &'r mut (dyn Write + Send),
    ) -> io::Result<Option<Box<dyn Rendering + 'r>>>;
}

/// A report that has begun: it takes all events of the run in their order.
pub trait Rendering {
    /// Takes the next event.
    ///
    /// # Errors
    ///
    /// Fails when the output cannot be written; it is not called again.
    fn on_event(&mut self, event: &RunEvent) -> io::Result<()>;

    /// Writes what stands after the last event.
    ///
    /// # Errors
    ///
    /// Fails when the output cannot be written.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// A report and where its text goes.
pub(super) struct Document<'r> {
    pub(super) report: &'r dyn Report,
    pub(super) out: &'r mut (dyn Write + Send),
}

/// Renders documents in one pass over the events of their run. Returns what became of each, in the same order.
pub(super) fn render<'r>(run: &'r StoredRun, documents: Vec<Document<'r>>) -> Vec<io::Result<()>> {
    let begun = documents.into_iter().map(|document| document.report.begin(run, document.out));
    let mut renderings: Vec<_> = begun.collect();
    if renderings.iter().any(|rendering| matches!(rendering, Ok(Some(_))))
        && let Err(unread) = hand_events(run, &mut renderings)
    {
        for rendering in renderings.iter_mut().filter(|rendering| matches!(rendering, Ok(Some(_)))) {
            *rendering = Err(io::Error::new(unread.kind(), unread.to_string()));
        }
    }
    renderings.into_iter().map(|rendering| rendering?.map_or(Ok(()), Rendering::finish)).collect()
}

/// Hands each event to every report that wants it. One that fails is left out from then on.
fn hand_events(
    run: &StoredRun,
    renderings: &mut [io::Result<Option<Box<dyn Rendering + '_>>>],
) -> io::Result<()> {
    for event in run.events()? {
        let event = event?;
        for rendering in &mut *renderings {
            if let Ok(Some(open)) = rendering
                && let Err(error) = open.on_event(&event)
            {
                *rendering = Err(error);
            }
        }
    }
    Ok(())
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

/// A report that is the text of a live reporter.
pub(super) struct Transcript<F>(pub(super) F);

impl<F> Report for Transcript<F>
where
    F: for<'o> Fn(Box<dyn Write + Send + 'o>) -> Box<dyn Reporter + 'o> + Send,
{
    fn begin<'r>(
        &'r self,
        _: &'r StoredRun,
        out: &'r mut (dyn Write + Send),
    ) -> io::Result<Option<Box<dyn Rendering + 'r>>> {
        let reporter = (self.0)(Box::new(out));
        Ok(Some(Box::new(TranscriptRendering { reporter, summary: Summary::default() })))
    }
}

struct TranscriptRendering<'r> {
    reporter: Box<dyn Reporter + 'r>,
    /// What the live reporter would have been told so far.
    summary: Summary,
}

impl Rendering for TranscriptRendering<'_> {
    fn on_event(&mut self, event: &RunEvent) -> io::Result<()> {
        self.summary.apply(event);
        self.reporter.on_event(event, &self.summary).map_err(io::Error::other)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.reporter.finish(&self.summary).map_err(io::Error::other)
    }
}
