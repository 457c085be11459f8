//! The variable scopes as a running script sees them: a snapshot, with the script's own changes on top.
//!
//! Entry point: [`Overlay`]. What changed comes out as mutations, in order.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::reply::Reply;
use super::surrogates::{json_of, typed_json_of};
use crate::variable::{
    Lookup, Mutation, ScopeName, Scopes, SecretVariables, Variable, VariableKind, VariableScope,
};

/// A variable as a script's list holds it.
#[derive(Deserialize)]
struct Listed {
    key: String,
    value: Option<Value>,
    #[serde(default)]
    disabled: bool,
}

/// A snapshot of the scopes and what the script did to it.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    pub(super) scopes: Scopes,
    pub(super) mutations: Vec<Mutation>,
    secrets: SecretVariables,
}

impl Overlay {
    pub(super) fn new(scopes: Scopes, secrets: SecretVariables) -> Self {
        Self { scopes, mutations: Vec::new(), secrets }
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
            "scope.owner" => self.owner(text(0)),
            "scope.all" => Reply::Json(Value::Object(self.all(text(0), text(1) == "true")).to_string()),
            "scope.list" => Reply::Json(self.list(text(0)).to_string()),
            "scope.replace" => self.replace(text(0), text(1)),
            "scope.mutations" => Reply::Json(Value::Object(self.compacted(text(0))).to_string()),
            "scope.name" => self.name(text(0)),
            "scope.id" => self.id(text(0)),
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
        let Some(value) = json_of(json) else { return Reply::Flag(false) };
        let Some(scope) = scope_name(scope) else {
            Arc::make_mut(&mut self.scopes.data).insert(key.to_owned(), value);
            return Reply::Nothing;
        };
        self.mutate(Mutation::Set { scope, key: key.to_owned(), value: Some(value) });
        let kind = self.of(scope).and_then(|scope| scope.get(key)).map_or(VariableKind::Any, |set| set.kind);
        match kind {
            VariableKind::Any | VariableKind::Secret => Reply::Nothing,
            kind => Reply::Text(kind.name().to_owned()),
        }
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
        let keys = self.of(scope).map(|scope| scope.iter().map(|variable| variable.key.clone()).collect());
        self.mutate(Mutation::Clear { scope, keys: keys.unwrap_or_default() });
        // This script loses the disabled variables too; later scripts still have them.
        self.scopes.replace(scope, Vec::new());
        Reply::Nothing
    }

    /// The variables of one scope in order, disabled ones included.
    ///
    /// Shape: `[{"key": "a", "value": 1, "disabled": true}]`
    fn list(&self, scope: &str) -> Value {
        if scope == "data" {
            return self.scopes.data.iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
        }
        let variables = self.named(scope).into_iter().flat_map(|scope| scope.iter());
        let listed = variables.map(|variable| {
            let mut out = json!({"key": variable.key, "value": variable.value});
            if variable.disabled {
                out["disabled"] = Value::Bool(true);
            }
            if !matches!(variable.kind, VariableKind::Any | VariableKind::Secret) {
                out["type"] = json!(variable.kind);
            }
            out
        });
        listed.collect()
    }

    /// Takes over the list of variables that a script works on. Only this script sees the changes of the list itself.
    ///
    /// Source: postman-runtime 7.39 passes on what was set and unset by name.
    fn replace(&mut self, scope: &str, json: &str) -> Reply {
        let listed: Vec<Listed> = typed_json_of(json).unwrap_or_default();
        let Some(scope) = scope_name(scope) else {
            let enabled = listed.into_iter().filter(|listed| !listed.disabled);
            let row = enabled.map(|listed| (listed.key, listed.value.unwrap_or_default())).collect();
            self.scopes.data = Arc::new(row);
            return Reply::Nothing;
        };
        let secrets = &self.secrets;
        let variables: Vec<Variable> = listed
            .into_iter()
            .map(|Listed { key, value, disabled }| {
                let value = Some(value.unwrap_or_default());
                Variable { key, value, disabled, ..Variable::default() }
            })
            .collect();
        secrets.keep_all(scope, &variables);
        self.scopes.replace(scope, variables);
        Reply::Nothing
    }

