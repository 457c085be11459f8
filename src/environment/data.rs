//! Iteration data: one row for each iteration, from JSON, lines of JSON, or CSV.
//!
//! Entry points: [`DataFormat::of`] tells which of them a file is; each has its reader. [`parse_data`] reads all of them
//! as newman does, which loses what it does not understand.

use std::fmt;

use serde_json::{Map, Value};

use super::EnvironmentError;
use super::csv::{self, Rules};
use crate::variable::{DataRow, is_js_space, truthy};

/// What was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Data {
    /// A row for each iteration.
    pub rows: Vec<DataRow>,
    /// What the user should know.
    pub notes: Vec<DataNote>,
}

impl From<Vec<DataRow>> for Data {
    fn from(rows: Vec<DataRow>) -> Self {
        Self { rows, notes: Vec::new() }
    }
}

/// Something in a file that is read, but hardly as it was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DataNote {
    /// Several columns have this name.
    DoubledColumn(String),
    /// A line has more fields than there are columns; the first such line, and how many there are.
    LongRow {
        /// Line of the file, from 1.
        line: u64,
        /// How many fields it has.
        fields: usize,
        /// How many columns there are.
        columns: usize,
        /// How many such lines there are.
        lines: usize,
    },
    /// A line has fewer fields than there are columns.
    ShortRow {
        /// Line of the file, from 1.
        line: u64,
        /// How many fields it has.
        fields: usize,
        /// How many columns there are.
        columns: usize,
        /// How many such lines there are.
        lines: usize,
    },
    /// A line without anything on it, which newman takes for a row.
    BlankLine {
        /// Line of the file, from 1.
        line: u64,
        /// How many such lines there are.
        lines: usize,
    },
}

impl fmt::Display for DataNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = |f: &mut fmt::Formatter<'_>, lines: usize| {
            if lines > 1 { write!(f, " ({lines} lines)") } else { Ok(()) }
        };
        let s = |count: usize| if count == 1 { "" } else { "s" };
        match self {
            Self::DoubledColumn(name) => {
                write!(f, "several columns are called \"{name}\": the last one counts")
            }
            Self::LongRow { line, fields, columns, lines } => {
                write!(
                    f,
                    "line {line} has {fields} fields and the first line {columns}: what stands further right is not read"
                )?;
                more(f, *lines)
            }
            Self::ShortRow { line, fields, columns, lines } => {
                let s = s(*fields);
                write!(
                    f,
                    "line {line} has {fields} field{s} and the first line {columns}: the rest is not set"
                )?;
                more(f, *lines)
            }
            Self::BlankLine { line, lines } => {
                write!(f, "line {line} is blank, and is an iteration with empty values")?;
                more(f, *lines)
            }
        }
    }
}

/// How a data file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataFormat {
    /// One list of objects.
    Json,
    /// An object on each line.
    JsonLines,
    /// Fields between delimiters; the first line names them.
    Csv,
}

impl DataFormat {
    /// The format of a file, by its name and by how its text begins.
    ///
    /// Order: a list or an object is JSON, whatever the name says, except that a `.csv` must be a list of objects.
    ///
    /// # Errors
    ///
    /// Fails on files of spreadsheet programs.
    pub fn of(name: &str, text: &str) -> Result<Self, EnvironmentError> {
        if let Some(program) = spreadsheet(text) {
            return Err(EnvironmentError::Spreadsheet(program));
        }
        let name = name.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let text = text.trim_matches(is_js_space);
        let is_named = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        let begins = |first: char, second: char| {
            let rest = text.strip_prefix(first).map(|rest| rest.trim_start_matches(is_js_space));
            rest.is_some_and(|rest| rest.starts_with(second))
        };
        Ok(if is_named(&[".ndjson", ".jsonl"]) || is_lines(text) {
            Self::JsonLines
        } else if is_named(&[".json"]) || begins('[', '{') || begins('{', '"') {
            Self::Json
        } else if is_named(&[".csv", ".tsv"]) || !text.starts_with(['[', '{']) {
            Self::Csv
        } else {
            Self::Json
        })
    }
}

/// What kind of spreadsheet a text is that was a binary file.
fn spreadsheet(text: &str) -> Option<&'static str> {
    let start = text.get(..text.floor_char_boundary(400)).unwrap_or_default();
    match () {
        () if start.starts_with("PK\u{3}\u{4}") && start.contains("opendocument.spreadsheet") => {
            Some("OpenDocument")
        }
        () if start.starts_with("PK\u{3}\u{4}") => Some("Excel"),
        // The first bytes of Excel's older files, read as Windows-1252.
        () if start.starts_with("\u{d0}\u{cf}\u{11}\u{e0}") => Some("Excel"),
        () => None,
    }
}

