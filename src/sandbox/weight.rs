//! What the host keeps in memory for a running script.
//!
//! A script that fills the host's memory is as hungry as one that fills the engine's: both count against one limit.

use std::collections::HashMap;

use super::call::{HostCall, QuestionCall, ReportCall, ScopeCall};
use super::host_value::HostValue;
use crate::assertion::ScriptFailure;

/// What each kept call takes besides its texts. Units: bytes.
const CALL: usize = 128;
/// What each value inside of a JSON text takes once it is parsed. Units: bytes.
const VALUE: usize = 40;

/// How much is kept for what. Units: bytes.
#[derive(Debug, Default)]
pub(super) struct Weight {
    /// Until the script's end: changes of variables, and what its outcome holds.
    outcome: usize,
    /// Until they are sent: console output and tests.
    pub(super) records: usize,
    /// Until they are handled: rejected promises.
    pub(super) rejections: usize,
    /// Until it is answered: each question by its id.
    pub(super) questions: HashMap<u32, usize>,
}

impl Weight {
    /// Counts the weight of a call that leaves something behind; false when it leaves nothing.
    pub(super) fn keeps(&mut self, call: &HostCall, weight: usize) -> bool {
        match call {
            HostCall::Report(
                ReportCall::Console { .. }
                | ReportCall::TestPassed { .. }
                | ReportCall::TestSkipped { .. }
                | ReportCall::TestFailed { .. },
            ) => self.records += weight,
            HostCall::Report(_)
            | HostCall::Scope(
                ScopeCall::Set { .. }
                | ScopeCall::SetJson { .. }
                | ScopeCall::Unset { .. }
                | ScopeCall::Clear { .. }
                | ScopeCall::Replace { .. },
            ) => self.outcome += weight,
            HostCall::Question(question) => *self.questions.entry(question.id()).or_default() += weight,
            HostCall::Scope(_)
            | HostCall::Facility(_)
            | HostCall::Template(_)
            | HostCall::Timer(_)
            | HostCall::Input(_) => return false,
        }
        true
    }

    pub(super) fn whole(&self) -> usize {
        self.outcome + self.records + self.rejections + self.questions.values().sum::<usize>()
    }
}

/// What a failure takes. Units: bytes.
pub(super) fn weight_of(failure: &ScriptFailure) -> usize {
    let texts = [&failure.name, &failure.message, &failure.stack];
    CALL + texts.into_iter().flatten().map(String::len).sum::<usize>()
}

impl QuestionCall {
    fn id(&self) -> u32 {
        match self {
            Self::SendRequest { id, .. }
            | Self::JarGet { id, .. }
            | Self::JarGetAll { id, .. }
            | Self::JarSet { id, .. }
            | Self::JarUnset { id, .. }
            | Self::JarClear { id, .. }
            | Self::RunRequest { id, .. } => *id,
        }
    }
}

impl HostValue {
    /// How much memory the value takes once the host has made of it what it makes of it. Units: bytes.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Text(text) if text.starts_with(['[', '{']) => {
                let inner = text.bytes().filter(|byte| matches!(byte, b',' | b'[' | b'{' | b':')).count();
                CALL + text.len() + inner * VALUE
            }
            Self::Text(text) | Self::BigInt(text) | Self::Json(text) => CALL + text.len(),
            Self::Bytes(bytes) => CALL + bytes.len(),
            Self::Undefined | Self::Null | Self::Bool(_) | Self::Number(_) | Self::Code(_) => 0,
        }
    }
}
