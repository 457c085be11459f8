//! An emulator of the AtomSphere API on the loopback address.
//!
//! The emulator separates what Boomi documents from what is only assumed. Every assumption is one of the [`Settings`].
//! Every refusal is in `refusal`, with its evidence. The prefix of a test's name gives the evidence of the test
//! (`documented_`, `field_`, `inferred_`, `setting_`). A [`Scenario`] describes the world that the emulator plays. The
//! state is pure: it takes a call with its time as data, and returns an answer as data. The status of a run is computed
//! from the time of its trigger, so there are no timers and no test sleeps. `server` serves the emulator over HTTP.
//! Entry points: [`Emulator::new`] and [`serve`].
//!
//! # Design
//!
//! 2026-11-25: inside, every document is JSON. XML is turned into JSON and JSON into XML, so that the two cannot differ.
//! 2026-11-30: the objects are a table (`catalogue`), and one store keeps them. A scenario's objects are put into the store at
//! the start, so that callers can change them. Code stands only where an object does something: `operations::deployments`,
//! `operations::components`, `operations::rows`.

mod call;
mod catalogue;
mod change;
mod download;
mod duration;
mod fault;
mod journal;
mod limits;
mod objects;
mod openapi;
mod operations;
mod page;
mod query;
mod rate_limit;
mod refusal;
mod route;
mod run;
mod runs;
mod scenario;
mod scenario_error;
mod seed;
mod server;
mod settings;
mod state;
mod store;
mod summary;
#[cfg(test)]
mod tests;
mod world;
mod xml;

pub(super) use xml::read as read_xml;

pub use call::{EmulatedCall, EmulatedEnding, EmulatedReply};
pub use limits::Limits;
pub use operations::CALLS;
pub use scenario::{LOCAL, Scenario};
pub use scenario_error::ScenarioError;
pub use server::{serve, serve_with_store};
pub use settings::{Counted, DuplicateRun, EmptyResult, ErrorShape, PendingBody, RuntimeOffline, Settings};
pub use state::Emulator;
pub use store::{StateError, Store};
