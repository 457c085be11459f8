//! The operations of the API, one file for each family of calls. `dispatch` lists all calls.

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
