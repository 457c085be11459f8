//! The emulator as callers see it, without a network and without waiting.
//!
//! Names say how sure an answer is: `documented_`, `field_` (public clients rely on it), `inferred_`, and
//! `setting_` for what a scenario may choose.

mod access;
mod clients;
mod faults;
mod logs;
mod memory;
mod objects;
mod platform;
mod records;
mod triggers;
