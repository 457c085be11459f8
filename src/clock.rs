//! Time and randomness are inputs: code that needs them takes a [`Clock`] or a [`Seed`].
//!
//! This is the one place that reads the system's clocks and its randomness. Tests pass [`Clock::fixed`] and a seed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use time::OffsetDateTime;

/// Tells the time: the wall clock for reports and signatures, a monotonic one for durations.
#[derive(Debug, Clone)]
pub struct Clock {
    source: Source,
    zone: Option<Arc<str>>,
}

#[derive(Debug, Clone)]
enum Source {
    System { origin: Instant },
    Fixed { now: OffsetDateTime, elapsed_us: Arc<AtomicU64> },
}

impl Clock {
    /// The system's clock; [`Clock::elapsed`] counts from this call.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    pub fn system() -> Self {
        Self { source: Source::System { origin: Instant::now() }, zone: None }
    }

    /// A clock that stands still at `now`, for tests. [`Clock::advance`] moves it.
    pub fn fixed(now: OffsetDateTime) -> Self {
        Self { source: Source::Fixed { now, elapsed_us: Arc::default() }, zone: None }
    }

    /// The same clock, with the name of the time zone that scripts are told: `Europe/Berlin`. The zone itself is the
    /// system's.
    #[must_use]
    pub fn in_zone(mut self, zone: Option<&str>) -> Self {
        self.zone = zone.map(Arc::from);
        self
    }

    /// The name of the time zone, where it is known.
    pub fn zone(&self) -> Option<&str> {
        self.zone.as_deref()
    }

    /// The wall-clock time, UTC.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    pub fn now(&self) -> OffsetDateTime {
        match &self.source {
            Source::System { .. } => OffsetDateTime::now_utc(),
            Source::Fixed { now, .. } => *now + self.elapsed(),
        }
    }

    /// Monotonic time since the clock was made.
    pub fn elapsed(&self) -> Duration {
        match &self.source {
            Source::System { origin } => origin.elapsed(),
            Source::Fixed { elapsed_us, .. } => Duration::from_micros(elapsed_us.load(Ordering::Relaxed)),
        }
    }

    /// Moves a fixed clock forward; does nothing to the system's.
    pub fn advance(&self, by: Duration) {
        if let Source::Fixed { elapsed_us, .. } = &self.source {
            let us = u64::try_from(by.as_micros()).unwrap_or(u64::MAX);
            elapsed_us.fetch_add(us, Ordering::Relaxed);
        }
    }
}

/// The start of all random values: the same seed gives the same run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub u64);

impl Seed {
    /// Another seed at each call.
    pub fn random() -> Self {
        Self(rand::random())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_moves_only_when_told() {
        let clock = Clock::fixed(OffsetDateTime::UNIX_EPOCH);
        clock.advance(Duration::from_millis(1500));
        assert_eq!(clock.elapsed(), Duration::from_millis(1500));
        assert_eq!(clock.now(), OffsetDateTime::UNIX_EPOCH + Duration::from_millis(1500));
    }
}
