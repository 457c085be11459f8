//! The options of `postino boomi`.

use std::path::PathBuf;

use clap::Subcommand;

use super::{CancelArgs, ExecutionsArgs, InitArgs, LogArgs, RerunArgs, TriggerArgs, WaitArgs};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum BoomiCommand {
    /// Write the guide's collection and environment, ready for the Postman app and for `postino run`
    Init(Box<InitArgs>),
    /// List the sub-accounts that the guide knows
    Accounts,
    /// Trigger a process and, with --wait, know how it ended
    Trigger(Box<TriggerArgs>),
    /// Follow a run to its end, by the id of its execution or its request
    Wait(Box<WaitArgs>),
    /// Ask Boomi to end a run
    Cancel(Box<CancelArgs>),
    /// Trigger the process of an execution again, on the same runtime
    Rerun(Box<RerunArgs>),
    /// List executions, the newest first
    Executions(Box<ExecutionsArgs>),
    /// Fetch the log of an execution
    Log(Box<LogArgs>),
    /// Serve the AtomSphere emulator on the loopback address
    Emulate(EmulateArgs),
}

const EMULATE_HELP: &str = "Examples:
  postino boomi emulate
  postino boomi emulate --print-scenario > mine.yaml
  postino boomi emulate --scenario mine.yaml --state runs.json --port 9000

A scenario names what differs from the built-in one: accounts, users and their privileges, runtimes and
their outages, processes with their durations and outcomes, faults (late, wrong, missing and broken
answers), latency, the rate limit, and `settings`: what Boomi's documentation leaves open.

  settings:
    triggerStatus: 200            # the status of an executeProcess that is taken
    badCredentials: 401           # or 403
    foreignAccount: 403           # or 401
    missingPrivilege: 403         # or 400
    unknownId: 400                # the status of an id that nobody knows
    runtimeOffline: gone          # 410; or gateway-timeout (504), or pending (202 until it is back)
    duplicateRun: discarded       # or error: how the refused run of a single-instance process ends
    pendingBody: envelope         # or empty: the body of the 202 while a run has no record
    numberOfResults: total        # or page
    emptyResult: absent           # or empty: `result` when nothing matches
    errorShape: typed             # or plain, or nested: the JSON of errors
    retryAfter: 1                 # seconds, with a 503; not sent unless set
    processNameInRequest: true    # whether ExecutionRequest takes a process by its name
    otherHost: true               # recordUrl and downloads name localhost for 127.0.0.1, and vice versa
    cancelTakes: 1s               # until a cancelled run has ended
    logTakes: 1s                  # until a log can be downloaded
    asyncTakes: 200ms             # until a runtime answers what is asked with a token
    logPendingStatus: 202         # or 204: a download that is not ready
    partnerApi: false             # whether /partner/api/rest/v1 may be called
    pageSize: 100                 # results on a page
    limits: { connections: 512 }  # and times and sizes, which docs/emulator.md lists

The page at / shows what the emulator holds and the calls received; /openapi.json lists every object and call.";

#[derive(Debug, clap::Args)]
#[command(after_help = EMULATE_HELP)]
pub(in crate::cli) struct EmulateArgs {
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8888)]
    pub(in crate::cli) port: u16,
    /// Calls a second and account before 503 is answered, as the platform does; 0 allows all [default: 10]
    #[arg(long, value_name = "N")]
    pub(in crate::cli) rate_limit: Option<usize>,
    /// What to play: a YAML file
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) scenario: Option<PathBuf>,
    /// Keep the runs in this file, and go on from it
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) state: Option<PathBuf>,
    /// Print the built-in scenario, to begin one's own with, and stop
    #[arg(long)]
    pub(in crate::cli) print_scenario: bool,
}
