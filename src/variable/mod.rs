//! Variables: five scopes, and the `{{name}}` templates that read them.
//!
//! This layer knows no files, no collection and no script engine. Entry points: [`Scopes`] and [`Resolver`].

mod dynamic;
mod kind;
mod resolver;
mod scope;
mod scopes;
mod secrets;
mod value;

pub use dynamic::Dynamic;
pub use kind::VariableKind;
pub use resolver::{Resolver, SecretSource, template_names};
pub use scope::{Variable, VariableScope};
pub use scopes::{DataRow, Lookup, Mutation, ScopeName, Scopes};
pub use secrets::SecretVariables;
pub use value::{is_js_space, to_text, truthy};
