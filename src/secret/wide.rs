//! Bytes that hold text in UTF-16 or UTF-32 somewhere: a document of Windows, a response body.

use std::ops::Range;

/// How characters stand in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wide {
    /// Bytes of a unit: 2 or 4.
    unit: usize,
    big_endian: bool,
    /// Where the first unit begins.
    offset: usize,
}

impl Wide {
    /// The ways in which these bytes may hold such a text. None without a zero byte, which half of a unit nearly
    /// always is.
    pub(super) fn of(bytes: &[u8]) -> Vec<Self> {
        if !bytes.contains(&0) {
            return Vec::new();
        }
        let units: &[usize] = if bytes.windows(2).any(|pair| pair == [0, 0]) { &[2, 4] } else { &[2] };
        let ways = units.iter().flat_map(|unit| (0..*unit).map(move |offset| (*unit, offset)));
        let both = |(unit, offset)| [false, true].map(|big_endian| Self { unit, big_endian, offset });
        ways.flat_map(both).collect()
    }

    /// The text in UTF-8. What is no character becomes one that no secret holds.
    pub(super) fn text(self, bytes: &[u8]) -> String {
        self.characters(bytes).map(|(c, _)| c).collect()
    }

    /// Where ranges of the text, in order, stand in the bytes.
    pub(super) fn sources(self, bytes: &[u8], ranges: &[Range<usize>]) -> Vec<Range<usize>> {
        let ends = ranges.iter().flat_map(|range| [range.start, range.end]);
        let mut characters = self.characters(bytes);
        let (mut at, mut place) = (0, self.offset);
        let places: Vec<_> = ends
            .map(|end| {
                while at < end
                    && let Some((c, range)) = characters.next()
                {
                    at += c.len_utf8();
                    place = range.end;
                }
                place
            })
            .collect();
        places.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect()
    }

    /// A text of ASCII in these units.
    pub(super) fn encoded(self, text: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len() * self.unit);
        for byte in text.bytes() {
            let at = out.len() + if self.big_endian { self.unit - 1 } else { 0 };
            out.resize(out.len() + self.unit, 0);
            out[at] = byte;
        }
        out
    }

    /// The characters with their places. Units: bytes.
    fn characters(self, bytes: &[u8]) -> impl Iterator<Item = (char, Range<usize>)> {
        let mut at = self.offset;
        std::iter::from_fn(move || {
            let (c, length) = self.character(bytes.get(at..)?)?;
            at += length;
            Some((c, at - length..at))
        })
    }

    fn character(self, bytes: &[u8]) -> Option<(char, usize)> {
        let first = self.number(bytes)?;
        if self.unit == 4 {
            return Some((char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 4));
        }
        if let Some(c) = char::from_u32(first) {
            return Some((c, 2));
        }
        let second = bytes.get(2..).and_then(|rest| self.number(rest)).unwrap_or_default();
        let units = [first, second].map(|unit| u16::try_from(unit).unwrap_or_default());
        match char::decode_utf16(units).next() {
            Some(Ok(c)) => Some((c, 4)),
            _ => Some((char::REPLACEMENT_CHARACTER, 2)),
        }
    }

    fn number(self, bytes: &[u8]) -> Option<u32> {
        let unit = bytes.get(..self.unit)?.iter();
        let add = |number: u32, byte: &u8| (number << 8) | u32::from(*byte);
        Some(if self.big_endian { unit.fold(0, add) } else { unit.rev().fold(0, add) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_at_any_offset_and_its_places_are_known() {
        let text = "a🔑é!";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf32: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        for (content, unit, key) in [(utf16, 2, 2..6), (utf32, 4, 4..8)] {
            for before in 0..unit {
                let bytes = [&b"\xff\xff\xff\xff"[..before], &content].concat();
                let ways = Wide::of(&bytes);
                let way = ways.iter().find(|way| way.unit == unit && way.text(&bytes).contains(text));
                let way = way.unwrap_or_else(|| panic!("{unit} {before}"));
                let at = way.text(&bytes).find('🔑').expect("there");
                let places = way.sources(&bytes, std::slice::from_ref(&(at..at + 4)));
                assert_eq!(places.first(), Some(&(key.start + before..key.end + before)), "{way:?}");
            }
        }
        assert_eq!(Wide { unit: 2, big_endian: true, offset: 1 }.encoded("ab"), b"\0a\0b");
        assert!(Wide::of("plain é".as_bytes()).is_empty());
    }
}
