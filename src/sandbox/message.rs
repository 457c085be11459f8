//! What travels between the run and the engine's thread.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

use super::host_value::HostValue;
use super::jar::JarCall;
use super::{NestedRun, ScriptInput, ScriptOutcome, ScriptRecord};
use crate::variable::Mutation;

/// To the engine.
pub(super) enum ToEngine {
    /// Run a script.
    Evaluate(Box<Job>),
    /// The answer to a question, or what went wrong, and what the answering changed in the scopes.
    Answer { execution: u64, id: u32, answer: Result<HostValue, HostValue>, mutations: Vec<Mutation> },
    /// Look at the interrupt flag.
    Wake,
}

/// One execution.
pub(super) struct Job {
    /// Counts executions, so that a late answer reaches nobody else.
    pub(super) execution: u64,
    pub(super) input: ScriptInput,
    /// Set when the script must stop.
    pub(super) interrupt: Arc<AtomicBool>,
    pub(super) outbox: UnboundedSender<FromEngine>,
}

/// From the engine.
pub(super) enum FromEngine {
    /// What happened since the last time, in order.
    Records(Vec<ScriptRecord>),
    /// `pm.sendRequest`.
    SendRequest { id: u32, request: Value },
    /// `pm.execution.runRequest`.
    RunRequest { id: u32, run: NestedRun },
    /// `pm.cookies.jar()`.
    CookieJar { id: u32, call: JarCall },
    /// The script is over. A retired engine runs no further one.
    Done { outcome: Box<ScriptOutcome>, retired: bool },
    /// The engine is gone; said by the handle, not by the engine.
    Died(String),
}
