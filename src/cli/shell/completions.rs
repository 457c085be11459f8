//! `postino completions`.

use super::whole_command::whole_command;
use crate::cli::args::CompletionsArgs;
use crate::cli::exit_code::{self, Code};
use crate::cli::terminal::print;

/// Prints the completions of a shell.
pub(in crate::cli) fn completions(args: &CompletionsArgs) -> anyhow::Result<Code> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut whole_command(), "postino", &mut script);
    print(&script)?;
    Ok(exit_code::PASSED)
}
