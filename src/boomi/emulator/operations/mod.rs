//! The operations of the API, one file for each family of calls. `dispatch` lists all calls.

mod asked;
mod asynchronous;
mod cancel;
mod components;
mod deployments;
mod dispatch;
mod generic;
mod logs;
mod queries;
mod records;
mod rows;
mod statistics;
mod trigger;

pub(super) use asked::Asked;
pub use dispatch::CALLS;
