//! How much memory scripts may use, and how much they use.
//!
//! Counts only; who allocates asks here first. Entry points: [`ScriptMemory`] for all scripts of a run, [`Gauge`] for one
//! engine.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How much memory all scripts of a run may use together. Clones count together.
#[derive(Debug, Clone, Default)]
pub struct ScriptMemory {
    limit: Limit,
    used: Arc<AtomicUsize>,
}

#[derive(Debug, Clone, Copy, Default)]
enum Limit {
    #[default]
    None,
    Bytes(usize),
    Measured(fn() -> usize),
}

impl ScriptMemory {
    /// As much as there is.
    pub fn unlimited() -> Self {
        Self::default()
    }

    /// At most this much. Units: bytes.
    pub fn limited(most: usize) -> Self {
        Self { limit: Limit::Bytes(most), ..Self::default() }
    }

    /// At most what `measure` says when an engine starts, in bytes. A run without scripts never asks.
    pub fn measured(measure: fn() -> usize) -> Self {
        Self { limit: Limit::Measured(measure), ..Self::default() }
    }

    /// The same limit with a count of its own.
    pub(crate) fn counted_anew(&self) -> Self {
        Self { limit: self.limit, used: Arc::default() }
    }

    fn limit(&self) -> Option<usize> {
        match self.limit {
            Limit::None => None,
            Limit::Bytes(most) => Some(most),
            Limit::Measured(measure) => Some(measure()),
        }
    }
}

/// What is to be done about the memory in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pressure {
    /// Nothing.
    None,
    /// Garbage should be collected before anything is refused.
    Collect,
    /// The script has reached its limit and must end. What it asks for until then is still given.
    Full,
    /// Nothing more may be given.
    Exhausted,
}

/// The memory in use, as one engine sees it. It lives on the engine's thread.
///
/// # Design
///
/// 2026-11-30: the limit is soft. An engine that is refused memory half-way through an operation does not always keep
/// its objects whole: `QuickJS` crashes in the next collection after an object's properties could not grow. So a script
/// that reaches the limit is stopped, and memory is given beyond it until it stops: half as much again, since one
/// operation (a table that doubles) may ask for as much as there is. When that is gone too, the engine's thread ends
/// where it stands. Rejected: refusing at the limit (crashes), a process for scripts (a hand-over for each).
pub(super) struct Gauge {
    used: Arc<AtomicUsize>,
    /// `usize::MAX` without a limit.
    limit: usize,
    /// False while the engine starts, which is no script's doing.
    armed: Cell<bool>,
    /// From here on something is to be done.
    alarm: Cell<usize>,
    full: Cell<bool>,
    refused: Cell<usize>,
}

impl Gauge {
    pub(super) fn new(memory: &ScriptMemory) -> Self {
        Self {
            used: Arc::clone(&memory.used),
            limit: memory.limit().unwrap_or(usize::MAX),
            armed: Cell::new(false),
            alarm: Cell::new(usize::MAX),
            full: Cell::new(false),
            refused: Cell::new(0),
        }
    }

    /// From now on the limit counts.
    pub(super) fn arm(&self) {
        self.armed.set(true);
        self.set_alarm(self.used.load(Ordering::Relaxed));
    }

    /// The limit, if there is one. Units: bytes.
    pub(super) fn limit(&self) -> Option<usize> {
        (self.limit < usize::MAX).then_some(self.limit)
    }

    /// Counts bytes that are about to be allocated.
    pub(super) fn take(&self, bytes: usize) -> Pressure {
        let used = self.used.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        if used < self.alarm.get() { Pressure::None } else { self.pressure(used) }
    }

    /// Counts bytes that are free again.
    pub(super) fn give(&self, bytes: usize) {
        let used = self.used.fetch_sub(bytes, Ordering::Relaxed).saturating_sub(bytes);
        if self.armed.get() && self.next_alarm(used) < self.alarm.get() {
            self.set_alarm(used);
        }
    }

    /// True once the script has reached the limit.
    pub(super) fn is_full(&self) -> bool {
        self.full.get()
    }

    /// There is no more memory, whatever the limit.
    pub(super) fn fill(&self) {
        self.full.set(true);
    }

