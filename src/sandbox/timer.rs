//! The timers of a running script.

use std::time::Duration;

/// Timers by when they are due; those due at the same time fire in the order in which they were set.
#[derive(Debug, Default)]
pub(super) struct Timers {
    waiting: Vec<Timer>,
}

#[derive(Debug)]
struct Timer {
    id: u32,
    due: Duration,
    every: Option<Duration>,
}

impl Timers {
    /// Sets a timer. Zero counts as one millisecond, as in Node.js.
    pub(super) fn set(&mut self, id: u32, now: Duration, delay: Duration, repeats: bool) {
        let delay = delay.max(Duration::from_millis(1));
        self.waiting.push(Timer { id, due: now + delay, every: repeats.then_some(delay) });
    }

    /// Sets a timer that is due at once.
    pub(super) fn set_immediate(&mut self, id: u32, now: Duration) {
        self.waiting.push(Timer { id, due: now, every: None });
    }

    /// Removes a timer, if it is still there.
    pub(super) fn clear(&mut self, id: u32) {
        self.waiting.retain(|timer| timer.id != id);
    }

    /// Removes all timers.
    pub(super) fn clear_all(&mut self) {
        self.waiting.clear();
    }

    /// When the next one is due.
    pub(super) fn next(&self) -> Option<Duration> {
        self.waiting.iter().map(|timer| timer.due).min()
    }

    /// Takes the next timer that is due; an interval is set again.
    pub(super) fn take_due(&mut self, now: Duration) -> Option<u32> {
        let due = self.next().filter(|due| *due <= now)?;
        let place = self.waiting.iter().position(|timer| timer.due == due)?;
        let timer = self.waiting.remove(place);
        if let Some(every) = timer.every {
            self.waiting.push(Timer { due: now + every, ..timer });
        }
        Some(timer.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn timers_fire_by_due_time_then_in_order() {
        let mut timers = Timers::default();
        timers.set(1, ms(0), ms(5), false);
        timers.set(2, ms(0), ms(2), false);
        timers.set(3, ms(0), ms(5), false);
        assert_eq!(timers.take_due(ms(1)), None);
        assert_eq!(
            [timers.take_due(ms(9)), timers.take_due(ms(9)), timers.take_due(ms(9))],
            [Some(2), Some(1), Some(3)]
        );
    }

    #[test]
    fn an_interval_comes_again_until_it_is_cleared() {
        let mut timers = Timers::default();
        timers.set(1, ms(0), ms(5), true);
        assert_eq!(timers.take_due(ms(5)), Some(1));
        assert_eq!(timers.next(), Some(ms(10)));
        timers.clear(1);
        assert_eq!(timers.next(), None);
    }
}
