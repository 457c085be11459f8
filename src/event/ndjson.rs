//! The event stream as lines of JSON: a public format with a number.
//!
//! Shape: a first line `{"format":"postino-events","version":1}`, then one event a line.

use thiserror::Error;

use super::RunEvent;

/// The first line of a stream.
pub const HEADER: &str = "{\"format\":\"postino-events\",\"version\":1}";

/// What the first line calls the format.
const FORMAT: &str = "postino-events";

/// The number of the format.
const VERSION: u64 = 1;

/// Why a line is no event.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum NdjsonError {
    /// It does not parse.
    #[error("no event of postino-events version 1")]
    Line(#[source] serde_json::Error),
    /// The first line is not that of a stream.
    #[error("no stream of events: its first line is not {HEADER}")]
    Header,
    /// The stream has a number that this program does not know.
    #[error("a stream of version {0}, and only version {VERSION} can be read")]
    Version(u64),
}

/// Checks the first line of a stream.
///
/// # Errors
///
/// Fails when it is no such line, or one of another version.
pub fn check_header(line: &str) -> Result<(), NdjsonError> {
    #[derive(serde::Deserialize)]
    struct Header {
        format: String,
        version: u64,
    }
    match serde_json::from_str::<Header>(line) {
        Ok(header) if header.format == FORMAT && header.version == VERSION => Ok(()),
        Ok(header) if header.format == FORMAT => Err(NdjsonError::Version(header.version)),
        _ => Err(NdjsonError::Header),
    }
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
