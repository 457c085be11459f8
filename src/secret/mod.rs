//! Secrets are a type and a growing set.
//!
//! Whoever meets a secret (an environment value of type `secret`, an auth parameter, a fetched token) gives it to the
//! run's [`SecretCollector`]. `event::Mask` replaces all of them in typed values, before any reporter sees an event.
//! A secret stays secret after its variable changes.

mod collector;
mod forms;
mod plain;
mod set;
mod wide;

use std::fmt;
use std::sync::Arc;

pub use collector::SecretCollector;
pub(crate) use set::SecretSet;

/// What stands in an output where a secret stood.
pub const MASK: &str = "********";

/// A secret with fewer characters is masked only where it is a whole value: inside of a sentence it is a word.
pub const SHORTEST_IN_TEXT: usize = 8;

/// A text that `Debug` does not show.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SecretString(Arc<str>);

impl SecretString {
    /// Wraps a text.
    pub fn new(value: impl Into<Arc<str>>) -> Self {
        Self(value.into())
    }

    /// The text itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretString(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        assert_eq!(format!("{:?}", SecretString::new("hidden")), "SecretString(***)");
        let collector = SecretCollector::default();
        collector.add("hidden-too");
        assert_eq!(format!("{collector:?}"), "SecretCollector(1 secret)");
    }
}
