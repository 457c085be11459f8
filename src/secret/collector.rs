//! Takes the secrets of a run from whoever meets one.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use super::{SHORTEST_IN_TEXT, SecretSet};

/// How many passing secrets are kept: a server may hand out another one with each response of a run without end.
const MOST_PASSING: usize = 10_000;

/// All secrets met so far. Cheap to clone: clones share one set.
#[derive(Clone, Default)]
pub struct SecretCollector {
    set: Arc<RwLock<SecretSet>>,
    /// How many of them came with a request or a response.
    passing: Arc<AtomicUsize>,
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

    /// Adds a secret that came with a request or a response: a cookie, a signed token. After the first 10,000 of a run
    /// they are left out, so that its memory stays flat; the headers that bring them are masked by their names.
    pub fn add_passing(&self, secret: &str) {
        if self.off || self.set().knows(secret) {
            return;
        }
        if self.passing.fetch_add(1, Ordering::Relaxed) < MOST_PASSING {
            self.add(secret);
        }
    }

    /// Adds the value of a cookie, if it looks like a key and not like a word: 16 characters or more, or 8 with letters
    /// and digits among them.
    pub fn add_cookie(&self, value: &str) {
        let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
        let has = |kind: fn(&u8) -> bool| value.as_bytes().iter().any(kind);
        let mixed = has(u8::is_ascii_alphabetic) && has(u8::is_ascii_digit);
        if value.len() >= 2 * SHORTEST_IN_TEXT || (value.len() >= SHORTEST_IN_TEXT && mixed) {
            self.add_passing(value);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_that_are_words_are_no_secrets() {
        let secrets = SecretCollector::default();
        for word in ["accepted", "en-US", "2026-11-30", "dark-theme", ""] {
            secrets.add_cookie(word);
        }
        assert_eq!(secrets.count(), 0);
        for key in ["s3ssi0n-id", "\"quoted-k3y\"", "only-letters-but-many"] {
            secrets.add_cookie(key);
        }
        assert_eq!(secrets.count(), 3);
        assert!(secrets.contains("quoted-k3y"));
    }

    #[test]
    fn passing_secrets_do_not_fill_the_memory() {
        let secrets = SecretCollector::default();
        for n in 0..MOST_PASSING + 50 {
            secrets.add_passing(&format!("passing-{n}"));
        }
        secrets.add("one-of-the-user");
        assert_eq!(secrets.count(), MOST_PASSING + 1);
    }
}
