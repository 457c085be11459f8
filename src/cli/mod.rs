//! The command line: arguments in, a run, an exit code out.
//!
//! The only place that reads the process environment, the terminal and the working directory ([`Context`]), and
//! the only one that prints and exits.

mod args;
mod boomi_emulate;
mod context;
mod error;
mod exit_code;
mod exports;
mod list;
mod load;
mod reporter_args;
mod reporters;
mod run;
mod signals;

use std::process::ExitCode;

use clap::Parser as _;

pub(crate) use context::Context;

use self::args::{Args, BoomiCommand, Command};
use self::reporter_args::ReporterArgs;

/// Parses the arguments and does what they say.
pub(crate) fn main(context: &Context) -> ExitCode {
    let (plain, reporter_args) = ReporterArgs::take_from(&context.arguments);
    let args = match Args::try_parse_from(plain) {
        Ok(args) => args,
        Err(error) => {
            // Help and version are no errors; a broken pipe while printing them is none either.
            let _ = error.print();
            return if error.use_stderr() { exit_code::USAGE.into() } else { ExitCode::SUCCESS };
        }
    };
    // newman knows one code for everything that goes wrong.
    let newman = matches!(&args.command, Command::Run(args) if args.is_compat());
    let done = match args.command {
        Command::Run(args) => run::run(context, &args, &reporter_args),
        Command::Boomi { command: BoomiCommand::Emulate(args) } => boomi_emulate::emulate(&args),
    };
    match done {
        Ok(code) => code.into(),
        Err(error) => {
            error::render(&error);
            if newman { exit_code::FAILED.into() } else { error::exit_code(&error).into() }
        }
    }
}
