//! The command line: arguments in, a run, an exit code out.
//!
//! The only place that reads the process environment, the terminal and the working directory ([`Context`]), and
//! the only one that prints and exits. Each command has a folder; what several share stands beside them.

mod args;
#[cfg(feature = "boomi")]
mod boomi;
mod certificates;
mod check;
mod context;
mod descriptors;
mod entry;
mod error;
mod exit_code;
mod files;
mod flag;
mod load;
mod network;
mod report;
mod run;
mod shell;
mod signals;
mod terminal;
mod verdict;
mod zone;

pub(crate) use context::Context;
pub(crate) use entry::main;
pub(crate) use signals::Signals;
