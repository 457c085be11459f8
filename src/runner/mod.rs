//! Runs a collection: plans, resolves, sends, evaluates, and reports all that happens as events.
//!
//! Events go to a closure; no reporter is known here. A failed assertion or request is data in an event; an `Err` means
//! that the run cannot be planned. Entry point: [`run`].

mod body;
mod build;
mod disabled;
mod emitter;
mod error;
mod executor;
mod flow;
mod host;
mod inputs;
mod item;
mod nearest;
mod nested;
mod options;
mod plan;
mod profile;
mod request_view;
mod resolve;
mod retry;
mod run_view;
mod secrets;
mod selection;
mod sender;
mod shared;
mod sign;
mod stop;

pub use error::PlanError;
pub use executor::run;
pub use inputs::Inputs;
pub use nearest::nearest;
pub use options::{Bail, RunOptions, ScriptOptions};
pub use plan::{Plan, PlanLook, PlannedItem};
pub use retry::{RetryOn, RetryOnError, RetryPolicy};
pub use secrets::{collect_credentials, collect_secrets};
pub use selection::Selection;
pub use stop::{StopReason, StopSignal};
