//! The options of the commands that call Boomi's API.

use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;

use super::{ReportArgs, TransportArgs, time};

/// Whom to call, and as whom.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Connection")]
pub(in crate::cli) struct ConnectionArgs {
    /// The environment file: baseUrl, accountId, userEmail, apiToken, processId, atomId
    /// [default: `boomi.postman_environment.json`, here or in environments/]
    #[arg(short, long, value_name = "PATH")]
    pub(in crate::cli) environment: Option<PathBuf>,
    /// Set a variable of the environment; the token is best given by `BOOMI_API_TOKEN`
    #[arg(long, value_name = "KEY=VALUE")]
    pub(in crate::cli) env_var: Vec<String>,
    /// At most so many calls a second; the platform allows an account 10, shared by all its users
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=10))]
    pub(in crate::cli) calls_per_second: u32,
    /// Limit for connecting, and for each silence of the platform; a bare number counts milliseconds
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = time::limit, help_heading = "Network")]
    pub(in crate::cli) timeout_request: Duration,
    #[command(flatten)]
    pub(in crate::cli) transport: TransportArgs,
}

const INIT_EXAMPLES: &str = "Examples:
  postino boomi init
  postino boomi init --account \"Finance IT\" --email you@uconn.edu --process-id … --atom-id … --out boomi

The token is never written unless --with-token is given: keep it in BOOMI_API_TOKEN.";

/// What the files shall hold.
#[derive(Debug, clap::Args)]
#[command(after_help = INIT_EXAMPLES)]
pub(in crate::cli) struct InitArgs {
    /// The account: a sub-account by name or id (`postino boomi accounts`), or another account's id
    #[arg(long, value_name = "ACCOUNT")]
    pub(in crate::cli) account: Option<String>,
    /// Your e-mail, as you log in to Boomi; without `BOOMI_TOKEN.`
    #[arg(long, value_name = "EMAIL")]
    pub(in crate::cli) email: Option<String>,
    /// The process: its component id
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) process_id: Option<String>,
    /// The runtime: its Atom id
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) atom_id: Option<String>,
    /// The platform's address
    #[arg(long, value_name = "URL", default_value = "https://api.boomi.com")]
    pub(in crate::cli) base_url: String,
    /// The directory to write into
    #[arg(long, value_name = "DIRECTORY", default_value = ".")]
    pub(in crate::cli) out: PathBuf,
    /// Write the token too, from `BOOMI_API_TOKEN` or a prompt: whoever has the file has the token
    #[arg(long)]
    pub(in crate::cli) with_token: bool,
    /// Overwrite files that are there
    #[arg(long)]
    pub(in crate::cli) force: bool,
}

const TRIGGER_EXAMPLES: &str = "Examples:
  postino boomi trigger --wait
  postino boomi trigger --process \"Nightly load\" --atom \"Test Cloud\" --property day=2026-11-25 --wait --log
  postino boomi trigger --wait --timeout 10m -r cli,junit --reporter-junit-export boomi.xml
  postino boomi trigger --legacy

Exit codes: 0 triggered (with --wait: ended well), 2 usage, 3 an input cannot be used, 4 a report is lost,
5 the process ended in error, 6 still running at the deadline, 7 ended with warnings (--warnings-as-errors),
8 Boomi refused the credentials or lacks the privilege, 9 nothing was started, 130 interrupted.";

/// What to trigger, and how far to follow it.
#[derive(Debug, clap::Args)]
#[command(after_help = TRIGGER_EXAMPLES)]
pub(in crate::cli) struct TriggerArgs {
    /// The collection whose request is sent
    /// [default: `boomi-atomsphere.postman_collection.json`, here or in collections/, else the built-in one]
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) collection: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) connection: ConnectionArgs,
    /// The process, by id or by name [default: the environment's processId]
    #[arg(long, value_name = "ID|NAME", help_heading = "Trigger")]
    pub(in crate::cli) process: Option<String>,
    /// The runtime, by id or by name [default: the environment's atomId]
    #[arg(long, value_name = "ID|NAME", help_heading = "Trigger")]
    pub(in crate::cli) atom: Option<String>,
    /// A dynamic process property; may be given several times
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Trigger")]
    pub(in crate::cli) property: Vec<String>,
    /// Use executeProcess, as the guide does: the run cannot be followed then
    #[arg(long, conflicts_with_all = ["wait", "log"], help_heading = "Trigger")]
    pub(in crate::cli) legacy: bool,
    /// Follow the run to its end
    #[arg(long, help_heading = "Follow")]
    pub(in crate::cli) wait: bool,
    /// Follow the run, then fetch its log, into this file or onto the standard output
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", help_heading = "Follow")]
    pub(in crate::cli) log: Option<PathBuf>,
    /// How long to follow: 90s, 15m, 1h
    #[arg(long, value_name = "TIME", default_value = "15m", value_parser = time::seconds, help_heading = "Follow")]
    pub(in crate::cli) timeout: Duration,
    /// The first wait between two questions; it grows to 10s
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = time::seconds, help_heading = "Follow")]
    pub(in crate::cli) poll: Duration,
    /// A run that ended with warnings has failed
    #[arg(long, help_heading = "Follow")]
    pub(in crate::cli) warnings_as_errors: bool,
    #[command(flatten)]
    pub(in crate::cli) reports: ReportArgs,
}

/// Which executions.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ExecutionsArgs {
    #[command(flatten)]
    pub(in crate::cli) connection: ConnectionArgs,
    /// Of this process, by id or by name
    #[arg(long, value_name = "ID|NAME", help_heading = "Selection")]
    pub(in crate::cli) process: Option<String>,
    /// On this runtime, by id or by name
    #[arg(long, value_name = "ID|NAME", help_heading = "Selection")]
    pub(in crate::cli) atom: Option<String>,
    /// With this status: `COMPLETE`, `COMPLETE_WARN`, `ERROR`, `INPROCESS`, …
    #[arg(long, value_name = "STATUS", help_heading = "Selection")]
    pub(in crate::cli) status: Option<String>,
    /// Begun in the last so much time: 30m, 24h, 7d
    #[arg(long, value_name = "TIME", value_parser = time::seconds, help_heading = "Selection")]
    pub(in crate::cli) since: Option<Duration>,
    /// At most so many, the newest first
    #[arg(long, value_name = "N", default_value_t = 20, help_heading = "Selection")]
    pub(in crate::cli) limit: usize,
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(in crate::cli) format: ExecutionsFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ExecutionsFormat {
    /// A table
    Text,
    /// The records as JSON
    Json,
}

/// Whose log.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct LogArgs {
    /// The execution: `execution-<uuid>-YYYY.MM.DD`
    #[arg(value_name = "EXECUTION-ID")]
    pub(in crate::cli) execution_id: String,
    #[command(flatten)]
    pub(in crate::cli) connection: ConnectionArgs,
    /// Write it into this file instead of the standard output
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// How long to wait for it: 30s, 2m
    #[arg(long, value_name = "TIME", default_value = "2m", value_parser = time::seconds)]
    pub(in crate::cli) timeout: Duration,
    /// The wait between two questions
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = time::seconds)]
    pub(in crate::cli) poll: Duration,
}
