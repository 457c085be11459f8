//! Waits between questions: they grow from one to the next.

use std::time::Duration;

/// The longest time that a `Retry-After` may ask for.
pub(super) const LONGEST_ORDERED: Duration = Duration::from_secs(30);

/// Growing waits.
#[derive(Debug, Clone)]
pub(super) struct Waits {
    next: Duration,
    longest: Duration,
    /// The wait that the platform asked for by `Retry-After`.
    ordered: Option<Duration>,
}

impl Waits {
    /// Waits from `first` on. Each further wait is half as long again, up to `longest`.
    pub(super) fn new(first: Duration, longest: Duration) -> Self {
        Self { next: first, longest: longest.max(first), ordered: None }
    }

    /// Makes the next wait at least this long.
    pub(super) fn order(&mut self, wait: Option<Duration>) {
        self.ordered = wait.map(|wait| wait.min(LONGEST_ORDERED));
    }

    /// The next wait, at most `left`.
    pub(super) fn next(&mut self, left: Duration) -> Duration {
        let wait = self.next.max(self.ordered.take().unwrap_or_default());
        self.next = (self.next * 3 / 2).min(self.longest);
        wait.min(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordered_wait_counts_once_and_has_a_limit() {
        let mut waits = Waits::new(Duration::from_secs(1), Duration::from_secs(2));
        waits.order(Some(Duration::from_secs(7)));
        let left = Duration::from_mins(5);
        assert_eq!([0; 3].map(|_| waits.next(left).as_millis()), [7000, 1500, 2000]);
        waits.order(Some(Duration::from_hours(1)));
        assert_eq!(waits.next(left), LONGEST_ORDERED);
        assert_eq!(waits.next(Duration::from_millis(3)), Duration::from_millis(3));
    }
}
