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
    /// The account, by its id, or a known sub-account by its name [default: the environment's accountId]
    #[arg(long, value_name = "ACCOUNT")]
    pub(in crate::cli) account: Option<String>,
    /// How to print the result; json is one object on the standard output, with all progress on standard error
    #[arg(long, value_name = "FORMAT", default_value = "text", alias = "format", help_heading = "Output")]
    pub(in crate::cli) output: OutputArg,
    #[command(flatten)]
    pub(in crate::cli) network: ApiNetworkArgs,
}

/// How the platform is reached.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Network")]
pub(in crate::cli) struct ApiNetworkArgs {
    /// At most so many calls a second; the platform allows an account 10, shared by all its users
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=10))]
    pub(in crate::cli) calls_per_second: u32,
    /// Limit for connecting, and for each silence of the platform; a bare number counts milliseconds
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = time::limit)]
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
    /// The process: its component id, or its name where `BOOMI_API_TOKEN` is set to look it up
    #[arg(long, value_name = "ID|NAME", alias = "process")]
    pub(in crate::cli) process_id: Option<String>,
    /// The runtime: its Atom id, or its name where `BOOMI_API_TOKEN` is set to look it up
    #[arg(long, value_name = "ID|NAME", alias = "atom")]
    pub(in crate::cli) atom_id: Option<String>,
    /// The platform's address: a scheme and a host, no path
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
    #[command(flatten)]
    pub(in crate::cli) network: ApiNetworkArgs,
}

const TRIGGER_EXAMPLES: &str = "Examples:
  postino boomi trigger --wait
  postino boomi trigger --process \"Nightly load\" --atom \"Test Cloud\" --property day=2026-11-25 --wait --log
  postino boomi trigger --wait --timeout 10m -r cli,junit --reporter-junit-export boomi.xml
  postino boomi trigger --legacy

Exit codes, by what is known about the run:
  not started            9 nothing was started, 8 nothing was started: Boomi refused the credentials or lacks the privilege
  perhaps started       10 the trigger was sent, no sound answer came, and no one run can be meant: never trigger again
                           before you have looked
  started               0 without --wait
  outcome unknown        6 a run was started, and it was still going at the deadline, or could not be followed
  ended                  0 well, 5 in error, aborted or discarded, 7 with warnings (--warnings-as-errors)
  2 usage, 3 an input cannot be used, 4 a report is lost, 130 interrupted: the last line says what goes on.";

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
    /// The process, by id or by name: a word that is no id of the account is a name
    /// [default: the environment's processId]
    #[arg(long, value_name = "ID|NAME", help_heading = "Trigger")]
    pub(in crate::cli) process: Option<String>,
    /// The process, by name even where the name looks like an id
    #[arg(long, value_name = "NAME", conflicts_with = "process", help_heading = "Trigger")]
    pub(in crate::cli) process_name: Option<String>,
    /// The runtime, by id or by name [default: the environment's atomId]
    #[arg(long, value_name = "ID|NAME", help_heading = "Trigger")]
    pub(in crate::cli) atom: Option<String>,
    /// The runtime, by name even where the name looks like an id
    #[arg(long, value_name = "NAME", conflicts_with = "atom", help_heading = "Trigger")]
    pub(in crate::cli) atom_name: Option<String>,
    /// A dynamic process property, or the value of a property component as COMPONENT:KEY=VALUE; may be given several
    /// times
    #[arg(long, value_name = "NAME=VALUE", help_heading = "Trigger")]
    pub(in crate::cli) property: Vec<String>,
    /// Properties from a file: lines as of --property, or a JSON object
    #[arg(long, value_name = "FILE", help_heading = "Trigger")]
    pub(in crate::cli) property_file: Option<PathBuf>,
    /// Use executeProcess, as the guide does: its answer has no id, so --wait looks for the run by process, runtime and
    /// time
    #[arg(long, help_heading = "Trigger")]
    pub(in crate::cli) legacy: bool,
    /// How long to look for the run of a trigger that got no sound answer
    #[arg(long, value_name = "TIME", default_value = "2m", value_parser = time::seconds, help_heading = "Trigger")]
    pub(in crate::cli) lookup_timeout: Duration,
    /// Follow the run to its end
    #[arg(long, help_heading = "Follow")]
    pub(in crate::cli) wait: bool,
    #[command(flatten)]
    pub(in crate::cli) follow: FollowArgs,
    #[command(flatten)]
    pub(in crate::cli) reports: ReportArgs,
}

/// How far a run is followed.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Follow")]
pub(in crate::cli) struct FollowArgs {
    /// Follow the run, then fetch its log, however it ended: into this file or onto the standard output
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    pub(in crate::cli) log: Option<PathBuf>,
    /// How long to wait for the log; without one, a warning says why, and the exit code stays
    #[arg(long, value_name = "TIME", default_value = "2m", value_parser = time::seconds)]
    pub(in crate::cli) log_timeout: Duration,
    /// How long to follow: 90s, 15m, 1h
    #[arg(long, value_name = "TIME", default_value = "15m", value_parser = time::seconds)]
    pub(in crate::cli) timeout: Duration,
    /// The first wait between two questions; it grows to 10s
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = time::seconds)]
    pub(in crate::cli) poll: Duration,
    /// A run that ended with warnings has failed; so does the environment's variable warningsAsErrors
    #[arg(long)]
    pub(in crate::cli) warnings_as_errors: bool,
}

const WAIT_EXAMPLES: &str = "Examples:
  postino boomi wait executionrecord-110b23f4-567a-8d90-1234-56789e0b123d --log run.log
  postino boomi wait execution-110b23f4-567a-8d90-1234-56789e0b123d-2026.11.25 --output json

Exit codes: as of postino boomi trigger --wait.";

/// Which run to follow.
#[derive(Debug, clap::Args)]
#[command(after_help = WAIT_EXAMPLES)]
pub(in crate::cli) struct WaitArgs {
    /// The id of the request or of the execution
    #[arg(value_name = "ID")]
    pub(in crate::cli) id: String,
    #[command(flatten)]
    pub(in crate::cli) connection: ConnectionArgs,
    #[command(flatten)]
    pub(in crate::cli) follow: FollowArgs,
    #[command(flatten)]
    pub(in crate::cli) reports: ReportArgs,
}

/// Which run to end.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct CancelArgs {
    /// The id of the request or of the execution
    #[arg(value_name = "ID")]
    pub(in crate::cli) id: String,
    #[command(flatten)]
    pub(in crate::cli) connection: ConnectionArgs,
    /// Wait until the run has ended: Boomi gives it up to a minute, in which it may still end by itself
    #[arg(long)]
    pub(in crate::cli) wait: bool,
    #[command(flatten)]
    pub(in crate::cli) follow: FollowArgs,
    #[command(flatten)]
    pub(in crate::cli) reports: ReportArgs,
}

/// Which execution's process to trigger again.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct RerunArgs {
    /// The execution; its properties are not known, so give them again by --property
    #[arg(value_name = "EXECUTION-ID")]
    pub(in crate::cli) execution_id: String,
    #[command(flatten)]
    pub(in crate::cli) trigger: TriggerArgs,
}

/// How a result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum OutputArg {
    /// For people
    Text,
    /// One JSON object
    Json,
}

impl OutputArg {
    /// True for JSON.
    pub(in crate::cli) fn is_json(self) -> bool {
        self == Self::Json
    }
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
