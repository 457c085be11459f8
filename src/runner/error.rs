//! Why a run cannot be planned.

use thiserror::Error;

/// A selection that selects nothing.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlanError {
    /// No folder or request has this name or id.
    #[error("no folder or request is called \"{wanted}\"")]
    UnknownFolder {
        /// What was asked for.
        wanted: String,
        /// The names that exist, for a suggestion.
        known: Vec<String>,
        /// True when nothing else was asked for; newman words that case apart.
        alone: bool,
    },
    /// `--exclude` names what does not exist.
    #[error("no folder or request is called \"{wanted}\"")]
    UnknownExclusion {
        /// What was asked for.
        wanted: String,
        /// The names that exist, for a suggestion.
        known: Vec<String>,
    },
    /// `--tag` leaves nothing to run.
    #[error("no request carries the tag \"{}\"", wanted.join("\" or \""))]
    NoSuchTag {
        /// What was asked for.
        wanted: Vec<String>,
        /// The tags that exist, in lower case.
        known: Vec<String>,
    },
    /// `--tests-only` leaves nothing to run.
    #[error("no request has a test script of its own")]
    NoTests,
}
