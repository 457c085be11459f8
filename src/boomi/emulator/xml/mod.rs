//! Reads and writes XML. Inside the emulator, every document is JSON.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::{error, write};
