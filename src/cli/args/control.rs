//! How a run goes: options of `postino run`.

use std::time::Duration;

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use postino::compat::Compat;

use super::{number, time};

/// How a run goes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Run")]
pub(in crate::cli) struct ControlArgs {
    /// How many iterations [default: one, or one for each row of data]
    #[arg(short = 'n', long, value_name = "N", value_parser = number::count, allow_negative_numbers = true)]
    pub(in crate::cli) iteration_count: Option<u32>,
    /// Stop at the first failure; `folder` aborts at the first error
    #[arg(
        long,
        value_name = "WHEN",
        num_args = 0..=1,
        default_missing_value = "failure",
        value_delimiter = ','
    )]
    pub(in crate::cli) bail: Vec<BailArg>,
    /// Wait before each request: 500ms, 5s, 2m; a bare number counts milliseconds, here and below
    #[arg(long, value_name = "TIME", value_parser = time::milliseconds, allow_negative_numbers = true)]
    pub(in crate::cli) delay_request: Option<Duration>,
    /// Limit for the whole run
    #[arg(long, value_name = "TIME", value_parser = time::limit, allow_negative_numbers = true)]
    pub(in crate::cli) timeout: Option<Duration>,
    /// Limit for connecting, and for each silence of a server
    #[arg(long, value_name = "TIME", value_parser = time::limit, allow_negative_numbers = true)]
    pub(in crate::cli) timeout_request: Option<Duration>,
    /// Limit for each script
    #[arg(long, value_name = "TIME", value_parser = time::limit, allow_negative_numbers = true)]
    pub(in crate::cli) timeout_script: Option<Duration>,
    /// After how much silence standard error says what the run waits for; tests shorten it
    #[arg(long, value_name = "TIME", hide = true, value_parser = time::limit, default_value = "60s")]
    pub(in crate::cli) notice_after: Duration,
    /// Exit with 0 whatever failed
    #[arg(short = 'x', long)]
    pub(in crate::cli) suppress_exit_code: bool,
    /// Make random values repeat
    #[arg(long, value_name = "N", value_parser = number::seed, allow_negative_numbers = true)]
    pub(in crate::cli) seed: Option<u64>,
    /// Follow another runner's verdicts, counts and reports
    #[arg(long, value_name = "RUNNER", value_parser = compat_parser())]
    pub(in crate::cli) compat: Option<Compat>,
    /// Start this emulator for the time of the run and set `baseUrl` to it
    #[cfg(feature = "boomi")]
    #[arg(long, value_name = "SERVICE")]
    pub(in crate::cli) emulate: Option<EmulateArg>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum BailArg {
    Failure,
    Folder,
}

/// Reads `--compat`.
pub(super) fn compat_parser() -> impl clap::builder::TypedValueParser<Value = Compat> {
    PossibleValuesParser::new(["newman"]).map(|_| Compat::Newman)
}

#[cfg(feature = "boomi")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum EmulateArg {
    Boomi,
}
