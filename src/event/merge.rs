//! Several streams as one: the shards of a run, put together again.
//!
//! The merged stream begins where the first began and ends where the last ended. Shards that ran the same items are
//! further iterations; shards that ran others are further items of the same iterations.

use std::mem::discriminant;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{
    Cursor, EventKind, FailureKindView, FailureView, ItemView, RunError, RunEvent, RunView, ScopeView,
};

/// What a stream says at its beginning.
#[derive(Debug, Clone)]
pub struct StreamHead {
    /// When it began.
    pub at: OffsetDateTime,
    /// What it ran.
    pub run: Arc<RunView>,
}

/// Puts streams together; hand it the events of one stream after the other.
#[derive(Debug)]
pub struct Merge {
    shifts: Vec<Shift>,
    run: Arc<RunView>,
    started: OffsetDateTime,
    ended: OffsetDateTime,
    elapsed: Duration,
    seq: u64,
    executions: usize,
    /// How many executions the streams before this one had.
    base: usize,
    stream: usize,
    error: Option<RunError>,
    scopes: [Arc<ScopeView>; 3],
    /// The ends of what has begun in the stream that is being read.
    open: Vec<EventKind>,
}

/// What the cursors of one stream are moved by.
#[derive(Debug, Clone, Copy, Default)]
struct Shift {
    position: usize,
    iteration: usize,
}

impl Merge {
    /// A merge of streams that begin so; `None` without any.
    pub fn new(heads: &[StreamHead]) -> Option<Self> {
        let first = heads.first()?;
        let (run, shifts) = merged_view(heads);
        let started = heads.iter().map(|head| head.at).min().unwrap_or(first.at);
        Some(Self {
            shifts,
            run: Arc::new(run),
            started,
            ended: started,
            elapsed: Duration::ZERO,
            seq: 0,
            executions: 0,
            base: 0,
            stream: 0,
            error: None,
            scopes: Default::default(),
            open: Vec::new(),
        })
    }

    /// The first event.
    pub fn begin(&mut self) -> RunEvent {
        let kind = EventKind::RunStarted { run: Arc::clone(&self.run) };
        self.event(self.started, Duration::ZERO, kind)
    }

    /// An event of the stream that is being read; its beginning and end are kept for later.
    pub fn take(&mut self, event: RunEvent) -> Option<RunEvent> {
        self.ended = self.ended.max(event.at);
        self.elapsed = self.elapsed.max(event.elapsed);
        let RunEvent { at, elapsed, mut kind, .. } = event;
        match kind {
            EventKind::RunStarted { .. } => None,
            EventKind::RunFinished { error, environment, globals, collection_variables } => {
                self.error = self.error.take().or(error);
                self.scopes = [environment, globals, collection_variables];
                None
            }
            _ => {
                if let Some(cursor) = kind.cursor_mut() {
                    self.shift(cursor);
                }
                self.note_open(&kind);
                Some(self.event(at, elapsed, kind))
            }
        }
    }

    /// The stream ended: `complete` says whether its run had ended too. Returns the ends of what had begun and had not
    /// ended.
    pub fn next_stream(&mut self, complete: bool) -> Vec<RunEvent> {
        if !complete {
            self.error.get_or_insert(RunError::Interrupted);
        }
        self.stream += 1;
        self.base = self.executions;
        let open = std::mem::take(&mut self.open);
        open.into_iter().rev().map(|kind| self.event(self.ended, self.elapsed, kind)).collect()
    }

    fn note_open(&mut self, kind: &EventKind) {
        if let Some(end) = end_of(kind) {
            self.open.push(end);
        } else if let Some(place) = self.open.iter().rposition(|end| discriminant(end) == discriminant(kind))
        {
            self.open.remove(place);
        }
    }

    /// The last event.
    pub fn end(&mut self) -> RunEvent {
        let [environment, globals, collection_variables] = std::mem::take(&mut self.scopes);
        let error = self.error.take();
        let kind = EventKind::RunFinished { error, environment, globals, collection_variables };
        self.event(self.ended, self.elapsed, kind)
    }

    fn shift(&mut self, cursor: &mut Cursor) {
        let Shift { position, iteration } = self.shifts.get(self.stream).copied().unwrap_or_default();
        cursor.position += position;
        cursor.iteration += iteration;
        cursor.length = self.run.items.len();
        cursor.cycles = self.run.iterations;
        cursor.execution += self.base;
        self.executions = self.executions.max(cursor.execution + 1);
    }

