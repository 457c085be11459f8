//! The variable scopes as a running script sees them: a snapshot, with the script's own changes on top.
//!
//! Entry point: [`Overlay`]. What changed comes out as mutations, in order.

use std::sync::Arc;

use serde_json::Value;

use super::reply::Reply;
use crate::variable::{Lookup, Mutation, ScopeName, Scopes, VariableScope};

/// A snapshot of the scopes and what the script did to it.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    pub(super) scopes: Scopes,
    pub(super) mutations: Vec<Mutation>,
}

impl Overlay {
    pub(super) fn new(scopes: Scopes) -> Self {
        Self { scopes, mutations: Vec::new() }
    }

    /// Carries out an operation on one scope; `None` when there is no such operation.
    pub(super) fn call(&mut self, operation: &str, arguments: &[String]) -> Option<Reply> {
        let text = |place: usize| arguments.get(place).map_or("", String::as_str);
        Some(match operation {
            "scope.get" => self.get(text(0), text(1)),
            "scope.has" => Reply::Flag(self.has(text(0), text(1))),
            "scope.set" => self.set(text(0), text(1), text(2)),
            "scope.unset" => self.unset(text(0), text(1)),
            "scope.clear" => self.clear(text(0)),
            "scope.all" => Reply::Json(Value::Object(self.all(text(0))).to_string()),
            "scope.name" => self.name(text(0)),
            _ => return None,
        })
    }

    fn get(&self, scope: &str, key: &str) -> Reply {
        if scope == "data" {
            return self.scopes.data.get(key).into();
        }
        if scope == "variables" {
            return match self.scopes.for_script(key) {
                Lookup::Found(value) => value.into(),
                Lookup::Opaque | Lookup::Missing => Reply::Nothing,
            };
        }
        let scope = self.named(scope);
        scope.and_then(|scope| scope.get(key)).map_or(Reply::Nothing, |found| found.value.as_ref().into())
    }

    fn has(&self, scope: &str, key: &str) -> bool {
        match scope {
            "data" => self.scopes.data.contains_key(key),
            "variables" => {
                let scopes = [
                    &self.scopes.local,
                    &self.scopes.environment,
                    &self.scopes.collection,
                    &self.scopes.global,
                ];
                self.scopes.data.contains_key(key) || scopes.iter().any(|scope| scope.has(key))
            }
            scope => self.named(scope).is_some_and(|scope| scope.has(key)),
        }
    }

    fn set(&mut self, scope: &str, key: &str, json: &str) -> Reply {
        let value: Option<Value> = serde_json::from_str(json).ok();
        let Some(scope) = scope_name(scope) else {
            Arc::make_mut(&mut self.scopes.data).insert(key.to_owned(), value.unwrap_or_default());
            return Reply::Nothing;
        };
        self.mutate(Mutation::Set { scope, key: key.to_owned(), value })
    }

    fn unset(&mut self, scope: &str, key: &str) -> Reply {
        let Some(scope) = scope_name(scope) else {
            Arc::make_mut(&mut self.scopes.data).shift_remove(key);
            return Reply::Nothing;
        };
        self.mutate(Mutation::Unset { scope, key: key.to_owned() })
    }

    fn clear(&mut self, scope: &str) -> Reply {
        let Some(scope) = scope_name(scope) else {
            self.scopes.data = Arc::default();
            return Reply::Nothing;
        };
        self.mutate(Mutation::Clear { scope })
    }

    /// Applies a change and remembers it.
    pub(super) fn mutate(&mut self, mutation: Mutation) -> Reply {
        self.scopes.apply(mutation.clone());
        self.mutations.push(mutation);
        Reply::Nothing
    }

    fn all(&self, scope: &str) -> serde_json::Map<String, Value> {
        let of = |scope: &VariableScope| {
            // Disabled ones are listed too; an enabled one of the same name comes later and wins.
            scope
                .iter()
                .map(|variable| (variable.key.clone(), variable.value.clone().unwrap_or_default()))
                .collect()
        };
        match scope {
            "data" => (*self.scopes.data).clone(),
            "variables" => {
                let mut all: serde_json::Map<String, Value> = of(&self.scopes.global);
                all.extend::<serde_json::Map<_, _>>(of(&self.scopes.collection));
                all.extend::<serde_json::Map<_, _>>(of(&self.scopes.environment));
                all.extend((*self.scopes.data).clone());
                all.extend::<serde_json::Map<_, _>>(of(&self.scopes.local));
                all
            }
            scope => self.named(scope).map(|scope| of(scope)).unwrap_or_default(),
        }
    }

    fn name(&self, scope: &str) -> Reply {
        let name = self.named(scope).and_then(|scope| scope.name.clone());
        name.map_or(Reply::Nothing, Reply::Text)
    }

    /// Scopes in which only the named one holds anything; `None` for all of them.
    pub(super) fn only(&self, scope: &str) -> Option<Scopes> {
        let environment = match scope {
            "variables" => return None,
            "data" => return Some(Scopes { data: Arc::clone(&self.scopes.data), ..Scopes::default() }),
            scope => Arc::clone(self.named(scope)?),
        };
        Some(Scopes { environment, ..Scopes::default() })
    }

    fn named(&self, scope: &str) -> Option<&Arc<VariableScope>> {
        match scope_name(scope)? {
            ScopeName::Local => Some(&self.scopes.local),
            ScopeName::Environment => Some(&self.scopes.environment),
            ScopeName::Collection => Some(&self.scopes.collection),
            ScopeName::Global => Some(&self.scopes.global),
            ScopeName::Data => None,
        }
    }
}

/// The prelude's names; `None` is the iteration data.
fn scope_name(scope: &str) -> Option<ScopeName> {
    match scope {
        "environment" => Some(ScopeName::Environment),
        "globals" => Some(ScopeName::Global),
        "collection" => Some(ScopeName::Collection),
        "variables" | "local" => Some(ScopeName::Local),
        _ => None,
    }
}
