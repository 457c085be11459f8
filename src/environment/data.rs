//! Iteration data: one row for each iteration, from JSON or CSV.

use serde_json::{Map, Value};

use super::EnvironmentError;
use crate::variable::DataRow;

/// Reads rows, first as JSON, then as CSV, whatever the file is called.
///
/// Shape: `[{"id": 1}, {"id": 2}]`, or `id,name` lines. An object that is no list gives no rows; a scalar row
/// gives an empty one.
///
/// Source: newman 6.2, `lib/run/options.js`.
///
/// # Errors
///
/// Fails on CSV that does not parse, an open quote for example.
pub fn parse_data(text: &str) -> Result<Vec<DataRow>, EnvironmentError> {
    let text = text.trim_start_matches('\u{feff}');
    match serde_json::from_str::<Value>(text.trim()) {
        Ok(Value::Array(rows)) => Ok(rows.into_iter().map(row).collect()),
        Ok(Value::Object(_)) => Ok(Vec::new()),
        Ok(_) | Err(_) => csv_rows(text),
    }
}

fn row(json: Value) -> DataRow {
    match json {
        Value::Object(row) => row,
        _ => Map::new(),
    }
}

fn csv_rows(text: &str) -> Result<Vec<DataRow>, EnvironmentError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut names: Option<Vec<String>> = None;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|source| EnvironmentError::Csv {
            line: source.position().map_or(0, csv::Position::line),
            source,
        })?;
        match &names {
            None => names = Some(record.iter().map(str::to_owned).collect()),
            Some(names) => {
                let fields = names.iter().zip(record.iter());
                rows.push(fields.map(|(name, field)| (name.clone(), cast(field))).collect());
            }
        }
    }
    Ok(rows)
}

/// Fields that look like numbers become numbers, as newman's CSV reader casts them.
fn cast(field: &str) -> Value {
    let digits = field.strip_prefix(['+', '-']).unwrap_or(field);
    if digits.is_empty() || !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Value::from(field);
    }
    match field.parse::<f64>() {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        Ok(number) if number.fract() == 0.0 && number.abs() < 9e15 => Value::from(number as i64),
        Ok(number) if number.is_finite() => Value::from(number),
        _ => Value::from(field),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rows(text: &str) -> Value {
        let rows = parse_data(text).expect("data");
        Value::Array(rows.into_iter().map(Value::Object).collect())
    }

    #[test]
    fn csv_fields_are_cast_and_short_rows_leave_keys_out() {
        assert_eq!(rows("a, b\r\n007,x y\n.5\n"), json!([{"a": 7, "b": "x y"}, {"a": 0.5}]));
    }

    #[test]
    fn json_rows_keep_their_structure_and_an_object_gives_none() {
        assert_eq!(rows("[{\"a\": {\"b\": [1]}}, 5]"), json!([{"a": {"b": [1]}}, {}]));
        assert_eq!(rows("{\"a\": 1}"), json!([]));
    }
}
