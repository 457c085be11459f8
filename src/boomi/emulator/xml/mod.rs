//! XML in and out. Inside the emulator a document is the JSON of the same object.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::{error, write};
