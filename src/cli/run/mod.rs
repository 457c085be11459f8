//! `postino run`: the options become the inputs and options of a run; the run becomes reports and an exit code.

mod command;
mod exports;
mod files;
mod list;
mod memory;
mod process_variables;
mod rc_file;
mod scripts;
mod silence;

pub(super) use command::run;
pub(super) use rc_file::{UnknownKey, arguments, check_reporters, load};
