//! Which variables are secret, so that a value is known as one the moment it is set.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Mutation, ScopeName, Scopes, Variable, VariableKind, to_text};
use crate::secret::SecretCollector;

/// The names of secret variables, and the set that their values join. Cheap to clone.
///
/// A name stays secret for the whole run: a script that unsets a token and sets a new one sets a secret.
#[derive(Debug, Clone, Default)]
pub struct SecretVariables {
    names: Arc<Names>,
    secrets: SecretCollector,
}

#[derive(Debug, Default)]
struct Names {
    everywhere: HashSet<String>,
    by_scope: HashMap<ScopeName, HashSet<String>>,
}

impl SecretVariables {
    /// `everywhere` are secret in every scope, `in_scopes` in theirs.
    pub fn new(
        everywhere: impl IntoIterator<Item = String>,
        in_scopes: impl IntoIterator<Item = (ScopeName, String)>,
        secrets: SecretCollector,
    ) -> Self {
        let mut names = Names { everywhere: everywhere.into_iter().collect(), ..Names::default() };
        for (scope, name) in in_scopes {
            names.by_scope.entry(scope).or_default().insert(name);
        }
        Self { names: Arc::new(names), secrets }
    }

    /// Keeps the value that a change brings, if the variable is secret.
    pub fn keep(&self, mutation: &Mutation) {
        if let Mutation::Set { scope, key, value } = mutation
            && self.is_secret(*scope, key)
        {
            self.secrets.add(&to_text(value.as_ref()));
        }
    }

    /// Applies a change; a variable that was secret once is so again, and exports say so.
    pub fn apply(&self, mutation: Mutation, scopes: &mut Scopes) {
        let secret = match &mutation {
            Mutation::Set { scope, key, .. } if self.is_secret(*scope, key) => Some((*scope, key.clone())),
            _ => None,
        };
        scopes.apply(mutation);
        if let Some((scope, key)) = secret {
            scopes.declare(scope, &key, VariableKind::Secret);
        }
    }

    /// Keeps the values of a list that belong to secret variables.
    pub fn keep_all(&self, scope: ScopeName, variables: &[Variable]) {
        for variable in variables.iter().filter(|variable| self.is_secret(scope, &variable.key)) {
            self.secrets.add(&to_text(variable.value.as_ref()));
        }
    }

    fn is_secret(&self, scope: ScopeName, name: &str) -> bool {
        let Names { everywhere, by_scope } = &*self.names;
        everywhere.contains(name) || by_scope.get(&scope).is_some_and(|names| names.contains(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_a_secret_is_masked_from_the_change_on_that_brings_it() {
        let set = SecretCollector::default();
        let token = (ScopeName::Environment, "token".to_owned());
        let secrets = SecretVariables::new(["everywhere".to_owned()], [token], set.clone());
        let change = |scope, key: &str, value: &str| {
            secrets.keep(&Mutation::Set { scope, key: key.into(), value: Some(value.into()) });
        };
        change(ScopeName::Environment, "token", "of-the-environment");
        change(ScopeName::Global, "token", "of-the-globals");
        change(ScopeName::Local, "everywhere", "named-by-the-user");
        secrets.keep_all(ScopeName::Environment, &[Variable::new("token", "of-a-list")]);
        let values = ["of-the-environment", "of-the-globals", "named-by-the-user", "of-a-list"];
        assert_eq!(values.map(|value| set.contains(value)), [true, false, true, true]);
    }

    #[test]
    fn a_secret_that_was_unset_and_set_again_is_one_still() {
        let token = (ScopeName::Environment, "token".to_owned());
        let secrets = SecretVariables::new([], [token], SecretCollector::default());
        let mut scopes = Scopes::default();
        let (scope, key) = (ScopeName::Environment, "token".to_owned());
        secrets.apply(Mutation::Unset { scope, key: key.clone() }, &mut scopes);
        secrets.apply(Mutation::Set { scope, key, value: Some("new".into()) }, &mut scopes);
        assert_eq!(scopes.environment.get("token").map(|found| found.kind), Some(VariableKind::Secret));
    }
}
