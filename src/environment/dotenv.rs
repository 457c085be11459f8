//! `.env` files: a name and a value on each line, as shells and dotenv libraries read them.
//!
//! # Design
//!
//! 2026-11-25: read here and not by the `dotenvy` crate, which replaces `$NAME` in values from the process
//! environment that only the command line may read.

use super::EnvironmentError;

/// Reads the pairs of a `.env` file in order.
///
/// Shape: `export NAME="a\nb" # comment`. Single quotes keep everything; double quotes know `\n`, `\r`, `\t`,
/// `\"` and `\\`, and may span lines; without quotes a value ends at ` #`. Nothing is expanded.
///
/// # Errors
///
/// Fails on a line without `=` or a name, and on a quote that is never closed.
pub fn parse_dotenv(text: &str) -> Result<Vec<(String, String)>, EnvironmentError> {
    let mut pairs = Vec::new();
    let mut rest = text.trim_start_matches('\u{feff}');
    let mut line = 1;
    while !rest.is_empty() {
        let (first, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let statement = first.trim();
        if statement.is_empty() || statement.starts_with('#') {
            rest = after;
            line += 1;
            continue;
        }
        let Some((name, value)) = rest.split_once('=').filter(|(name, _)| !name.contains('\n')) else {
            return Err(EnvironmentError::NoAssignment { line });
        };
        let name = name.trim();
        let name = name.strip_prefix("export ").unwrap_or(name).trim();
        if name.is_empty() {
            return Err(EnvironmentError::NoAssignment { line });
        }
        let (value, after) = value_of(value, line)?;
        line += rest[..rest.len() - after.len()].matches('\n').count();
        pairs.push((name.to_owned(), value));
        rest = after;
    }
    Ok(pairs)
}

/// The value at the start of a text, and what follows its line.
fn value_of(text: &str, line: usize) -> Result<(String, &str), EnvironmentError> {
    let blank = |c: char| c == ' ' || c == '\t';
    let text = text.trim_start_matches(blank);
    match text.chars().next() {
        Some('\'') => {
            let end = text[1..].find('\'').ok_or(EnvironmentError::OpenQuote { line })?;
            Ok((text[1..=end].to_owned(), next_line(&text[end + 2..])))
        }
        Some('"') => {
            let (value, length) = double_quoted(&text[1..]).ok_or(EnvironmentError::OpenQuote { line })?;
            Ok((value, next_line(&text[1 + length..])))
        }
        _ => {
            let (value, after) = text.split_once('\n').unwrap_or((text, ""));
            let value = if value.starts_with('#') { "" } else { value };
            Ok((value.split(" #").next().unwrap_or_default().trim().to_owned(), after))
        }
    }
}

fn next_line(text: &str) -> &str {
    text.split_once('\n').map_or("", |(_, after)| after)
}

/// The text before the closing quote, and its length as written, with that quote. Units: bytes.
fn double_quoted(text: &str) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, at + 1)),
            '\\' => match chars.next()?.1 {
                'n' => value.push('\n'),
                'r' => value.push('\r'),
                't' => value.push('\t'),
                c @ ('"' | '\\' | '$') => value.push(c),
                other => value.extend(['\\', other]),
            },
            c => value.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(text: &str) -> Vec<(String, String)> {
        parse_dotenv(text).expect("a .env file")
    }

    fn value(text: &str) -> String {
        pairs(text).remove(0).1
    }

    #[test]
    fn lines_set_names_and_comments_do_not() {
        let text = "# c\n\nA=1\nexport B = two words  # c\r\nC=a#b\nD=\nE=# c\n";
        let expected = [("A", "1"), ("B", "two words"), ("C", "a#b"), ("D", ""), ("E", "")];
        assert_eq!(pairs(text), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn quotes_keep_blanks_and_double_ones_know_escapes() {
        assert_eq!(value("A=' a\\n # '"), " a\\n # ");
        assert_eq!(value("A=\"a\\n\\\"b\\\" \\x\" # c"), "a\n\"b\" \\x");
        assert_eq!(pairs("A=\"x\ny\"\nB=1").len(), 2);
    }

    #[test]
    fn broken_lines_are_refused_with_their_number() {
        let message = |text| parse_dotenv(text).expect_err("refused").to_string();
        assert_eq!(message("A=\"x\ny\"\nwhat\n"), "line 3: expected NAME=value");
        assert_eq!(message("A=1\nB='x"), "line 2: the quote is never closed");
        assert_eq!(message("=1"), "line 1: expected NAME=value");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[A='\"\\\\n# é]{0,30}") {
            let _ = parse_dotenv(&text);
        }
    }
}
