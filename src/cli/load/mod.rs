//! Reads the files of a run, and says where one is broken.

mod advice;
mod decode;
mod error;
mod json;
mod loader;
mod local_mode;
mod newmans;
mod ours;
mod source;
mod syntax;

pub(super) use error::What;
pub(super) use loader::{CollectionOrScope, Loader, parse_json, set_pairs};
pub(super) use local_mode::files_of;
