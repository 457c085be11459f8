//! Why a text is not a scenario.

use thiserror::Error;

use crate::yaml::YamlError;

/// What is wrong with the text of a scenario.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// It is no YAML, or has an entry that no scenario has.
    #[error("the scenario cannot be read")]
    Syntax(#[source] YamlError),
    /// An entry refers to what is not there.
    #[error("{at} names \"{name}\", which no entry of `{list}` has")]
    Unknown {
        /// Where: `processes[2].deployedTo`.
        at: String,
        /// What it names.
        name: String,
        /// Where that should be.
        list: &'static str,
    },
    /// Two entries have one id.
    #[error("two entries of `{list}` have the id \"{id}\"")]
    Twice {
        /// The list.
        list: &'static str,
        /// The id.
        id: String,
    },
    /// A list without which nothing can be called.
    #[error("`{0}` is empty: name at least one")]
    Empty(&'static str),
    /// A user that nobody could log in as.
    #[error("the user \"{0}\" has neither a token nor a password")]
    NoCredentials(String),
    /// A setting that no answer could have.
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
    /// A status that no answer has.
    #[error("faults[{at}].status cannot be {status}: name one from 200 to 599")]
    FaultStatus {
        /// The fault, from 0.
        at: usize,
        /// Its status.
        status: u16,
    },
}
