//! The rate limit of an account.
//!
//! Documented: a call over the limit of calls in a second is answered with 503, without `Retry-After`. The window is
//! unknown; the emulator counts the calls in the second before.

use std::collections::VecDeque;
use std::time::Duration;

const WINDOW: Duration = Duration::from_secs(1);

/// Allows a number of calls in any second.
#[derive(Debug, Clone)]
pub(super) struct RateLimit {
    most: usize,
    taken: VecDeque<Duration>,
}

impl RateLimit {
    pub(super) fn new(most: usize) -> Self {
        Self { most, taken: VecDeque::new() }
    }

    /// True when a call at this monotonic time is within the limit. Refused calls do not count.
    pub(super) fn allows(&mut self, at: Duration) -> bool {
        while self.taken.front().is_some_and(|first| at.saturating_sub(*first) >= WINDOW) {
            self.taken.pop_front();
        }
        let allowed = self.taken.len() < self.most;
        if allowed {
            self.taken.push_back(at);
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_over_the_limit_in_any_second_are_refused() {
        let mut limit = RateLimit::new(2);
        let allowed = [0, 10, 20, 999, 1000, 1005, 1010].map(|ms| limit.allows(Duration::from_millis(ms)));
        assert_eq!(allowed, [true, true, false, false, true, false, true]);
    }
}
