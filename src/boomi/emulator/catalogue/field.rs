//! A field of an object: its kind, and what the platform does with it.

use serde_json::{Map, Number, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A field.
#[derive(Debug)]
pub(in crate::boomi::emulator) struct Field {
    pub(in crate::boomi::emulator) name: String,
    pub(in crate::boomi::emulator) kind: FieldKind,
    /// True when a CREATE must have it.
    pub(in crate::boomi::emulator) needed: bool,
    pub(in crate::boomi::emulator) filler: Option<Filler>,
}

/// The values that a field takes.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::boomi::emulator) enum FieldKind {
    Text,
    Number,
    Truth,
    Time,
    List,
    Object,
    Any,
    OneOf(Vec<String>),
}

/// What the platform fills in.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::boomi::emulator) enum Filler {
    Now,
    User,
    Account,
    False,
}

impl Field {
    /// Reads `name:kind!=filler`.
    pub(super) fn parse(word: &str) -> Self {
        let (word, filler) = word.split_once('=').map_or((word, None), |(word, filler)| (word, Some(filler)));
        let (word, needed) = word.strip_suffix('!').map_or((word, false), |word| (word, true));
        let (name, kind) = word.split_once(':').unwrap_or((word, "text"));
        let kind = match kind {
            "text" => FieldKind::Text,
            "number" => FieldKind::Number,
            "truth" => FieldKind::Truth,
            "time" => FieldKind::Time,
            "list" => FieldKind::List,
            "object" => FieldKind::Object,
            "any" => FieldKind::Any,
            values => FieldKind::OneOf(values.split('|').map(str::to_owned).collect()),
        };
        let filler = filler.map(|filler| match filler {
            "now" => Filler::Now,
            "user" => Filler::User,
            "account" => Filler::Account,
            _ => Filler::False,
        });
        Self { name: name.to_owned(), kind, needed, filler }
    }

    pub(super) fn is_scalar(&self) -> bool {
        !matches!(self.kind, FieldKind::List | FieldKind::Object)
    }
}

impl FieldKind {
    /// The value as this kind has it; `None` when it is none. XML has only texts, and clients send numbers as texts and
    /// texts as numbers (field).
    pub(in crate::boomi::emulator) fn read(&self, value: Value) -> Option<Value> {
        let is_empty = value.as_object().is_some_and(Map::is_empty);
        match (self, value) {
            (Self::Any, value)
            | (Self::List, value @ Value::Array(_))
            | (Self::Object, value @ Value::Object(_))
            | (Self::Text, value @ Value::String(_))
            | (Self::Number, value @ Value::Number(_))
            | (Self::Truth, value @ Value::Bool(_)) => Some(value),
            (Self::Object, Value::String(text)) if text.trim().is_empty() => Some(Value::Object(Map::new())),
            (Self::List, value @ (Value::Object(_) | Value::String(_))) => Some(Value::Array(vec![value])),
            (Self::Text, value @ (Value::Number(_) | Value::Bool(_))) => Some(value.to_string().into()),
            (Self::Text, Value::Object(_)) if is_empty => Some("".into()),
            (Self::Number, Value::String(text)) => number(&text).map(Value::Number),
            (Self::Number, Value::Array(pair)) if pair.len() == 2 && pair[0] == "Long" => {
                self.read(pair[1].clone())
            }
            (Self::Truth, Value::String(text)) => text.trim().to_lowercase().parse().ok().map(Value::Bool),
            (Self::Time, Value::String(text)) => instant(&text).map(|_| Value::String(text)),
            (Self::OneOf(values), Value::String(text)) => {
                values.contains(&text).then_some(Value::String(text))
            }
            _ => None,
        }
    }
}

fn number(text: &str) -> Option<Number> {
    let text = text.trim();
    text.parse::<i64>().ok().map(Number::from).or_else(|| Number::from_f64(text.parse().ok()?))
}

/// A time, as the API writes it.
pub(in crate::boomi::emulator) fn instant(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text.trim(), &Rfc3339).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_is_read_as_its_kind_or_refused() {
        let read = |word: &str, value| Field::parse(word).kind.read(value);
        assert_eq!(read("a", json!(5)), Some(json!("5")));
        assert_eq!(read("a", json!({"b": 1})), None);
        assert_eq!(read("a:number", json!("12")), Some(json!(12)));
        assert_eq!(read("a:number", json!(["Long", 12])), Some(json!(12)));
        assert_eq!(read("a:number", json!("twelve")), None);
        assert_eq!(read("a:truth", json!("TRUE")), Some(json!(true)));
        assert_eq!(read("a:truth", json!("yes")), None);
        assert_eq!(read("a:time", json!("2024-09-25T15:41:54Z")), Some(json!("2024-09-25T15:41:54Z")));
        assert_eq!(read("a:time", json!("yesterday")), None);
        assert_eq!(read("a:PROD|TEST", json!("TEST")), Some(json!("TEST")));
        assert_eq!(read("a:PROD|TEST", json!("DEV")), None);
        assert_eq!(read("a:list", json!({"b": 1})), Some(json!([{"b": 1}])));
    }
}
