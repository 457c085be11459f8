//! The `postino` command: reads the edge once, runs, and exits with a code that says how it went.

mod cli;
mod heap;

use std::process::ExitCode;

fn main() -> ExitCode {
    heap::share();
    let signals = cli::Signals::catch();
    let context = cli::Context::from_process(signals);
    cli::main(&context)
}
