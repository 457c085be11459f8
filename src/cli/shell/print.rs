//! Bytes on the standard output.

use std::io::{self, Write as _};

use crate::cli::exit_code::{self, Code};

/// Prints a text whole.
///
/// # Errors
///
/// Fails when the output cannot be written.
pub(super) fn print(text: &[u8]) -> anyhow::Result<Code> {
    match io::stdout().lock().write_all(text) {
        // A reader that went away has read all that it wanted.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(exit_code::PASSED),
    }
}
