//! Members of a file as JavaScript would take them: numbers are texts too, and many values are false.

use serde_json::{Map, Value};

use crate::variable::to_text;

pub(in crate::collection) fn description(json: Option<&Value>) -> Option<String> {
    match json? {
        Value::Object(described) => text_of(described.get("content")),
        other => text_of(Some(other)),
    }
}

pub(in crate::collection) fn disabled(json: &Map<String, Value>) -> bool {
    json.get("disabled").is_some_and(truthy)
}

/// Texts and numbers as text; everything else is as if it were missing.
pub(in crate::collection) fn text_of(json: Option<&Value>) -> Option<String> {
    match json? {
        Value::String(text) => Some(text.clone()),
        number @ Value::Number(_) => Some(to_text(Some(number))),
        _ => None,
    }
}

/// JavaScript's idea of truth.
pub(crate) fn truthy(json: &Value) -> bool {
    match json {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}
