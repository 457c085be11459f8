//! `postino completions` and `postino man`: made from the same definitions as the options.

mod completions;
mod man;
mod whole_command;

pub(super) use completions::completions;
pub(super) use man::man;
