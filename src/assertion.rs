//! The results of a script: its assertions, and the exception that ended it. Both are data, never `Err`.

use serde::{Deserialize, Serialize};

/// One `pm.test` (or one entry of the legacy `tests` object); JUnit's test case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assertion {
    /// Place among the assertions of its script, from 0.
    pub index: usize,
    /// The name as the script gave it.
    pub name: String,
    /// Passed, failed or skipped.
    pub outcome: AssertionOutcome,
}

/// How an [`Assertion`] ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status", content = "error")]
pub enum AssertionOutcome {
    /// The callback returned, or its promise resolved.
    Passed,
    /// `pm.test.skip`, or a test whose script was cut before it ran.
    Skipped,
    /// The callback threw, or its promise was rejected.
    Failed(ScriptFailure),
}

impl Assertion {
    /// The failure, if it failed.
    pub fn failure(&self) -> Option<&ScriptFailure> {
        match &self.outcome {
            AssertionOutcome::Failed(failure) => Some(failure),
            AssertionOutcome::Passed | AssertionOutcome::Skipped => None,
        }
    }
}

/// An exception as it left a script.
///
/// Shape: `{ name: "TypeError", message: "Cannot read properties of undefined (reading 'id')", line: 3, .. }`
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ScriptFailure {
    /// The error's `name`; `None` when another value than an error was thrown (`throw "text"`).
    pub name: Option<String>,
    /// The error's `message`; `None` in the same case.
    pub message: Option<String>,
    /// Line in the user's own script, from 1, where it is known.
    pub line: Option<u32>,
    /// Column in that line, from 1, where it is known.
    pub column: Option<u32>,
    /// The stack as text, user frames only, where there is one.
    pub stack: Option<String>,
}

impl ScriptFailure {
    /// A failure that postino itself reports, such as a time limit; it has no position.
    pub fn new(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self { name: Some(name.into()), message: Some(message.into()), ..Self::default() }
    }
}
