//! Scripts and variables of a level.

use std::sync::Arc;

use serde_json::Value;

use super::NewId;
use super::loose::{disabled, one_or_many};
use crate::collection::{Listen, Script};
use crate::variable::to_text;

pub(super) fn scripts(json: Option<&Value>, new_id: NewId<'_>) -> Vec<Script> {
    let list = one_or_many(json);
    let mut parsed = Vec::with_capacity(list.len());
    for event in list.iter().filter_map(Value::as_object).filter(|event| !disabled(event)) {
        let listen = match event.get("listen").and_then(Value::as_str) {
            Some("prerequest") => Listen::Prerequest,
            Some("test") => Listen::Test,
            _ => continue,
        };
        let script = event
            .get("script")
            .filter(|script| script.is_string() || script.is_array() || script.is_object());
        let Some(script) = script else { continue };
        let id = script.get("id").and_then(Value::as_str).map_or_else(&mut *new_id, str::to_owned);
        parsed.push(Script { id, listen, source: source(script), src: script.get("src").map(path) });
    }
    parsed
}

/// A script as text, as lines, or as an object with `exec`.
fn source(json: &Value) -> Arc<str> {
    match json {
        Value::String(text) => text.replace("\r\n", "\n").into(),
        Value::Array(lines) => {
            let lines: Vec<_> = lines.iter().map(|line| to_text(Some(line))).collect();
            lines.join("\n").into()
        }
        Value::Object(script) => script.get("exec").map_or_else(|| "".into(), source),
        _ => "".into(),
    }
}

/// The path of a file: a text, or a URL in parts.
fn path(json: &Value) -> String {
    match json {
        Value::Null => String::new(),
        Value::String(path) => path.clone(),
        other => other.get("raw").and_then(Value::as_str).map_or_else(|| other.to_string(), str::to_owned),
    }
}
