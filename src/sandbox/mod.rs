//! Runs Postman scripts: data in, data out.
//!
//! Knows nothing of events or reports; the runner wraps what comes out. Entry point: [`ScriptInput`] goes in,
//! [`ScriptOutcome`] comes out.

mod input;
mod outcome;

pub use input::{ScriptHost, ScriptInfo, ScriptInput};
pub use outcome::{ConsoleLevel, NextRequest, ScriptOutcome, ScriptRecord};
