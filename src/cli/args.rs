//! The options, under newman's names.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Runs exported Postman collections.
#[derive(Debug, Parser)]
#[command(name = "postino", version, arg_required_else_help = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run a collection
    Run(Box<RunArgs>),
    /// Work with Boomi's AtomSphere API
    Boomi {
        #[command(subcommand)]
        command: BoomiCommand,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum BoomiCommand {
    /// Serve the AtomSphere emulator on the loopback address
    Emulate(EmulateArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct EmulateArgs {
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8888)]
    pub(super) port: u16,
    /// Calls a second before 503 is answered, as the platform does; 0 allows all
    #[arg(long, default_value_t = 10)]
    pub(super) rate_limit: usize,
}

const EXAMPLES: &str = "Examples:
  postino run shop.postman_collection.json -e staging.postman_environment.json
  postino run shop.postman_collection.json --folder Orders -n 10 -r cli,junit --reporter-junit-export orders.xml
  postino run collections/boomi-atomsphere.postman_collection.json \\
      -e environments/local.postman_environment.json --emulate boomi

Reporters: cli, json, junit, events. Each but cli takes --reporter-<name>-export <path>;
cli takes --reporter-cli-no-summary, -no-failures, -no-assertions, -no-success-assertions, -no-console, -no-banner.

Exit codes: 0 passed, 1 a test, script or request failed, 2 usage, 3 an input cannot be used,
4 a report cannot be written, 6 the time limit passed, 130 interrupted.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct RunArgs {
    /// The collection: an exported v2.0 or v2.1 file
    pub(super) collection: PathBuf,

    /// The environment file
    #[arg(short, long, value_name = "PATH", help_heading = "Inputs")]
    pub(super) environment: Option<PathBuf>,
    /// The globals file
    #[arg(short, long, value_name = "PATH", help_heading = "Inputs")]
    pub(super) globals: Option<PathBuf>,
    /// Iteration data: JSON or CSV, a row for each iteration
    #[arg(short = 'd', long, value_name = "PATH", help_heading = "Inputs")]
    pub(super) iteration_data: Option<PathBuf>,
    /// Set an environment variable of the run
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Inputs")]
    pub(super) env_var: Vec<String>,
    /// Set a global variable
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Inputs")]
    pub(super) global_var: Vec<String>,
    /// Where relative paths of request bodies begin
    #[arg(long, value_name = "PATH", help_heading = "Inputs")]
    pub(super) working_dir: Option<PathBuf>,
    /// Refuse request bodies from outside the working directory
    #[arg(long, help_heading = "Inputs")]
    pub(super) no_insecure_file_read: bool,

    /// How many iterations
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Run")]
    pub(super) iteration_count: Option<u32>,
    /// Run only this folder or request, by name or id; may be given several times
    #[arg(long, value_name = "NAME", help_heading = "Run")]
    pub(super) folder: Vec<String>,
    /// Stop at the first failure; `folder` aborts at the first error
    #[arg(
        long,
        value_name = "WHEN",
        num_args = 0..=1,
        default_missing_value = "failure",
        value_delimiter = ',',
        help_heading = "Run"
    )]
    pub(super) bail: Vec<BailArg>,
    /// Wait before each request
    #[arg(long, value_name = "MS", help_heading = "Run")]
    pub(super) delay_request: Option<u64>,
    /// Limit for the whole run
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Run")]
    pub(super) timeout: Option<u64>,
    /// Limit for connecting, and for each silence of a server
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Run")]
    pub(super) timeout_request: Option<u64>,
    /// Limit for each script
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Run")]
    pub(super) timeout_script: Option<u64>,
    /// Exit with 0 whatever failed
    #[arg(short = 'x', long, help_heading = "Run")]
    pub(super) suppress_exit_code: bool,
    /// Make random values repeat
    #[arg(long, value_name = "N", help_heading = "Run")]
    pub(super) seed: Option<u64>,
    /// Follow another runner's verdicts, counts and reports
    #[arg(long, value_name = "RUNNER", help_heading = "Run")]
    pub(super) compat: Option<CompatArg>,
    /// Start this emulator for the time of the run and set `baseUrl` to it
    #[arg(long, value_name = "SERVICE", help_heading = "Run")]
    pub(super) emulate: Option<EmulateArg>,

    /// Do not follow redirects
    #[arg(long, help_heading = "Network")]
    pub(super) ignore_redirects: bool,
    /// Accept any TLS certificate
    #[arg(short = 'k', long, help_heading = "Network")]
    pub(super) insecure: bool,

    /// Which reports: cli, json, junit, events
    #[arg(
        short,
        long,
        value_name = "LIST",
        value_delimiter = ',',
        default_value = "cli",
        help_heading = "Reports"
    )]
    pub(super) reporters: Vec<String>,
    /// Colours in the cli report
    #[arg(long, value_name = "WHEN", default_value = "auto", help_heading = "Reports")]
    pub(super) color: ColorArg,
    /// Nothing on the terminal; other reports are still written
    #[arg(long, help_heading = "Reports")]
    pub(super) silent: bool,
    /// Headers, bodies and phases of each exchange
    #[arg(long, help_heading = "Reports")]
    pub(super) verbose: bool,
    /// Only ASCII in the cli report
    #[arg(long, help_heading = "Reports")]
    pub(super) disable_unicode: bool,
    /// Show secrets in reports
    #[arg(long, help_heading = "Reports")]
    pub(super) no_mask: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum BailArg {
    Failure,
    Folder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CompatArg {
    Newman,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum EmulateArg {
    Boomi,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorArg {
    Auto,
    On,
    Off,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_definitions_are_sound() {
        Args::command().debug_assert();
    }
}
