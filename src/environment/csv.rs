//! CSV as newman reads it: quoted fields are told apart from others, and blank lines count as rows. By default nothing
//! that stands in the file is lost without a word; [`Rules`] says what then differs.
//!
//! # Design
//!
//! 2026-11-25: a reader of our own instead of the `csv` crate, which does not say whether a field was quoted
//! (quoted fields are never numbers), skips blank lines and never refuses what newman refuses.
//!
//! Source: newman 6.2, `lib/run/options.js` (`trim`, `relax`, `relax_column_count`, `cast`, `columns`), and the
//! behaviour of csv-parse 4.16 with these options.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::EnvironmentError;
use super::data::{Data, DataNote};
use super::number::{newmans_number, plain_number};
use crate::variable::DataRow;

/// How a file is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    pub(super) delimiter: char,
    /// True for newman's rules: every text that JavaScript reads as a number is one, only the first kind of line end
    /// ends lines, and a number cannot be the name of a column.
    pub(super) newmans: bool,
}

/// Reads rows; the first line names the columns. Short rows leave names out, surplus fields are dropped.
pub(super) fn read(text: &str, rules: Rules) -> Result<Data, EnvironmentError> {
    let mut records = Reader::new(text, rules).records()?.into_iter();
    let Some(header) = records.next() else { return Ok(Data::default()) };
    let names = header.fields.into_iter().enumerate().map(|(place, field)| column(field, place, rules));
    let names = names.collect::<Result<Vec<_>, _>>()?;
    let mut data = Data { notes: doubles(&names), rows: Vec::new() };
    let mut uneven = Uneven::default();
    for record in records {
        uneven.count(&record, names.len());
        let fields = names.iter().zip(record.fields);
        let row: DataRow =
            fields.map(|(name, field)| (name.clone(), field.value(rules))).collect::<Map<_, _>>();
        data.rows.push(row);
    }
    data.notes.extend(uneven.notes(names.len()));
    Ok(data)
}

/// A column's name. newman reads a name without quotes as a number where it can, and refuses a number as a name.
fn column(field: Field, place: usize, rules: Rules) -> Result<String, EnvironmentError> {
    if !rules.newmans {
        return Ok(field.text);
    }
    match field.value(rules) {
        Value::String(name) => Ok(name),
        found => Err(EnvironmentError::ColumnIsNoName { found: found.to_string(), place }),
    }
}

/// The names that stand twice. Columns without a name are left by spreadsheets, and hold nothing.
fn doubles(names: &[String]) -> Vec<DataNote> {
    let mut seen = HashSet::new();
    let mut told = HashSet::new();
    let doubled = names.iter().filter(|name| !name.is_empty() && !seen.insert(*name) && told.insert(*name));
    doubled.map(|name| DataNote::DoubledColumn(name.clone())).collect()
}

/// Lines that do not have as many fields as the header.
#[derive(Default)]
struct Uneven {
    short: Option<(u64, usize, usize)>,
    long: Option<(u64, usize, usize)>,
    blank: Option<(u64, usize)>,
}

impl Uneven {
    fn count(&mut self, record: &Record, columns: usize) {
        let fields = record.fields.len();
        let more = |seen: &mut Option<(u64, usize, usize)>| match seen {
            Some((_, _, lines)) => *lines += 1,
            None => *seen = Some((record.line, fields, 1)),
        };
        if record.is_blank() && columns > 1 {
            self.blank.get_or_insert((record.line, 0)).1 += 1;
        } else if fields < columns {
            more(&mut self.short);
        } else if record.fields.iter().skip(columns).any(|field| !field.text.is_empty()) {
            more(&mut self.long);
        }
    }

    fn notes(self, columns: usize) -> impl Iterator<Item = DataNote> {
        let long = self.long.map(|(line, fields, lines)| DataNote::LongRow { line, fields, columns, lines });
        let short =
            self.short.map(|(line, fields, lines)| DataNote::ShortRow { line, fields, columns, lines });
        let blank = self.blank.map(|(line, lines)| DataNote::BlankLine { line, lines });
        [long, short, blank].into_iter().flatten()
    }
}

