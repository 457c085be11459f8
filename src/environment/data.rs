//! Iteration data: one row for each iteration, from JSON or CSV.

use serde_json::{Map, Value};

use super::{EnvironmentError, csv};
use crate::variable::{DataRow, is_js_space, truthy};

/// Reads rows, first as JSON, then as CSV, whatever the file is called.
///
/// Shape: `[{"id": 1}, {"id": 2}]`, or `id,name` lines. JSON that is not a list gives no rows. A row that is a scalar
/// becomes an empty one; in a row that is a list, each value has its index as its name.
///
/// Source: newman 6.2, `lib/run/options.js`.
///
/// # Errors
///
/// Fails on CSV that does not parse, an open quote for example.
pub fn parse_data(text: &str) -> Result<Vec<DataRow>, EnvironmentError> {
    let text = text.trim_start_matches('\u{feff}');
    match serde_json::from_str::<Value>(text.trim_matches(is_js_space)) {
        Ok(Value::Array(rows)) => Ok(rows.into_iter().map(row).collect()),
        // newman tries CSV where the parsed JSON is a value that JavaScript takes for false.
        Ok(json) if truthy(&json) => Ok(Vec::new()),
        Ok(_) | Err(_) => csv::rows(text),
    }
}

fn row(json: Value) -> DataRow {
    match json {
        Value::Object(row) => row,
        Value::Array(list) => {
            list.into_iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect()
        }
        _ => Map::new(),
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
        assert_eq!(rows("a, b\r\n007,x y\r\n.5\r\n"), json!([{"a": 7, "b": "x y"}, {"a": 0.5}]));
    }

    #[test]
    fn json_rows_keep_their_structure_and_an_object_gives_none() {
        assert_eq!(rows("[{\"a\": {\"b\": [1]}}, 5]"), json!([{"a": {"b": [1]}}, {}]));
        assert_eq!(rows("{\"a\": 1}"), json!([]));
        assert_eq!(rows("[[\"x\"]]"), json!([{"0": "x"}]));
        assert_eq!(rows("5"), json!([]));
        assert!(parse_data("0").is_err());
    }
}
