//! A variable scope: a list of variables from a file or a script.

use std::collections::HashMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use super::{VariableKind, to_text, truthy};

/// A variable: a name and a value.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Variable {
    /// The name. It may contain blanks, dots and slashes.
    pub key: String,
    /// The value. `None` is JavaScript's `undefined`: the variable is set but has no value, and JSON omits it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub value: Option<Value>,
    /// The declared type.
    #[serde(default)]
    pub kind: VariableKind,
    /// True when the variable is disabled and must not be used.
    #[serde(default)]
    pub disabled: bool,
}

/// Reads a value, which may be `null`, as present.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl Variable {
    /// An enabled variable of any type.
    pub fn new(key: impl Into<String>, value: impl Into<Value>) -> Self {
        Self { key: key.into(), value: Some(value.into()), ..Self::default() }
    }

    /// An enabled variable of a declared kind. Its value is cast to the kind.
    pub fn declared(key: impl Into<String>, value: Option<Value>, kind: VariableKind) -> Self {
        Self { key: key.into(), value: value.map(|value| kind.cast(value)), kind, disabled: false }
    }

    /// Reads an entry of a file. An entry without a key gives `None`.
    ///
    /// Shape: `{"key": "n", "value": "007", "type": "number", "disabled": false}` → the number 7.
    pub fn from_json(json: &Value) -> Option<Self> {
        let key = match json.get("key")? {
            Value::String(key) => key.clone(),
            key @ Value::Number(_) => to_text(Some(key)),
            _ => return None,
        };
        let kind = json.get("type").and_then(Value::as_str).map(VariableKind::named).unwrap_or_default();
        let disabled = json.get("disabled").is_some_and(truthy);
        Some(Self { disabled, ..Self::declared(key, json.get("value").cloned(), kind) })
    }

    /// The form of the variable in files and reports.
    ///
    /// Shape: `{"type", "value", "key", "disabled"}`. `value` is absent when it is undefined, and `disabled` is present
    /// only when it is true.
    ///
    /// Source: newman 6.2's exports, with the order of their members.
    pub fn to_json(&self, kind: &str) -> Value {
        let mut json = json!({"type": kind});
        if let Some(value) = &self.value {
            json["value"] = self.kind.stored(value);
        }
        json["key"] = json!(self.key);
        if self.disabled {
            json["disabled"] = json!(true);
        }
        json
    }
}

/// An ordered list of variables. A look-up by name finds the last enabled variable with the name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct VariableScope {
    /// The file's id, or a generated one.
    pub id: String,
    /// The file's name, if it has one.
    pub name: Option<String>,
    variables: Vec<Variable>,
    index: HashMap<String, usize>,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    id: String,
    name: Option<String>,
    values: Vec<Variable>,
}

impl From<Stored> for VariableScope {
    fn from(stored: Stored) -> Self {
        Self::new(stored.id, stored.name, stored.values)
    }
}

impl From<VariableScope> for Stored {
    fn from(scope: VariableScope) -> Self {
        Self { id: scope.id, name: scope.name, values: scope.variables }
    }
}

impl VariableScope {
    /// A scope with these variables, in this order.
    pub fn new(id: impl Into<String>, name: Option<String>, variables: Vec<Variable>) -> Self {
        let mut scope = Self { id: id.into(), name, variables, index: HashMap::new() };
        scope.reindex();
        scope
    }

    /// The enabled variable with this name.
    pub fn get(&self, key: &str) -> Option<&Variable> {
        self.index.get(key).map(|&place| &self.variables[place])
    }

    /// True when an enabled variable with this name exists.
    pub fn has(&self, key: &str) -> bool {
        self.index.contains_key(key)
    }

    /// Sets a variable. An existing variable keeps its place and casts the value to its kind; a new one is added at the
    /// end.
    pub fn set(&mut self, key: &str, value: Option<Value>) {
        let kind = self.get(key).map_or(VariableKind::Any, |known| known.kind);
        self.declare(key, value, kind);
    }

    /// Sets a variable and its kind.
    pub fn declare(&mut self, key: &str, value: Option<Value>, kind: VariableKind) {
        if let Some(&place) = self.index.get(key) {
            let known = &mut self.variables[place];
            known.value = value.map(|value| kind.cast(value));
            known.kind = kind;
            return;
        }
        self.index.insert(key.to_owned(), self.variables.len());
        self.variables.push(Variable::declared(key, value, kind));
    }

    /// This scope, with the enabled variables of another one over its own. What either calls secret stays secret.
    #[must_use]
    pub fn overlaid_by(mut self, later: &Self) -> Self {
        for Variable { key, value, kind, .. } in later.iter().filter(|variable| !variable.disabled) {
            let was_secret = self.get(key).is_some_and(|known| known.kind == VariableKind::Secret);
            self.declare(key, value.clone(), if was_secret { VariableKind::Secret } else { *kind });
        }
        self
    }

    /// Removes every enabled variable with this name.
    pub fn unset(&mut self, key: &str) {
        self.variables.retain(|variable| variable.disabled || variable.key != key);
        self.reindex();
    }

    /// Replaces all variables by these.
    pub fn replace(&mut self, variables: Vec<Variable>) {
        self.variables = variables;
        self.reindex();
    }

    /// All variables in order, including disabled ones.
    pub fn iter(&self) -> impl Iterator<Item = &Variable> {
        self.variables.iter()
    }

    /// The number of variables, including disabled ones.
    pub fn len(&self) -> usize {
        self.variables.len()
    }

    /// True when the scope has no variable.
    pub fn is_empty(&self) -> bool {
        self.variables.is_empty()
    }

    fn reindex(&mut self) {
        let enabled = self.variables.iter().enumerate().filter(|(_, variable)| !variable.disabled);
        self.index = enabled.map(|(place, variable)| (variable.key.clone(), place)).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_enabled_variable_with_a_name_counts() {
        let off = Variable { disabled: true, ..Variable::new("a", "off") };
        let scope =
            VariableScope::new("id", None, vec![Variable::new("a", "1"), Variable::new("a", "2"), off]);
        assert_eq!(scope.get("a").and_then(|found| found.value.clone()), Some(Value::from("2")));
    }

    #[test]
    fn setting_a_variable_keeps_its_place_and_appends_a_new_one() {
        let mut scope = VariableScope::new("id", None, vec![Variable::new("a", 1), Variable::new("b", 2)]);
        scope.set("a", Some(Value::from(3)));
        scope.set("c", None);
        let keys: Vec<_> = scope.iter().map(|variable| variable.key.as_str()).collect();
        assert_eq!(keys, ["a", "b", "c"]);
        assert!(scope.has("c"));
    }

    #[test]
    fn a_variable_keeps_its_kind_when_it_is_set_again() {
        let mut scope = VariableScope::default();
        scope.declare("n", Some(Value::from("1")), VariableKind::Number);
        scope.declare("s", Some(Value::from("a")), VariableKind::Secret);
        scope.set("n", Some(Value::from("2")));
        scope.set("s", Some(Value::from("b")));
        let found = |key| scope.get(key).map(|found| (found.kind, found.value.clone()));
        assert_eq!(found("n"), Some((VariableKind::Number, Some(Value::from(2)))));
        assert_eq!(found("s"), Some((VariableKind::Secret, Some(Value::from("b")))));
    }
}
