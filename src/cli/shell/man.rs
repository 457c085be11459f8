//! `postino man`.

use clap::Command;
use clap_mangen::Man;
use postino::file::{Readers, write_whole};

use super::whole_command::whole_command;
use crate::cli::args::ManArgs;
use crate::cli::error::lost;
use crate::cli::exit_code::{self, Code};
use crate::cli::terminal::print;

/// Prints postino's man page, or writes one for each command.
pub(in crate::cli) fn man(args: &ManArgs) -> anyhow::Result<Code> {
    let mut command = whole_command().disable_help_subcommand(true);
    command.build();
    let Some(directory) = &args.out else {
        let mut page = Vec::new();
        Man::new(command).render(&mut page)?;
        print(&page)?;
        return Ok(exit_code::PASSED);
    };
    let mut open: Vec<Command> = vec![command];
    while let Some(command) = open.pop() {
        open.extend(command.get_subcommands().cloned());
        let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
        let mut page = Vec::new();
        Man::new(command).render(&mut page)?;
        let path = directory.join(format!("{name}.1"));
        let written = write_whole(&path, Readers::AsBefore, |out| out.write_all(&page));
        written.map_err(|error| lost(error, format!("\"{}\" is not written", path.display())))?;
    }
    Ok(exit_code::PASSED)
}
