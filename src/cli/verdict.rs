//! What a run's end means for the exit code, after saying what could not be written.

use postino::compat::Compat;
use postino::event::{RunError, Summary};
use postino::reporter::ReportError;

use super::exit_code::{self, Code};

/// What could not be written, by what it is and its name.
pub(super) type Lost = [(&'static str, Vec<(&'static str, ReportError)>)];

/// The exit code, after saying which reports and exports could not be written.
#[expect(clippy::print_stderr, reason = "reports that failed are said at the end")]
pub(super) fn judge(summary: &Summary, lost: &Lost, compat: Compat, suppress: bool) -> Code {
    let mut any = false;
    for (what, failed) in lost {
        for (name, error) in failed.iter().filter(|(_, error)| !is_closed_pipe(error)) {
            any = true;
            eprintln!("error: the {name} {what} is lost: {error}");
            if let Some(cause) = std::error::Error::source(error) {
                eprintln!("  caused by: {cause}");
            }
        }
    }
    if let (Some(RunError::Bailed(message)), true) = (&summary.error, compat.speaks_as_newman()) {
        eprintln!("error: {message}\n");
    }
    match &summary.error {
        Some(RunError::Interrupted) => exit_code::INTERRUPTED,
        Some(RunError::TimedOut) if compat.has_exit_codes() => exit_code::TIMED_OUT,
        _ if any && compat.has_exit_codes() => exit_code::REPORT,
        _ if any => exit_code::FAILED,
        _ if summary.passed() || suppress => exit_code::PASSED,
        _ => exit_code::FAILED,
    }
}

/// A reader that went away (`postino run … | head`) has read all that it wanted.
fn is_closed_pipe(error: &ReportError) -> bool {
    matches!(error, ReportError::Stream(cause) if cause.kind() == std::io::ErrorKind::BrokenPipe)
}
