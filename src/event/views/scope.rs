//! What events say about variables.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::mirror::{each, mirror, mirror_words};
use crate::variable::{Variable, VariableKind, VariableScope};

/// The variables of an environment, of the globals or of a collection, in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScopeView {
    /// The file's id, or a generated one.
    pub id: String,
    /// The file's name, if it has one.
    pub name: Option<String>,
    /// The variables, disabled ones included.
    pub values: Vec<VariableView>,
}

impl From<&VariableScope> for ScopeView {
    fn from(scope: &VariableScope) -> Self {
        Self {
            id: scope.id.clone(),
            name: scope.name.clone(),
            values: scope.iter().map(VariableView::from).collect(),
        }
    }
}

impl From<&ScopeView> for VariableScope {
    fn from(view: &ScopeView) -> Self {
        Self::new(view.id.clone(), view.name.clone(), each(&view.values))
    }
}

/// One named value.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct VariableView {
    /// The name; may hold blanks, dots and slashes.
    pub key: String,
    /// The value; `None` is JavaScript's `undefined` (set, but without a value), and missing in JSON.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub value: Option<Value>,
    /// Its declared type.
    #[serde(default)]
    pub kind: VariableKindView,
    /// True when it is not used.
    #[serde(default)]
    pub disabled: bool,
}

mirror!(VariableView, Variable { key, value, disabled } into { kind });

/// A value that is there, `null` too.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl VariableView {
    /// The value as JavaScript prints it.
    pub fn value_text(&self) -> String {
        super::to_text(self.value.as_ref())
    }

    /// The variable as newman's json report holds it, which names no kind of secrets.
    ///
    /// Shape: `{"type", "value", "key", "disabled"}`; no `value` without one, `disabled` only when it is.
    pub fn postman_json(&self) -> Value {
        let kind = match self.kind {
            VariableKindView::Secret => VariableKindView::Any,
            kind => kind,
        };
        Variable::from(self).to_json(VariableKind::from(kind).name())
    }
}

/// What a variable was declared as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VariableKindView {
    /// Any type, the usual case.
    #[default]
    Any,
    /// Text.
    String,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A list.
    Array,
    /// A map.
    Object,
    /// Any type, and masked in every output.
    Secret,
}

mirror_words!(VariableKindView, VariableKind { Any, String, Number, Boolean, Array, Object, Secret });