    fn event(&mut self, at: OffsetDateTime, elapsed: Duration, kind: EventKind) -> RunEvent {
        let seq = self.seq;
        self.seq += 1;
        RunEvent { seq, at, elapsed, kind }
    }
}

/// How a begun thing ends that was interrupted.
fn end_of(begun: &EventKind) -> Option<EventKind> {
    Some(match begun {
        EventKind::IterationStarted { cursor } => EventKind::IterationFinished { cursor: *cursor },
        EventKind::ItemStarted { cursor, .. } => EventKind::ItemFinished { cursor: *cursor, skipped: false },
        EventKind::ScriptStarted { cursor, script } => EventKind::ScriptFinished {
            cursor: *cursor,
            script: Arc::clone(script),
            failure: None,
            next_request: None,
            duration: Duration::ZERO,
        },
        EventKind::RequestStarted { cursor, request, origin } => {
            let (kind, code) = (FailureKindView::Interrupted, None);
            EventKind::RequestFinished {
                cursor: *cursor,
                request: Arc::clone(request),
                origin: *origin,
                response: None,
                failure: Some(FailureView { kind, code, message: "the run was stopped".to_owned() }),
            }
        }
        _ => return None,
    })
}

fn merged_view(heads: &[StreamHead]) -> (RunView, Vec<Shift>) {
    let mut runs = heads.iter().map(|head| &head.run);
    let mut merged = runs.next().map(|run| RunView::clone(run)).unwrap_or_default();
    let mut shifts = vec![Shift::default()];
    // Iterations of the items that stand at each position so far.
    let ids = |items: &[Arc<ItemView>]| items.iter().map(|item| item.id.clone()).collect::<Vec<_>>();
    let mut groups = vec![(ids(&merged.items), 0, merged.iterations)];
    for run in runs {
        let own = ids(&run.items);
        if let Some((_, position, iterations)) = groups.iter_mut().find(|(known, ..)| *known == own) {
            shifts.push(Shift { position: *position, iteration: *iterations });
            *iterations += run.iterations;
        } else {
            shifts.push(Shift { position: merged.items.len(), iteration: 0 });
            groups.push((own, merged.items.len(), run.iterations));
            merged.items.extend(run.items.iter().cloned());
            add_collection(&mut merged, run);
        }
    }
    merged.iterations = groups.iter().map(|(_, _, iterations)| *iterations).max().unwrap_or_default();
    (merged, shifts)
}

