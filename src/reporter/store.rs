//! The stream of a run on disk, and what a report is made from.
//!
//! # Design
//!
//! 2026-11-30: one store, however many reports are written from it: the events as NDJSON, already masked, in a
//! temporary file. Rejected: a file of half-made text for each reporter, since a secret that became known later stayed
//! readable in it. A report reads the store from the beginning as often as it likes, so that what stands at its head
//! can be counted first and nothing of a run is kept in memory.

use std::borrow::Cow;
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::sync::Arc;
use std::time::Duration;

use tempfile::NamedTempFile;

use super::Needs;
use super::test_case::{TestCounts, TestSuite};
use crate::event::{EventKind, Mask, RunEvent, ScopeView, Summary, ndjson};

/// Takes events; gives them back as a [`StoredRun`].
#[derive(Debug)]
pub(super) struct Store {
    file: BufWriter<NamedTempFile>,
    bodies: bool,
}

impl Store {
    /// An empty store; bodies of responses are left out unless a report needs them.
    ///
    /// # Errors
    ///
    /// Fails when there is no room for temporary files.
    pub(super) fn new(needs: Needs) -> io::Result<Self> {
        Ok(Self { file: BufWriter::new(NamedTempFile::new()?), bodies: needs.bodies })
    }

    /// Adds an event.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be written.
    pub(super) fn add(&mut self, event: &RunEvent) -> io::Result<()> {
        let event = if self.bodies { Cow::Borrowed(event) } else { without_body(event) };
        writeln!(self.file, "{}", ndjson::encode(&event))
    }

    /// Ends the store: what it holds is a run.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be written or read again.
    pub(super) fn finish(mut self, mask: Mask) -> io::Result<StoredRun> {
        self.file.flush()?;
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        StoredRun::new(file, mask)
    }
}

/// The event without the body of its response; its size is still told.
fn without_body(event: &RunEvent) -> Cow<'_, RunEvent> {
    match &event.kind {
        EventKind::RequestFinished { response: Some(response), .. } if !response.body.is_empty() => {
            let mut event = event.clone();
            if let EventKind::RequestFinished { response: Some(response), .. } = &mut event.kind {
                Arc::make_mut(response).body = bytes::Bytes::new();
            }
            Cow::Owned(event)
        }
        _ => Cow::Borrowed(event),
    }
}

/// A whole run: what it came to, and its events as often as they are asked for.
#[derive(Debug)]
pub struct StoredRun {
    file: NamedTempFile,
    mask: Mask,
    /// What the run came to.
    pub summary: Summary,
    /// The environment as it ended.
    pub environment: Arc<ScopeView>,
    /// The globals as they ended.
    pub globals: Arc<ScopeView>,
    /// Its test cases, counted.
    pub(super) tests: TestCounts,
    /// How long the items' own requests took.
    pub(super) duration: Duration,
}

impl StoredRun {
    /// Counts once what reports put at their beginning.
    fn new(file: NamedTempFile, mask: Mask) -> io::Result<Self> {
        let (summary, environment, globals, tests, duration) = Default::default();
        let mut run = Self { file, mask, summary, environment, globals, tests, duration };
        let mut suite = TestSuite::default();
        for event in run.events()? {
            let event = event?;
            run.summary.apply(&event);
            if let Some(case) = suite.on_event(&event) {
                run.tests.add(&case.status);
            }
            match event.kind {
                EventKind::ItemFinished { .. } => run.duration += std::mem::take(&mut suite.duration),
                EventKind::RunFinished { environment, globals, .. } => {
                    run.duration += suite.duration;
                    (run.environment, run.globals) = (environment, globals);
                }
                _ => {}
            }
        }
        Ok(run)
    }

    /// All events in their order, masked with every secret that the run has met.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be read.
    pub fn events(&self) -> io::Result<impl Iterator<Item = io::Result<RunEvent>> + use<>> {
        let mask = self.mask.clone();
        let lines = BufReader::new(self.file.reopen()?).lines();
        Ok(lines.map(move |line| {
            let event = ndjson::decode(&line?).map_err(io::Error::other)?;
            let masked = match mask.event(&event) {
                Cow::Owned(masked) => Some(masked),
                Cow::Borrowed(_) => None,
            };
            Ok(masked.unwrap_or(event))
        }))
    }

    /// The run that these events are.
    #[cfg(test)]
    pub(super) fn of(events: &[RunEvent]) -> Self {
        let mut store = Store::new(Needs { bodies: true, collection: true }).expect("a temporary file");
        for event in events {
            store.add(event).expect("written");
        }
        store.finish(Mask::default()).expect("a run")
    }
}
