//! How version 1 wrote its bodies: `dataMode` says which of `data` and `rawModeData` counts.

use serde_json::{Map, Value, json};

use crate::collection::parse::loose::truthy;

/// Version 1's words for the modes, and version 2's.
const MODES: &[(&str, &str)] = &[
    ("binary", "file"),
    ("graphql", "graphql"),
    ("params", "formdata"),
    ("raw", "raw"),
    ("urlencoded", "urlencoded"),
];

/// The body in version 2.1; `None` when there is none.
pub(super) fn body(v1: &Map<String, Value>) -> Option<Value> {
    let mode = v1.get("dataMode").and_then(Value::as_str);
    let mode = mode.and_then(|mode| MODES.iter().find(|(old, _)| *old == mode)).map(|(_, new)| *new);
    let is_empty = ["data", "rawModeData", "graphqlModeData"].iter().all(|key| is_empty(v1.get(*key)));
    if v1.get("dataMode") == Some(&Value::Null) || (mode.is_none() && is_empty) {
        return None;
    }
    let raw = raw_text(v1.get("rawModeData"));
    let graphql = graphql(v1);
    let mode = mode.unwrap_or_else(|| inferred(v1, raw.is_some(), graphql.is_some()));
    let data = v1.get("data").filter(|data| truthy(data));
    let content = match mode {
        "raw" => json!(raw.or_else(|| raw_text(data)).unwrap_or_default()),
        "graphql" => graphql.cloned().unwrap_or_default(),
        "file" => json!({"src": raw}),
        _ => params(data.or_else(|| v1.get("rawModeData"))),
    };
    let mut body = json!({"mode": mode, mode: content});
    if let Some(options) = options(v1) {
        body["options"] = options;
    }
    if v1.get("dataDisabled").is_some_and(truthy) {
        body["disabled"] = json!(true);
    }
    Some(body)
}

/// The mode of a body that names none: text if there is any, else a form, else GraphQL.
fn inferred(v1: &Map<String, Value>, has_raw: bool, has_graphql: bool) -> &'static str {
    let data = v1.get("data").filter(|data| truthy(data)).or_else(|| v1.get("rawModeData"));
    match (has_raw, data.is_some_and(Value::is_array), has_graphql) {
        (false, true, _) => "formdata",
        (false, false, true) => "graphql",
        _ => "raw",
    }
}

/// A text, or the only text of a list.
fn raw_text(json: Option<&Value>) -> Option<String> {
    match json? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Array(list) => match list.as_slice() {
            [Value::String(text)] => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn graphql(v1: &Map<String, Value>) -> Option<&Value> {
    if let Some(graphql) = v1.get("graphqlModeData").filter(|graphql| !is_empty(Some(graphql))) {
        return Some(graphql);
    }
    v1.get("dataOptions")?.get("graphql")?;
    v1.get("data").filter(|data| !is_empty(Some(data)))
}

/// Entries without a key are dropped; a file's path may stand under `value`.
fn params(json: Option<&Value>) -> Value {
    let list = json.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    let keyed = list.filter(|param| param.get("key").is_some_and(|key| !key.is_null()));
    let params = keyed.map(|param| {
        let mut param = param.clone();
        let is_file = param.get("type") == Some(&json!("file"));
        if is_file && !param.get("src").is_some_and(truthy) && param.get("value").is_some_and(truthy) {
            let value = param.shift_remove("value").filter(|value| value.is_string() || value.is_array());
            param.insert("src".to_owned(), value.unwrap_or_default());
        }
        if param.shift_remove("enabled") == Some(Value::Bool(false)) {
            param.insert("disabled".to_owned(), json!(true));
        }
        Value::Object(param)
    });
    params.collect()
}

fn options(v1: &Map<String, Value>) -> Option<Value> {
    let given = v1.get("dataOptions")?.as_object()?;
    let renamed = MODES.iter().filter_map(|(old, new)| {
        let options = given.get(*old).filter(|options| !is_empty(Some(options)))?;
        Some(((*new).to_owned(), options.clone()))
    });
    let options: Map<String, Value> = renamed.collect();
    (!options.is_empty()).then_some(Value::Object(options))
}

/// True for an empty value; numbers and truth values count as empty.
fn is_empty(json: Option<&Value>) -> bool {
    match json {
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(list)) => list.is_empty(),
        Some(Value::Object(map)) => map.is_empty(),
        _ => true,
    }
}
