//! When the running script has to stop: at its limits of time and memory, at an interrupt, or when the run gives the
//! engine up.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::super::memory::Gauge;
use crate::clock::Clock;

/// When the running script has to stop, and why it did.
pub(super) struct Stop {
    pub(super) clock: Clock,
    pub(super) deadline: RefCell<Option<Duration>>,
    pub(super) interrupt: RefCell<Arc<AtomicBool>>,
    /// True when the run has given this engine up.
    abandoned: Arc<AtomicBool>,
    memory: Rc<Gauge>,
}

impl Stop {
    pub(super) fn new(abandoned: Arc<AtomicBool>, memory: Rc<Gauge>) -> Self {
        Self {
            clock: Clock::system(),
            deadline: RefCell::default(),
            interrupt: RefCell::default(),
            abandoned,
            memory,
        }
    }

    pub(super) fn due(&self) -> bool {
        self.out_of_memory() || self.interrupted() || self.timed_out()
    }

    pub(super) fn out_of_memory(&self) -> bool {
        self.memory.is_full()
    }

    pub(super) fn interrupted(&self) -> bool {
        self.abandoned.load(Ordering::Relaxed) || self.interrupt.borrow().load(Ordering::Relaxed)
    }

    pub(super) fn timed_out(&self) -> bool {
        self.deadline.borrow().is_some_and(|deadline| self.clock.elapsed() >= deadline)
    }
}
