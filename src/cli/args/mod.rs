//! The options, under newman's names.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use postino::compat::Compat;
use postino::reporter::REPORTERS;

#[cfg(feature = "boomi")]
mod boomi;
#[cfg(feature = "boomi")]
mod boomi_client;
mod check;
mod control;
mod exports;
mod inputs;
mod network;
mod report;
mod reports;
mod scripts;
mod selection;
mod shell;
mod size;
mod time;

#[cfg(feature = "boomi")]
pub(super) use boomi::{BoomiCommand, EmulateArgs};
#[cfg(feature = "boomi")]
pub(super) use boomi_client::{
    ApiNetworkArgs, CancelArgs, ConnectionArgs, ExecutionsArgs, FollowArgs, InitArgs, LogArgs, OutputArg,
    RerunArgs, TriggerArgs, WaitArgs,
};
pub(super) use check::{CheckArgs, CheckFormat};
pub(super) use control::{BailArg, ControlArgs};
pub(super) use exports::ExportArgs;
pub(super) use inputs::InputArgs;
pub(super) use network::{NetworkArgs, TransportArgs};
pub(super) use report::ReportCommandArgs;
pub(super) use reports::{ColorArg, ReportArgs};
pub(super) use scripts::ScriptArgs;
pub(super) use selection::SelectionArgs;
pub(super) use shell::{CompletionsArgs, ManArgs};

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
    /// Make reports from saved events, merging several runs into one
    Report(ReportCommandArgs),
    /// Find what would go wrong: variables that nothing sets, scripts that do not parse, secrets in files
    Check(CheckArgs),
    /// Work with Boomi's AtomSphere API
    #[cfg(feature = "boomi")]
    Boomi {
        #[command(subcommand)]
        command: BoomiCommand,
    },
    /// Print the completions of a shell
    Completions(CompletionsArgs),
    /// Print the man page, or write all of them
    Man(ManArgs),
}

/// What stands below the options of `postino run`.
fn after_help() -> String {
    use std::fmt::Write as _;

    let mut text = format!("{EXAMPLES}\n\nReporters, with their options (--reporter-<name>-<option>):\n");
    for reporter in REPORTERS {
        let _ = writeln!(text, "  {:<11} {}", reporter.name, reporter.about);
        let options: Vec<_> = reporter.options.iter().map(|option| option.name).collect();
        for line in options.chunks(5) {
            let _ = writeln!(text, "  {:<11}   {}", "", line.join(", "));
        }
    }
    text + EXIT_CODES
}

const EXAMPLES: &str = "Examples:
  postino run shop.postman_collection.json -e staging.postman_environment.json
  postino run shop.postman_collection.json --folder Orders -n 10 -r cli,junit --reporter-junit-export orders.xml
  postino run collections/boomi-atomsphere.postman_collection.json \\
      -e environments/local.postman_environment.json --emulate boomi";

const EXIT_CODES: &str = "
Exit codes: 0 passed, 1 a test, script or request failed, 2 usage, 3 an input cannot be used,
4 a report cannot be written, 6 the time limit passed, 130 interrupted.";

/// The options of `postino run`, one group for each heading of its help.
#[derive(Debug, clap::Args)]
#[command(after_help = after_help(), args_override_self = true)]
pub(super) struct RunArgs {
    /// The collections: files, URLs, ids of Postman's API, or directories of its local mode; several run one after the other, with one report
    #[arg(required = true, value_name = "COLLECTION")]
    pub(super) collections: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) inputs: InputArgs,
    #[command(flatten)]
    pub(super) selection: SelectionArgs,
    #[command(flatten)]
    pub(super) control: ControlArgs,
    #[command(flatten)]
    pub(super) scripts: ScriptArgs,
    #[command(flatten)]
    pub(super) network: NetworkArgs,
    #[command(flatten)]
    pub(super) reports: ReportArgs,
    #[command(flatten)]
    pub(super) exports: ExportArgs,
}

impl RunArgs {
    /// Whose behaviour counts.
    pub(super) fn compat(&self) -> Compat {
        self.control.compat.unwrap_or_default()
    }
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
