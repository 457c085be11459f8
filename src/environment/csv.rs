//! CSV as newman reads it: quoted fields are told apart from others, and blank lines count as rows.
//!
//! # Design
//!
//! 2026-11-25: a reader of our own instead of the `csv` crate, which does not say whether a field was quoted
//! (quoted fields are never numbers), skips blank lines and never refuses what newman refuses.
//!
//! Source: newman 6.2, `lib/run/options.js` (`trim`, `relax`, `relax_column_count`, `cast`, `columns`), and the
//! behaviour of csv-parse 4.16 with these options.

use serde_json::{Map, Number, Value};

use super::EnvironmentError;
use crate::variable::{DataRow, is_js_space};

/// Reads rows; the first line names the columns. Short rows leave names out, surplus fields are dropped.
pub(super) fn rows(text: &str) -> Result<Vec<DataRow>, EnvironmentError> {
    let mut records = Reader::new(text).records()?.into_iter();
    let Some(names) = records.next() else { return Ok(Vec::new()) };
    let names = names.into_iter().enumerate().map(|(place, field)| column(field, place));
    let names = names.collect::<Result<Vec<_>, _>>()?;
    let row = |record: Vec<Field>| -> DataRow {
        let fields = names.iter().zip(record);
        fields.map(|(name, field)| (name.clone(), field.value())).collect::<Map<_, _>>()
    };
    Ok(records.map(row).collect())
}

/// A column's name. newman reads a name without quotes as a number where it can, and refuses a number as a name.
fn column(field: Field, place: usize) -> Result<String, EnvironmentError> {
    match field.value() {
        Value::String(name) => Ok(name),
        found => Err(EnvironmentError::ColumnIsNoName { found: found.to_string(), place }),
    }
}

#[derive(Debug, Default)]
struct Field {
    text: String,
    quoted: bool,
}

impl Field {
    /// Numbers that stood without quotes are numbers.
    fn value(self) -> Value {
        let number = if self.quoted { None } else { number(&self.text) };
        number.map_or_else(|| Value::from(self.text), Value::Number)
    }
}

/// What JavaScript's `Number` takes for a finite number, as `parseFloat` reads it: `0x1F` is therefore 0.
fn number(text: &str) -> Option<Number> {
    let text = text.trim_matches(is_js_space);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let prefixed = ["0x", "0X", "0o", "0O", "0b", "0B"].iter().find(|prefix| text.starts_with(**prefix));
    if let Some(prefix) = prefixed {
        let radix = match prefix.as_bytes()[1].to_ascii_lowercase() {
            b'x' => 16,
            b'o' => 8,
            _ => 2,
        };
        let valid = text.len() > 2 && text[2..].chars().all(|c| c.is_digit(radix));
        return valid.then(|| Number::from(0));
    }
    // Rust also reads `inf`, `infinity` and `nan` as numbers; JavaScript needs a digit.
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let float = text.parse::<f64>().ok().filter(|float| float.is_finite())?;
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
    if float.fract() == 0.0 && float.abs() < 9e15 {
        return Some(Number::from(float as i64));
    }
    Number::from_f64(float)
}

/// True for the characters that are dropped around a field.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{c}')
}

