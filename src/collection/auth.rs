//! The `auth` property: a scheme's name and its parameters.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Which scheme signs a request, with what. Parameters may still be templates.
///
/// Shape: `{ scheme: "bearer", params: { "token": "{{token}}" } }`
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Auth {
    /// Postman's name of the scheme: `basic`, `bearer`, `apikey`, …, `noauth`.
    pub scheme: String,
    /// The parameters in the order of the file.
    pub params: Map<String, Value>,
}

impl Auth {
    /// A parameter as text; empty if it is missing or null.
    pub fn text(&self, name: &str) -> String {
        match self.params.get(name) {
            None | Some(Value::Null) => String::new(),
            value => crate::variable::to_text(value),
        }
    }

    /// True when JavaScript would take the parameter for true.
    pub fn is_set(&self, name: &str) -> bool {
        match self.params.get(name) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Number(number)) => number.as_f64() != Some(0.0),
            Some(Value::Array(_) | Value::Object(_)) => true,
        }
    }
}
