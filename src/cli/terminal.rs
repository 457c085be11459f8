//! Texts on standard output and standard error.
//!
//! The macros of the standard library end the process with a panic where a text cannot be written: a full disk, a
//! terminal that went away. Here nothing panics.

use std::fmt::Arguments;
use std::io::{self, Write as _};

use super::error::lost;

/// Tells a person something, as a line on standard error.
macro_rules! tell {
    ($($text:tt)*) => { $crate::cli::terminal::tell_line(format_args!($($text)*)) };
}

pub(super) use tell;

/// See [`tell`].
pub(super) fn tell_line(text: Arguments<'_>) {
    tell_text(format_args!("{text}\n"));
}

/// Tells a person something, without a line's end.
pub(super) fn tell_text(text: Arguments<'_>) {
    // Nobody is left to be told that it was not told.
    let _ = io::stderr().lock().write_fmt(text);
}

/// Prints what a command was asked for, whole.
///
/// # Errors
///
/// Fails when standard output cannot be written.
pub(super) fn print(text: &[u8]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        // A reader that went away has read all that it wanted.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(unprinted(error)),
        _ => Ok(()),
    }
}

/// The error of a command whose output cannot be printed.
pub(super) fn unprinted(cause: io::Error) -> anyhow::Error {
    lost(cause, "cannot write to the standard output")
}
