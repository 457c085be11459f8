//! The session that the steps of a command share: its calls, its reporters, and whether to stop.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use postino::boomi::{Api, ApiCall, ApiReply, CallError, Called, Caller, Interrupted, Line, News};
use postino::clock::Clock;
use postino::http;
use postino::runner::StopSignal;
use time::OffsetDateTime;

use super::advice::clock_warning;
use super::outcome::Word;
use super::steps;
use super::stream::Stream;
use super::words::seconds;

/// The calls of one invocation. Reporters see each call as it happens.
pub(super) struct Session {
    pub(super) api: Api,
    pub(super) stream: RefCell<Stream>,
    pub(super) stop: StopSignal,
    pub(super) clock: Clock,
    /// What is known about the run so far.
    pub(super) word: Cell<Word>,
    /// The status that was told last.
    pub(super) told: RefCell<String>,
}

impl Caller for Session {
    async fn call(&self, _: &str, call: &ApiCall) -> Result<ApiReply, CallError> {
        let called = self.unless_stopped(self.api.call(call)).await.map_err(|_| CallError::Interrupted)?;
        let reply = called.reply();
        self.stream.borrow_mut().called(called);
        reply.map_err(CallError::Failure)
    }
}

impl Line for Session {
    async fn trigger(&self, request: &http::Request) -> Result<Called, Interrupted> {
        self.word.set(Word::PerhapsStarted);
        let called = self.unless_stopped(self.api.trigger(request)).await?;
        let mut stream = self.stream.borrow_mut();
        let date = called.exchange.outcome.as_ref().ok().and_then(|response| response.headers.get("date"));
        if let Some(warning) = clock_warning(date, self.clock.now()) {
            stream.warn(warning);
        }
        stream.called(called.clone());
        Ok(called)
    }

    #[expect(clippy::disallowed_methods, reason = "the wait between two questions")]
    async fn pause(&self, time: Duration) -> Result<(), Interrupted> {
        self.unless_stopped(tokio::time::sleep(time)).await
    }

    fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    fn tell(&self, news: News<'_>) {
        let mut stream = self.stream.borrow_mut();
        match news {
            News::Again { error, after } => {
                self.word.set(Word::NotStarted);
                stream.warn(format!("nothing was started: {error}; again after {}", seconds(after)));
            }
            News::InDoubt(error) => {
                stream.warn(format!("the trigger was sent, and no sound answer came: {error}"));
                stream.end_step();
                stream.step(steps::LOOK);
            }
            News::State { record, trouble, elapsed } => {
                let status = record.map_or("not reported yet", |record| record.status.as_str());
                let trouble = trouble.map(|error| format!("  (last answer: {error})")).unwrap_or_default();
                stream.show(&format!("{status}  {}{trouble}", seconds(elapsed)));
                let over = record.is_some_and(|record| record.status.is_final());
                if status != *self.told.borrow() && !over {
                    stream.say(&format!("{status} after {}", seconds(elapsed)));
                    status.clone_into(&mut self.told.borrow_mut());
                }
            }
        }
    }
}

/// Why the steps of a command stop.
pub(super) enum Stopped {
    Interrupted,
    Error(anyhow::Error),
}

impl From<anyhow::Error> for Stopped {
    fn from(error: anyhow::Error) -> Self {
        Self::Error(error)
    }
}

impl From<Interrupted> for Stopped {
    fn from(_: Interrupted) -> Self {
        Self::Interrupted
    }
}

impl Session {
    /// Ends with the work, or with Ctrl-C or SIGTERM.
    async fn unless_stopped<T>(&self, work: impl Future<Output = T>) -> Result<T, Interrupted> {
        tokio::select! {
            biased;
            _ = self.stop.stopped() => Err(Interrupted),
            done = work => Ok(done),
        }
    }

    /// Passes an assertion and ends the step.
    pub(super) fn pass(&self, assertion: &str) {
        let mut stream = self.stream.borrow_mut();
        stream.assert(assertion, None);
        stream.end_step();
    }

    /// Fails an assertion and ends the step.
    pub(super) fn miss(&self, assertion: &str, message: &str) {
        let mut stream = self.stream.borrow_mut();
        stream.assert(assertion, Some(message));
        stream.end_step();
    }

    /// Fails an assertion, ends the step, and returns the error.
    pub(super) fn fail(&self, assertion: &str, error: anyhow::Error) -> Stopped {
        self.miss(assertion, &error.to_string());
        Stopped::Error(error)
    }
}
