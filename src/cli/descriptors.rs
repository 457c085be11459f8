//! How many files the process may open at once.

use std::io;

use super::error::input_because;

/// What a command opens at the least: its event loop, which cannot say that it got none, a connection, a file.
const LEAST: usize = 16;

/// Finds out whether there are enough descriptors to begin with.
///
/// # Errors
///
/// Fails with advice when there are not.
pub(super) fn check() -> anyhow::Result<()> {
    take(LEAST).map_err(|cause| {
        let hint = "raise the limit: ulimit -n 256".to_owned();
        input_because(cause, "the process may open too few files at once", Some(hint))
    })
}

#[cfg(unix)]
fn take(count: usize) -> io::Result<()> {
    use std::os::fd::AsFd as _;

    let input = io::stdin();
    let taken: io::Result<Vec<_>> = (0..count).map(|_| input.as_fd().try_clone_to_owned()).collect();
    taken.map(drop)
}

#[cfg(not(unix))]
fn take(_: usize) -> io::Result<()> {
    Ok(())
}
