//! The session that the steps of a trigger share: its calls, its reporters, and whether to stop.

use std::cell::RefCell;
use std::time::Duration;

use postino::boomi::{Api, ApiCall, ApiReply, CallError, Caller};
use postino::clock::Clock;
use postino::runner::{StopReason, StopSignal};

use super::stream::Stream;
use crate::cli::terminal::status;

/// The calls of one invocation. Reporters see each call as it happens.
pub(super) struct Session {
    pub(super) api: Api,
    pub(super) stream: RefCell<Stream>,
    pub(super) stop: StopSignal,
    pub(super) clock: Clock,
    /// True when standard error is a terminal.
    pub(super) live: bool,
}

impl Caller for Session {
    async fn call(&self, _: &str, call: &ApiCall) -> Result<ApiReply, CallError> {
        let called = self.api.call(call).await;
        self.stream.borrow_mut().called(&called, true);
        called.reply().map_err(CallError::Failure)
    }
}

/// Why a trigger stops.
pub(super) enum Stopped {
    Interrupted,
    Error(anyhow::Error),
}

impl From<anyhow::Error> for Stopped {
    fn from(error: anyhow::Error) -> Self {
        Self::Error(error)
    }
}

impl Session {
    /// Waits. Ctrl-C and SIGTERM end the wait.
    #[expect(clippy::disallowed_methods, reason = "the wait between two questions")]
    pub(super) async fn pause(&self, time: Duration) -> Result<(), Stopped> {
        tokio::select! {
            biased;
            StopReason::Interrupted | StopReason::TimedOut = self.stop.stopped() => Err(Stopped::Interrupted),
            () = tokio::time::sleep(time) => Ok(()),
        }
    }

    /// Fails an assertion, ends the step, and returns the error.
    pub(super) fn fail(&self, assertion: &str, error: anyhow::Error) -> Stopped {
        let mut stream = self.stream.borrow_mut();
        stream.assert(assertion, Some(&error.to_string()));
        stream.end_step();
        Stopped::Error(error)
    }

    /// Shows the run's status at a terminal.
    pub(super) fn show(&self, text: &str, last: bool) {
        if self.live {
            status(text);
            if last {
                status("");
            }
        }
    }
}
