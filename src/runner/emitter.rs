//! Numbers events and stamps them with the time.

use std::time::Duration;

use super::shared::Shared;
use crate::clock::Clock;
use crate::event::{EventKind, RunEvent};

/// Numbers events and passes them to the sink, in order.
pub(super) struct Emitter<'a> {
    clock: Clock,
    began: Duration,
    state: Shared<State<'a>>,
}

struct State<'a> {
    seq: u64,
    sink: &'a mut (dyn FnMut(RunEvent) + Send),
}

impl<'a> Emitter<'a> {
    pub(super) fn new(clock: Clock, sink: &'a mut (dyn FnMut(RunEvent) + Send)) -> Self {
        let began = clock.elapsed();
        Self { clock, began, state: Shared::new(State { seq: 0, sink }) }
    }

    pub(super) fn emit(&self, kind: EventKind) {
        let mut state = self.state.lock();
        let elapsed = self.clock.elapsed().saturating_sub(self.began);
        let event = RunEvent { seq: state.seq, at: self.clock.now(), elapsed, kind };
        state.seq += 1;
        (state.sink)(event);
    }
}
