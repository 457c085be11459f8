//! Texts on standard output and standard error.
//!
//! The macros of the standard library end the process with a panic where a text cannot be written: a full disk, a
//! terminal that went away. Here nothing panics. Messages name files, fields and answers of servers, which anybody may
//! have written: all goes through [`shown`], so that no terminal and no build server obeys it.

use std::fmt::Arguments;
use std::io::{self, Write as _};

use postino::shown::{self, Guarded};
use serde::Serialize;

use super::error::lost;

/// Tells a person something, as a line on standard error.
macro_rules! tell {
    ($($text:tt)*) => { $crate::cli::terminal::tell_line(format_args!($($text)*)) };
}

pub(super) use tell;

/// See [`tell`].
pub(super) fn tell_line(text: Arguments<'_>) {
    // Nobody is left to be told that it was not told.
    let _ = writeln!(io::stderr().lock(), "{}", shown::log(&text.to_string()));
}

/// Asks a question on standard error; the answer is typed behind it.
///
/// # Errors
///
/// Fails when the question cannot be read.
#[cfg(feature = "boomi")]
pub(super) fn ask(question: &str) -> io::Result<()> {
    write!(io::stderr().lock(), "{}: ", shown::line(question))
}

/// Shows the status of work in the last line of a terminal, in the place of the one before.
#[cfg(feature = "boomi")]
pub(super) fn status(text: &str) {
    let _ = write!(io::stderr().lock(), "\r\u{1b}[K{}", shown::line(text));
}

/// Prints what a command was asked for, whole, in which nothing is foreign.
///
/// # Errors
///
/// Fails when standard output cannot be written.
pub(super) fn print(text: &[u8]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    printed(out.write_all(text).and_then(|()| out.flush()))
}

/// As [`print`], a text in which anything may be foreign.
///
/// # Errors
///
/// As [`print`].
pub(super) fn answer(text: &str) -> anyhow::Result<()> {
    print(shown::log(text).as_bytes())
}

/// As [`answer`], a value as JSON.
///
/// # Errors
///
/// As [`print`].
pub(super) fn answer_json(value: &impl Serialize) -> anyhow::Result<()> {
    let mut out = Guarded::json(io::stdout().lock());
    let written = serde_json::to_writer_pretty(&mut out, value).map_err(io::Error::from);
    printed(written.and_then(|()| writeln!(out)).and_then(|()| out.flush()))
}

fn printed(written: io::Result<()>) -> anyhow::Result<()> {
    match written {
        // A reader that went away has read all that it wanted.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(unprinted(error)),
        _ => Ok(()),
    }
}

/// The error of a command whose output cannot be printed.
pub(super) fn unprinted(cause: io::Error) -> anyhow::Error {
    lost(cause, "cannot write to the standard output")
}
