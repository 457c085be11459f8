//! The `postino` command: reads the edge once, runs, and exits with a code that says how it went.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    let context = cli::Context::from_process();
    cli::main(&context)
}
