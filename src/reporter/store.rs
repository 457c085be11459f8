//! The stream of a run on disk, and what a report is made from.
//!
//! # Design
//!
//! 2026-11-30: one store, however many reports are written from it: the events as NDJSON, already masked, in a
//! temporary file. Rejected: a file of half-made text for each reporter, since a secret that became known later stayed
//! readable in it. What reports put at their beginning is counted while events are stored, and all reports are written
//! in one more pass, so that nothing of a run is kept in memory. Only events that were stored before the last secret
//! became known are masked again; then the counts, too, are made again from what is masked.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Read as _, Write};
use std::sync::Arc;
use std::time::Duration;

use super::Needs;
use super::test_case::{TestCounts, TestSuite};
use crate::event::{EventKind, Failure, Mask, RunEvent, ScopeView, Summary, ndjson};

/// Takes events; gives them back as a [`StoredRun`].
#[derive(Debug)]
pub(super) struct Store {
    file: BufWriter<File>,
    needs: Needs,
    facts: RunFacts,
    /// How many events it holds.
    events: usize,
    /// How many secrets were known when the last of them was masked.
    secrets: usize,
    /// How many of them, from the first on, were stored before the last secret became known.
    stale: usize,
}

impl Store {
    /// An empty store; what these needs do not name is left out.
    ///
    /// # Errors
    ///
    /// Fails when there is no room for temporary files.
    pub(super) fn new(needs: Needs) -> io::Result<Self> {
        // It has no name: however the process ends, nothing stays behind.
        let file = BufWriter::new(tempfile::tempfile()?);
        Ok(Self { file, needs, facts: RunFacts::default(), events: 0, secrets: 0, stale: 0 })
    }

    /// Adds an event that was masked with so many secrets.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be written.
    pub(super) fn add(&mut self, event: &RunEvent, secrets: usize) -> io::Result<()> {
        self.learn(secrets);
        let event = reduced(event, self.needs);
        self.facts.apply(&event);
        self.events += 1;
        writeln!(self.file, "{}", ndjson::encode(&event))
    }

    /// Notes how many secrets are known by now.
    fn learn(&mut self, secrets: usize) {
        if secrets > self.secrets {
            (self.secrets, self.stale) = (secrets, self.events);
        }
    }

    /// Ends the store: what it holds is a run.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be written or read again.
    pub(super) fn finish(mut self, mask: Mask) -> io::Result<StoredRun> {
        self.learn(mask.secrets());
        self.file.flush()?;
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        let mut run = StoredRun { file, mask, stale: self.stale, facts: self.facts };
        if run.stale > 0 {
            let facts = RunFacts::of(run.events()?)?;
            run.facts = facts;
        }
        Ok(run)
    }
}

/// The event without what no report needs; the size of a body is still told.
fn reduced(event: &RunEvent, needs: Needs) -> Cow<'_, RunEvent> {
    let kind = match &event.kind {
        EventKind::RunStarted { run } if !needs.collection => {
            let mut run = Arc::clone(run);
            let own = Arc::make_mut(&mut run);
            own.collection.json = None;
            own.items.iter_mut().for_each(|item| Arc::make_mut(item).json = None);
            EventKind::RunStarted { run }
        }
        EventKind::ItemStarted { cursor, item } if !needs.collection && item.json.is_some() => {
            let mut item = Arc::clone(item);
            Arc::make_mut(&mut item).json = None;
            EventKind::ItemStarted { cursor: *cursor, item }
        }
        EventKind::RequestFinished { response: Some(response), .. }
            if !needs.bodies && !response.body.is_empty() =>
        {
            let mut kind = event.kind.clone();
            if let EventKind::RequestFinished { response: Some(response), .. } = &mut kind {
                Arc::make_mut(response).body = bytes::Bytes::new();
            }
            kind
        }
        _ => return Cow::Borrowed(event),
    };
    Cow::Owned(RunEvent { kind, ..*event })
}

/// What reports put at their beginning: a fold over the events of a run.
#[derive(Debug, Default)]
pub struct RunFacts {
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
    /// The item that began last.
    suite: TestSuite,
}

impl RunFacts {
    fn of(events: impl Iterator<Item = io::Result<RunEvent>>) -> io::Result<Self> {
        let mut facts = Self::default();
        for event in events {
            facts.apply(&event?);
        }
        Ok(facts)
    }

    fn apply(&mut self, event: &RunEvent) {
        self.summary.apply(event);
        if let Some(case) = self.suite.on_event(event) {
            self.tests.add(&case.status);
        }
        if let EventKind::ItemFinished { .. } | EventKind::RunFinished { .. } = &event.kind {
            self.duration += std::mem::take(&mut self.suite.duration);
        }
        if let EventKind::RunFinished { environment, globals, .. } = &event.kind {
            (self.environment, self.globals) = (Arc::clone(environment), Arc::clone(globals));
        }
    }
}

/// A whole run: what it came to, and its events as often as they are asked for.
#[derive(Debug)]
pub struct StoredRun {
    file: File,
    mask: Mask,
    /// How many events, from the first on, are masked again when they are read.
    stale: usize,
    /// What it came to.
    pub facts: RunFacts,
}

impl StoredRun {
    /// All events in their order, masked with every secret that the run has met.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be read.
    pub fn events(&self) -> io::Result<impl Iterator<Item = io::Result<RunEvent>>> {
        let lines = BufReader::new(FromStart::of(&self.file)).lines().enumerate();
        Ok(lines.map(|(place, line)| {
            let event = decode(&line?)?;
            Ok(if place < self.stale { self.masked(event) } else { event })
        }))
    }

