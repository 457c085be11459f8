//! Stopping a run from outside: Ctrl-C, SIGTERM, the time limit of the whole run.

use tokio::sync::watch;

/// Why a run must stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// Ctrl-C or SIGTERM.
    Interrupted,
    /// `--timeout` passed.
    TimedOut,
}

/// Stops a run from outside. Clones share one signal.
#[derive(Debug, Clone)]
pub struct StopSignal(watch::Sender<Option<StopReason>>);

impl Default for StopSignal {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl StopSignal {
    /// Asks the run to stop; the first reason stays.
    pub fn stop(&self, reason: StopReason) {
        self.0.send_if_modified(|current| {
            let first = current.is_none();
            current.get_or_insert(reason);
            first
        });
    }

    /// The reason, if a stop was asked for.
    pub fn reason(&self) -> Option<StopReason> {
        *self.0.borrow()
    }

    /// Waits until a stop is asked for.
    pub async fn stopped(&self) -> StopReason {
        let mut receiver = self.0.subscribe();
        let reason = receiver.wait_for(Option::is_some).await;
        reason.ok().and_then(|reason| *reason).expect("self holds the sender, and waited for a reason")
    }
}
