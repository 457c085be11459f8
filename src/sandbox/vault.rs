//! `pm.vault`: secrets that scripts may ask for, and that no output shows.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::secret::{SecretCollector, SecretString};
use crate::variable::SecretSource;

/// The secrets of a run by their names. Cheap to clone: clones share one vault.
///
/// The default one is closed: whatever a script asks of it is denied.
#[derive(Clone, Default)]
pub struct Vault(Option<Arc<Mutex<Contents>>>);

struct Contents {
    values: BTreeMap<String, SecretString>,
    secrets: SecretCollector,
}

impl Vault {
    /// A vault that holds these values; each joins `secrets`, and so does what scripts add later.
    pub fn new(values: BTreeMap<String, SecretString>, secrets: SecretCollector) -> Self {
        for value in values.values() {
            secrets.add(value.expose());
        }
        Self(Some(Arc::new(Mutex::new(Contents { values, secrets }))))
    }

    pub(super) fn is_open(&self) -> bool {
        self.0.is_some()
    }

    pub(super) fn get(&self, name: &str) -> Option<SecretString> {
        self.with(|contents| contents.values.get(name).cloned())?
    }

    pub(super) fn set(&self, name: &str, value: &str) {
        self.with(|contents| {
            contents.secrets.add(value);
            contents.values.insert(name.to_owned(), SecretString::new(value));
        });
    }

    pub(super) fn unset(&self, name: &str) {
        self.with(|contents| contents.values.remove(name));
    }

    fn with<T>(&self, call: impl FnOnce(&mut Contents) -> T) -> Option<T> {
        self.0.as_ref().map(|shared| call(&mut shared.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl SecretSource for Vault {
    fn secret(&self, name: &str) -> Option<SecretString> {
        self.get(name)
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_open() { "Vault(***)" } else { "Vault(closed)" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_vault_holds_is_a_secret_from_the_start_and_debug_does_not_show_it() {
        let secrets = SecretCollector::default();
        let vault =
            Vault::new([("key".to_owned(), SecretString::new("first-value"))].into(), secrets.clone());
        vault.set("other", "second-value");
        assert!(secrets.contains("first-value") && secrets.contains("second-value"));
        assert_eq!(format!("{vault:?}"), "Vault(***)");
    }

    #[test]
    fn clones_share_one_vault() {
        let vault = Vault::new(BTreeMap::new(), SecretCollector::default());
        vault.clone().set("a", "1");
        assert_eq!(vault.get("a").map(|value| value.expose().to_owned()).as_deref(), Some("1"));
        vault.unset("a");
        assert!(vault.get("a").is_none());
    }
}
