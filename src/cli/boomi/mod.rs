//! The Boomi commands: the guide's files, the trigger, what is asked about it, and the emulator.
//!
//! What a command decides lives in the library; here are its options, its words and its exit code.

mod advice;
mod connection;
mod emulate;
mod executions;
mod init;
mod log;
mod quiet;
mod session;
mod steps;
mod stream;
mod trigger;

pub(super) use emulate::emulate;
pub(super) use executions::executions;
pub(super) use init::{accounts, init};
pub(super) use log::log;
pub(super) use trigger::trigger;
