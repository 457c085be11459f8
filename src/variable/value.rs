//! The text of a variable's value.

use serde_json::Value;

/// The text of a value, as JavaScript's `String()` gives it. `{{name}}` prints this text.
///
/// Shape: `null` → `null`, undefined → nothing, `[1,2]` → `1,2`, `{…}` → `[object Object]`, `1.0` → `1`.
///
/// Source: postman-collection 4.4, `VariableScope` and superstring.
pub fn to_text(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) => "null".to_owned(),
        Some(Value::Bool(flag)) => flag.to_string(),
        Some(Value::Number(number)) => number_text(number),
        Some(Value::Array(items)) => items.iter().map(element_text).collect::<Vec<_>>().join(","),
        Some(Value::Object(_)) => "[object Object]".to_owned(),
    }
}

/// True for the values that JavaScript takes for true.
pub fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// True for the characters that JavaScript's `trim` removes: they include byte-order marks, but not the NEL.
pub fn is_js_space(c: char) -> bool {
    c == '\u{feff}' || (c.is_whitespace() && c != '\u{85}')
}

/// The text of an array's element. `null` is empty there.
fn element_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        other => to_text(Some(other)),
    }
}

/// The text of a number in JavaScript: `1.0` prints as `1`, and numbers above 2^53 lose their last digits.
fn number_text(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(float) if float.fract() == 0.0 && float.abs() < 1e21 && !is_exact(number) => whole_number(float),
        _ => number.to_string(),
    }
}

/// True for the integers that a double can hold exactly.
fn is_exact(number: &serde_json::Number) -> bool {
    number.as_i64().is_some_and(|integer| integer.unsigned_abs() <= 1 << 53)
}

/// The shortest digits that identify the number, followed by zeros, as in JavaScript. Rust would print all digits.
fn whole_number(float: f64) -> String {
    let scientific = format!("{float:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |digits| ("-", digits));
    let digits = mantissa.replace('.', "");
    let width = exponent.parse::<usize>().unwrap_or_default() + 1;
    if digits == "0" { "0".to_owned() } else { format!("{sign}{digits:0<width$}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_print_as_javascript_prints_them() {
        let shown =
            [json!(null), json!(true), json!(1.0), json!(1.5), json!([1, null, "a"]), json!({"a": 1})]
                .map(|value| to_text(Some(&value)));
        assert_eq!(shown, ["null", "true", "1", "1.5", "1,,a", "[object Object]"]);
        assert_eq!(to_text(None), "");
        let whole = [json!(123_456_789_012_345_680_000.0), json!(-0.0), json!(-1e20)];
        let whole = whole.map(|value| to_text(Some(&value)));
        assert_eq!(whole, ["123456789012345680000", "0", "-100000000000000000000"]);
        assert_eq!(to_text(Some(&json!(12_345_678_901_234_567_890_u64))), "12345678901234567000");
    }
}
