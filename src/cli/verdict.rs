//! The exit code of a run; prints which files could not be written.

use postino::compat::Compat;
use postino::event::{RunError, Summary};
use postino::reporter::{LostReports, ReportError};

use super::exit_code::{self, Code};
use super::terminal::tell;

/// A file that could not be written.
pub(super) struct LostFile {
    /// `report` or `export`.
    pub(super) kind: &'static str,
    pub(super) name: &'static str,
    pub(super) error: ReportError,
}

impl LostFile {
    pub(super) fn of_reports(reports: LostReports) -> Vec<Self> {
        reports.into_iter().map(|(name, error)| Self { kind: "report", name, error }).collect()
    }
}

/// Prints which reports and exports could not be written, and gives the exit code.
pub(super) fn judge(summary: &Summary, lost: &[LostFile], compat: Compat, suppress: bool) -> Code {
    let mut any = false;
    for LostFile { kind, name, error } in lost.iter().filter(|file| !is_closed_pipe(&file.error)) {
        any = true;
        tell!("error: the {name} {kind} is lost: {error}");
        if let Some(cause) = std::error::Error::source(error) {
            tell!("  caused by: {cause}");
        }
    }
    if let (Some(RunError::Bailed(message)), true) = (&summary.error, compat.speaks_as_newman()) {
        tell!("error: {message}\n");
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