/// Shards of one collection are one collection; several collections become folders of one.
fn add_collection(merged: &mut RunView, run: &RunView) {
    let (ours, theirs) = (&mut merged.collection, &run.collection);
    if ours.name == theirs.name || ours.name.split(" + ").any(|name| name == theirs.name) {
        return;
    }
    let folder = |json: &Value, id: &str, name: &str| {
        let mut folder = json.clone();
        folder["id"] = json!(id);
        folder["name"] = json!(name);
        folder
    };
    if let (Some(own), Some(other)) = (&ours.json, &theirs.json) {
        let mut items = match own["info"]["postino_merged"].as_bool() {
            Some(true) => own["item"].as_array().cloned().unwrap_or_default(),
            _ => vec![folder(own, &ours.id, &ours.name)],
        };
        items.push(folder(other, &theirs.id, &theirs.name));
        let name = format!("{} + {}", ours.name, theirs.name);
        let info = json!({"_postman_id": ours.id, "name": name, "postino_merged": true});
        ours.json = Some(Arc::new(json!({"info": info, "item": items})));
    }
    ours.name = format!("{} + {}", ours.name, theirs.name);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{CollectionView, Summary};

    fn view(collection: &str, items: &[&str], iterations: usize) -> Arc<RunView> {
        let items = items.iter().map(|id| {
            Arc::new(ItemView { id: (*id).to_owned(), name: (*id).to_owned(), ..ItemView::default() })
        });
        let collection = CollectionView { name: collection.to_owned(), ..CollectionView::default() };
        Arc::new(RunView { collection, iterations, items: items.collect(), ..RunView::default() })
    }

    fn stream(run: &Arc<RunView>, start: i64) -> Vec<RunEvent> {
        let at = OffsetDateTime::from_unix_timestamp(start).expect("a time");
        let mut kinds = vec![EventKind::RunStarted { run: Arc::clone(run) }];
        let mut execution = 0;
        for iteration in 0..run.iterations {
            for (position, item) in run.items.iter().enumerate() {
                let (length, cycles) = (run.items.len(), run.iterations);
                let cursor = Cursor { position, iteration, length, cycles, execution };
                execution += 1;
                kinds.push(EventKind::ItemStarted { cursor, item: Arc::clone(item) });
                kinds.push(EventKind::ItemFinished { cursor, skipped: false });
            }
        }
        let (error, environment, globals, collection_variables) = Default::default();
        kinds.push(EventKind::RunFinished { error, environment, globals, collection_variables });
        let numbered = kinds.into_iter().zip(0..);
        numbered.map(|(kind, seq)| RunEvent { seq, at, elapsed: Duration::ZERO, kind }).collect()
    }

    fn merged(streams: &[Vec<RunEvent>]) -> Vec<RunEvent> {
        let heads: Vec<_> = streams
            .iter()
            .filter_map(|events| match &events[0].kind {
                EventKind::RunStarted { run } => Some(StreamHead { at: events[0].at, run: Arc::clone(run) }),
                _ => None,
            })
            .collect();
        let mut merge = Merge::new(&heads).expect("streams");
        let mut out = vec![merge.begin()];
        for stream in streams {
            out.extend(stream.iter().cloned().filter_map(|event| merge.take(event)));
            merge.next_stream(true);
        }
        out.push(merge.end());
        out
    }

    fn places(events: &[RunEvent]) -> Vec<(usize, usize, usize)> {
        let cursors = events.iter().filter_map(|event| match &event.kind {
            EventKind::ItemStarted { cursor, .. } => Some(cursor),
            _ => None,
        });
        cursors.map(|cursor| (cursor.position, cursor.iteration, cursor.execution)).collect()
    }

    #[test]
    fn shards_of_other_items_are_further_items() {
        let events = merged(&[stream(&view("c", &["a", "b"], 1), 20), stream(&view("c", &["x"], 1), 10)]);
        assert_eq!(places(&events), [(0, 0, 0), (1, 0, 1), (2, 0, 2)]);
        assert_eq!(events[0].at.unix_timestamp(), 10);
        assert!(events.iter().zip(0..).all(|(event, seq)| event.seq == seq));
    }

    #[test]
    fn shards_of_the_same_items_are_further_iterations() {
        let run = view("c", &["a"], 2);
        let events = merged(&[stream(&run, 1), stream(&run, 2)]);
        assert_eq!(places(&events), [(0, 0, 0), (0, 1, 1), (0, 2, 2), (0, 3, 3)]);
        let mut summary = Summary::default();
        for event in &events {
            summary.apply(event);
        }
        assert_eq!((summary.counts.items.total, summary.run.expect("a run").iterations), (4, 4));
    }

    #[test]
    fn what_a_cut_stream_left_open_is_closed() {
        let whole = stream(&view("c", &["a"], 1), 1);
        let EventKind::RunStarted { run } = &whole[0].kind else { panic!("{:?}", whole[0]) };
        let mut merge =
            Merge::new(&[StreamHead { at: whole[0].at, run: Arc::clone(run) }]).expect("a stream");
        let cursor = Cursor { length: 1, cycles: 1, ..Cursor::default() };
        let iteration = RunEvent { kind: EventKind::IterationStarted { cursor }, ..whole[1].clone() };
        for event in [iteration, whole[1].clone()] {
            merge.take(event);
        }
        let ends: Vec<_> = merge.next_stream(false).into_iter().map(|event| event.kind).collect();
        assert!(
            matches!(ends[..], [EventKind::ItemFinished { .. }, EventKind::IterationFinished { .. }]),
            "{ends:?}"
        );
        let EventKind::RunFinished { error, .. } = merge.end().kind else { panic!("the end of the run") };
        assert_eq!(error, Some(RunError::Interrupted));
    }

    #[test]
    fn other_collections_are_named_too() {
        let events = merged(&[stream(&view("c", &["a"], 1), 1), stream(&view("d", &["x"], 1), 2)]);
        let EventKind::RunStarted { run } = &events[0].kind else { panic!("{:?}", events[0]) };
        assert_eq!(run.collection.name, "c + d");
    }
}
