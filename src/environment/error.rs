//! Why a text cannot be used as an environment or as data.

use thiserror::Error;

use crate::file_kind::FileKind;

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
    /// It is another file.
    #[error("expected an environment with `values`, found {found}")]
    OtherFile {
        /// What it is.
        found: FileKind,
    },
    /// It has none of an environment's members.
    #[error("expected an environment with `values`, found an object without them")]
    NoValues,
    /// Data in JSON that is no list.
    #[error("expected a list of rows, found {found}")]
    NoRows {
        /// `an object`, `a number`, …
        found: &'static str,
    },
    /// A row of data in JSON that is a single value.
    #[error("row {row} is {found}, not an object of names and values")]
    RowIsNoObject {
        /// Which row, from 1.
        row: usize,
        /// `a number`, `null`, …
        found: &'static str,
    },
    /// A line of data that is JSON, but no object.
    #[error("line {line} is {found}, not an object of names and values")]
    LineIsNoObject {
        /// Line of the file, from 1.
        line: usize,
        /// `a number`, `a list`, …
        found: &'static str,
    },
    /// A line of data that is no JSON.
    #[error("line {line} is no JSON: {} at column {}", reason(error), error.column())]
    BrokenLine {
        /// Line of the file, from 1.
        line: usize,
        /// What is wrong in it. Its own place counts from the line's beginning.
        error: serde_json::Error,
    },
    /// A file of a spreadsheet program in the place of its text.
    #[error("this is a file of {0}; save the sheet as CSV (UTF-8), and give that file")]
    Spreadsheet(&'static str),
    /// CSV without a comma in its first line, but with this character.
    #[error("its fields seem to be separated by {}, not by commas", delimiter(*.0))]
    OtherDelimiter(char),
    /// A quoted CSV field that never ends.
    #[error("the quote that opens in line {opened} is never closed")]
    QuoteNotClosed {
        /// Where the field begins: line of the file, from 1.
        opened: u64,
        /// The last line of the file that is not empty.
        line: u64,
    },
    /// Something other than a delimiter after a quoted CSV field.
    #[error(
        "line {line}: after a closing quote a delimiter or the line's end is expected (a quote inside quotes is written twice)"
    )]
    AfterQuote {
        /// Line of the file, from 1.
        line: u64,
    },
    /// A CSV column whose name is a number without quotes; newman refuses it.
    #[error("the name of column {} is the number {found}", place + 1)]
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

/// The parser's reason without its place.
fn reason(error: &serde_json::Error) -> String {
    let reason = error.to_string();
    reason.split(" at line ").next().unwrap_or_default().to_owned()
}

fn delimiter(c: char) -> String {
    if c == '\t' { "tabs".to_owned() } else { format!("\"{c}\"") }
}
