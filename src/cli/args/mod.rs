//! The options, under newman's names.

use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand};
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
mod number;
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
#[command(name = "postino", version, disable_version_flag = true, arg_required_else_help = true)]
pub(super) struct Args {
    /// Print the version
    #[arg(short = 'v', short_alias = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
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
    text + EXIT_CODES + ENVIRONMENT
}

const EXAMPLES: &str = "Examples:
  postino run shop.postman_collection.json -e staging.postman_environment.json
  postino run shop.postman_collection.json --folder Orders -n 10 -r cli,junit --reporter-junit-export orders.xml
  postino run collections/boomi-atomsphere.postman_collection.json \\
      -e environments/local.postman_environment.json --emulate boomi";

const EXIT_CODES: &str = "
Exit codes: 0 passed, 1 a test, script or request failed, 2 usage, or nothing is selected, 3 an input cannot be used, or
holds no request, 4 a report cannot be written, 6 the time limit passed, 130 interrupted.";

const ENVIRONMENT: &str = "

Environment:
  NODE_EXTRA_CA_CERTS             a file of authorities (PEM) that are trusted too
  NODE_TLS_REJECT_UNAUTHORIZED    0 accepts any TLS certificate, with a warning
  HTTP_PROXY, HTTPS_PROXY, NO_PROXY  proxies, and hosts without one; --proxy and --no-proxy win
  FORCE_COLOR                     0 turns colours off, 1 to 3 turn them on, whatever follows here
  NO_COLOR                        turns colours off
  CLICOLOR_FORCE, CLICOLOR        1 turns colours on without a terminal; CLICOLOR=0 turns them off
  TERM                            dumb: no colours, nothing is redrawn
  TZ                              the time zone of scripts and timestamps: Europe/Berlin, CET-1CEST
  POSTMAN_API_KEY                 as --postman-api-key
  SSLKEYLOGFILE                   where the secrets of TLS connections are written, for Wireshark
  CI                              output as for a pipe, also in a terminal";

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
