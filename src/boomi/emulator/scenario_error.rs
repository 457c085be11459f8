//! Why a text is not a scenario.

use thiserror::Error;

use crate::yaml::YamlError;

/// The mistake in a scenario.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// The text is not YAML, or has an unknown entry.
    #[error("the scenario cannot be read")]
    Syntax(#[source] YamlError),
    /// An entry refers to another entry that does not exist.
    #[error("{at} names \"{name}\", which no entry of `{list}` has")]
    Unknown {
        /// The place: `processes[2].deployedTo`.
        at: String,
        /// The name that it refers to.
        name: String,
        /// The list that should have the name.
        list: &'static str,
    },
    /// Two entries have the same id.
    #[error("two entries of `{list}` have the id \"{id}\"")]
    Twice {
        /// The list.
        list: &'static str,
        /// The id.
        id: String,
    },
    /// A list that must not be empty is empty.
    #[error("`{0}` is empty: name at least one")]
    Empty(&'static str),
    /// A user has neither a token nor a password.
    #[error("the user \"{0}\" has neither a token nor a password")]
    NoCredentials(String),
    /// A setting has a value that no answer could have.
    #[error("settings.{name} cannot be {value}")]
    Setting {
        /// Its name.
        name: &'static str,
        /// Its value.
        value: usize,
    },
    /// A fault that changes nothing.
    #[error("faults[{0}] changes nothing: give it `latency`, `status`, `drop` or `cut`")]
    IdleFault(usize),
    /// A fault has a status that no answer could have.
    #[error("faults[{at}].status cannot be {status}: name one from 200 to 599")]
    FaultStatus {
        /// The index of the fault, from 0.
        at: usize,
        /// Its status.
        status: u16,
    },
}
