//! `postino completions` and `postino man`: made from the same definitions as the options.

use std::io::{self, Write as _};

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use super::args::{Args, CompletionsArgs, ManArgs};
use super::exit_code::{self, Code};

/// Prints the completions of a shell.
pub(super) fn completions(args: &CompletionsArgs) -> anyhow::Result<Code> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "postino", &mut script);
    print(&script)
}

/// Prints postino's man page, or writes one for each command.
pub(super) fn man(args: &ManArgs) -> anyhow::Result<Code> {
    let mut command = Args::command().disable_help_subcommand(true);
    command.build();
    let Some(directory) = &args.out else {
        let mut page = Vec::new();
        Man::new(command).render(&mut page)?;
        return print(&page);
    };
    std::fs::create_dir_all(directory)?;
    let mut open: Vec<Command> = vec![command];
    while let Some(command) = open.pop() {
        open.extend(command.get_subcommands().cloned());
        let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
        let mut page = Vec::new();
        Man::new(command).render(&mut page)?;
        std::fs::write(directory.join(format!("{name}.1")), page)?;
    }
    Ok(exit_code::PASSED)
}

fn print(text: &[u8]) -> anyhow::Result<Code> {
    match io::stdout().lock().write_all(text) {
        // A reader that went away has read all that it wanted.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(exit_code::PASSED),
    }
}
