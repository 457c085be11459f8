//! The event stream as lines of JSON: a public format with a number.
//!
//! Shape: a first line `{"format":"postino-events","version":1}`, then one event a line.

use thiserror::Error;

use super::RunEvent;

/// The first line of a stream.
pub const HEADER: &str = "{\"format\":\"postino-events\",\"version\":1}";

/// Why a line is no event.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum NdjsonError {
    /// It does not parse.
    #[error("no event of postino-events version 1")]
    Line(#[source] serde_json::Error),
}

/// One event as a line, without its line end.
pub fn encode(event: &RunEvent) -> String {
    serde_json::to_string(event).expect("events hold nothing that JSON cannot say")
}

/// Reads a line.
///
/// # Errors
///
/// Fails when the line is no event of this version.
pub fn decode(line: &str) -> Result<RunEvent, NdjsonError> {
    serde_json::from_str(line).map_err(NdjsonError::Line)
}
