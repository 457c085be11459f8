//! `postino report`, and what every command that reports shares: its reporters and their options.

mod command;
mod external;
mod reporter_args;
mod reporters;
mod stream;

pub(super) use command::report;
pub(super) use external::is_installed;
pub(super) use reporter_args::{hint, refuse_without_reports, take_from, warn_of_idle};
pub(super) use reporters::reporters;
#[cfg(feature = "boomi")]
pub(super) use reporters::{Out, Reporters, reporters_to};
