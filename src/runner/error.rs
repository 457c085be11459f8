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
    },
}
