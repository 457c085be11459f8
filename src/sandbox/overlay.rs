//! The variable scopes as a running script sees them: a snapshot, with the script's own changes on top.
//!
//! Entry point: [`Overlay`]. What changed comes out as mutations, in order.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::ScopeCall;
use super::host_value::{FromHostValue, HostValue, Json};
use super::surrogates::typed_json_of;
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

/// The text of a value that only the running script holds.
pub(super) struct LiveText {
    scope: ScopeName,
    key: String,
    text: String,
}

impl FromHostValue for Vec<LiveText> {
    const WANTED: &'static str = "the JSON text of `[[scope, name, text], …]`";

    fn from_host_value(value: HostValue) -> Option<Self> {
        let listed: Vec<(String, String, String)> = typed_json_of(&String::from_host_value(value)?)?;
        let live = listed.into_iter().map(|(scope, key, text)| {
            Some(LiveText { scope: ScopeName::from_host_value(HostValue::Text(scope))?, key, text })
        });
        live.collect()
    }
}

/// The scopes that `pm.variables` looks through, the nearest first.
const LAYERS: [ScopeName; 5] =
    [ScopeName::Local, ScopeName::Data, ScopeName::Environment, ScopeName::Collection, ScopeName::Global];

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

    /// Carries out a call on one scope.
    pub(super) fn call(&mut self, call: ScopeCall) -> HostValue {
        match call {
            ScopeCall::Get { scope, key } => self.get(scope, &key),
            ScopeCall::Has { scope, key } => HostValue::Bool(self.has(scope, &key)),
            ScopeCall::Set { scope, key, value } => self.set(scope, key, value.to_json()),
            ScopeCall::SetJson { scope, key, json } => match json.0 {
                Some(value) => self.set(scope, key, value),
                None => HostValue::Bool(false),
            },
            ScopeCall::Unset { scope, key } => self.unset(scope, key),
            ScopeCall::Clear { scope } => self.clear(scope),
            ScopeCall::Owner { key } => self.owner(&key),
            ScopeCall::All { scope, enabled_only } => {
                HostValue::Json(Value::Object(self.all(scope, enabled_only)).to_string())
            }
            ScopeCall::List { scope } => HostValue::Json(self.list(scope).to_string()),
            ScopeCall::Replace { scope, variables } => self.replace(scope, variables),
            ScopeCall::Mutations { scope } => {
                HostValue::Json(Value::Object(self.compacted(scope)).to_string())
            }
            ScopeCall::Name { scope } => self.of(scope).and_then(|scope| scope.name.clone()).into(),
            ScopeCall::Id { scope } => self.of(scope).map(|scope| scope.id.clone()).into(),
        }
    }

    fn get(&self, scope: ScopeName, key: &str) -> HostValue {
        match scope {
            ScopeName::Data => self.scopes.data.get(key).into(),
            ScopeName::Local => match self.scopes.for_script(key) {
                Lookup::Found(value) => value.into(),
                Lookup::Opaque | Lookup::Missing => HostValue::Undefined,
            },
            scope => match self.of(scope).and_then(|scope| scope.get(key)) {
                Some(found) => found.value.as_ref().into(),
                None => HostValue::Undefined,
            },
        }
    }

    fn has(&self, scope: ScopeName, key: &str) -> bool {
        match scope {
            ScopeName::Data => self.scopes.data.contains_key(key),
            ScopeName::Local => LAYERS.into_iter().any(|layer| self.holds(layer, key)),
            scope => self.holds(scope, key),
        }
    }

    /// True when this very scope has the name.
    fn holds(&self, scope: ScopeName, key: &str) -> bool {
        self.of(scope).map_or_else(|| self.scopes.data.contains_key(key), |scope| scope.has(key))
    }

    /// Sets a variable. Answers the name of the type that the variable declares, if it casts its values.
    fn set(&mut self, scope: ScopeName, key: String, value: Value) -> HostValue {
        if scope == ScopeName::Data {
            Arc::make_mut(&mut self.scopes.data).insert(key, value);
            return HostValue::Undefined;
        }
        self.mutate(Mutation::Set { scope, key: key.clone(), value: Some(value) });
        let kind = self.of(scope).and_then(|scope| scope.get(&key)).map_or(VariableKind::Any, |set| set.kind);
        match kind {
            VariableKind::Any | VariableKind::Secret => HostValue::Undefined,
            kind => HostValue::Text(kind.name().to_owned()),
        }
    }

    fn unset(&mut self, scope: ScopeName, key: String) -> HostValue {
        if scope == ScopeName::Data {
            Arc::make_mut(&mut self.scopes.data).shift_remove(&key);
        } else {
            self.mutate(Mutation::Unset { scope, key });
        }
        HostValue::Undefined
    }

    fn clear(&mut self, scope: ScopeName) -> HostValue {
        if scope == ScopeName::Data {
            self.scopes.data = Arc::default();
            return HostValue::Undefined;
        }
        let keys = self.of(scope).map(|scope| scope.iter().map(|variable| variable.key.clone()).collect());
        self.mutate(Mutation::Clear { scope, keys: keys.unwrap_or_default() });
        // This script loses the disabled variables too; later scripts still have them.
        self.scopes.replace(scope, Vec::new());
        HostValue::Undefined
    }

    /// The variables of one scope in order, disabled ones included.
    ///
    /// Shape: `[{"key": "a", "value": 1, "disabled": true}]`
    fn list(&self, scope: ScopeName) -> Value {
        if scope == ScopeName::Data {
            return self.scopes.data.iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
        }
        let variables = self.of(scope).into_iter().flat_map(|scope| scope.iter());
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
    fn replace(&mut self, scope: ScopeName, variables: Json) -> HostValue {
        let listed = variables.0.and_then(|json| serde_json::from_value::<Vec<Listed>>(json).ok());
        let listed = listed.unwrap_or_default();
        if scope == ScopeName::Data {
            let enabled = listed.into_iter().filter(|listed| !listed.disabled);
            let row = enabled.map(|listed| (listed.key, listed.value.unwrap_or_default())).collect();
            self.scopes.data = Arc::new(row);
            return HostValue::Undefined;
        }
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
        HostValue::Undefined
    }

    /// What the script changed by name, the last change of each: `[name, value]` as it was set, `[name]` as it was unset.
    ///
    /// Source: postman-collection 4.4, `MutationTracker`.
    fn compacted(&self, scope: ScopeName) -> serde_json::Map<String, Value> {
        let mut out = serde_json::Map::new();
        for mutation in self.mutations.iter().filter(|mutation| mutation.scope() == scope) {
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
    pub(super) fn mutate(&mut self, mutation: Mutation) {
        self.secrets.keep(&mutation);
        self.scopes.apply(mutation.clone());
        self.mutations.push(mutation);
    }

    /// The nearest scope that has a name, as the prelude calls the scope.
    fn owner(&self, key: &str) -> HostValue {
        let owner = LAYERS.into_iter().find(|layer| self.holds(*layer, key));
        owner.map(|owner| prelude_name(owner).to_owned()).into()
    }

    fn all(&self, scope: ScopeName, enabled_only: bool) -> serde_json::Map<String, Value> {
        let of = |scope: &VariableScope| {
            // Disabled ones are listed too; an enabled one of the same name comes later and wins.
            scope
                .iter()
                .filter(|variable| !(enabled_only && variable.disabled))
                .map(|variable| (variable.key.clone(), variable.value.clone().unwrap_or_default()))
                .collect()
        };
        match scope {
            ScopeName::Data => (*self.scopes.data).clone(),
            ScopeName::Local => {
                let mut all: serde_json::Map<String, Value> = of(&self.scopes.global);
                all.extend::<serde_json::Map<_, _>>(of(&self.scopes.collection));
                all.extend::<serde_json::Map<_, _>>(of(&self.scopes.environment));
                all.extend((*self.scopes.data).clone());
                all.extend::<serde_json::Map<_, _>>(of(&self.scopes.local));
                all
            }
            scope => self.of(scope).map(|scope| of(scope)).unwrap_or_default(),
        }
    }

    /// The scopes for the templates of a script: all of them, or those in which only the named one holds anything.
    /// `live_texts` stand before the values that the host holds.
    pub(super) fn scopes_for(&self, scope: ScopeName, live_texts: Vec<LiveText>) -> Cow<'_, Scopes> {
        let mut scopes = Cow::Borrowed(&self.scopes);
        for LiveText { scope, key, text } in live_texts {
            let scopes = scopes.to_mut();
            let value = Value::String(text);
            if scope == ScopeName::Data {
                Arc::make_mut(&mut scopes.data).insert(key, value);
            } else {
                scopes.apply(Mutation::Set { scope, key, value: Some(value) });
            }
        }
        let environment = match scope {
            ScopeName::Local => return scopes,
            ScopeName::Data => {
                let data = Arc::clone(&scopes.data);
                return Cow::Owned(Scopes { data, ..Scopes::default() });
            }
            ScopeName::Environment => Arc::clone(&scopes.environment),
            ScopeName::Collection => Arc::clone(&scopes.collection),
            ScopeName::Global => Arc::clone(&scopes.global),
        };
        Cow::Owned(Scopes { environment, ..Scopes::default() })
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

/// The name under which the prelude keeps a scope.
fn prelude_name(scope: ScopeName) -> &'static str {
    match scope {
        ScopeName::Local => "variables",
        ScopeName::Data => "data",
        ScopeName::Environment => "environment",
        ScopeName::Collection => "collection",
        ScopeName::Global => "globals",
    }
}
