//! What a host operation answers.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::Value;

/// The answer of a host operation.
#[derive(Debug)]
pub(super) enum Reply {
    /// `undefined`.
    Nothing,
    /// A boolean.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// JSON text, which becomes a value.
    Json(String),
    /// Bytes, which become an `ArrayBuffer`.
    Bytes(Bytes),
    /// A library's bytecode, which becomes its function.
    Code(Cow<'static, [u8]>),
}

impl From<Option<&Value>> for Reply {
    fn from(value: Option<&Value>) -> Self {
        match value {
            None => Self::Nothing,
            Some(Value::String(text)) => Self::Text(text.clone()),
            Some(Value::Bool(flag)) => Self::Flag(*flag),
            Some(Value::Number(number)) => Self::Number(number.as_f64().unwrap_or_default()),
            Some(other) => Self::Json(other.to_string()),
        }
    }
}
