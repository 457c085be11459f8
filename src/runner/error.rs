//! Why a run cannot be planned.

use thiserror::Error;

/// A selection that selects nothing, or says not what; collections without a request.
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
    /// `--folder` names several folders or requests of one collection.
    #[error("\"{wanted}\" names several: {}", paths.join(", "))]
    AmbiguousFolder {
        /// What was asked for.
        wanted: String,
        /// Where they are, as paths that name one each.
        paths: Vec<String>,
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
    /// `--folder` and `--exclude` together leave nothing to run.
    #[error("no request is left to run")]
    NothingSelected {
        /// True when `--folder` has a part in it.
        folders: bool,
        /// True when `--exclude` has a part in it.
        exclude: bool,
    },
    /// The collections hold no request.
    #[error("there is no request to run")]
    NoRequest,
}