/// True for several lines that each are an object.
fn is_lines(text: &str) -> bool {
    let mut lines = text.lines().map(|line| line.trim_matches(is_js_space)).filter(|line| !line.is_empty());
    let is_object = |line: &str| matches!(serde_json::from_str(line), Ok(Value::Object(_)));
    match (lines.next(), lines.next()) {
        (Some(first), Some(second)) => is_object(first) && second.starts_with('{'),
        _ => false,
    }
}

/// The rows of a list of objects. In a row that is a list, each value has its index as its name.
///
/// Shape: `[{"id": 1}, {"id": 2}]`
///
/// # Errors
///
/// Fails on anything but a list, and on a row that is a single value; newman takes both for rows without values.
pub fn json_rows(json: Value) -> Result<Vec<DataRow>, EnvironmentError> {
    let Value::Array(rows) = json else {
        return Err(EnvironmentError::NoRows { found: kind_of(&json) });
    };
    let row = |(place, json): (usize, Value)| match json {
        Value::Object(_) | Value::Array(_) => Ok(row(json)),
        other => Err(EnvironmentError::RowIsNoObject { row: place + 1, found: kind_of(&other) }),
    };
    rows.into_iter().enumerate().map(row).collect()
}

/// The rows of lines that each are an object; blank lines do not count.
///
/// # Errors
///
/// Fails at the first line that is no object.
pub fn json_lines_rows(text: &str) -> Result<Vec<DataRow>, EnvironmentError> {
    let lines = text.lines().enumerate().map(|(place, line)| (place + 1, line.trim_matches(is_js_space)));
    let row = |(line, text): (usize, &str)| match serde_json::from_str(text) {
        Ok(Value::Object(row)) => Ok(row),
        Ok(other) => Err(EnvironmentError::LineIsNoObject { line, found: kind_of(&other) }),
        Err(error) => Err(EnvironmentError::BrokenLine { line, error }),
    };
    lines.filter(|(_, text)| !text.is_empty()).map(row).collect()
}

/// The rows of CSV. Numbers are those that lose nothing as numbers; quoted fields are texts.
///
/// Without a delimiter the comma is meant, or what Excel's first line `sep=;` names.
///
/// # Errors
///
/// Fails on an open quote, and where the first line looks as if another delimiter were meant than the one that counts.
pub fn csv_rows(text: &str, delimiter: Option<char>) -> Result<Data, EnvironmentError> {
    let text = text.trim_start_matches('\u{feff}');
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let named = first.trim_end_matches('\r').strip_prefix("sep=").filter(|rest| rest.chars().count() == 1);
    if let Some(named) = named.and_then(|named| named.chars().next()) {
        return csv::read(rest, Rules { delimiter: delimiter.unwrap_or(named), newmans: false });
    }
    if delimiter.is_none()
        && let Some(other) = other_delimiter(text)
    {
        return Err(EnvironmentError::OtherDelimiter(other));
    }
    csv::read(text, Rules { delimiter: delimiter.unwrap_or(','), newmans: false })
}

/// The delimiter that stands in the first line outside of quotes, where no comma does.
fn other_delimiter(text: &str) -> Option<char> {
    let mut in_quotes = false;
    let first = text.trim_start_matches(is_js_space).chars().take_while(|c| *c != '\n' && *c != '\r');
    let mut bare = first.filter(|c| {
        in_quotes ^= *c == '"';
        !in_quotes
    });
    let mut found = None;
    for c in bare.by_ref() {
        match c {
            ',' => return None,
            ';' | '\t' | '|' => found = found.or(Some(c)),
            _ => {}
        }
    }
    found
}

