//! The options of `postino report`.

use std::path::PathBuf;

use postino::compat::Compat;

use super::ReportArgs;
use super::control::compat_parser;

const EXAMPLES: &str = "Examples:
  postino report run.ndjson -r html --reporter-html-export run.html
  postino report shard-*.ndjson -r cli,junit --reporter-junit-export all.xml

Exit codes: 0 the runs had passed, 1 they had failed, 2 usage, 3 a stream cannot be read,
4 a report cannot be written.";

/// The options of `postino report`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct ReportCommandArgs {
    /// Streams of events, as `-r events` writes them, files or pipes, `-` for the standard input; several become one
    /// report
    #[arg(required = true, value_name = "EVENTS")]
    pub(in crate::cli) streams: Vec<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) reports: ReportArgs,
    /// Exit with 0 whatever failed
    #[arg(short = 'x', long)]
    pub(in crate::cli) suppress_exit_code: bool,
    /// Write reports as another runner does
    #[arg(long, value_name = "RUNNER", value_parser = compat_parser())]
    pub(in crate::cli) compat: Option<Compat>,
}
