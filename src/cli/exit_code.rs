//! Every exit code, in one table.

use std::process::ExitCode;

/// A code and what it means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Code(u8);

/// Everything passed.
pub(super) const PASSED: Code = Code(0);
/// An assertion, a script or a request failed: newman's meaning.
pub(super) const FAILED: Code = Code(1);
/// The arguments do not make sense.
pub(super) const USAGE: Code = Code(2);
/// An input could not be read or parsed.
pub(super) const INPUT: Code = Code(3);
/// A report could not be written.
pub(super) const REPORT: Code = Code(4);
#[cfg(feature = "boomi")]
/// Boomi: the process ended in an error, was aborted or discarded.
pub(super) const PROCESS_FAILED: Code = Code(5);
/// Stopped by a time limit. Boomi: a run was started, and its outcome is not known.
pub(super) const TIMED_OUT: Code = Code(6);
#[cfg(feature = "boomi")]
/// Boomi: the process ended with warnings, and these count.
pub(super) const PROCESS_WARNED: Code = Code(7);
#[cfg(feature = "boomi")]
/// Boomi: the credentials were refused, or a privilege is missing.
pub(super) const REFUSED: Code = Code(8);
#[cfg(feature = "boomi")]
/// Boomi: the trigger was refused or never arrived: nothing was started.
pub(super) const NOT_STARTED: Code = Code(9);
#[cfg(feature = "boomi")]
/// Boomi: the trigger was sent, and no sound answer came: a run was perhaps started.
pub(super) const PERHAPS_STARTED: Code = Code(10);
/// Interrupted.
pub(super) const INTERRUPTED: Code = Code(130);

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code.0)
    }
}

impl Code {
    /// The code as a number, for an immediate exit.
    pub(super) fn number(self) -> i32 {
        i32::from(self.0)
    }
}
