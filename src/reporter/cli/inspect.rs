//! Console values as Node.js shows them.
//!
//! Source: Node.js 20, `util.inspect` with its default line width of 80.

use serde_json::{Map, Value};

/// Values of one line are joined up to this width. Units: characters.
const LINE: usize = 72;

/// A value as the console shows it: texts in quotes, objects as `{ a: 1 }`.
pub(in crate::reporter) fn inspect(value: &Value) -> String {
    show(value, 0)
}

fn show(value: &Value, depth: usize) -> String {
    match value {
        Value::Null | Value::Bool(_) => value.to_string(),
        Value::Number(_) => crate::event::to_text(Some(value)),
        Value::String(text) => quote(text),
        Value::Array(items) if items.is_empty() => "[]".to_owned(),
        Value::Array(items) => {
            let shown: Vec<_> = items.iter().map(|item| show(item, depth + 1)).collect();
            brackets("[", &shown, "]", depth)
        }
        Value::Object(map) => match map.get("$console").and_then(Value::as_str) {
            Some(kind) => special(kind, map, depth),
            None if map.is_empty() => "{}".to_owned(),
            None => {
                let shown: Vec<_> = map
                    .iter()
                    .map(|(key, value)| format!("{}: {}", key_text(key), show(value, depth + 1)))
                    .collect();
                brackets("{", &shown, "}", depth)
            }
        },
    }
}

/// What JSON cannot say, marked by the sandbox.
fn special(kind: &str, map: &Map<String, Value>, depth: usize) -> String {
    let text = |key: &str| map.get(key).map(|value| crate::event::to_text(Some(value))).unwrap_or_default();
    let list = |key: &str| map.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    match kind {
        "function" if text("name").is_empty() => "[Function (anonymous)]".to_owned(),
        "function" => format!("[Function: {}]", text("name")),
        "error" => format!(
            "{{ type: 'Error', name: {}, message: {} }}",
            quote(&text("name")),
            quote(&text("message"))
        ),
        "date" | "number" | "regexp" | "symbol" => text("value"),
        "bigint" => format!("{}n", text("value")),
        "circular" => "[Circular *1]".to_owned(),
        "set" => {
            let values = list("values");
            let shown: Vec<_> = values.iter().map(|value| show(value, depth + 1)).collect();
            format!("Set({}) {}", shown.len(), brackets("{", &shown, "}", depth))
        }
        "map" => {
            let pairs = list("entries");
            let shown: Vec<_> = pairs
                .iter()
                .map(|pair| format!("{} => {}", show(&pair[0], depth + 1), show(&pair[1], depth + 1)))
                .collect();
            format!("Map({}) {}", shown.len(), brackets("{", &shown, "}", depth))
        }
        other => other.to_owned(),
    }
}

fn brackets(open: &str, items: &[String], close: &str, depth: usize) -> String {
    let width: usize = items.iter().map(|item| item.chars().count() + 2).sum();
    if items.is_empty() {
        return format!("{open}{close}");
    }
    if width + depth * 2 <= LINE && !items.iter().any(|item| item.contains('\n')) {
        return format!("{open} {} {close}", items.join(", "));
    }
    let pad = "  ".repeat(depth + 1);
    format!("{open}\n{pad}{}\n{}{close}", items.join(&format!(",\n{pad}")), "  ".repeat(depth))
}

/// Single quotes, unless the text holds one and no double quote.
fn quote(text: &str) -> String {
    let mark = if !text.contains('\'') {
        '\''
    } else if !text.contains('"') {
        '"'
    } else if !text.contains('`') {
        '`'
    } else {
        '\''
    };
    let mut out = String::from(mark);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            c if c == mark => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out.push(mark);
    out
}

fn key_text(key: &str) -> String {
    let mut chars = key.chars();
    let plain = chars.next().is_some_and(|c| c.is_alphabetic() || c == '_' || c == '$')
        && chars.all(|c| c.is_alphanumeric() || c == '_' || c == '$');
    if plain { key.to_owned() } else { quote(key) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_look_as_in_node() {
        let shown = [
            json!("it's"),
            json!({"a": 1, "b-c": [1, "x", null]}),
            json!({"$console": "function", "name": "f"}),
            json!({"$console": "undefined"}),
            json!([]),
        ]
        .map(|value| inspect(&value));
        assert_eq!(
            shown,
            ["\"it's\"", "{ a: 1, 'b-c': [ 1, 'x', null ] }", "[Function: f]", "undefined", "[]"]
        );
    }
}
