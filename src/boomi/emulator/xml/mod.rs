//! Reads and writes XML. Inside the emulator, every document is JSON.

mod component;
mod read;
mod write;

pub(super) use component::{NO_CONTENT, PostedComponent, component, write_component};
pub(in crate::boomi) use read::read;
pub(super) use write::{error, write};
