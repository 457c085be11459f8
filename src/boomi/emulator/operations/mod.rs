//! What the API does, one file for each family of calls; `dispatch` is the list of all.

mod asked;
mod cancel;
mod dispatch;
mod logs;
mod objects;
mod queries;
mod records;
mod tables;
mod trigger;

pub(super) use asked::Asked;
pub use dispatch::CALLS;
pub(super) use objects::Object;
