//! Boomi's AtomSphere API: what the first users of postino trigger.
//!
//! Never sees the runner: a trigger is an ordinary request of an ordinary collection. Entry points: [`model`], the
//! wire types; [`emulator`], a stand-in for the platform on this machine.

pub mod emulator;
pub mod model;
