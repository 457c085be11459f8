//! The Boomi commands: `init`, `accounts`, `trigger`, `wait`, `cancel`, `rerun`, `executions`, `log` and `emulate`.
//!
//! The library decides what a command does. This module reads its options, writes its messages and chooses its exit
//! code.

mod advice;
mod command;
mod connection;
mod emulate;
mod emulated_run;
mod executions;
mod init;
mod log;
mod outcome;
mod properties;
mod quiet;
mod session;
mod steps;
mod stream;
mod trigger;
mod wait;
mod words;

pub(super) use command::run;
pub(super) use emulated_run::emulate_for;
