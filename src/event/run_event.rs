//! The events themselves.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use thiserror::Error;
use time::OffsetDateTime;

use super::{
    Cursor, FailureView, ItemView, RequestOrigin, RequestView, ResponseView, RunView, ScopeView, ScriptView,
};
use crate::assertion::{Assertion, ScriptFailure};

/// One thing that happened in a run.
///
/// Order: `seq` has no gaps; each `…Started` gets exactly one `…Finished`; `RunFinished` is last.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunEvent {
    /// Place in the stream, from 0.
    pub seq: u64,
    /// Wall-clock time, UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Monotonic time since the run began.
    pub elapsed: Duration,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What can happen in a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
#[non_exhaustive]
pub enum EventKind {
    /// The plan stands, nothing was sent yet.
    RunStarted {
        /// What is going to run.
        run: Arc<RunView>,
    },
    /// One pass over the items begins.
    IterationStarted {
        /// Where.
        cursor: Cursor,
    },
    /// An item begins.
    ItemStarted {
        /// Where.
        cursor: Cursor,
        /// Which.
        item: Arc<ItemView>,
    },
    /// A script begins.
    ScriptStarted {
        /// Where.
        cursor: Cursor,
        /// Which.
        script: Arc<ScriptView>,
    },
    /// A script wrote to the console.
    ConsoleLogged {
        /// Where.
        cursor: Cursor,
        /// `console.log`, `.info`, …
        level: ConsoleLevel,
        /// The arguments: JSON, with `{"$console": …}` for what JSON cannot say (see `docs/events.md`).
        values: Vec<Value>,
    },
    /// A test was decided.
    AssertionFinished {
        /// Where.
        cursor: Cursor,
        /// Which script it stands in.
        script: Arc<ScriptView>,
        /// The test and its outcome.
        assertion: Assertion,
    },
    /// A script ended.
    ScriptFinished {
        /// Where.
        cursor: Cursor,
        /// Which.
        script: Arc<ScriptView>,
        /// The exception that ended it.
        failure: Option<ScriptFailure>,
        /// What it asked for by `setNextRequest`: `Some(None)` ends the iteration. Missing in JSON if it did not ask.
        #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "asked")]
        next_request: Option<Option<String>>,
        /// How long it took.
        duration: Duration,
    },
    /// A request goes out.
    RequestStarted {
        /// Where.
        cursor: Cursor,
        /// What is sent.
        request: Arc<RequestView>,
        /// The item itself, its auth or a script.
        origin: RequestOrigin,
    },
    /// A request got its response, or failed for good.
    RequestFinished {
        /// Where.
        cursor: Cursor,
        /// What was sent.
        request: Arc<RequestView>,
        /// The item itself, its auth or a script.
        origin: RequestOrigin,
        /// The response; `None` when it failed.
        response: Option<Arc<ResponseView>>,
        /// Why there is no response.
        failure: Option<FailureView>,
    },
    /// Something the user should know that fails nothing.
    WarningRaised {
        /// Where, if it belongs to an item.
        cursor: Option<Cursor>,
        /// The sentence.
        message: String,
    },
    /// An item ended.
    ItemFinished {
        /// Where.
        cursor: Cursor,
        /// True when `pm.execution.skipRequest` stopped it before its request.
        skipped: bool,
    },
    /// One pass ended.
    IterationFinished {
        /// Where.
        cursor: Cursor,
    },
    /// The run ended.
    RunFinished {
        /// What stopped it early.
        error: Option<RunError>,
        /// The environment as it ended.
        environment: Arc<ScopeView>,
        /// The globals as they ended.
        globals: Arc<ScopeView>,
        /// The collection's variables as they ended.
        collection_variables: Arc<ScopeView>,
    },
}

/// A member that is there was asked for, `null` too.
#[expect(clippy::option_option, reason = "not asked, asked for nothing, asked for a name")]
fn asked<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// What ended a run before its plan was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(rename_all = "snake_case", tag = "kind", content = "message")]
#[non_exhaustive]
pub enum RunError {
    /// Ctrl-C or SIGTERM.
    #[error("interrupted")]
    Interrupted,
    /// `--timeout` passed.
    #[error("the time limit of the run passed")]
    TimedOut,
    /// `--bail folder` met its first error.
    #[error("{0}")]
    Bailed(String),
}

/// Which console function was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConsoleLevel {
    /// `console.log`
    Log,
    /// `console.info`
    Info,
    /// `console.warn`
    Warn,
    /// `console.error`
    Error,
    /// `console.debug`
    Debug,
}

impl ConsoleLevel {
    /// The function's name: `log`, `info`, …
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
            Self::Debug => "debug",
        }
    }
}

impl EventKind {
    /// Where it happened, if it has a place.
    pub fn cursor_mut(&mut self) -> Option<&mut Cursor> {
        match self {
            Self::IterationStarted { cursor }
            | Self::ItemStarted { cursor, .. }
            | Self::ScriptStarted { cursor, .. }
            | Self::ConsoleLogged { cursor, .. }
            | Self::AssertionFinished { cursor, .. }
            | Self::ScriptFinished { cursor, .. }
            | Self::RequestStarted { cursor, .. }
            | Self::RequestFinished { cursor, .. }
            | Self::ItemFinished { cursor, .. }
            | Self::IterationFinished { cursor } => Some(cursor),
            Self::WarningRaised { cursor, .. } => cursor.as_mut(),
            Self::RunStarted { .. } | Self::RunFinished { .. } => None,
        }
    }
}
