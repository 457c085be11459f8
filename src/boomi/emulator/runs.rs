//! The runs that the emulator keeps, the oldest first.

use std::collections::vec_deque::{Iter, VecDeque};
use std::time::Duration;

use time::OffsetDateTime;

use super::run::EmulatedRun;

/// The platform keeps records for 30 days (documented), and so does the emulator.
const KEPT_DAYS: u64 = 30;

/// The largest number of runs.
const KEPT: usize = 20_000;

/// Runs, in the order in which they were triggered.
#[derive(Debug, Default)]
pub(super) struct Runs {
    list: VecDeque<EmulatedRun>,
    /// The sum of their sizes.
    bytes: usize,
}

impl Runs {
    /// Adds a run; forgets those that are too old, too many, or take more than these bytes together.
    pub(super) fn add(&mut self, run: EmulatedRun, now: OffsetDateTime, most_bytes: usize) {
        self.bytes += run.bytes();
        self.list.push_back(run);
        let oldest = now - Duration::from_hours(24 * KEPT_DAYS);
        while self.list.front().is_some_and(|first| {
            first.requested_at < oldest
                || self.list.len() > KEPT
                || (self.bytes > most_bytes && self.list.len() > 1)
        }) {
            self.bytes -= self.list.pop_front().map_or(0, |first| first.bytes());
        }
    }

    /// Puts back what was stored, in the order in which it was stored; a later run takes the place of an earlier one with
    /// its id.
    pub(super) fn restore(&mut self, stored: Vec<EmulatedRun>) {
        let mut places = std::collections::HashMap::new();
        for run in stored {
            let place = *places.entry(run.execution_id.clone()).or_insert(self.list.len());
            match self.list.get_mut(place) {
                Some(same) => *same = run,
                None => self.list.push_back(run),
            }
        }
        self.bytes = self.list.iter().map(EmulatedRun::bytes).sum();
    }

    pub(super) fn iter(&self) -> Iter<'_, EmulatedRun> {
        self.list.iter()
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The run of an account with this request id.
    pub(super) fn requested(&self, account: &str, request_id: &str) -> Option<&EmulatedRun> {
        self.list.iter().rev().find(|run| run.request_id == request_id && run.account == account)
    }

    /// The run of an account with this execution id.
    pub(super) fn executed(&self, account: &str, execution_id: &str) -> Option<&EmulatedRun> {
        self.list.iter().rev().find(|run| run.execution_id == execution_id && run.account == account)
    }

    /// The same, to be changed.
    pub(super) fn executed_mut(&mut self, account: &str, execution_id: &str) -> Option<&mut EmulatedRun> {
        self.list.iter_mut().rev().find(|run| run.execution_id == execution_id && run.account == account)
    }
}
