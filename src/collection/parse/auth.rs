//! The auth of a collection, folder or request.

use serde_json::{Map, Value};

use super::loose::text_of;
use crate::collection::Auth;

/// The auth of a level; `None` (missing, `null`, `{}` or without a type) inherits.
///
/// Parameters come as v2.1's list of `{key, value}` or as v2.0's object.
pub(super) fn auth(json: Option<&Value>) -> Option<Auth> {
    let json = json?.as_object()?;
    let scheme = json.get("type").and_then(Value::as_str)?.to_owned();
    let params: Map<String, Value> = match json.get(&scheme) {
        Some(Value::Array(list)) => list.iter().filter_map(auth_param).collect(),
        Some(Value::Object(map)) => map.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
        _ => Map::new(),
    };
    Some(Auth { scheme, params })
}

fn auth_param(json: &Value) -> Option<(String, Value)> {
    let json = json.as_object()?;
    Some((text_of(json.get("key"))?, json.get("value").cloned().unwrap_or(Value::Null)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_notations_of_auth_mean_the_same() {
        let list = auth(Some(&json!({"type": "basic", "basic": [{"key": "username", "value": "u"}]})));
        let map = auth(Some(&json!({"type": "basic", "basic": {"username": "u"}})));
        assert_eq!(list, map);
        assert_eq!(list.map(|auth| auth.text("username")), Some("u".to_owned()));
    }
}
