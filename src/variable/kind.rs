//! The declared type of a variable, which casts its values.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::{is_js_space, to_text, truthy};

/// The declared type of a variable. It casts a value when the variable is set, so that scripts and requests see a value
/// of this type.
///
/// Source: postman-collection 4.4, `Variable.types`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VariableKind {
    /// Any type. This is the usual kind; unknown kinds mean it too.
    #[default]
    Any,
    /// A text.
    String,
    /// A number, cast with JavaScript's `Number`.
    Number,
    /// A boolean, cast with JavaScript's `Boolean`: the text `false` is true.
    Boolean,
    /// A list. Files hold it as JSON text; a text that is not a list stays as it is.
    Array,
    /// A map. Files hold it as JSON text; a text that is not a map stays as it is.
    Object,
    /// Like [`VariableKind::Any`], and masked in every output.
    Secret,
}

impl VariableKind {
    /// The kind with this name in files, in any case.
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

    /// The name of the kind in files.
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

    /// Casts a value to this kind.
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

    /// The form of a value of this kind in files: lists and maps become JSON text.
    pub(super) fn stored(self, value: &Value) -> Value {
        match self {
            Self::Array | Self::Object if !value.is_string() => Value::String(value.to_string()),
            _ => value.clone(),
        }
    }
}

/// Reads a JSON text of the wanted type. Another text stays as it is, and any other value becomes a text, as in files.
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

/// Turns numbers into those that JavaScript writes: `1.0` becomes `1`, also inside lists and maps.
fn whole_numbers(mut value: Value) -> Value {
    make_whole(&mut value);
    value
}

/// Does the same in place. A value that a script sets passes here too, and does not change.
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

/// JavaScript's `Number(value)`. JSON has no `NaN`, so `NaN` becomes a text.
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
    // Rust also reads `inf` and `nan`, but JavaScript does not.
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
    fn lists_and_maps_are_texts_in_files_and_other_texts_stay_as_they_are() {
        let values = [json!("[1, 2.0]"), json!([1]), json!("{}"), json!("x")];
        let lists = cast(VariableKind::Array, &values);
        assert_eq!(json!(lists), json!([[1, 2], [1], "{}", "x"]));
        assert_eq!(json!(cast(VariableKind::Object, &values)), json!(["[1, 2.0]", "[1]", {}, "x"]));
        assert_eq!(VariableKind::Array.stored(&json!([1, 2])), json!("[1,2]"));
        assert_eq!(VariableKind::Array.stored(&json!("x")), json!("x"));
    }

    #[test]
    fn a_name_in_any_case_gives_its_kind_and_a_kind_its_name() {
        assert_eq!(VariableKind::named("Boolean").name(), "boolean");
        assert_eq!(VariableKind::named("nonsense").name(), "any");
    }
}
