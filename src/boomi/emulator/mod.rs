//! An emulator of the AtomSphere API on the loopback address.
//!
//! An emulator is a claim: what Boomi documents and what is only assumed are told apart. Every assumption is one of
//! the [`Settings`]; every refusal stands in `refusal`, with its evidence; tests are named by theirs
//! (`documented_`, `field_`, `inferred_`, `setting_`). A [`Scenario`] says what is played. The state is pure (a
//! call with its time as data in, an answer as data out): what a run is at any time follows from when it was
//! triggered, so nothing ticks and no test sleeps. `server` carries it over HTTP. Entry points:
//! [`Emulator::new`] and [`serve`].
//!
//! # Design
//!
//! 2026-11-25: inside, a document is JSON; XML is read into it and written from it, so that the two cannot differ.

mod call;
mod download;
mod duration;
mod fault;
mod journal;
mod operations;
mod page;
mod query;
mod rate_limit;
mod refusal;
mod route;
mod run;
mod scenario;
mod scenario_error;
mod server;
mod settings;
mod state;
mod store;
mod summary;
#[cfg(test)]
mod tests;
mod world;
mod xml;

pub use call::{EmulatedCall, EmulatedEnding, EmulatedReply};
pub use operations::CALLS;
pub use scenario::{LOCAL, Scenario};
pub use scenario_error::ScenarioError;
pub use server::{serve, serve_with_store};
pub use settings::{Counted, DuplicateRun, EmptyResult, ErrorShape, PendingBody, RuntimeOffline, Settings};
pub use state::Emulator;
pub use store::{StateError, Store};
