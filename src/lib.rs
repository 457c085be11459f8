//! postino runs exported Postman collections: newman's work, natively.
//!
//! The pipeline in one picture:
//!
//! ```text
//! collection, environment, globals, data ─► runner::Plan
//!   ─► each cursor: prerequest scripts ─► resolve {{…}} ─► sign ─► send ─► test scripts
//!                     └─► event::RunEvent ─► event::Mask ─► reporter ─► write
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
//! 0  secret      clock       compat       file       yaml       authority
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
pub mod http;
pub mod reporter;
pub mod runner;
pub mod sandbox;
pub mod secret;
pub mod variable;
pub mod yaml;

/// The name and version that postino sends and reports.
pub const AGENT: &str = concat!("postino/", env!("CARGO_PKG_VERSION"));
