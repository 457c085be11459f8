//! Bytes of files as text.
//!
//! # Design
//!
//! 2026-11-25: the encoding is told by the mark, else by the zeros; else the text is UTF-8 if it is valid, else
//! Windows-1252, of which ISO-8859-1 is a part. newman guesses with statistics (chardet), and reads what it then cannot
//! decode (UTF-16 without a mark, big-endian UTF-16, Windows-1252, every other charset) as broken UTF-8; a guess that
//! depends on a file's length helps nobody.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Decodes the bytes of a file.
pub(super) fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    if let Some(encoding) = by_zeros(bytes) {
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    let text = UTF_8.decode_without_bom_handling_and_without_replacement(bytes);
    text.map_or_else(|| WINDOWS_1252.decode_without_bom_handling(bytes).0, Cow::from).into_owned()
}

/// Every file that is read here begins with a character below U+0100: in UTF-16 one of its two bytes is zero.
fn by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [first, 0, third, 0, ..] if *first != 0 && *third != 0 => Some(UTF_16LE),
        [0, second, 0, fourth, ..] if *second != 0 && *fourth != 0 => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn a_mark_says_the_encoding_and_is_taken_away() {
        assert_eq!(decode("\u{feff}{}".as_bytes()), "{}");
        assert_eq!(decode(&utf16("\u{feff}{\"é\"}", u16::to_le_bytes)), "{\"é\"}");
        assert_eq!(decode(&utf16("\u{feff}{\"é\"}", u16::to_be_bytes)), "{\"é\"}");
    }

    #[test]
    fn utf_16_is_known_by_its_zeros_without_a_mark() {
        assert_eq!(decode(&utf16("{\"é\"}", u16::to_le_bytes)), "{\"é\"}");
        assert_eq!(decode(&utf16("{\"é\"}", u16::to_be_bytes)), "{\"é\"}");
    }

    #[test]
    fn what_is_no_utf_8_is_read_as_windows_1252() {
        assert_eq!(decode("é".as_bytes()), "é");
        assert_eq!(decode(b"\xe9 \x80 \x93"), "é € “");
    }

    #[test]
    fn zeros_inside_a_text_stay() {
        assert_eq!(decode(b"a\0b"), "a\0b");
        assert_eq!(decode(b""), "");
    }
}
