//! Starts a process, finds out whether a run was started, follows the run and fetches its log.
//!
//! This module asks what the pure parts say ([`Taken`], [`LookUp`], [`Follow`], [`LogFetch`]), over a [`Line`] that the
//! command line implements. It sends a trigger again only where it is known that nothing was started.

use std::time::Duration;

use time::OffsetDateTime;

use super::api::Called;
use super::find::{CallError, Caller};
use super::follow::{Follow, FollowEnding, FollowStep, Patience, RunId};
use super::log::LogError;
use super::log_fetch::{LogFetch, LogStep};
use super::look_up::{LookUp, LookUpEnding, LookUpStep, Search, Target};
use super::model::ExecutionRecord;
use super::taken::Taken;
use super::trigger::TriggerKind;
use super::waits::LONGEST_ORDERED;
use crate::http::Request;

/// Ctrl-C or SIGTERM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interrupted;

/// The line to the platform: calls, waits, the time, and somebody who is told what happens.
pub trait Line: Caller {
    /// Sends a trigger once.
    fn trigger(&self, request: &Request) -> impl Future<Output = Result<Called, Interrupted>>;
    /// Waits.
    fn pause(&self, time: Duration) -> impl Future<Output = Result<(), Interrupted>>;
    /// The time since some fixed moment.
    fn elapsed(&self) -> Duration;
    /// This machine's wall clock.
    fn now(&self) -> OffsetDateTime;
    /// Tells what happens.
    fn tell(&self, news: News<'_>);
}

/// What happens, told while it happens.
#[derive(Debug, Clone, Copy)]
pub enum News<'a> {
    /// The trigger will be sent again after a wait, since nothing was started.
    Again {
        /// What came instead of an answer.
        error: &'a CallError,
        /// The wait.
        after: Duration,
    },
    /// The trigger was sent, and no sound answer came: its run will be looked for.
    InDoubt(&'a CallError),
    /// The state of the run that is followed, `elapsed` after the following began.
    State {
        /// The last record.
        record: Option<&'a ExecutionRecord>,
        /// What was wrong with the last answer.
        trouble: Option<&'a CallError>,
        /// The time.
        elapsed: Duration,
    },
}

/// How the start of a process ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// A run was started: its id.
    Started(RunId),
    /// A run was started, and the trigger gives no id.
    Unnamed,
    /// The trigger got no sound answer, but one run can be meant.
    Adopted {
        /// The run.
        record: Box<ExecutionRecord>,
        /// What came instead of an answer.
        why: CallError,
    },
    /// A run was perhaps started.
    Perhaps {
        /// What came instead of an answer.
        why: CallError,
        /// What the look-up found.
        found: LookUpEnding,
    },
    /// Nothing was started.
    Not(CallError),
}

/// How triggers are sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retries {
    /// The number of further tries.
    pub most: u32,
    /// The wait before the first of them. Each further wait is twice as long.
    pub first: Duration,
}

impl Default for Retries {
    fn default() -> Self {
        Self { most: 3, first: Duration::from_millis(500) }
    }
}

/// A trigger, and how patient its sender is.
#[derive(Debug, Clone, Copy)]
pub struct Trigger<'a> {
    /// The request.
    pub request: &'a Request,
    /// Its kind.
    pub kind: TriggerKind,
    /// What it starts, and where.
    pub target: &'a Target,
    /// How it is sent again where nothing was started.
    pub retries: Retries,
    /// How long its run is looked for when no sound answer came.
    pub look_up: Patience,
}

/// Starts a process.
///
/// # Errors
///
/// Fails when it is interrupted.
pub async fn start(line: &impl Line, trigger: &Trigger<'_>) -> Result<Start, Interrupted> {
    let mut wait = trigger.retries.first;
    let mut left = trigger.retries.most;
    loop {
        let sent = line.now();
        let called = line.trigger(trigger.request).await?;
        match Taken::of(&called, trigger.kind) {
            Taken::Started(Some(id)) => return Ok(Start::Started(RunId::Request(id))),
            Taken::Started(None) => return Ok(Start::Unnamed),
            Taken::Not(error) => return Ok(Start::Not(error)),
            Taken::Later { error, .. } if left == 0 => return Ok(Start::Not(error)),
            Taken::Later { error, wait: ordered } => {
                let after = wait.max(ordered.unwrap_or_default().min(LONGEST_ORDERED));
                line.tell(News::Again { error: &error, after });
                line.pause(after).await?;
                (wait, left) = (wait * 2, left - 1);
            }
            Taken::Perhaps(why) => {
                line.tell(News::InDoubt(&why));
                let search = Search { target: trigger.target.clone(), sent };
                return Ok(match look_up(line, search, trigger.look_up).await? {
                    LookUpEnding::One(record) => Start::Adopted { record, why },
                    found => Start::Perhaps { why, found },
                });
            }
        }
    }
}

/// Looks for the one run that a trigger may have started.
///
/// # Errors
///
/// Fails when it is interrupted.
pub async fn look_up(
    line: &impl Line,
    search: Search,
    patience: Patience,
) -> Result<LookUpEnding, Interrupted> {
    let began = line.elapsed();
    let mut look_up = LookUp::new(search, patience);
    loop {
        match look_up.next(line.elapsed().saturating_sub(began)) {
            LookUpStep::End(ending) => return Ok(ending),
            LookUpStep::Ask { after, call } => {
                line.pause(after).await?;
                let answer = line.call("Look for the run", &call).await;
                not_interrupted(&answer)?;
                look_up.answered(&answer, line.now());
            }
        }
    }
}

/// Follows a run to its end.
///
/// # Errors
///
/// Fails when it is interrupted.
pub async fn follow(line: &impl Line, mut follow: Follow) -> Result<FollowEnding, Interrupted> {
    let began = line.elapsed();
    loop {
        match follow.next(line.elapsed().saturating_sub(began)) {
            FollowStep::End(ending) => return Ok(ending),
            FollowStep::Ask { after, question, call } => {
                line.pause(after).await?;
                let answer = line.call("Follow the run", &call).await;
                not_interrupted(&answer)?;
                follow.answered(question, &answer, line.now());
                let elapsed = line.elapsed().saturating_sub(began);
                line.tell(News::State { record: follow.record(), trouble: follow.trouble(), elapsed });
            }
        }
    }
}

/// Fetches the text of an execution's log.
///
/// # Errors
///
/// Fails when it is interrupted.
pub async fn fetch_log(
    line: &impl Line,
    mut fetch: LogFetch,
) -> Result<Result<String, LogError>, Interrupted> {
    let began = line.elapsed();
    loop {
        match fetch.next(line.elapsed().saturating_sub(began)) {
            LogStep::End(end) => return Ok(end),
            LogStep::Ask { after, call } => {
                line.pause(after).await?;
                let answer = line.call("Fetch the log", &call).await;
                not_interrupted(&answer)?;
                fetch.answered(&answer);
            }
        }
    }
}

fn not_interrupted<T>(answer: &Result<T, CallError>) -> Result<(), Interrupted> {
    if matches!(answer, Err(CallError::Interrupted)) { Err(Interrupted) } else { Ok(()) }
}
