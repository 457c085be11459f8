//! The five scopes of a run and the order in which they are asked.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Variable, VariableKind, VariableScope};

/// One row of iteration data, as JSON or CSV gave it.
pub type DataRow = Map<String, Value>;

/// The scopes by name, highest precedence first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScopeName {
    /// `pm.variables.set`; lives for the whole run.
    Local,
    /// The row of this iteration.
    Data,
    /// The environment file.
    Environment,
    /// The collection's own variables.
    Collection,
    /// The globals file.
    Global,
}

/// All scopes of a run. Cheap to clone: a clone is a snapshot that shares the scopes until one is changed.
#[derive(Debug, Clone, Default)]
pub struct Scopes {
    /// `pm.variables.set`.
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

/// One change that a script made to a scope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mutation {
    /// `set(key, value)`; `None` is `undefined`.
    Set {
        /// Which scope; never [`ScopeName::Data`], whose changes live only within the script.
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
        /// The names that it had.
        keys: Vec<String>,
    },
}

impl Mutation {
    /// Which scope it changes.
    pub fn scope(&self) -> ScopeName {
        match self {
            Self::Set { scope, .. } | Self::Unset { scope, .. } | Self::Clear { scope, .. } => *scope,
        }
    }
}

/// What a look-up found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lookup<'a> {
    /// A value; `None` is `undefined`.
    Found(Option<&'a Value>),
    /// The name exists but prints nothing: the token stays as written and hides the scopes below.
    Opaque,
    /// No scope knows the name.
    Missing,
}

impl Scopes {
    /// The value of a name for a request, asking local, data, environment, collection and global in this order.
    ///
    /// Source: postman-runtime 7.39, the scope order of `PostmanContext`; data rows are asked by path, so a
    /// `null` field or a name that exists as a path hides what lies below.
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

    /// The value of a name for a script: the same order, but the fields of a row are variables like any other.
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

    /// Applies what a script changed. Copies a scope only while a snapshot of it is alive.
    pub fn apply(&mut self, mutation: Mutation) {
        match mutation {
            Mutation::Set { scope, key, value } => {
                if let Some(scope) = self.scope_mut(scope) {
                    // What a script sets to `undefined` is `null` for everybody after it.
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

    /// Declares the kind of a variable that is there.
    pub fn declare(&mut self, scope: ScopeName, key: &str, kind: VariableKind) {
        let Some(scope) = self.scope_mut(scope) else { return };
        if let Some(value) =
            scope.get(key).filter(|known| known.kind != kind).map(|known| known.value.clone())
        {
            scope.declare(key, value, kind);
        }
    }

    /// Puts these variables in the place of all others of a scope.
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

/// True when a path such as `a.b`, `a[0]` or `a["b"]` leads somewhere in the row.
fn has_path(row: &DataRow, key: &str) -> bool {
    if !key.contains(['.', '[']) {
        return false;
    }
    let mut steps = steps(key);
    let first = steps.next().and_then(|step| row.get(step));
    steps.try_fold(first, |value, step| Some(value.and_then(|value| child(value, step)))).flatten().is_some()
}

/// The names of a path, brackets and quotes taken off.
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
