//! Takes the secrets of a run from whoever meets one.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use super::SecretSet;

/// All secrets met so far. Cheap to clone: clones share one set.
#[derive(Clone, Default)]
pub struct SecretCollector {
    set: Arc<RwLock<SecretSet>>,
    off: bool,
}

impl SecretCollector {
    /// A collector that keeps nothing, so that nothing is masked (`--no-mask`).
    pub fn disabled() -> Self {
        Self { off: true, ..Self::default() }
    }

    /// Adds a secret. Its whole text is masked wherever it is a value; one of [`super::SHORTEST_IN_TEXT`] characters
    /// or more also inside of texts, in all the forms in which it may show up there.
    pub fn add(&self, secret: &str) {
        if self.off || self.set().knows(secret) {
            return;
        }
        self.set.write().unwrap_or_else(PoisonError::into_inner).add(secret);
    }

    /// True when this is a secret that was added, the whole of it.
    pub fn contains(&self, secret: &str) -> bool {
        !secret.is_empty() && self.set().knows(secret)
    }

    /// How many secrets it has taken. It never shrinks: the same number means the same secrets.
    pub fn count(&self) -> usize {
        self.set().len()
    }

    /// True when nothing is kept.
    pub fn is_off(&self) -> bool {
        self.off
    }

    /// The secrets, for the mask.
    pub(crate) fn set(&self) -> RwLockReadGuard<'_, SecretSet> {
        self.set.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for SecretCollector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.count();
        write!(f, "SecretCollector({count} secret{})", if count == 1 { "" } else { "s" })
    }
}
