//! All commands with the options of reporters: these are taken out of the arguments before the others are parsed, and
//! stand among them for completions and man pages alone.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command, CommandFactory as _, ValueHint};
use postino::reporter::{OptionKind, REPORTERS};

use crate::cli::args::Args;

/// The commands, those that report with the options of all reporters.
pub(super) fn whole_command() -> Command {
    let with_reporters = |command: Command| command.args(reporter_options());
    Args::command()
        .mut_subcommand("run", with_reporters)
        .mut_subcommand("report", with_reporters)
        .mut_subcommand("boomi", |boomi| boomi.mut_subcommand("trigger", with_reporters))
}

fn reporter_options() -> impl Iterator<Item = Arg> {
    REPORTERS.iter().flat_map(|reporter| {
        reporter.options.iter().map(|option| {
            let name = format!("reporter-{}-{}", reporter.name, option.name);
            let arg =
                Arg::new(name.clone()).long(name).help(option.help).help_heading("Options of reporters");
            match option.kind {
                OptionKind::Flag => arg.action(ArgAction::SetTrue),
                OptionKind::Path => arg.value_name("PATH").value_hint(ValueHint::AnyPath),
                OptionKind::Text => arg.value_name("TEXT").value_hint(ValueHint::Other),
                OptionKind::Names => arg.value_name("NAMES").value_hint(ValueHint::Other),
                OptionKind::Choice(words) => {
                    arg.value_name("WORD").value_parser(PossibleValuesParser::new(words))
                }
            }
        })
    })
}
