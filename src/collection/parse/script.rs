//! Scripts and variables of a level.

use std::sync::Arc;

use serde_json::Value;

use super::NewId;
use super::loose::{disabled, text_of};
use crate::collection::{Listen, Script};
use crate::variable::{Variable, VariableKind, to_text};

pub(super) fn scripts(json: Option<&Value>, new_id: NewId<'_>) -> Vec<Script> {
    let Some(Value::Array(list)) = json else { return Vec::new() };
    let mut parsed = Vec::with_capacity(list.len());
    for event in list.iter().filter_map(Value::as_object).filter(|event| !disabled(event)) {
        let listen = match event.get("listen").and_then(Value::as_str) {
            Some("prerequest") => Listen::Prerequest,
            Some("test") => Listen::Test,
            _ => continue,
        };
        let Some(script) = event.get("script") else { continue };
        let id = script.get("id").and_then(Value::as_str).map_or_else(&mut *new_id, str::to_owned);
        parsed.push(Script { id, listen, source: source(script) });
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

pub(super) fn variables(json: Option<&Value>) -> Vec<Variable> {
    let Some(Value::Array(list)) = json else { return Vec::new() };
    let objects = list.iter().filter_map(Value::as_object);
    objects
        .filter_map(|json| {
            let kind = json.get("type").and_then(Value::as_str).map(VariableKind::named).unwrap_or_default();
            let key = text_of(json.get("key"))?;
            let variable = Variable::declared(key, json.get("value").cloned(), kind);
            Some(Variable { disabled: disabled(json), ..variable })
        })
        .collect()
}
