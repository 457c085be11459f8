//! How a run goes: options of `postino run`.

use clap::ValueEnum;

/// How a run goes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Run")]
pub(in crate::cli) struct ControlArgs {
    /// How many iterations
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
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
    /// Wait before each request
    #[arg(long, value_name = "MS")]
    pub(in crate::cli) delay_request: Option<u64>,
    /// Limit for the whole run
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(in crate::cli) timeout: Option<u64>,
    /// Limit for connecting, and for each silence of a server
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(in crate::cli) timeout_request: Option<u64>,
    /// Limit for each script
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(in crate::cli) timeout_script: Option<u64>,
    /// Exit with 0 whatever failed
    #[arg(short = 'x', long)]
    pub(in crate::cli) suppress_exit_code: bool,
    /// Make random values repeat
    #[arg(long, value_name = "N")]
    pub(in crate::cli) seed: Option<u64>,
    /// Follow another runner's verdicts, counts and reports
    #[arg(long, value_name = "RUNNER")]
    pub(in crate::cli) compat: Option<CompatArg>,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CompatArg {
    Newman,
}

#[cfg(feature = "boomi")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum EmulateArg {
    Boomi,
}
