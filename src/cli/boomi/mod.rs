//! The Boomi commands: the guide's files, the trigger, what is asked about it, and the emulator.
//!
//! What a command decides lives in the library; here are its options, its words and its exit code.

mod advice;
mod command;
mod connection;
mod emulate;
mod emulated_run;
mod executions;
mod init;
mod log;
mod quiet;
mod session;
mod steps;
mod stream;
mod trigger;

pub(super) use command::run;
pub(super) use emulated_run::emulate_for;