struct Reader<'t> {
    chars: std::iter::Peekable<std::str::Chars<'t>>,
    line: u64,
    /// The line end of the file: the first one met outside quotes.
    line_end: Option<&'static str>,
    records: Vec<Vec<Field>>,
    record: Vec<Field>,
    field: Field,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            chars: text.chars().peekable(),
            line: 1,
            line_end: None,
            records: Vec::new(),
            record: Vec::new(),
            field: Field::default(),
        }
    }

    fn records(mut self) -> Result<Vec<Vec<Field>>, EnvironmentError> {
        while let Some(c) = self.chars.next() {
            match c {
                '"' if self.field.text.is_empty() && !self.field.quoted => self.quoted()?,
                ',' => self.end_field(),
                '\r' | '\n' if self.ends_line(c) => self.end_record(),
                c => self.bare(c)?,
            }
        }
        if self.field.quoted || !self.field.text.is_empty() || !self.record.is_empty() {
            self.end_record();
        }
        Ok(self.records)
    }

    /// True when this character ends a line; takes the rest of a two-character line end.
    fn ends_line(&mut self, c: char) -> bool {
        let pair = c == '\r' && self.chars.peek() == Some(&'\n');
        let found = match c {
            '\n' => "\n",
            _ if pair => "\r\n",
            _ => "\r",
        };
        let line_end = *self.line_end.get_or_insert(found);
        if line_end == "\r\n" && pair {
            self.chars.next();
        }
        line_end == found || (line_end == "\r" && c == '\r')
    }

    /// A character outside quotes. Blanks around a field are dropped; only blanks may follow a closing quote.
    fn bare(&mut self, c: char) -> Result<(), EnvironmentError> {
        let blank = is_blank(c);
        if self.field.quoted {
            return if blank { Ok(()) } else { Err(EnvironmentError::AfterQuote { line: self.line }) };
        }
        if !(blank && self.field.text.is_empty()) {
            self.field.text.push(c);
        }
        Ok(())
    }

    /// The rest of a field that began with a quote; two quotes are one.
    fn quoted(&mut self) -> Result<(), EnvironmentError> {
        self.field.quoted = true;
        let mut line = self.line;
        let mut ended = false;
        loop {
            // A line is counted once something stands on it.
            let next = self.chars.next();
            line += u64::from(std::mem::take(&mut ended) && next.is_some());
            match next {
                None => return Err(EnvironmentError::QuoteNotClosed { line }),
                Some('"') if self.chars.peek() == Some(&'"') => {
                    self.chars.next();
                    self.field.text.push('"');
                }
                Some('"') => break,
                Some(c) => {
                    ended = c == '\n';
                    self.field.text.push(c);
                }
            }
        }
        self.line = line;
        Ok(())
    }

    fn end_field(&mut self) {
        let mut field = std::mem::take(&mut self.field);
        if !field.quoted {
            field.text.truncate(field.text.trim_end_matches(is_blank).len());
        }
        self.record.push(field);
    }

    fn end_record(&mut self) {
        self.end_field();
        self.records.push(std::mem::take(&mut self.record));
        self.line += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn read(text: &str) -> Value {
        rows(text).expect("CSV").into_iter().map(Value::Object).collect()
    }

    #[test]
    fn numbers_without_quotes_are_numbers_as_javascript_reads_them() {
        let text = "v\n007\n1e3\n+4\n.5\n5.\n0x1F\n-2\n12345678901234567890\n";
        let values: Vec<Value> =
            read(text).as_array().expect("rows").iter().map(|row| row["v"].clone()).collect();
        let expected = [
            json!(7),
            json!(1000),
            json!(4),
            json!(0.5),
            json!(5),
            json!(0),
            json!(-2),
            json!(1.234_567_890_123_456_7e19),
        ];
        assert_eq!(values, expected);
    }

    #[test]
    fn words_and_quoted_digits_stay_texts() {
        let text = "v\n\"007\"\nInfinity\ntrue\nnull\n2024-01-01\n-\n0x\n1 2\nnan\n";
        for row in read(text).as_array().expect("rows") {
            assert!(row["v"].is_string(), "{row}");
        }
    }

    #[test]
    fn every_line_end_works() {
        let expected = json!([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]);
        for end in ["\n", "\r\n", "\r"] {
            assert_eq!(read(&["a, b", "1 ,x", "2,  y "].join(end)), expected, "{end:?}");
        }
    }

    #[test]
    fn a_blank_line_is_a_row_and_the_last_line_end_is_not() {
        assert_eq!(read("a,b\n1,2\n"), json!([{"a": 1, "b": 2}]));
        assert_eq!(read("a,b\n1,2\n\n"), json!([{"a": 1, "b": 2}, {"a": ""}]));
    }

    #[test]
    fn short_rows_leave_names_out_long_ones_are_cut_and_the_last_of_a_name_wins() {
        assert_eq!(read("a,b\n1\n1,2,3\n"), json!([{"a": 1}, {"a": 1, "b": 2}]));
        assert_eq!(read("a,a\n1,2\n"), json!([{"a": 2}]));
    }

    #[test]
    fn quotes_hold_commas_and_lines_and_double_to_one() {
        assert_eq!(read("a\n\"x,\"\"y\"\"\nz\"\nq\"r\n"), json!([{"a": "x,\"y\"\nz"}, {"a": "q\"r"}]));
    }

    #[test]
    fn broken_quotes_are_refused_with_their_line() {
        let message = |text| rows(text).expect_err("refused").to_string();
        assert_eq!(
            message("a\n1\n\"x"),
            "Quote Not Closed: the parsing is finished with an opening quote at line 3"
        );
        assert_eq!(
            message("a\n\"x\"y"),
            "Invalid Closing Quote: found non trimable byte after quote at line 2"
        );
    }

    #[test]
    fn a_number_without_quotes_is_refused_as_a_column_name() {
        let message = rows("a,7\n1,2\n").expect_err("refused").to_string();
        assert_eq!(
            message,
            "Invalid column definition: expect a string or a literal object, got 7 at position 1"
        );
        assert_eq!(read("a,\"7\"\n1,2\n"), json!([{"a": 1, "7": 2}]));
    }

    #[test]
    fn an_open_quote_is_told_with_the_last_line_that_is_not_empty() {
        let message = rows("a\n1,\"x\n2,y\n").expect_err("refused").to_string();
        assert!(message.ends_with("at line 3"), "{message}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[a\",\r\n 0.é]{0,40}") {
            let _ = rows(&text);
        }
    }
}
