//! Tests of the emulator from a caller's view, without a network and without waits.
//!
//! The prefix of a name gives the evidence for an answer: `documented_`, `field_` (public clients rely on it),
//! `inferred_`, or `setting_` when a scenario can choose it.

mod access;
mod clients;
mod faults;
mod logs;
mod memory;
mod objects;
mod platform;
mod records;
mod store;
mod triggers;
