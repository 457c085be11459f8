//! The five scopes of a run, and the order in which they are searched.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Variable, VariableKind, VariableScope};

/// A row of iteration data, from JSON or CSV.
pub type DataRow = Map<String, Value>;

/// The names of the scopes, the highest precedence first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScopeName {
    /// The local variables, which `pm.variables.set` sets. They last for the whole run.
    Local,
    /// The row of iteration data.
    Data,
    /// The environment's variables.
    Environment,
    /// The collection's variables.
    Collection,
    /// The global variables.
    Global,
}

/// All scopes of a run. A clone is cheap: it is a snapshot that shares each scope until the scope is changed.
#[derive(Debug, Clone, Default)]
pub struct Scopes {
    /// The local variables, which `pm.variables.set` sets.
    pub local: Arc<VariableScope>,
    /// This iteration's row.
    pub data: Arc<DataRow>,
    /// The environment.
    pub environment: Arc<VariableScope>,
    /// The collection's variables.
    pub collection: Arc<VariableScope>,
    /// The globals.
    pub global: Arc<VariableScope>,
}

/// A change that a script made to a scope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mutation {
    /// `set(key, value)`; `None` is `undefined`.
    Set {
        /// The scope. It is never [`ScopeName::Data`], whose changes last only as long as the script.
        scope: ScopeName,
        /// The name.
        key: String,
        /// The new value, cast to the kind that the variable has.
        value: Option<Value>,
    },
    /// `unset(key)`.
    Unset {
        /// Which scope.
        scope: ScopeName,
        /// The name.
        key: String,
    },
    /// `clear()`.
    Clear {
        /// Which scope.
        scope: ScopeName,
        /// The names of the removed variables.
        keys: Vec<String>,
    },
}

impl Mutation {
    /// The scope that this changes.
    pub fn scope(&self) -> ScopeName {
        match self {
            Self::Set { scope, .. } | Self::Unset { scope, .. } | Self::Clear { scope, .. } => *scope,
        }
    }
}

/// The result of a look-up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lookup<'a> {
    /// A value; `None` is `undefined`.
    Found(Option<&'a Value>),
    /// The name exists but has no value to print: the token stays, and the scopes below are not searched.
    Opaque,
    /// No scope has the name.
    Missing,
}

impl Scopes {
    /// Looks up a name for a request: in the local, data, environment, collection and global scopes, in this order.
    ///
    /// Source: postman-runtime 7.39, the scope order of `PostmanContext`. Data rows are searched by path, so a `null`
    /// field or a name that exists as a path hides the scopes below.
    pub fn for_request(&self, key: &str) -> Lookup<'_> {
        if let Some(variable) = self.local.get(key) {
            return Lookup::Found(variable.value.as_ref());
        }
        match self.data.get(key) {
            Some(Value::Null) => Lookup::Opaque,
            Some(value) => Lookup::Found(Some(value)),
            None if has_path(&self.data, key) => Lookup::Opaque,
            None => self.below_data(key),
        }
    }

    /// Looks up a name for a script: in the same order, but a field of a row is an ordinary variable.
    pub fn for_script(&self, key: &str) -> Lookup<'_> {
        if let Some(variable) = self.local.get(key) {
            return Lookup::Found(variable.value.as_ref());
        }
        self.data.get(key).map_or_else(|| self.below_data(key), |value| Lookup::Found(Some(value)))
    }

    fn below_data(&self, key: &str) -> Lookup<'_> {
        [&self.environment, &self.collection, &self.global]
            .into_iter()
            .find_map(|scope| scope.get(key))
            .map_or(Lookup::Missing, |variable| Lookup::Found(variable.value.as_ref()))
    }

    /// Applies a script's change. It copies a scope only while a snapshot shares it.
    pub fn apply(&mut self, mutation: Mutation) {
        match mutation {
            Mutation::Set { scope, key, value } => {
                if let Some(scope) = self.scope_mut(scope) {
                    // A value that a script sets to `undefined` is `null` for everything after the script.
                    scope.set(&key, Some(value.unwrap_or_default()));
                }
            }
            Mutation::Unset { scope, key } => {
                if let Some(scope) = self.scope_mut(scope) {
                    scope.unset(&key);
                }
            }
            Mutation::Clear { scope, keys } => {
                if let Some(scope) = self.scope_mut(scope) {
                    for key in &keys {
                        scope.unset(key);
                    }
                }
            }
        }
    }

    /// Declares the kind of an existing variable.
    pub fn declare(&mut self, scope: ScopeName, key: &str, kind: VariableKind) {
        let Some(scope) = self.scope_mut(scope) else { return };
        if let Some(value) =
            scope.get(key).filter(|known| known.kind != kind).map(|known| known.value.clone())
        {
            scope.declare(key, value, kind);
        }
    }

    /// Replaces all variables of a scope by these.
    pub fn replace(&mut self, scope: ScopeName, variables: Vec<Variable>) {
        if let Some(scope) = self.scope_mut(scope) {
            scope.replace(variables);
        }
    }

    fn scope_mut(&mut self, name: ScopeName) -> Option<&mut VariableScope> {
        let scope = match name {
            ScopeName::Local => &mut self.local,
            ScopeName::Environment => &mut self.environment,
            ScopeName::Collection => &mut self.collection,
            ScopeName::Global => &mut self.global,
            ScopeName::Data => return None,
        };
        Some(Arc::make_mut(scope))
    }
}

/// True when a path such as `a.b`, `a[0]` or `a["b"]` exists in the row.
fn has_path(row: &DataRow, key: &str) -> bool {
    if !key.contains(['.', '[']) {
        return false;
    }
    let mut steps = steps(key);
    let first = steps.next().and_then(|step| row.get(step));
    steps.try_fold(first, |value, step| Some(value.and_then(|value| child(value, step)))).flatten().is_some()
}

/// The names of a path, without brackets and quotes.
fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split(['.', '[']).map(|step| {
        let step = step.strip_suffix(']').unwrap_or(step);
        let quoted = ['"', '\''].into_iter().find_map(|quote| step.strip_prefix(quote)?.strip_suffix(quote));
        quoted.unwrap_or(step)
    })
}

fn child<'v>(value: &'v Value, step: &str) -> Option<&'v Value> {
    match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        other => other.get(step),
    }
}
