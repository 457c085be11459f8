//! Why a text cannot be used as an environment or as data.

use thiserror::Error;

/// A text that could not be read as environment, globals or data.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// It is not JSON.
    #[error("the text is not JSON")]
    Json(#[source] serde_json::Error),
    /// It is JSON of another kind.
    #[error("expected an environment with `values`, found {found}")]
    NotAnEnvironment {
        /// `a collection`, `a string`, …
        found: &'static str,
    },
    /// A quoted CSV field that never ends; newman's words.
    #[error("Quote Not Closed: the parsing is finished with an opening quote at line {line}")]
    QuoteNotClosed {
        /// Line of the file, from 1.
        line: u64,
    },
    /// Something other than a comma after a quoted CSV field; newman's words.
    #[error("Invalid Closing Quote: found non trimable byte after quote at line {line}")]
    AfterQuote {
        /// Line of the file, from 1.
        line: u64,
    },
    /// A CSV column whose name is a number without quotes; newman's words.
    #[error(
        "Invalid column definition: expect a string or a literal object, got {found} at position {place}"
    )]
    ColumnIsNoName {
        /// The number.
        found: String,
        /// Which column, from 0.
        place: usize,
    },
    /// A line of a `.env` file that sets nothing.
    #[error("line {line}: expected NAME=value")]
    NoAssignment {
        /// Line of the file, from 1.
        line: usize,
    },
    /// A quoted value of a `.env` file that never ends.
    #[error("line {line}: the quote is never closed")]
    OpenQuote {
        /// Line of the file, from 1.
        line: usize,
    },
}