    /// What the script changed by name, the last change of each: `[name, value]` as it was set, `[name]` as it was unset.
    ///
    /// Source: postman-collection 4.4, `MutationTracker`.
    fn compacted(&self, scope: &str) -> serde_json::Map<String, Value> {
        let mut out = serde_json::Map::new();
        let wanted = scope_name(scope);
        for mutation in self.mutations.iter().filter(|mutation| Some(mutation.scope()) == wanted) {
            match mutation {
                Mutation::Set { key, value, .. } => {
                    out.insert(key.clone(), json!([key, value]));
                }
                Mutation::Unset { key, .. } => {
                    out.insert(key.clone(), json!([key]));
                }
                Mutation::Clear { keys, .. } => {
                    out.extend(keys.iter().map(|key| (key.clone(), json!([key]))));
                }
            }
        }
        out
    }

    /// Applies a change and remembers it; a secret that it brings is one from now on.
    pub(super) fn mutate(&mut self, mutation: Mutation) -> Reply {
        self.secrets.keep(&mutation);
        self.scopes.apply(mutation.clone());
        self.mutations.push(mutation);
        Reply::Nothing
    }

    /// The nearest scope that has a name, by the prelude's name for it.
    fn owner(&self, key: &str) -> Reply {
        let owner = ["variables", "data", "environment", "collection", "globals"].into_iter().find(|scope| {
            match scope_name(scope) {
                Some(name) => self.of(name).is_some_and(|scope| scope.has(key)),
                None => self.scopes.data.contains_key(key),
            }
        });
        owner.map_or(Reply::Nothing, |owner| Reply::Text(owner.to_owned()))
    }

    fn all(&self, scope: &str, enabled_only: bool) -> serde_json::Map<String, Value> {
        let of = |scope: &VariableScope| {
            // Disabled ones are listed too; an enabled one of the same name comes later and wins.
            scope
                .iter()
                .filter(|variable| !(enabled_only && variable.disabled))
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

    fn id(&self, scope: &str) -> Reply {
        self.named(scope).map_or(Reply::Nothing, |scope| Reply::Text(scope.id.clone()))
    }

    fn name(&self, scope: &str) -> Reply {
        let name = self.named(scope).and_then(|scope| scope.name.clone());
        name.map_or(Reply::Nothing, Reply::Text)
    }

    /// The scopes for the templates of a script: all of them, or those in which only the named one holds anything.
    /// `texts` holds the texts of values that only the running script has: `[[scope, name, text], …]`
    pub(super) fn scopes_for(&self, scope: &str, texts: &str) -> Cow<'_, Scopes> {
        let mut scopes = Cow::Borrowed(&self.scopes);
        for (scope, name, text) in typed_json_of::<Vec<(String, String, String)>>(texts).unwrap_or_default() {
            let scopes = scopes.to_mut();
            match scope_name(&scope) {
                Some(scope) => {
                    scopes.apply(Mutation::Set { scope, key: name, value: Some(Value::String(text)) });
                }
                None => {
                    Arc::make_mut(&mut scopes.data).insert(name, Value::String(text));
                }
            }
        }
        let Some(name) = scope_name(scope) else {
            let data = Arc::clone(&scopes.data);
            return Cow::Owned(Scopes { data, ..Scopes::default() });
        };
        let environment = match name {
            ScopeName::Local | ScopeName::Data => return scopes,
            ScopeName::Environment => Arc::clone(&scopes.environment),
            ScopeName::Collection => Arc::clone(&scopes.collection),
            ScopeName::Global => Arc::clone(&scopes.global),
        };
        Cow::Owned(Scopes { environment, ..Scopes::default() })
    }

    fn named(&self, scope: &str) -> Option<&Arc<VariableScope>> {
        self.of(scope_name(scope)?)
    }

    fn of(&self, scope: ScopeName) -> Option<&Arc<VariableScope>> {
        match scope {
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
