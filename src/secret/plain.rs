//! Texts without their escapes, so that a secret is found whatever has escaped which of its characters.
//!
//! Entry points: [`Plain::of`] for a text, [`plainest`] for a secret.
//!
//! # Design
//!
//! 2026-11-30: a text is unescaped and the secret looked for in what comes out. Rejected: to list what each encoder
//! makes of a secret. Encoders differ in what they escape and in the case of their digits, and the output of one is the
//! input of another: a redirect in JSON in a log holds a password behind three of them.

use std::ops::Range;

/// The most levels of escapes that are taken away. A text that has more was made to keep a processor busy.
const LEVELS: usize = 5;

/// A text without one level of escapes, and where each of its bytes stands in the text.
pub(super) struct Plain {
    /// What the escapes stand for. Ends of lines are left out: outputs wrap texts.
    pub(super) bytes: Vec<u8>,
    parts: Vec<Part>,
}

/// Bytes that come from one stretch of the text. Units: bytes.
struct Part {
    /// Where it begins in the unescaped text.
    at: usize,
    /// Where it begins in the text.
    source: usize,
    /// The length of the escape in the text; 0 for a stretch that stands in both as it is.
    escape: usize,
}

/// What an escape stands for.
enum Meaning {
    Byte(u8),
    Char(char),
    Nothing,
}

/// An escape at the beginning of a text.
struct Escape {
    meaning: Meaning,
    /// Units: bytes of the text.
    length: usize,
}

/// The text without any escapes.
pub(super) fn plainest(text: &[u8]) -> Vec<u8> {
    let mut plain = text.to_vec();
    for _ in 0..LEVELS {
        match Plain::of(&plain) {
            Some(next) => plain = next.bytes,
            None => break,
        }
    }
    plain
}

/// Calls `look` for each level of escapes that the text has, with the place in the text of any place in the level.
pub(super) fn each_level(text: &[u8], mut look: impl FnMut(&[u8], &dyn Fn(Range<usize>) -> Range<usize>)) {
    for first in [Plain::of(text), Plain::of_quoted_printable(text)].into_iter().flatten() {
        let mut levels = vec![first];
        while let Some(last) = levels.last() {
            let source =
                |range: Range<usize>| levels.iter().rev().fold(range, |range, level| level.source(range));
            look(&last.bytes, &source);
            let next = if levels.len() < LEVELS { Plain::of(&last.bytes) } else { None };
            let Some(next) = next else { break };
            levels.push(next);
        }
    }
}

impl Plain {
    /// The text without its escapes: of URLs and forms (`%40`, `%u0040`, `+`), of strings in JSON and JavaScript
    /// (`\"`, `\/`, `\u0040`, `\x40`), of XML and HTML (`&amp;`, `&#64;`, `&#x40;`). `None` when it has none.
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        Self::without(text, |byte| matches!(byte, b'%' | b'\\' | b'&' | b'+' | b'\r' | b'\n'), escape)
    }

    /// The text without the escapes of mails: `=40`, and `=` at the end of a line. Apart from the others, since an
    /// equals sign mostly stands between a name and its value.
    pub(super) fn of_quoted_printable(text: &[u8]) -> Option<Self> {
        Self::without(text, |byte| byte == b'=', quoted_printable)
    }

    fn without(
        text: &[u8],
        begins: impl Fn(u8) -> bool,
        escape: impl Fn(&[u8]) -> Option<Escape>,
    ) -> Option<Self> {
        let first = text.iter().position(|byte| begins(*byte))?;
        let mut plain = Self { bytes: Vec::new(), parts: Vec::new() };
        let (mut done, mut at) = (0, first);
        while at < text.len() {
            match escape(&text[at..]) {
                Some(Escape { meaning, length }) => {
                    plain.copy(text, done..at);
                    plain.push(&meaning, at, length);
                    at += length;
                    done = at;
                }
                None => at += 1,
            }
            at = text[at..].iter().position(|byte| begins(*byte)).map_or(text.len(), |next| at + next);
        }
        if done == 0 {
            return None;
        }
        plain.copy(text, done..text.len());
        Some(plain)
    }

    fn copy(&mut self, text: &[u8], range: Range<usize>) {
        if !range.is_empty() {
            self.parts.push(Part { at: self.bytes.len(), source: range.start, escape: 0 });
            self.bytes.extend_from_slice(&text[range]);
        }
    }

    fn push(&mut self, meaning: &Meaning, source: usize, escape: usize) {
        let at = self.bytes.len();
        match meaning {
            Meaning::Byte(byte) => self.bytes.push(*byte),
            Meaning::Char(c) => self.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Meaning::Nothing => return,
        }
        self.parts.push(Part { at, source, escape });
    }

    /// Where this range stands in the text: an escape is a part of it as a whole.
    fn source(&self, range: Range<usize>) -> Range<usize> {
        let (first, last) = (self.part(range.start), self.part(range.end - 1));
        let start = if first.escape > 0 { first.source } else { first.source + range.start - first.at };
        let end = if last.escape > 0 { last.source + last.escape } else { last.source + range.end - last.at };
        start..end
    }

    fn part(&self, at: usize) -> &Part {
        &self.parts[self.parts.partition_point(|part| part.at <= at) - 1]
    }
}

