//! The status of a run.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The status of an execution record.
///
/// The values are documented; which of them are final is inferred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum ExecutionStatus {
    /// The run has begun.
    Started,
    /// The run waits for a free place on its node.
    Enqueued,
    /// The run goes on.
    Inprocess,
    /// The run was aborted and is being resumed.
    AbortedRecovering,
    /// The run ended well.
    Complete,
    /// The run ended with warnings.
    CompleteWarn,
    /// The run ended in an error.
    Error,
    /// The run was stopped, for instance by `cancelExecution`.
    Aborted,
    /// The run was dropped before it began; it has no log.
    Discarded,
    /// A value that is not documented.
    #[serde(untagged)]
    Other(String),
}

impl ExecutionStatus {
    /// Every documented value.
    pub const KNOWN: [Self; 9] = [
        Self::Started,
        Self::Enqueued,
        Self::Inprocess,
        Self::AbortedRecovering,
        Self::Complete,
        Self::CompleteWarn,
        Self::Error,
        Self::Aborted,
        Self::Discarded,
    ];

    /// The text on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Started => "STARTED",
            Self::Enqueued => "ENQUEUED",
            Self::Inprocess => "INPROCESS",
            Self::AbortedRecovering => "ABORTED_RECOVERING",
            Self::Complete => "COMPLETE",
            Self::CompleteWarn => "COMPLETE_WARN",
            Self::Error => "ERROR",
            Self::Aborted => "ABORTED",
            Self::Discarded => "DISCARDED",
            Self::Other(text) => text,
        }
    }

    /// True when the status will not change any more. An unknown status counts as one that may still change.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Complete | Self::CompleteWarn | Self::Error | Self::Aborted | Self::Discarded)
    }
}

impl fmt::Display for ExecutionStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_read_and_written_by_its_documented_text() {
        for status in ExecutionStatus::KNOWN {
            let json = serde_json::to_string(&status).unwrap();
            assert_eq!(json, format!("\"{status}\""));
            assert_eq!(serde_json::from_str::<ExecutionStatus>(&json).unwrap(), status);
        }
    }

    #[test]
    fn an_undocumented_status_is_kept_and_is_not_final() {
        let status: ExecutionStatus = serde_json::from_str("\"PAUSED\"").unwrap();
        assert_eq!(status, ExecutionStatus::Other("PAUSED".to_owned()));
        assert!(!status.is_final());
    }
}
