//! The secret variables of a run, so that a new value of a secret is masked as soon as it is set.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Mutation, Resolver, ScopeName, Scopes, Variable, VariableKind, template_names, to_text};
use crate::secret::{SHORTEST_IN_TEXT, SecretCollector};

/// The names of secret variables, and the collector of their values. A clone is cheap.
///
/// A name stays secret for the whole run: when a script unsets a token and sets it again, the new value is a secret too.
#[derive(Debug, Clone, Default)]
pub struct SecretVariables {
    names: Arc<Names>,
    /// True once a secret has a template in its value.
    has_templates: Arc<AtomicBool>,
    secrets: SecretCollector,
}

#[derive(Debug, Default)]
struct Names {
    everywhere: HashSet<String>,
    by_scope: HashMap<ScopeName, HashSet<String>>,
}

impl SecretVariables {
    /// The names in `everywhere` are secret in every scope, the names in `in_scopes` only in their own.
    pub fn new(
        everywhere: impl IntoIterator<Item = String>,
        in_scopes: impl IntoIterator<Item = (ScopeName, String)>,
        secrets: SecretCollector,
    ) -> Self {
        let mut names = Names { everywhere: everywhere.into_iter().collect(), ..Names::default() };
        for (scope, name) in in_scopes {
            names.by_scope.entry(scope).or_default().insert(name);
        }
        Self { names: Arc::new(names), has_templates: Arc::default(), secrets }
    }

    /// Collects the value of a change, if the variable is secret.
    pub fn keep(&self, mutation: &Mutation) {
        if let Mutation::Set { scope, key, value } = mutation
            && self.is_secret(*scope, key)
        {
            self.keep_value(&to_text(value.as_ref()));
        }
    }

    /// Collects the value of a secret variable. One of templates alone, `{{user}}:{{password}}`, is no secret: what it
    /// comes to is one ([`SecretVariables::keep_resolved`]).
    pub fn keep_value(&self, value: &str) {
        let names: usize = template_names(value).map(|name| name.len() + "{{}}".len()).sum();
        if names > 0 {
            self.has_templates.store(true, Ordering::Relaxed);
        }
        if names == 0 || value.len() - names >= SHORTEST_IN_TEXT {
            self.secrets.add(value);
        }
    }

    /// Collects what the templates in the values of secret variables come to.
    pub fn keep_resolved(&self, scopes: &Scopes, resolver: &mut Resolver<'_>) {
        if !self.has_templates.load(Ordering::Relaxed) {
            return;
        }
        let all = [
            (ScopeName::Local, &scopes.local),
            (ScopeName::Environment, &scopes.environment),
            (ScopeName::Collection, &scopes.collection),
            (ScopeName::Global, &scopes.global),
        ];
        let variables =
            all.into_iter().flat_map(|(name, scope)| scope.iter().map(move |found| (name, found)));
        for (_, variable) in variables.filter(|(scope, variable)| self.is_secret(*scope, &variable.key)) {
            let value = to_text(variable.value.as_ref());
            if value.contains("{{") {
                self.secrets.add(&resolver.resolve(&value));
            }
        }
    }

    /// Applies a change. A variable that was secret once stays secret, and exports say so.
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

    /// Collects the values of secret variables in a list.
    pub fn keep_all(&self, scope: ScopeName, variables: &[Variable]) {
        for variable in variables.iter().filter(|variable| self.is_secret(scope, &variable.key)) {
            self.keep_value(&to_text(variable.value.as_ref()));
        }
    }

    fn is_secret(&self, scope: ScopeName, name: &str) -> bool {
        let Names { everywhere, by_scope } = &*self.names;
        everywhere.contains(name) || by_scope.get(&scope).is_some_and(|names| names.contains(name))
    }
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;

    use super::*;
    use crate::clock::{Clock, Seed};
    use crate::variable::Dynamic;

    #[test]
    fn the_new_value_of_a_secret_is_masked_from_its_change_on() {
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
    fn what_the_templates_of_a_secret_come_to_is_secret() {
        let set = SecretCollector::default();
        let secrets = SecretVariables::new(["pair".to_owned()], [], set.clone());
        let mut scopes = Scopes::default();
        for (key, value) in [("user", "an-open-user"), ("pair", "{{user}}:{{user}}")] {
            let change =
                Mutation::Set { scope: ScopeName::Global, key: key.into(), value: Some(value.into()) };
            secrets.keep(&change);
            secrets.apply(change, &mut scopes);
        }
        let mut dynamic = Dynamic::new(Seed(1), Clock::fixed(OffsetDateTime::UNIX_EPOCH));
        secrets.keep_resolved(&scopes, &mut Resolver::new(&scopes, &mut dynamic));
        assert!(set.contains("an-open-user:an-open-user"));
        assert!(!set.contains("{{user}}:{{user}}") && !set.contains("an-open-user"));
    }

    #[test]
    fn a_secret_with_braces_that_are_no_template_is_one() {
        let set = SecretCollector::default();
        SecretVariables::new([], [], set.clone()).keep_value("pa$$w{{o}}rd-Z9");
        assert!(set.contains("pa$$w{{o}}rd-Z9"));
    }

    #[test]
    fn a_secret_that_was_unset_and_set_again_is_still_a_secret() {
        let token = (ScopeName::Environment, "token".to_owned());
        let secrets = SecretVariables::new([], [token], SecretCollector::default());
        let mut scopes = Scopes::default();
        let (scope, key) = (ScopeName::Environment, "token".to_owned());
        secrets.apply(Mutation::Unset { scope, key: key.clone() }, &mut scopes);
        secrets.apply(Mutation::Set { scope, key, value: Some("new".into()) }, &mut scopes);
        assert_eq!(scopes.environment.get("token").map(|found| found.kind), Some(VariableKind::Secret));
    }
}