/// What a value is, in words.
fn kind_of(json: &Value) -> &'static str {
    match json {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Reads rows as newman does: first as JSON, then as CSV, whatever the file is called.
///
/// Shape: `[{"id": 1}, {"id": 2}]`, or `id,name` lines. JSON that is not a list gives no rows. A row that is a scalar
/// becomes an empty one.
///
/// Source: newman 6.2, `lib/run/options.js`.
///
/// # Errors
///
/// Fails on CSV that does not parse, an open quote for example.
pub fn parse_data(text: &str, delimiter: Option<char>) -> Result<Vec<DataRow>, EnvironmentError> {
    let text = text.trim_start_matches('\u{feff}');
    match serde_json::from_str::<Value>(text.trim_matches(is_js_space)) {
        Ok(Value::Array(rows)) => Ok(rows.into_iter().map(row).collect()),
        // newman tries CSV where the parsed JSON is a value that JavaScript takes for false.
        Ok(json) if truthy(&json) => Ok(Vec::new()),
        Ok(_) | Err(_) => {
            let rules = Rules { delimiter: delimiter.unwrap_or(','), newmans: true };
            Ok(csv::read(text, rules)?.rows)
        }
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

    fn newmans(text: &str) -> Value {
        values(parse_data(text, None).expect("data"))
    }

    fn values(rows: Vec<DataRow>) -> Value {
        Value::Array(rows.into_iter().map(Value::Object).collect())
    }

    #[test]
    fn newman_casts_fields_and_leaves_keys_out() {
        assert_eq!(newmans("a, b\r\n007,x y\r\n.5\r\n"), json!([{"a": 7, "b": "x y"}, {"a": 0.5}]));
    }

    #[test]
    fn newman_takes_what_is_no_row_for_a_row_without_values() {
        assert_eq!(newmans("[{\"a\": {\"b\": [1]}}, 5]"), json!([{"a": {"b": [1]}}, {}]));
        assert_eq!(newmans("{\"a\": 1}"), json!([]));
        assert_eq!(newmans("[[\"x\"]]"), json!([{"0": "x"}]));
        assert_eq!(newmans("5"), json!([]));
        assert!(parse_data("0", None).is_err());
    }

    #[test]
    fn a_format_is_told_by_the_name_and_by_how_the_text_begins() {
        use DataFormat::{Csv, Json, JsonLines};
        for (name, text, format) in [
            ("d.json", "a,b", Json),
            ("D.JSON", "", Json),
            ("d.json?x=.csv", "a", Json),
            ("d.csv", "a,b\n1,2", Csv),
            ("d.csv", "[x],{y}\n1,2", Csv),
            ("d.csv", "[{\"a\":1}]", Json),
            ("d.csv", "\u{feff} [ {", Json),
            ("/dev/fd/63", "[1", Json),
            ("/dev/fd/63", "a\n1", Csv),
            ("d.ndjson", "", JsonLines),
            ("d.jsonl", "{\"a\":1}", JsonLines),
            ("d.json", "{\"a\":1}\n\n{\"a\":2}\n", JsonLines),
            ("d.json", "{\n\"a\":1}", Json),
            ("d.txt", "", Csv),
        ] {
            assert_eq!(DataFormat::of(name, text).expect("a format"), format, "{name} {text}");
        }
    }

    #[test]
    fn files_of_spreadsheet_programs_are_told_by_name() {
        let told = |text: &str| DataFormat::of("d.csv", text).expect_err("refused").to_string();
        assert!(told("PK\u{3}\u{4}\u{14}\0xl/").starts_with("this is a file of Excel"));
        let open = "PK\u{3}\u{4}\u{14}mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
        assert!(told(open).starts_with("this is a file of OpenDocument"));
        assert!(told("\u{d0}\u{cf}\u{11}\u{e0}").starts_with("this is a file of Excel"));
    }

    #[test]
    fn json_rows_are_objects_or_lists_and_nothing_else() {
        assert_eq!(
            values(json_rows(json!([{"a": [1]}, ["x"]])).expect("rows")),
            json!([{"a": [1]}, {"0": "x"}])
        );
        let told = |json: Value| json_rows(json).expect_err("refused").to_string();
        assert_eq!(told(json!({"a": 1})), "expected a list of rows, found an object");
        assert_eq!(told(json!(null)), "expected a list of rows, found null");
        assert_eq!(told(json!([{}, 5])), "row 2 is a number, not an object of names and values");
    }

    #[test]
    fn each_line_may_be_a_row() {
        let rows = json_lines_rows("{\"a\": 1}\r\n\n{\"a\": 2}").expect("rows");
        assert_eq!(values(rows), json!([{"a": 1}, {"a": 2}]));
        let told = |text: &str| json_lines_rows(text).expect_err("refused").to_string();
        assert_eq!(told("{}\n\n[]"), "line 3 is a list, not an object of names and values");
        assert_eq!(told("{}\n{\"a\"}"), "line 2 is no JSON: expected `:` at column 5");
    }

    #[test]
    fn another_delimiter_is_told_by_name() {
        let told = |text: &str| csv_rows(text, None).expect_err("refused").to_string();
        assert!(told("a;b\n1;2").starts_with("its fields seem to be separated by \";\""));
        assert!(told("\u{feff}a\tb\n1\t2").starts_with("its fields seem to be separated by tabs"));
        assert!(told("\"a,b\";c\n").starts_with("its fields seem to be separated by \";\""));
        for text in ["a\n1;2", "a,b;c\n1,2", "\"a;b\"\n1", ""] {
            assert!(csv_rows(text, None).is_ok(), "{text}");
        }
        let rows = csv_rows("a;b\n1;2", Some(';')).expect("rows").rows;
        assert_eq!(values(rows), json!([{"a": 1, "b": 2}]));
        let rows = csv_rows("a;b\n1;2", Some(',')).expect("rows").rows;
        assert_eq!(values(rows), json!([{"a;b": "1;2"}]));
    }

    #[test]
    fn the_first_line_of_excel_names_the_delimiter() {
        let rows = csv_rows("\u{feff}sep=;\r\na;b\r\n1;2\r\n", None).expect("rows").rows;
        assert_eq!(values(rows), json!([{"a": 1, "b": 2}]));
    }
}
