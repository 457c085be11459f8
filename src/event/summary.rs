//! The fold that counts. Counts come from here and nowhere else.
//!
//! Source: newman 6.2, `lib/run/summary.js` (what counts as what).

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{
    Cursor, EventKind, FailureView, ItemView, ListenView, RequestOrigin, ResponseView, RunError, RunEvent,
    RunView, ScriptFailure, ScriptView,
};

/// How often something happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// All of them.
    pub total: usize,
    /// Begun and not ended.
    pub pending: usize,
    /// Those that failed.
    pub failed: usize,
}

impl Count {
    fn add(&mut self, failed: bool) {
        self.total += 1;
        self.failed += usize::from(failed);
    }
}

/// newman's counts, under newman's names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Passes over the items.
    pub iterations: Count,
    /// Items that were run.
    pub items: Count,
    /// Scripts of both kinds.
    pub scripts: Count,
    /// Rounds of pre-request scripts: one for each item.
    pub prerequests: Count,
    /// Requests that were sent, those of scripts and challenges included.
    pub requests: Count,
    /// Rounds of test scripts: one for each item that sent its request.
    pub tests: Count,
    /// `pm.test`.
    pub assertions: Count,
    /// Test scripts.
    pub test_scripts: Count,
    /// Pre-request scripts.
    pub prerequest_scripts: Count,
}

/// Average and spread of a duration. Units: milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spread {
    count: usize,
    /// Arithmetic mean.
    pub average: f64,
    /// The smallest; 0 without any.
    pub min: f64,
    /// The largest; 0 without any.
    pub max: f64,
    squares: f64,
}

impl Spread {
    fn add(&mut self, value: f64) {
        self.min = if self.count == 0 { value } else { self.min.min(value) };
        self.max = self.max.max(value);
        self.count += 1;
        #[expect(clippy::cast_precision_loss, reason = "no run has 2^53 requests")]
        let count = self.count as f64;
        let delta = value - self.average;
        self.average += delta / count;
        self.squares += delta * (value - self.average);
    }

    /// Standard deviation over all values.
    pub fn deviation(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "no run has 2^53 requests")]
        let count = self.count.max(1) as f64;
        (self.squares / count).sqrt()
    }
}

/// Something that makes a run fail.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What failed.
    pub cause: FailureCause,
    /// Where.
    pub cursor: Cursor,
    /// In which item.
    pub item: Arc<ItemView>,
    /// When.
    pub at: OffsetDateTime,
}

/// What failed, in the three ways there are.
#[derive(Debug, Clone)]
pub enum FailureCause {
    /// A request got no response; and whose it was.
    Request(FailureView, RequestOrigin),
    /// A script threw.
    Script(Arc<ScriptView>, ScriptFailure),
    /// A test did not hold: its name, its index, and why.
    Assertion(Arc<ScriptView>, String, usize, ScriptFailure),
}

impl Failure {
    /// The failure that an event tells of, if it tells of one; `item` is the one that was begun last.
    ///
    /// A try that is followed by another one decides nothing.
    pub fn of(event: &RunEvent, item: &Arc<ItemView>) -> Option<Self> {
        let (cursor, cause) = match &event.kind {
            EventKind::AssertionFinished { cursor, script, assertion } => {
                let failure = assertion.failure()?.clone();
                let (script, name) = (Arc::clone(script), assertion.name.clone());
                (cursor, FailureCause::Assertion(script, name, assertion.index, failure))
            }
            EventKind::ScriptFinished { cursor, script, failure: Some(failure), .. } => {
                (cursor, FailureCause::Script(Arc::clone(script), failure.clone()))
            }
            EventKind::RequestFinished { cursor, origin, failure: Some(failure), .. }
                if *origin != RequestOrigin::Retry =>
            {
                (cursor, FailureCause::Request(failure.clone(), *origin))
            }
            _ => return None,
        };
        Some(Self { cause, cursor: *cursor, item: Arc::clone(item), at: event.at })
    }

    /// The error's name: `AssertionError`, `TypeError`, `Error`.
    pub fn error_name(&self) -> &str {
        match &self.cause {
            FailureCause::Request(failure, _) => failure.error_name(),
            FailureCause::Script(_, failure) => failure.name.as_deref().unwrap_or("undefined"),
            FailureCause::Assertion(_, _, _, failure) => failure.name.as_deref().unwrap_or("AssertionError"),
        }
    }

    /// The sentence.
    pub fn message(&self) -> &str {
        match &self.cause {
            FailureCause::Request(failure, _) => &failure.message,
            FailureCause::Script(_, failure) | FailureCause::Assertion(_, _, _, failure) => {
                failure.message.as_deref().unwrap_or("undefined")
            }
        }
    }

    /// Where in the item, in newman's words.
    ///
    /// Shape: `request`, `test-script`, `assertion:1 in test-script`.
    pub fn place(&self) -> String {
        match &self.cause {
            FailureCause::Request(..) => "request".to_owned(),
            FailureCause::Script(script, _) => format!("{}-script", script.listen.as_str()),
            FailureCause::Assertion(script, _, index, _) => {
                format!("assertion:{index} in {}-script", script.listen.as_str())
            }
        }
    }

