//! Reads the files of a run, and says where one is broken.

mod decode;
mod fault;
mod json;
mod loader;
mod local_mode;
mod source;
mod words;

pub(super) use loader::{Loader, is_scope, load_json, parse_json, set_pairs};
