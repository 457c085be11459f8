//! The one place where events get their numbers and times.

use std::cell::RefCell;
use std::time::Duration;

use crate::clock::Clock;
use crate::event::{EventKind, RunEvent};

/// Numbers events and hands them on, in order.
pub(super) struct Emitter<'a> {
    clock: Clock,
    began: Duration,
    state: RefCell<State<'a>>,
}

struct State<'a> {
    seq: u64,
    sink: &'a mut dyn FnMut(RunEvent),
}

impl<'a> Emitter<'a> {
    pub(super) fn new(clock: Clock, sink: &'a mut dyn FnMut(RunEvent)) -> Self {
        let began = clock.elapsed();
        Self { clock, began, state: RefCell::new(State { seq: 0, sink }) }
    }

    pub(super) fn emit(&self, kind: EventKind) {
        let mut state = self.state.borrow_mut();
        let elapsed = self.clock.elapsed().saturating_sub(self.began);
        let event = RunEvent { seq: state.seq, at: self.clock.now(), elapsed, kind };
        state.seq += 1;
        (state.sink)(event);
    }
}
