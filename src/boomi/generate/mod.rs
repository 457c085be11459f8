//! The collection and the environment that the guide recommends, as files for the Postman app and for postino.
//!
//! The collection begins with the guide's own *Execute Process*. It adds what the guide does by hand: it follows a run
//! to its end, fetches its log, and finds ids by name. It uses nothing that the Postman app does not have.
//!
//! # Design
//!
//! 2026-11-25: the files are built as JSON values, so that every file is valid whatever the values are. Each script is
//! in a file of its own. Rejected: a text template, in which every value and Postman's own `{{…}}` need escaping.

mod collection;
mod environment;

pub use collection::collection;
pub use environment::{EnvironmentValues, environment};
