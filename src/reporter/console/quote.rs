//! Texts in quotes, as Node.js writes them.

use std::fmt::Write as _;

use super::Token;
use crate::shown;

/// Longer texts are cut. Units: UTF-16.
const LONGEST: usize = 10_000;

/// Single quotes; if the text holds one, the first of double quotes and backticks that it does not hold.
pub(super) fn quote(text: &str) -> String {
    let length = super::units(text);
    let more = length.checked_sub(LONGEST).filter(|more| *more > 0);
    let text = if more.is_some() { cut(text) } else { text };
    let mark = if !text.contains('\'') {
        '\''
    } else if !text.contains('"') {
        '"'
    } else if !text.contains('`') && !text.contains("${") {
        '`'
    } else {
        '\''
    };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(mark);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\\' => out.push_str("\\\\"),
            '\'' if mark == '\'' => out.push_str("\\'"),
            c if c.is_control() => {
                let _ = write!(out, "\\x{:02X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push(mark);
    // Node.js leaves characters that turn or hide text.
    let mut out = shown::line(&out).into_owned();
    if let Some(more) = more {
        let _ = write!(out, "... {more} more character{}", if more == 1 { "" } else { "s" });
    }
    out
}

fn cut(text: &str) -> &str {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > LONGEST {
            return &text[..at];
        }
    }
    text
}

/// A member's name: plain where it is an identifier of ASCII, else in quotes.
pub(super) fn key_text(key: &str) -> (Token, String) {
    let mut chars = key.chars();
    let plain = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_');
    match plain {
        _ if key == "__proto__" => (Token::Name, "['__proto__']".to_owned()),
        true => (Token::Name, key.to_owned()),
        false => (Token::Text, quote(key)),
    }
}
