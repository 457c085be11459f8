//! What a script leaves behind.

use std::time::Duration;

use serde_json::Value;

use crate::assertion::{Assertion, ScriptFailure};
use crate::collection::Request;
use crate::variable::Mutation;

/// The result of one execution. What was logged and asserted went to the host, in order, before.
#[derive(Debug, Clone, Default)]
pub struct ScriptOutcome {
    /// Changes to the scopes, in order.
    pub mutations: Vec<Mutation>,
    /// The request as a pre-request script left it, if it changed it.
    pub request: Option<Request>,
    /// What `setNextRequest` asked for, if it was called.
    pub next_request: Option<NextRequest>,
    /// True after `pm.execution.skipRequest`.
    pub skip_request: bool,
    /// The exception that ended the script.
    pub failure: Option<ScriptFailure>,
    /// Exceptions of timers, callbacks and promises that nobody caught.
    pub uncaught: Vec<ScriptFailure>,
    /// How long it took.
    pub duration: Duration,
}

/// Where `setNextRequest` wants to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextRequest {
    /// To the item of this id or name.
    To(String),
    /// Nowhere: the iteration ends.
    Stop,
}

/// Something a script did that others want to hear of in order.
#[derive(Debug, Clone, PartialEq)]
pub enum ScriptRecord {
    /// A call of the console.
    Console {
        /// Which function.
        level: ConsoleLevel,
        /// The arguments: JSON, with `{"$console": kind, …}` for what JSON cannot say.
        values: Vec<Value>,
    },
    /// A test that was decided.
    Assertion(Assertion),
    /// Something that the script finds otherwise than it may expect.
    Warning(String),
}

/// Which console function was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
