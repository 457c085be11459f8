//! Runs Postman scripts: data in, data out.
//!
//! Knows nothing of events or reports; the runner wraps what comes out. Entry point: [`Sandbox::evaluate`] takes a
//! [`ScriptInput`] and gives a [`ScriptOutcome`]; what the script needs of the outside is a [`ScriptHost`].

mod bridge;
mod call;
mod compute;
mod engine;
mod execution;
mod failure;
mod host_value;
mod input;
mod jar;
mod libraries;
mod memory;
mod message;
mod nested;
mod outcome;
mod overlay;
mod packages;
#[expect(clippy::module_inception, reason = "the handle is named as the module is")]
mod sandbox;
mod shape;
mod surrogates;
mod syntax;
mod timer;
mod vault;
mod weight;
mod zone_names;

#[cfg(test)]
mod global_tests;
#[cfg(test)]
mod pm_tests;
#[cfg(test)]
mod prelude_tests;
#[cfg(test)]
mod tests;

pub use input::{ScriptHost, ScriptInfo, ScriptInput};
pub use memory::ScriptMemory;
pub use nested::{NestedAnswer, NestedRun};
pub use outcome::{ConsoleLevel, NextRequest, ScriptOutcome, ScriptRecord};
pub use packages::{PackageError, Packages};
pub use sandbox::{Sandbox, SandboxOptions};
pub use vault::Vault;
