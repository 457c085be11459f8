//! The collection and the environment that the guide recommends, as files for the Postman app and for postino.
//!
//! The collection begins with the guide's own *Execute Process* and adds what the guide does by hand: following a run
//! to its end, its log, and finding ids by name. It uses nothing that the Postman app does not have.
//!
//! # Design
//!
//! 2026-11-25: the files are built as JSON values, their scripts from files of their own, so that every file is valid
//! whatever the values are. Rejected: a text template, in which every value needs escaping, and Postman's `{{…}}` too.

mod collection;
mod environment;

pub use collection::collection;
pub use environment::{EnvironmentValues, environment};
