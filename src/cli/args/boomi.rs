//! The options of `postino boomi`.

use clap::Subcommand;

use super::{ExecutionsArgs, InitArgs, LogArgs, TriggerArgs};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum BoomiCommand {
    /// Write the guide's collection and environment, ready for the Postman app and for `postino run`
    Init(InitArgs),
    /// List the sub-accounts that the guide knows
    Accounts,
    /// Trigger a process and, with --wait, know how it ended
    Trigger(Box<TriggerArgs>),
    /// List executions, the newest first
    Executions(ExecutionsArgs),
    /// Fetch the log of an execution
    Log(LogArgs),
    /// Serve the AtomSphere emulator on the loopback address
    Emulate(EmulateArgs),
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct EmulateArgs {
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8888)]
    pub(in crate::cli) port: u16,
    /// Calls a second before 503 is answered, as the platform does; 0 allows all
    #[arg(long, default_value_t = 10)]
    pub(in crate::cli) rate_limit: usize,
}
