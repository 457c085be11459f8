//! Which fields of CSV are numbers.

use serde_json::Number;

use crate::variable::is_js_space;

/// The number that a text stands for, where nothing of the text is lost: digits as JSON writes them, without an exponent,
/// all of which a double keeps. `007`, `+4`, `1e3` and `12345678901234567890` are texts: codes and identifiers look so.
pub(super) fn plain_number(text: &str) -> Option<Number> {
    let text = text.trim_matches(is_js_space);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let padded = whole.len() > 1 && whole.starts_with('0');
    if !all_digits(whole) || padded || !fraction.is_none_or(all_digits) {
        return None;
    }
    let float: f64 = text.parse().ok()?;
    // Rust prints the shortest digits that a double is known by: others were lost.
    let written = match fraction {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.'),
        None => text,
    };
    if format!("{float}") != written || text == "-0" {
        return None;
    }
    number(float)
}

/// What JavaScript's `Number` takes for a finite number, as `parseFloat` reads it: `0x1F` is therefore 0.
pub(super) fn newmans_number(text: &str) -> Option<Number> {
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
    text.parse::<f64>().ok().filter(|float| float.is_finite()).and_then(number)
}

fn number(float: f64) -> Option<Number> {
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
    if float.fract() == 0.0 && float.abs() < 9e15 {
        return Some(Number::from(float as i64));
    }
    Number::from_f64(float)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, by: fn(&str) -> Option<Number>) -> Option<f64> {
        by(text).and_then(|number| number.as_f64())
    }

    #[test]
    fn plain_digits_are_numbers_for_both() {
        for (text, number) in [
            ("0", 0.0),
            ("-2", -2.0),
            ("1.50", 1.5),
            ("10.00", 10.0),
            ("\u{a0}3 ", 3.0),
            ("9007199254740992", 9_007_199_254_740_992.0),
        ] {
            assert_eq!(read(text, plain_number), Some(number), "{text}");
            assert_eq!(read(text, newmans_number), Some(number), "{text}");
        }
    }

    #[test]
    fn what_would_lose_something_is_a_number_for_newman_alone() {
        for (text, newmans) in [
            ("008727100", 8_727_100.0),
            ("89111702272002019542", 89_111_702_272_002_019_542.0),
            ("9007199254740993", 9_007_199_254_740_992.0),
            ("0.12345678901234567890", 0.123_456_789_012_345_68),
            ("1e3", 1000.0),
            ("0x10", 0.0),
            ("0b11", 0.0),
            ("+4", 4.0),
            ("-0", 0.0),
            ("00", 0.0),
            (".5", 0.5),
            ("5.", 5.0),
        ] {
            assert_eq!(read(text, plain_number), None, "{text}");
            assert_eq!(read(text, newmans_number), Some(newmans), "{text}");
        }
    }

    #[test]
    fn words_are_numbers_for_neither() {
        for text in [
            "", "-", "0x", "1_000", "1e400", "1 2", "nan", "Infinity", "true", "1.2.3", "٣", "--1", "1e", ".",
        ] {
            assert_eq!((plain_number(text), newmans_number(text)), (None, None), "{text}");
        }
    }
}
