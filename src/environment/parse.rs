//! Environment and globals files.

use serde_json::Value;

use super::EnvironmentError;
use crate::compat::Compat;
use crate::file_kind::FileKind;
use crate::variable::{Variable, VariableKind, VariableScope};

/// Reads the text of an exported environment or globals file. An id that the file lacks is random.
///
/// # Errors
///
/// Fails when the text is not JSON, or not an environment.
pub fn scope_from_json(text: &str) -> Result<VariableScope, EnvironmentError> {
    let json: Value = serde_json::from_str(text).map_err(EnvironmentError::Json)?;
    parse_scope(&json, Compat::default(), || uuid::Uuid::new_v4().to_string())
}

/// Reads an environment or globals file.
///
/// Shape: `{"id", "name", "values": [{"key", "value", "type", "enabled"}]}`, wrapped in `environment` or
/// `globals` or not, or the bare list of values.
///
/// # Errors
///
/// Fails when the JSON has none of these shapes: a collection, for example.
pub fn parse_scope(
    json: &Value,
    compat: Compat,
    new_id: impl FnOnce() -> String,
) -> Result<VariableScope, EnvironmentError> {
    if compat.refuses_unknown_inputs() {
        check(json)?;
    }
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
    let variables = entries.iter().filter_map(|value| variable(value, compat)).collect();
    Ok(VariableScope::new(text("id").unwrap_or_else(new_id), text("name"), variables))
}

/// Members of an environment that has no variables, as Postman's local mode may write it.
const MEMBERS: [&str; 3] = ["id", "name", "color"];

/// Refuses an object that is no environment, and names what it is.
fn check(json: &Value) -> Result<(), EnvironmentError> {
    match (FileKind::of_json(json), json) {
        (Some(found), _) if !found.is_scope() => Err(EnvironmentError::OtherFile { found }),
        // newman reads a single object as `values` too.
        (None, Value::Object(map)) if map.contains_key("values") => Ok(()),
        (None, Value::Object(map)) if !map.keys().all(|key| MEMBERS.contains(&key.as_str())) => {
            Err(EnvironmentError::NoValues)
        }
        _ => Ok(()),
    }
}

/// The content of `{"environment": …}` or `{"globals": …}`, in which Postman's API wraps a scope.
fn unwrapped(json: &Value) -> &Value {
    let inner = json.get("environment").or_else(|| json.get("globals"));
    inner.filter(|inner| inner.is_object() && json.get("values").is_none()).unwrap_or(json)
}

fn variable(json: &Value, compat: Compat) -> Option<Variable> {
    let mut variable = Variable::from_json(json)?;
    variable.disabled |= compat.reads_enabled() && json.get("enabled") == Some(&Value::Bool(false));
    if json.get("secret") == Some(&Value::Bool(true)) {
        variable.kind = VariableKind::Secret;
    }
    Some(variable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn get(json: &Value, compat: Compat, key: &str) -> Option<Value> {
        parse_scope(json, compat, String::new).ok()?.get(key)?.value.clone()
    }

    #[test]
    fn a_variable_switched_off_in_the_app_is_used_by_newman_only() {
        let file = json!({"values": [{"key": "a", "value": "1", "enabled": false}]});
        assert_eq!(get(&file, Compat::Newman, "a"), Some(json!("1")));
        assert_eq!(get(&file, Compat::Postman, "a"), None);
    }

    #[test]
    fn a_collection_is_refused_by_name() {
        let error =
            parse_scope(&json!({"info": {}, "item": []}), Compat::Postman, String::new).expect_err("refused");
        assert_eq!(error.to_string(), "expected an environment with `values`, found a Postman collection");
    }
}