    /// The user's own line, where it is known.
    pub fn line(&self) -> Option<u32> {
        match &self.cause {
            FailureCause::Request(..) => None,
            FailureCause::Script(_, failure) | FailureCause::Assertion(_, _, _, failure) => failure.line,
        }
    }
}

/// How many failures a [`Summary`] keeps; further ones are counted.
///
/// A failure takes about half a kilobyte: a night of failures must not take the memory of the machine.
pub const KEPT_FAILURES: usize = 10_000;

/// What a run amounts to so far.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// What runs; `None` before the first event.
    pub run: Option<Arc<RunView>>,
    /// newman's counts.
    pub counts: Counts,
    /// What makes the run fail, in order: the first [`KEPT_FAILURES`].
    pub failures: Vec<Failure>,
    /// How many failures there are.
    pub failed: usize,
    /// Response times.
    pub response: Spread,
    /// Look-ups that took place.
    pub dns: Spread,
    /// Waits for the first byte.
    pub first_byte: Spread,
    /// Bytes of bodies received.
    pub received_bytes: u64,
    /// When the run began.
    pub started: Option<OffsetDateTime>,
    /// When it ended.
    pub finished: Option<OffsetDateTime>,
    /// What ended it early.
    pub error: Option<RunError>,
    item: Option<Arc<ItemView>>,
}

impl Summary {
    /// Counts one event.
    pub fn apply(&mut self, event: &RunEvent) {
        match &event.kind {
            EventKind::RunStarted { run } => {
                self.run = Some(Arc::clone(run));
                self.started = Some(event.at);
            }
            EventKind::ItemStarted { item, .. } => {
                self.item = Some(Arc::clone(item));
                self.counts.prerequests.add(false);
            }
            EventKind::AssertionFinished { assertion, .. } => {
                self.counts.assertions.add(assertion.failure().is_some());
            }
            EventKind::ScriptFinished { script, failure, .. } => {
                let kind = match script.listen {
                    ListenView::Prerequest => &mut self.counts.prerequest_scripts,
                    ListenView::Test => &mut self.counts.test_scripts,
                };
                kind.add(failure.is_some());
                self.counts.scripts.add(failure.is_some());
            }
            // A try that is followed by another one decides nothing.
            EventKind::RequestFinished { origin, response, failure, .. }
                if *origin != RequestOrigin::Retry =>
            {
                self.counts.requests.add(failure.is_some());
                if let Some(response) = response {
                    self.measure(response);
                }
                if *origin == RequestOrigin::Item {
                    self.counts.tests.add(false);
                }
            }
            EventKind::ItemFinished { .. } => self.counts.items.add(false),
            EventKind::IterationFinished { .. } => self.counts.iterations.add(false),
            EventKind::RunFinished { error, .. } => {
                self.error.clone_from(error);
                self.finished = Some(event.at);
            }
            EventKind::IterationStarted { .. }
            | EventKind::ScriptStarted { .. }
            | EventKind::ConsoleLogged { .. }
            | EventKind::RequestStarted { .. }
            | EventKind::RequestFinished { .. }
            | EventKind::WarningRaised { .. } => {}
        }
        if let Some(failure) = Failure::of(event, self.item.get_or_insert_default()) {
            self.failed += 1;
            if self.failures.len() < KEPT_FAILURES {
                self.failures.push(failure);
            }
        }
    }

    /// True when nothing failed and nothing ended the run early.
    pub fn passed(&self) -> bool {
        self.failed == 0 && self.error.is_none()
    }

    /// How many failures are counted and not kept.
    pub fn more_failures(&self) -> usize {
        self.failed - self.failures.len()
    }

    fn measure(&mut self, response: &ResponseView) {
        self.received_bytes += response.counted_bytes();
        let ms = |duration: std::time::Duration| duration.as_secs_f64() * 1000.0;
        self.response.add(response.time_ms());
        // A phase that did not take place (a kept connection, an address) has no length to average.
        for (spread, phase) in
            [(&mut self.dns, response.timings.dns), (&mut self.first_byte, response.timings.first_byte)]
        {
            if !phase.is_zero() {
                spread.add(ms(phase));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failures_are_kept_and_all_are_counted() {
        let failure = FailureView {
            kind: crate::event::FailureKindView::Connect,
            code: None,
            message: "refused".to_owned(),
        };
        let kind = EventKind::RequestFinished {
            cursor: Cursor::default(),
            request: Arc::default(),
            origin: RequestOrigin::Item,
            response: None,
            failure: Some(failure),
        };
        let elapsed = std::time::Duration::ZERO;
        let event = RunEvent { seq: 0, at: OffsetDateTime::UNIX_EPOCH, elapsed, kind };
        let mut summary = Summary::default();
        for _ in 0..KEPT_FAILURES + 5 {
            summary.apply(&event);
        }
        assert_eq!((summary.failures.len(), summary.failed), (KEPT_FAILURES, KEPT_FAILURES + 5));
        assert_eq!(summary.more_failures(), 5);
        assert!(!summary.passed());
    }
}
