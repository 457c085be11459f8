//! Why a text is no environment or no data.

use thiserror::Error;

/// A text that could not be read as environment, globals or data.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// It is JSON of another kind.
    #[error("expected an environment with `values`, found {found}")]
    NotAnEnvironment {
        /// `a collection`, `a string`, …
        found: &'static str,
    },
    /// A CSV file that does not parse.
    #[error("the data is not valid CSV at line {line}")]
    Csv {
        /// Line of the file, from 1.
        line: u64,
        /// What the CSV reader said.
        #[source]
        source: csv::Error,
    },
}