/// A line of the file, or several where quotes hold line ends.
#[derive(Debug)]
struct Record {
    /// Its first line, from 1.
    line: u64,
    fields: Vec<Field>,
}

impl Record {
    fn is_blank(&self) -> bool {
        matches!(&self.fields[..], [field] if field.text.is_empty() && !field.quoted)
    }
}

#[derive(Debug, Default)]
struct Field {
    text: String,
    quoted: bool,
}

impl Field {
    /// Numbers that stood without quotes are numbers.
    fn value(self, rules: Rules) -> Value {
        let number = match self.quoted {
            true => None,
            false if rules.newmans => newmans_number(&self.text),
            false => plain_number(&self.text),
        };
        number.map_or_else(|| Value::from(self.text), Value::Number)
    }
}

/// True for the characters that are dropped around a field.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{c}')
}

struct Reader<'t> {
    chars: std::iter::Peekable<std::str::Chars<'t>>,
    rules: Rules,
    line: u64,
    /// The line in which the record began.
    first_line: u64,
    /// newman's line end of the file: the first one met outside quotes.
    line_end: Option<&'static str>,
    records: Vec<Record>,
    fields: Vec<Field>,
    field: Field,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, rules: Rules) -> Self {
        Self {
            chars: text.chars().peekable(),
            rules,
            line: 1,
            first_line: 1,
            line_end: None,
            records: Vec::new(),
            fields: Vec::new(),
            field: Field::default(),
        }
    }

    fn records(mut self) -> Result<Vec<Record>, EnvironmentError> {
        while let Some(c) = self.chars.next() {
            match c {
                '"' if self.field.text.is_empty() && !self.field.quoted => self.quoted()?,
                c if c == self.rules.delimiter => self.end_field(),
                '\r' | '\n' if self.ends_line(c) => self.end_record(),
                c => self.bare(c)?,
            }
        }
        if self.field.quoted || !self.field.text.is_empty() || !self.fields.is_empty() {
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
        let line_end = if self.rules.newmans { *self.line_end.get_or_insert(found) } else { found };
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
        let opened = self.line;
        let mut line = self.line;
        let mut ended = false;
        loop {
            // A line is counted once something stands on it.
            let next = self.chars.next();
            line += u64::from(std::mem::take(&mut ended) && next.is_some());
            match next {
                None => return Err(EnvironmentError::QuoteNotClosed { opened, line }),
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
        self.fields.push(field);
    }

    fn end_record(&mut self) {
        self.end_field();
        let fields = std::mem::take(&mut self.fields);
        self.records.push(Record { line: self.first_line, fields });
        self.line += 1;
        self.first_line = self.line;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const OURS: Rules = Rules { delimiter: ',', newmans: false };
    const NEWMANS: Rules = Rules { delimiter: ',', newmans: true };

    fn rows(text: &str, rules: Rules) -> Value {
        read(text, rules).expect("CSV").rows.into_iter().map(Value::Object).collect()
    }

    /// What both rules read.
    fn both(text: &str) -> Value {
        let ours = rows(text, OURS);
        assert_eq!(ours, rows(text, NEWMANS));
        ours
    }

    fn notes(text: &str) -> Vec<String> {
        read(text, OURS).expect("CSV").notes.iter().map(ToString::to_string).collect()
    }

    fn refusal(text: &str, rules: Rules) -> EnvironmentError {
        read(text, rules).expect_err("refused")
    }

    #[test]
    fn digits_that_would_be_lost_stay_text_where_newman_loses_them() {
        let text = "v\n007\n89111702272002019542\n1e3\n+4\n0x1F\n-2\n1.50\n";
        let ours = json!([{"v": "007"}, {"v": "89111702272002019542"}, {"v": "1e3"}, {"v": "+4"}, {"v": "0x1F"},
            {"v": -2}, {"v": 1.5}]);
        assert_eq!(rows(text, OURS), ours);
        let newmans = json!([{"v": 7}, {"v": 89_111_702_272_002_019_542.0}, {"v": 1000}, {"v": 4}, {"v": 0},
            {"v": -2}, {"v": 1.5}]);
        assert_eq!(rows(text, NEWMANS), newmans);
    }

    #[test]
    fn quoted_digits_stay_texts() {
        assert_eq!(both("v\n\"7\"\n"), json!([{"v": "7"}]));
    }

    #[test]
    fn every_line_end_works() {
        let expected = json!([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]);
        for end in ["\n", "\r\n", "\r"] {
            assert_eq!(both(&["a, b", "1 ,x", "2,  y "].join(end)), expected, "{end:?}");
        }
    }

    #[test]
    fn line_ends_of_two_kinds_end_lines_where_newman_takes_the_second_for_a_part_of_the_text() {
        let text = "a,b\r\n1,x\n2,y\r\n";
        assert_eq!(rows(text, OURS), json!([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]));
        assert_eq!(rows(text, NEWMANS), json!([{"a": 1, "b": "x\n2"}]));
    }

    #[test]
    fn another_delimiter_may_be_given() {
        for delimiter in [';', '\t', '|'] {
            let text = "a,b\n1,\"x,y\"\n".replace("a,b", "a;b").replace("1,", "1;");
            let text = text.replace(';', &delimiter.to_string());
            assert_eq!(rows(&text, Rules { delimiter, ..OURS }), json!([{"a": 1, "b": "x,y"}]));
        }
    }

    #[test]
    fn a_blank_line_is_a_row_and_the_last_line_end_is_not() {
        assert_eq!(both("a,b\n1,2\n"), json!([{"a": 1, "b": 2}]));
        assert_eq!(both("a,b\n1,2\n\n"), json!([{"a": 1, "b": 2}, {"a": ""}]));
        assert_eq!(
            notes("a,b\n1,2\n\n\n"),
            ["line 3 is blank, and is an iteration with empty values (2 lines)"]
        );
    }

    #[test]
    fn short_and_long_rows_are_taken_and_told() {
        assert_eq!(both("a,b\n1\n1,2,3\n"), json!([{"a": 1}, {"a": 1, "b": 2}]));
        assert_eq!(
            notes("a,b\n\"x\ny\"\n1,2,3\n4\n1,2,,\n"),
            [
                "line 4 has 3 fields and the first line 2: what stands further right is not read",
                "line 2 has 1 field and the first line 2: the rest is not set (2 lines)",
            ]
        );
    }

    #[test]
    fn of_two_columns_of_one_name_the_last_counts_and_it_is_told() {
        assert_eq!(both("a,a\n1,2\n"), json!([{"a": 2}]));
        assert_eq!(
            notes("a,a,b,a,,\n1,2,3,4,,\n"),
            ["several columns are called \"a\": the last one counts"]
        );
    }

    #[test]
    fn quotes_hold_commas_and_lines_and_double_to_one() {
        assert_eq!(both("a\n\"x,\"\"y\"\"\nz\"\nq\"r\n"), json!([{"a": "x,\"y\"\nz"}, {"a": "q\"r"}]));
    }

    #[test]
    fn broken_quotes_are_refused_with_their_line() {
        for rules in [OURS, NEWMANS] {
            let told = refusal("a\n\"x\n1,y\n", rules);
            assert!(matches!(told, EnvironmentError::QuoteNotClosed { opened: 2, line: 3 }), "{told}");
            let told = refusal("a\n\"x\"y", rules);
            assert!(matches!(told, EnvironmentError::AfterQuote { line: 2 }), "{told}");
        }
    }

    #[test]
    fn newman_refuses_a_number_without_quotes_as_a_column_name() {
        let told = refusal("a,7\n1,2\n", NEWMANS);
        assert!(matches!(told, EnvironmentError::ColumnIsNoName { place: 1, .. }), "{told}");
        assert_eq!(rows("a,7\n1,2\n", OURS), json!([{"a": 1, "7": 2}]));
        assert_eq!(both("a,\"7\"\n1,2\n"), json!([{"a": 1, "7": 2}]));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[a\",;\r\n 0.é]{0,40}") {
            let _ = (read(&text, OURS), read(&text, NEWMANS));
        }
    }
}