fn escape(text: &[u8]) -> Option<Escape> {
    match text {
        [b'\r' | b'\n', ..] => Some(Escape { meaning: Meaning::Nothing, length: 1 }),
        [b'+', ..] => Some(Escape { meaning: Meaning::Byte(b' '), length: 1 }),
        [b'%', b'u' | b'U', ..] => code_unit(text),
        [b'%', digits @ ..] => {
            Some(Escape { meaning: Meaning::Byte(u8::try_from(hex(digits.get(..2)?)?).ok()?), length: 3 })
        }
        [b'&', ..] => entity(text),
        [b'\\', ..] => backslash(text),
        _ => None,
    }
}

fn quoted_printable(text: &[u8]) -> Option<Escape> {
    match text {
        [b'=', b'\r', b'\n', ..] => Some(Escape { meaning: Meaning::Nothing, length: 3 }),
        [b'=', b'\n', ..] => Some(Escape { meaning: Meaning::Nothing, length: 2 }),
        [b'=', digits @ ..] => {
            Some(Escape { meaning: Meaning::Byte(u8::try_from(hex(digits.get(..2)?)?).ok()?), length: 3 })
        }
        _ => None,
    }
}

fn backslash(text: &[u8]) -> Option<Escape> {
    let meaning = match text.get(1)?.to_ascii_lowercase() {
        b'u' if text.get(2) == Some(&b'{') => {
            let digits = text[3..].iter().take(7).position(|byte| *byte == b'}')?;
            let c = char::from_u32(hex(&text[3..3 + digits])?)?;
            return Some(Escape { meaning: Meaning::Char(c), length: 4 + digits });
        }
        b'u' => return code_unit(text).or(Some(Escape { meaning: Meaning::Nothing, length: 1 })),
        b'x' => match text.get(2..4).and_then(hex).and_then(char::from_u32) {
            Some(c) => return Some(Escape { meaning: Meaning::Char(c), length: 4 }),
            None => return Some(Escape { meaning: Meaning::Nothing, length: 1 }),
        },
        b'n' | b'r' | b'\n' | b'\r' => Meaning::Nothing,
        b't' => Meaning::Byte(b'\t'),
        b'b' => Meaning::Byte(8),
        b'f' => Meaning::Byte(12),
        byte if byte.is_ascii() => Meaning::Byte(byte),
        _ => return Some(Escape { meaning: Meaning::Nothing, length: 1 }),
    };
    Some(Escape { meaning, length: 2 })
}

