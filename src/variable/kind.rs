//! The declared type of a variable, and what it makes of a value.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::{is_js_space, to_text, truthy};

/// What a variable was declared as. Scripts and requests see the native value; the kind casts it on the way in.
///
/// Source: postman-collection 4.4, `Variable.types`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VariableKind {
    /// Any type, the usual case; also what unknown kinds mean.
    #[default]
    Any,
    /// Text.
    String,
    /// Cast with JavaScript's `Number`.
    Number,
    /// Cast with JavaScript's `Boolean`: the text `false` is true.
    Boolean,
    /// A list, written as JSON text in files; another text stays as written.
    Array,
    /// A map, written as JSON text in files; another text stays as written.
    Object,
    /// As [`VariableKind::Any`], and masked in every output.
    Secret,
}

impl VariableKind {
    /// The kind that a file names, in any case of letters.
    pub fn named(name: &str) -> Self {
        match name.to_lowercase().as_str() {
            "string" => Self::String,
            "number" => Self::Number,
            "boolean" => Self::Boolean,
            "array" => Self::Array,
            "object" => Self::Object,
            "secret" => Self::Secret,
            _ => Self::Any,
        }
    }

    /// The name that files give it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::String => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Array => "array",
            Self::Object => "object",
            Self::Secret => "secret",
        }
    }

    /// What the kind makes of a value.
    pub(super) fn cast(self, value: Value) -> Value {
        match self {
            Self::Any | Self::Secret => whole_numbers(value),
            Self::String => Value::String(to_text(Some(&value))),
            Self::Number => number_of(&value),
            Self::Boolean => Value::Bool(truthy(&value)),
            Self::Array => parsed(value, Value::is_array),
            Self::Object => parsed(value, Value::is_object),
        }
    }

    /// How a file holds a value of this kind: lists and maps as JSON text.
    pub(super) fn stored(self, value: &Value) -> Value {
        match self {
            Self::Array | Self::Object if !value.is_string() => Value::String(value.to_string()),
            _ => value.clone(),
        }
    }
}

/// What does not fit is a text, as in files.
fn parsed(value: Value, fits: impl Fn(&Value) -> bool) -> Value {
    let read = match &value {
        Value::String(text) => serde_json::from_str(text).ok(),
        other => Some(other.clone()),
    };
    match read.filter(fits) {
        Some(fitting) => whole_numbers(fitting),
        None if value.is_string() => value,
        None => Value::String(value.to_string()),
    }
}

/// JavaScript has one kind of number: `1.0` is `1`, inside lists and maps too.
fn whole_numbers(mut value: Value) -> Value {
    make_whole(&mut value);
    value
}

/// In place: what a script sets passes here too, and is left as it is.
fn make_whole(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            *value = from_float(number.as_f64().unwrap_or(f64::NAN));
        }
        Value::Array(items) => items.iter_mut().for_each(make_whole),
        Value::Object(map) => map.values_mut().for_each(make_whole),
        _ => {}
    }
}

/// JavaScript's `Number(value)`; JSON has no `NaN`, which is therefore a text.
fn number_of(value: &Value) -> Value {
    let float = match value {
        Value::Null => 0.0,
        Value::Bool(flag) => f64::from(u8::from(*flag)),
        Value::Number(_) => return whole_numbers(value.clone()),
        other => number_of_text(to_text(Some(other)).trim_matches(is_js_space)),
    };
    from_float(float)
}

fn number_of_text(text: &str) -> f64 {
    let radix = |prefix: &str| match prefix {
        "0x" | "0X" => Some(16),
        "0o" | "0O" => Some(8),
        "0b" | "0B" => Some(2),
        _ => None,
    };
    if let Some(radix) = text.get(..2).and_then(radix) {
        let digits = &text[2..];
        let valid = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
        let add =
            |sum: f64, c: char| sum * f64::from(radix) + f64::from(c.to_digit(radix).unwrap_or_default());
        return if valid { digits.chars().fold(0.0, add) } else { f64::NAN };
    }
    // Rust also reads `inf` and `nan`, which JavaScript does not.
    match text {
        "" => 0.0,
        _ if text.contains(|c: char| c.is_alphabetic() && !matches!(c, 'e' | 'E')) => f64::NAN,
        _ => text.parse().unwrap_or(f64::NAN),
    }
}

fn from_float(float: f64) -> Value {
    if float.fract() == 0.0 && float.abs() < 9e15 {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        return Value::from(float as i64);
    }
    Number::from_f64(float).map_or_else(|| Value::from("NaN"), Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn cast(kind: VariableKind, values: &[Value]) -> Vec<Value> {
        values.iter().map(|value| kind.cast(value.clone())).collect()
    }

    #[test]
    fn numbers_are_read_as_javascript_reads_them() {
        let values = ["007", " 1.50 ", "0x1F", "0b2", "1e3", "", "inf", "12a", "-0"].map(Value::from);
        let expected = json!([7, 1.5, 31, "NaN", 1000, 0, "NaN", "NaN", 0]);
        assert_eq!(json!(cast(VariableKind::Number, &values)), expected);
        let values = [json!(null), json!(true), json!(1.0), json!([]), json!([5]), json!({})];
        assert_eq!(json!(cast(VariableKind::Number, &values)), json!([0, 1, 1, 0, 5, "NaN"]));
    }

    #[test]
    fn the_text_false_is_true() {
        let values = [json!("false"), json!(""), json!(0), json!(null), json!([])];
        assert_eq!(json!(cast(VariableKind::Boolean, &values)), json!([true, false, false, false, true]));
    }

    #[test]
    fn lists_and_maps_are_texts_in_files_and_what_is_neither_stays_as_written() {
        let values = [json!("[1, 2.0]"), json!([1]), json!("{}"), json!("x")];
        let lists = cast(VariableKind::Array, &values);
        assert_eq!(json!(lists), json!([[1, 2], [1], "{}", "x"]));
        assert_eq!(json!(cast(VariableKind::Object, &values)), json!(["[1, 2.0]", "[1]", {}, "x"]));
        assert_eq!(VariableKind::Array.stored(&json!([1, 2])), json!("[1,2]"));
        assert_eq!(VariableKind::Array.stored(&json!("x")), json!("x"));
    }

    #[test]
    fn a_name_leads_to_its_kind_and_back_whatever_its_case() {
        assert_eq!(VariableKind::named("Boolean").name(), "boolean");
        assert_eq!(VariableKind::named("nonsense").name(), "any");
    }
}
