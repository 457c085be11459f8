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
    let json = unwrapped(unwrapped(json));
    let text = |key: &str| json.get(key).and_then(Value::as_str).map(str::to_owned);
    let values = match json {
        Value::Array(_) => Some(json),
        Value::Object(map) if map.contains_key("item") || map.contains_key("info") => {
            return Err(EnvironmentError::NotAnEnvironment { found: "a collection" });
        }
        Value::Object(map) => map.get("values"),
        Value::String(_) => return Err(EnvironmentError::NotAnEnvironment { found: "a string" }),
        Value::Number(_) => return Err(EnvironmentError::NotAnEnvironment { found: "a number" }),
        Value::Bool(_) | Value::Null => {
            return Err(EnvironmentError::NotAnEnvironment { found: "a single value" });
        }
    };
    let entries = match values {
        Some(Value::Array(list)) => list.as_slice(),
        Some(single @ Value::Object(_)) => std::slice::from_ref(single),
        _ => &[],
    };
    let variables = entries.iter().filter_map(|value| variable(value, rule)).collect();
    Ok(VariableScope::new(text("id").unwrap_or_else(new_id), text("name"), variables))
}

/// What lies in `{"environment": …}` or `{"globals": …}`, as Postman's API wraps them.
fn unwrapped(json: &Value) -> &Value {
    let inner = json.get("environment").or_else(|| json.get("globals"));
    inner.filter(|inner| inner.is_object() && json.get("values").is_none()).unwrap_or(json)
}

fn variable(json: &Value, rule: EnabledRule) -> Option<Variable> {
    let mut variable = Variable::from_json(json)?;
    variable.disabled |= rule == EnabledRule::App && json.get("enabled") == Some(&Value::Bool(false));
    if json.get("secret") == Some(&Value::Bool(true)) {
        variable.kind = VariableKind::Secret;
    }
    Some(variable)
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
    fn a_collection_is_refused_by_name() {
        let error = parse_scope(&json!({"info": {}, "item": []}), EnabledRule::App, String::new)
            .expect_err("refused");
        assert_eq!(error.to_string(), "expected an environment with `values`, found a collection");
    }
}
