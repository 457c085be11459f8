//! Runs exported Postman collections: newman's work, natively.
//!
//! A run takes a collection, and tells all that happens as [`event::RunEvent`]s, in one order:
//!
//! ```no_run
//! use postino::collection::Collection;
//! use postino::event::Summary;
//! use postino::runner::{self, Inputs, RunOptions, StopSignal};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let inputs = Inputs::of(Collection::from_json(&std::fs::read_to_string("shop.postman_collection.json")?)?);
//! let mut summary = Summary::default();
//! runner::run(inputs, &RunOptions::default(), &StopSignal::default(), &mut |event| summary.apply(&event)).await?;
//! assert!(summary.passed());
//! # Ok(())
//! # }
//! ```
//!
//! # Where to look
//!
//! - [`collection`] and [`environment`] read what Postman exports.
//! - [`runner::run`] runs it; [`runner::RunOptions`] says how: iterations, limits, what of it runs, whose behaviour
//!   counts ([`compat::Compat`]). The run is `Send`, and changes nothing of the process that it runs in.
//! - [`event`] is what happens, and [`event::Summary`] counts it. [`event::Mask`] hides secrets in it.
//! - [`reporter`] makes reports of events: [`reporter::Fanout`] masks each event once, hands it to live reporters, and
//!   stores it for reports on file. A reporter of one's own is a [`reporter::Reporter`].
//! - [`boomi`] triggers processes on Boomi's AtomSphere and follows them; [`boomi::emulator`] answers in its place.
//! - [`check`] finds what will go wrong before a run.
//!
//! The folder `examples` has a program for each of these: `run_collection`, `custom_reporter`, `boomi_trigger`.
//!
//! # Features
//!
//! All are on by default; `default-features = false` leaves out what an embedder does not want.
//!
//! | feature | what it brings |
//! | --- | --- |
//! | `cli` | the `postino` command |
//! | `boomi` | [`boomi`] |
//! | `html` | the html report |
//!
//! # The pipeline
//!
//! ```text
//! collection, environment, globals, data ─► runner::Plan
//!   ─► each item: prerequest scripts ─► resolve {{…}} ─► sign ─► send ─► test scripts
//!                    └────────── event::RunEvent ──► event::Mask ─┬─► live reporters
//!                                                                 └─► store ─► reports on file
//! ```
//!
//! # Layers
//!
//! Imports point strictly down; `tests/architecture.rs` keeps it so.
//!
//! ```text
//! 5  runner      boomi      reporter     check
//! 4  sandbox     auth
//! 3  event
//! 2  collection  environment  http  assertion
//! 1  variable
//! 0  secret      clock       compat       file       file_kind  yaml       authority    shown
//! ```

pub mod assertion;
pub mod auth;
pub mod authority;
#[cfg(feature = "boomi")]
pub mod boomi;
pub mod check;
pub mod clock;
pub mod collection;
pub mod compat;
pub mod environment;
pub mod event;
pub mod file;
pub mod file_kind;
pub mod http;
pub mod reporter;
pub mod runner;
pub mod sandbox;
pub mod secret;
pub mod shown;
pub mod variable;
pub mod yaml;

/// The name and version that postino sends and reports.
pub const AGENT: &str = concat!("postino/", env!("CARGO_PKG_VERSION"));
