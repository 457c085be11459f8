//! Reporters that are programs of their own: they are given the events, masked, on their standard input.
//!
//! There are two kinds: an executable `postino-reporter-<name>`, and an npm package `newman-reporter-<name>`. A small
//! bridge (`bridge.js`, run by Node.js) gives the package the emitter and the summary that newman would give it. The
//! command line finds the program; here it is a command.

mod reporter;

pub use reporter::{ExternalCommand, ExternalReporter};

/// Turns the events on its standard input into calls of an npm reporter.
///
/// Arguments after `--`: the reporter's package directory, its options as JSON, its name.
pub const NPM_BRIDGE: &str = include_str!("bridge.js");
