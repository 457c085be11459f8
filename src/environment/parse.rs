//! Environment and globals files.

use serde_json::Value;

use super::EnvironmentError;
use crate::variable::{Variable, VariableKind, VariableScope};

/// Which property turns a variable off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnabledRule {
    /// `enabled: false`, which Postman exports, and `disabled: true`: as in the Postman app.
    App,
    /// Only `disabled: true`: newman never looks at `enabled`.
    Newman,
}

/// Reads an environment or globals file.
///
/// Shape: `{"id", "name", "values": [{"key", "value", "type", "enabled"}]}`, wrapped in `environment` or
/// `globals` or not, or the bare list of values.
///
/// # Errors
///
/// Fails when the JSON is neither, a collection for example.
pub fn parse_scope(
    json: &Value,
    rule: EnabledRule,
    new_id: impl FnOnce() -> String,
) -> Result<VariableScope, EnvironmentError> {
    let json = json
        .get("environment")
        .or_else(|| json.get("globals"))
        .filter(|inner| inner.is_object())
        .unwrap_or(json);
    let text = |key: &str| json.get(key).and_then(Value::as_str).map(str::to_owned);
    let values = match json {
        Value::Array(values) => values.as_slice(),
        Value::Object(map) if map.contains_key("item") || map.contains_key("info") => {
            return Err(EnvironmentError::NotAnEnvironment { found: "a collection" });
        }
        Value::Object(map) => map.get("values").and_then(Value::as_array).map_or(&[][..], Vec::as_slice),
        Value::String(_) => return Err(EnvironmentError::NotAnEnvironment { found: "a string" }),
        Value::Number(_) => return Err(EnvironmentError::NotAnEnvironment { found: "a number" }),
        Value::Bool(_) | Value::Null => {
            return Err(EnvironmentError::NotAnEnvironment { found: "a single value" });
        }
    };
    let variables = values.iter().filter_map(|value| variable(value, rule)).collect();
    Ok(VariableScope::new(text("id").unwrap_or_else(new_id), text("name"), variables))
}

fn variable(json: &Value, rule: EnabledRule) -> Option<Variable> {
    let key = json.get("key")?.as_str()?.to_owned();
    let off = json.get("disabled") == Some(&Value::Bool(true))
        || (rule == EnabledRule::App && json.get("enabled") == Some(&Value::Bool(false)));
    let hidden = json.get("secret") == Some(&Value::Bool(true));
    let kind = match json.get("type").and_then(Value::as_str) {
        Some("string") => VariableKind::String,
        Some("number") => VariableKind::Number,
        Some("boolean") => VariableKind::Boolean,
        Some("array") => VariableKind::Array,
        Some("object") => VariableKind::Object,
        Some("secret") => VariableKind::Secret,
        _ if hidden => VariableKind::Secret,
        _ => VariableKind::Any,
    };
    let value = json.get("value").map(|value| cast(value, kind));
    Some(Variable { key, value, kind, disabled: off })
}

/// What the declared type makes of a value: JavaScript's casts, `"false"` is true.
fn cast(value: &Value, kind: VariableKind) -> Value {
    match (kind, value) {
        (VariableKind::Number, Value::String(text)) => match text.trim().parse::<f64>() {
            Ok(number) if number.fract() == 0.0 && number.abs() < 9e15 =>
            {
                #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
                Value::from(number as i64)
            }
            Ok(number) => Value::from(number),
            Err(_) => Value::Null,
        },
        (VariableKind::Boolean, Value::String(text)) => Value::Bool(!text.is_empty()),
        (VariableKind::Array | VariableKind::Object, Value::String(text)) => {
            serde_json::from_str(text).unwrap_or_else(|_| value.clone())
        }
        (VariableKind::String, Value::Number(_) | Value::Bool(_)) => {
            Value::String(crate::variable::to_text(Some(value)))
        }
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn get(json: &Value, rule: EnabledRule, key: &str) -> Option<Value> {
        parse_scope(json, rule, String::new).ok()?.get(key)?.value.clone()
    }

    #[test]
    fn a_variable_switched_off_in_the_app_is_used_by_newman_only() {
        let file = json!({"values": [{"key": "a", "value": "1", "enabled": false}]});
        assert_eq!(get(&file, EnabledRule::Newman, "a"), Some(json!("1")));
        assert_eq!(get(&file, EnabledRule::App, "a"), None);
    }

    #[test]
    fn types_cast_as_javascript_casts() {
        let file = json!([{"key": "n", "value": "007", "type": "number"}, {"key": "b", "value": "false", "type": "boolean"}]);
        assert_eq!(get(&file, EnabledRule::App, "n"), Some(json!(7)));
        assert_eq!(get(&file, EnabledRule::App, "b"), Some(json!(true)));
    }

    #[test]
    fn a_collection_is_refused_by_name() {
        let error = parse_scope(&json!({"info": {}, "item": []}), EnabledRule::App, String::new)
            .expect_err("refused");
        assert_eq!(error.to_string(), "expected an environment with `values`, found a collection");
    }
}