    /// True for one allocation that would not fit if nothing else were in use: it may be refused.
    pub(super) fn can_never_hold(&self, bytes: usize) -> bool {
        let never = self.armed.get() && bytes > self.limit;
        if never {
            self.refused.set(bytes);
        }
        never
    }

    /// What was refused last to the running script. Units: bytes.
    pub(super) fn refused(&self) -> Option<usize> {
        Some(self.refused.get()).filter(|bytes| *bytes > 0)
    }

    /// Another script begins.
    pub(super) fn forget_refused(&self) {
        self.refused.set(0);
    }

    fn pressure(&self, used: usize) -> Pressure {
        if used > self.limit.saturating_add(self.limit / 2) {
            self.full.set(true);
            Pressure::Exhausted
        } else if used > self.limit {
            self.full.set(true);
            Pressure::Full
        } else {
            self.set_alarm(used);
            Pressure::Collect
        }
    }

    fn set_alarm(&self, used: usize) {
        self.alarm.set(self.next_alarm(used));
    }

    /// Garbage is looked for in the last quarter, each time that an eighth has been added to what is in use.
    fn next_alarm(&self, used: usize) -> usize {
        if self.limit == usize::MAX {
            return usize::MAX;
        }
        used.saturating_add(self.limit / 8).clamp(self.limit / 4 * 3, self.limit)
    }
}

/// A size as people write it. Units: bytes.
///
/// Shape: `64 MiB`, `200 MB`, `1234567 bytes`
pub(super) fn size(bytes: usize) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1_000_000_000, "GB"), (1_000_000, "MB")];
    match units.into_iter().find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit)) {
        Some((unit, name)) => format!("{} {name}", bytes / unit),
        None if bytes < 10_000_000 => format!("{bytes} bytes"),
        None => format!("{} MB", bytes / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gauge(limit: usize) -> Gauge {
        let gauge = Gauge::new(&ScriptMemory::limited(limit));
        gauge.arm();
        gauge
    }

    #[test]
    fn memory_is_given_beyond_the_limit_until_half_of_it_is_gone_again() {
        let gauge = gauge(800);
        assert_eq!(
            [gauge.take(500), gauge.take(100), gauge.take(200)],
            [Pressure::None, Pressure::Collect, Pressure::Collect]
        );
        assert!(!gauge.is_full());
        assert_eq!(
            [gauge.take(1), gauge.take(399), gauge.take(1)],
            [Pressure::Full, Pressure::Full, Pressure::Exhausted]
        );
        assert!(gauge.is_full());
    }

    #[test]
    fn garbage_is_looked_for_again_after_some_of_it_was_found() {
        let gauge = gauge(800);
        for _ in 0..3 {
            assert_eq!(
                [gauge.take(599), gauge.take(1), gauge.take(50)],
                [Pressure::None, Pressure::Collect, Pressure::None]
            );
            gauge.give(650);
        }
    }

    #[test]
    fn without_a_limit_there_is_no_pressure() {
        let gauge = Gauge::new(&ScriptMemory::unlimited());
        gauge.arm();
        assert_eq!([gauge.take(1 << 60), gauge.take(1 << 60)], [Pressure::None; 2]);
        gauge.give(1 << 60);
        assert_eq!(gauge.take(1 << 60), Pressure::None);
    }

    #[test]
    fn the_start_of_an_engine_counts_but_meets_no_limit() {
        let gauge = Gauge::new(&ScriptMemory::limited(100));
        assert_eq!(gauge.take(1000), Pressure::None);
        gauge.arm();
        assert_eq!(gauge.take(1), Pressure::Exhausted);
    }

    #[test]
    fn engines_of_one_run_count_together() {
        let memory = ScriptMemory::limited(800);
        let (one, other) = (Gauge::new(&memory), Gauge::new(&memory));
        other.arm();
        assert_eq!(
            [one.take(700), other.take(50), other.take(51)],
            [Pressure::None, Pressure::Collect, Pressure::Full]
        );
    }

    #[test]
    fn a_size_is_written_as_it_was_probably_given() {
        let sizes = [64 << 20, 200_000_000, 4 << 30, 3_000_000_000, 4_000_001, 123_456_789];
        assert_eq!(sizes.map(size), ["64 MiB", "200 MB", "4 GiB", "3 GB", "4000001 bytes", "123 MB"]);
    }
}
