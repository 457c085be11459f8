//! `postino check`: what would go wrong, before anything is sent.

mod command;

pub(super) use command::check;
