//! Members of a file as JavaScript would take them: numbers are texts too, and many values are false.

use serde_json::{Map, Value};

pub(in crate::collection) use crate::variable::truthy;

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

/// A list, or the single thing that stands where a list is expected.
pub(in crate::collection) fn one_or_many(json: Option<&Value>) -> &[Value] {
    match json {
        Some(Value::Array(list)) => list,
        Some(single) if truthy(single) => std::slice::from_ref(single),
        _ => &[],
    }
}

/// Texts and numbers as text; everything else is as if it were missing.
pub(in crate::collection) fn text_of(json: Option<&Value>) -> Option<String> {
    match json? {
        Value::String(text) => Some(text.clone()),
        number @ Value::Number(_) => Some(to_text(Some(number))),
        _ => None,
    }
}
