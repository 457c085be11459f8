//! Chooses the command of `postino boomi`.

use postino::reporter::ReporterOptions;

use super::emulate::emulate;
use super::executions::executions;
use super::init::{accounts, init};
use super::log::log;
use super::trigger::trigger;
use super::wait::{cancel, rerun, wait};
use crate::cli::Context;
use crate::cli::args::BoomiCommand;
use crate::cli::exit_code::Code;

/// Runs the command.
pub(in crate::cli) fn run(
    context: &Context,
    command: BoomiCommand,
    options: &ReporterOptions,
) -> anyhow::Result<Code> {
    match command {
        BoomiCommand::Init(args) => init(context, &args),
        BoomiCommand::Accounts => accounts(),
        BoomiCommand::Trigger(args) => trigger(context, *args, options),
        BoomiCommand::Wait(args) => wait(context, &args, options),
        BoomiCommand::Cancel(args) => cancel(context, &args, options),
        BoomiCommand::Rerun(args) => rerun(context, *args, options),
        BoomiCommand::Executions(args) => executions(context, &args),
        BoomiCommand::Log(args) => log(context, &args),
        BoomiCommand::Emulate(args) => emulate(context, &args),
    }
}
