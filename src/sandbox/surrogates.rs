//! Halves of surrogate pairs, which JavaScript's texts may hold and UTF-8 and JSON may not: each becomes U+FFFD.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::Value;

const REPLACEMENT: &str = "\u{fffd}";

/// The text of bytes that are UTF-8 but for halves of surrogate pairs, as the engine hands them out.
pub(super) fn text_of(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        let chunk = rest.utf8_chunks().next();
        let valid = chunk.as_ref().map_or("", |chunk| chunk.valid());
        text.push_str(valid);
        rest = &rest[valid.len()..];
        if !rest.is_empty() {
            text.push_str(REPLACEMENT);
            // Three bytes are one half.
            let half = matches!(rest, [0xed, 0xa0..=0xbf, _, ..]);
            rest = &rest[if half { 3 } else { 1 }..];
        }
    }
    text
}

/// The value of a JSON text of the engine; `None` where it is none, or nested too deeply to be kept.
pub(super) fn json_of(text: &str) -> Option<Value> {
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&well_formed(text))).ok()
}

/// As [`json_of`], of a type.
pub(super) fn typed_json_of<T: DeserializeOwned>(text: &str) -> Option<T> {
    json_of(text).and_then(|value| serde_json::from_value(value).ok())
}

/// The JSON text without escapes of halves.
fn well_formed(json: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = json[at..].find('\\') {
        let place = at + found;
        let unit = unit_at(json, place);
        at = match unit {
            Some(0xd800..=0xdbff) if matches!(unit_at(json, place + 6), Some(0xdc00..=0xdfff)) => place + 12,
            Some(0xd800..=0xdfff) => {
                out.push_str(&json[copied..place]);
                out.push_str(REPLACEMENT);
                copied = place + 6;
                copied
            }
            _ => json.len().min(place + 2),
        };
        if !json.is_char_boundary(at) {
            break;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    out.push_str(&json[copied..]);
    Cow::Owned(out)
}

/// The code unit of the escape that begins at a place.
fn unit_at(json: &str, place: usize) -> Option<u16> {
    let digits = json.get(place..place + 6)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_half_becomes_one_replacement_and_the_rest_stays() {
        assert_eq!(text_of(b"a\xed\xa0\x80b\xed\xbf\xbf"), "a\u{fffd}b\u{fffd}");
        assert_eq!(text_of("ä😀".as_bytes()), "ä😀");
        assert_eq!(text_of(b"\xff\xe2\x82"), "\u{fffd}\u{fffd}\u{fffd}");
    }

    #[test]
    fn json_with_halves_is_read() {
        assert_eq!(
            json_of(r#"["\ud800","\udc00x","\ud83d\ude00","\\ud800"]"#),
            Some(json!(["\u{fffd}", "\u{fffd}x", "😀", "\\ud800"]))
        );
        assert_eq!(json_of(r#""\ud800\ud83d\ude00""#), Some(json!("\u{fffd}😀")));
    }

    #[test]
    fn what_is_no_json_or_too_deep_is_none() {
        assert_eq!(json_of(r#"{"a": \ud8"#), None);
        assert_eq!(json_of("\\ä"), None);
        assert_eq!(json_of(&"[".repeat(1000)), None);
    }
}
