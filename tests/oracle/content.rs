//! The bytes of a case's files, which are written in the case as texts.

use std::fs;
use std::path::Path;

/// What a file of a case holds.
///
/// Shape: `fixture:tls/a.pem` is the file below `tests/fixtures`; `utf16le:`, `utf16be:` and `latin1:` are followed by
/// the text to write in that encoding, with the byte-order mark as `\ufeff`; `latin1:` also makes any bytes at all.
/// Everything else is UTF-8.
pub(crate) fn bytes(content: &str) -> Vec<u8> {
    let Some((kind, text)) = content.split_once(':') else { return content.into() };
    match kind {
        "fixture" => {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(text);
            fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        }
        "utf16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        "latin1" => text.chars().map(|c| u8::try_from(c).expect("a character of Latin-1")).collect(),
        _ => content.into(),
    }
}

#[test]
fn texts_are_written_in_the_encoding_that_they_name() {
    assert_eq!(bytes("utf16le:\u{feff}a"), [0xff, 0xfe, b'a', 0]);
    assert_eq!(bytes("utf16be:\u{feff}a"), [0xfe, 0xff, 0, b'a']);
    assert_eq!(bytes("latin1:\u{e9}"), [0xe9]);
    assert_eq!(bytes("a: \u{e9}"), "a: \u{e9}".as_bytes());
}
