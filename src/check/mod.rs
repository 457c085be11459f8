//! Finds what would go wrong in a run, without sending anything: `postino check`.
//!
//! Looks at collections and environments together, and finds variables that nothing sets, unknown auth schemes, scripts
//! that do not parse, and secrets that stand in a file. A variable that some script sets counts as set.
//! Entry point: [`check`].

mod collection;
mod finding;
mod secrets;
mod templates;

pub use collection::check;
pub use finding::{Finding, FindingKind};

use crate::collection::Collection;
use crate::variable::VariableScope;

/// A file and what it holds.
#[derive(Debug, Clone)]
pub struct Named<T> {
    /// The file, as the user named it.
    pub file: String,
    /// What it holds.
    pub content: T,
}

/// What is looked at together.
#[derive(Debug, Clone, Default)]
pub struct Subject {
    /// The collections.
    pub collections: Vec<Named<Collection>>,
    /// Environments and globals; every collection may use all of them.
    pub scopes: Vec<Named<VariableScope>>,
    /// Names that the run will be given otherwise: columns of data, `--env-var`, `--global-var`.
    pub given: Vec<String>,
}
