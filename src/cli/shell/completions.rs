//! `postino completions`.

use clap::CommandFactory as _;

use super::print::print;
use crate::cli::args::{Args, CompletionsArgs};
use crate::cli::exit_code::Code;

/// Prints the completions of a shell.
pub(in crate::cli) fn completions(args: &CompletionsArgs) -> anyhow::Result<Code> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "postino", &mut script);
    print(&script)
}