/// A unit of UTF-16 behind two characters, or both units of a character: `\u0040`, `%uD83D%uDD11`.
fn code_unit(text: &[u8]) -> Option<Escape> {
    let unit = hex(text.get(2..6)?)?;
    if let Some(c) = char::from_u32(unit) {
        return Some(Escape { meaning: Meaning::Char(c), length: 6 });
    }
    let second = text.get(6..12).filter(|second| second[..2].eq_ignore_ascii_case(&text[..2]))?;
    let units = [u16::try_from(unit).ok()?, u16::try_from(hex(&second[2..])?).ok()?];
    let c = char::decode_utf16(units).next()?.ok()?;
    Some(Escape { meaning: Meaning::Char(c), length: 12 })
}

/// `&quot;`, `&#34;`, `&#x22;`
fn entity(text: &[u8]) -> Option<Escape> {
    const NAMED: [(&[u8], char); 6] =
        [(b"amp", '&'), (b"lt", '<'), (b"gt", '>'), (b"quot", '"'), (b"apos", '\''), (b"nbsp", ' ')];
    let name = &text[1..text.iter().take(11).position(|byte| *byte == b';')?];
    let c = match name {
        [b'#', b'x' | b'X', digits @ ..] => char::from_u32(hex(digits)?)?,
        [b'#', digits @ ..] => char::from_u32(std::str::from_utf8(digits).ok()?.parse().ok()?)?,
        name => NAMED.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?.1,
    };
    Some(Escape { meaning: Meaning::Char(c), length: name.len() + 2 })
}

/// The number that these digits write.
fn hex(digits: &[u8]) -> Option<u32> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let number = |number: u32, byte| Some(number.checked_mul(16)? + digit(byte)?);
    if digits.is_empty() { None } else { digits.iter().try_fold(0, number) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(text: &str) -> String {
        String::from_utf8(plainest(text.as_bytes())).expect("a text")
    }

    #[test]
    fn each_encoders_escapes_are_taken_away() {
        for (text, expected) in [
            ("a%40b%2Fc%2fd", "a@b/c/d"),
            ("%E5%AF%86", "密"),
            ("%u5BC6%uD83D%uDD11", "密🔑"),
            ("a+b", "a b"),
            (r#"\"\\\/\'\u0040\x40\u{1F511}\t|"#, "\"/'@@🔑\t|"),
            (r"\ud83d\udd11 \q \é", "🔑 q é"),
            ("&lt;&amp;&gt;&quot;&apos;&#39;&#x27;&#X1F511;", "<&>\"'''🔑"),
            ("a\r\nb\\nc", "abc"),
            ("%2525252541", "A"),
            ("no escape: 100% &; &amp \\", "no escape: 100% &; &amp \\"),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
        let mail = Plain::of_quoted_printable(b"a=3Db=\r\nc=C3=A9 =zz").expect("escapes");
        assert_eq!(mail.bytes, "a=bcé =zz".as_bytes());
    }

    #[test]
    fn a_place_without_its_escapes_is_found_in_the_text() {
        let text = "x%253Cab\\u0063 &amp;";
        let mut found = Vec::new();
        each_level(text.as_bytes(), |level, source| {
            if let Some(at) = level.windows(4).position(|window| window == b"<abc") {
                found.push(&text[source(at..at + 4)]);
            }
        });
        assert_eq!(found, ["%253Cab\\u0063"]);
    }

    proptest! {
        /// Any bytes have places in the text, in order.
        #[test]
        fn every_place_has_its_source(text in "[%\\\\&+=u0-9a-f;#x\\r\\n{}é🔑]{1,60}") {
            let bytes = text.as_bytes();
            each_level(bytes, |level, source| {
                let mut end = 0;
                for at in 0..level.len() {
                    let range = source(at..at + 1);
                    assert!(!range.is_empty() && range.end <= bytes.len() && range.end >= end, "{text:?} {at}");
                    end = range.end;
                }
            });
        }
    }
}