    /// Hands on every failure with its place among them; those that the summary does not keep are read again.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be read, or as `take` does.
    pub(super) fn each_failure(
        &self,
        mut take: impl FnMut(usize, &Failure) -> io::Result<()>,
    ) -> io::Result<()> {
        let summary = &self.facts.summary;
        if summary.more_failures() == 0 {
            return summary.failures.iter().enumerate().try_for_each(|(place, failure)| take(place, failure));
        }
        let (mut place, mut item) = (0, Arc::default());
        for event in self.events()? {
            let event = event?;
            if let EventKind::ItemStarted { item: begun, .. } = &event.kind {
                item = Arc::clone(begun);
            }
            if let Some(failure) = Failure::of(&event, &item) {
                take(place, &failure)?;
                place += 1;
            }
        }
        Ok(())
    }

    /// Writes all events as lines, masked with every secret that the run has met.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be read or `out` cannot be written.
    pub(super) fn write_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut stored = BufReader::new(FromStart::of(&self.file));
        for line in stored.by_ref().lines().take(self.stale) {
            writeln!(out, "{}", ndjson::encode(&self.masked(decode(&line?)?)))?;
        }
        for line in stored.lines() {
            writeln!(out, "{}", line?)?;
        }
        Ok(())
    }

    fn masked(&self, event: RunEvent) -> RunEvent {
        let masked = match self.mask.event(&event) {
            Cow::Owned(masked) => Some(masked),
            Cow::Borrowed(_) => None,
        };
        masked.unwrap_or(event)
    }
}

/// Reads a file from its start, however often it is read at the same time.
struct FromStart<'f> {
    file: &'f File,
    at: u64,
}

impl<'f> FromStart<'f> {
    fn of(file: &'f File) -> Self {
        Self { file, at: 0 }
    }
}

impl io::Read for FromStart<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(self.file, into, self.at)?;
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(self.file, into, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

fn decode(line: &str) -> io::Result<RunEvent> {
    ndjson::decode(line).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::OffsetDateTime;

    use super::*;
    use crate::event::{CollectionView, Cursor, ItemView, RunView};

    const EVERYTHING: Needs = Needs { bodies: true, collection: true };

    fn event(seq: u64, kind: EventKind) -> RunEvent {
        RunEvent { seq, at: OffsetDateTime::UNIX_EPOCH, elapsed: Duration::ZERO, kind }
    }

    fn warning(seq: u64) -> RunEvent {
        event(seq, EventKind::WarningRaised { cursor: None, message: "it is h\"unter2-é".to_owned() })
    }

    fn lines(run: &StoredRun) -> String {
        let mut text = Vec::new();
        run.write_lines(&mut text).expect("written");
        String::from_utf8(text).expect("text")
    }

    #[test]
    fn only_events_from_before_the_last_secret_are_masked_again() {
        let mut store = Store::new(EVERYTHING).expect("a store");
        // Nobody masked these two: what is masked here was masked by the store.
        store.add(&warning(0), 0).expect("stored");
        store.add(&warning(1), 1).expect("stored");
        let run = store.finish(Mask::of(&["h\"unter2-é"])).expect("a run");
        let masked = ndjson::encode(&event(
            0,
            EventKind::WarningRaised { cursor: None, message: "it is ********".to_owned() },
        ));
        assert_eq!(lines(&run), format!("{masked}\n{}\n", ndjson::encode(&warning(1))));
        let read: Vec<_> = run.events().expect("readable").map(|event| event.expect("an event")).collect();
        assert_eq!(read.iter().map(ndjson::encode).collect::<Vec<_>>().join("\n") + "\n", lines(&run));
    }

    #[test]
    fn a_secret_that_is_learned_behind_the_last_event_is_masked_in_the_facts_too() {
        let mut store = Store::new(EVERYTHING).expect("a store");
        let collection = CollectionView { name: "of h\"unter2-é".to_owned(), ..CollectionView::default() };
        let run = Arc::new(RunView { collection, ..RunView::default() });
        store.add(&event(0, EventKind::RunStarted { run }), 0).expect("stored");
        let run = store.finish(Mask::of(&["h\"unter2-é"])).expect("a run");
        let name = run.facts.summary.run.as_ref().map(|run| run.collection.name.as_str());
        assert_eq!(name, Some("of ********"));
        assert!(!lines(&run).contains("unter2"), "{}", lines(&run));
    }

    #[test]
    fn the_collection_is_stored_only_for_a_report_that_needs_it() {
        for (needs, kept) in [(Needs::default(), false), (EVERYTHING, true)] {
            let json = Some(Arc::new(json!({"marker": "é"})));
            let item = Arc::new(ItemView { json: json.clone(), ..ItemView::default() });
            let collection = CollectionView { json, ..CollectionView::default() };
            let run = RunView { collection, items: vec![Arc::clone(&item)], ..RunView::default() };
            let mut store = Store::new(needs).expect("a store");
            for kind in [
                EventKind::RunStarted { run: Arc::new(run) },
                EventKind::ItemStarted { cursor: Cursor::default(), item },
            ] {
                store.add(&event(0, kind), 0).expect("stored");
            }
            let run = store.finish(Mask::default()).expect("a run");
            assert_eq!(lines(&run).matches("marker").count(), if kept { 3 } else { 0 }, "{needs:?}");
        }
    }
}
