//! All secrets of a run, and where they stand in a text.
//!
//! # Design
//!
//! 2026-11-30: forms are kept sorted, and a filter of their first bytes tells most places of a text apart from where a
//! form may begin. Adding a secret costs the same whatever is known already. Rejected: an Aho-Corasick automaton over
//! all forms, which had to be built anew for each new secret: a run that sets one in each iteration took time by the
//! square of their number, and a secret of 3 MB took gigabytes.

use std::collections::{BTreeSet, HashSet};
use std::ops::{Bound, Range};

use super::plain::{Plain, each_level, plainest};
use super::wide::Wide;
use super::{MASK, SHORTEST_IN_TEXT, forms};

/// What stands where a long text was cut: chai shortens the values in its messages so.
const CUT: char = '…';

/// The beginning of a secret that is masked where a text was cut. Units: bytes, the least and the most.
const BEGINNING: Range<usize> = 4..257;

/// The longest escape of a byte: `&#x00000027;`. Units: bytes.
const LONGEST_ESCAPE: usize = 12;

/// How many bytes of a form the filter knows: a form has at least so many.
const START: usize = 8;

/// The filter's size. Units: bits of an index.
const FILTER_BITS: u32 = 18;

/// The secrets, in all their forms.
#[derive(Default)]
pub(crate) struct SecretSet {
    known: HashSet<Box<str>>,
    /// Forms of secrets that are masked inside of texts, in lower case and in order: the last one up to a text is its
    /// longest beginning.
    forms: BTreeSet<Box<[u8]>>,
    /// A bit for each hash of a form's first bytes; empty without forms.
    filter: Vec<u64>,
    /// Forms of short secrets, masked as whole values.
    values: HashSet<Box<[u8]>>,
}

/// A place in a text, and what stands there instead.
struct Masked {
    range: Range<usize>,
    mask: Vec<u8>,
}

impl SecretSet {
    /// How many secrets there are.
    pub(crate) fn len(&self) -> usize {
        self.known.len()
    }

    /// True when there are secrets that are masked as whole values only.
    pub(crate) fn has_short(&self) -> bool {
        !self.values.is_empty()
    }

    /// True when there are secrets that are masked inside of texts.
    pub(crate) fn has_long(&self) -> bool {
        !self.forms.is_empty()
    }

    pub(crate) fn knows(&self, secret: &str) -> bool {
        secret.is_empty() || self.known.contains(secret)
    }

    /// Adds a secret. The lines of a long one (a PEM key) are secrets too, since outputs are written in lines.
    pub(crate) fn add(&mut self, secret: &str) {
        if self.knows(secret) {
            return;
        }
        self.known.insert(secret.into());
        if secret.chars().count() < SHORTEST_IN_TEXT {
            self.values.extend(forms::of_value(secret).into_iter().map(Vec::into_boxed_slice));
            return;
        }
        self.add_forms(forms::of_text(secret));
        for line in
            secret.lines().filter(|line| line.len() < secret.len() && line.len() >= 2 * SHORTEST_IN_TEXT)
        {
            self.add_forms(forms::of_line(line));
        }
    }

    fn add_forms(&mut self, forms: Vec<Vec<u8>>) {
        self.filter.resize(1 << (FILTER_BITS - 6), 0);
        for form in forms {
            let Some(start) = form.first_chunk::<START>() else { continue };
            let (word, bit) = place(*start);
            self.filter[word] |= bit;
            self.forms.insert(form.into_boxed_slice());
        }
    }

    /// True when the whole value is a short secret.
    pub(crate) fn is_value(&self, value: &str) -> bool {
        let value = value.as_bytes();
        !self.values.is_empty()
            && value.len() <= LONGEST_VALUE
            && (self.values.contains(value)
                || Plain::of(value).is_some_and(|_| self.values.contains(&*plainest(value))))
    }

    /// The text with every long secret in it replaced; `None` when there is none.
    pub(crate) fn masked(&self, text: &str) -> Option<String> {
        if self.forms.is_empty() {
            return None;
        }
        let places = self.places(text.as_bytes()).into_iter().map(|range| Masked {
            range: text.floor_char_boundary(range.start)..text.ceil_char_boundary(range.end),
            mask: MASK.into(),
        });
        let masked = replaced(text.as_bytes(), places.collect());
        let masked = masked.map(|bytes| String::from_utf8(bytes).expect("whole characters are replaced"));
        let shown = masked.as_deref().unwrap_or(text);
        if shown.contains(CUT)
            && let Some(without) = self.without_beginnings(shown)
        {
            return Some(without);
        }
        masked
    }

    /// The bytes with every long secret in them replaced; `None` when there is none.
    pub(crate) fn masked_bytes(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        if self.forms.is_empty() {
            return None;
        }
        let places = self.places(bytes).into_iter();
        let mut places: Vec<_> = places.map(|range| Masked { range, mask: MASK.into() }).collect();
        for way in Wide::of(bytes) {
            let found = self.places(way.text(bytes).as_bytes());
            // Characters of ASCII can be read in several ways, one byte apart: the first one counts.
            let is_free = |range: &Range<usize>| {
                let next = places.partition_point(|known| known.range.end <= range.start);
                places.get(next).is_none_or(|known| range.end <= known.range.start)
            };
            let free: Vec<_> = way.sources(bytes, &found).into_iter().filter(is_free).collect();
            places.extend(free.into_iter().map(|range| Masked { range, mask: way.encoded(MASK) }));
            places.sort_by_key(|place| place.range.start);
        }
        replaced(bytes, places)
    }

    /// Where secrets stand in a text, with escapes or without: in order, apart from one another.
    fn places(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut places = self.places_at_level(text);
        each_level(text, |level, source| {
            places.extend(self.places_at_level(level).into_iter().map(source));
        });
        places.sort_by_key(|place| place.start);
        places.dedup_by(|next, before| {
            let overlaps = next.start < before.end;
            if overlaps {
                before.end = before.end.max(next.end);
            }
            overlaps
        });
        places
    }

    /// Every place at which a form stands, the longest one there.
    fn places_at_level(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        let mut lower = None;
        let mut from = 0;
        while let Some(at) = self.candidate(text, from) {
            let lower: &Vec<u8> = lower.get_or_insert_with(|| text.to_ascii_lowercase());
            from = match self.longest_at(&lower[at..]) {
                Some(length) => {
                    places.push(at..at + length);
                    at + length
                }
                None => at + 1,
            };
        }
        places
    }

    /// The first place from `from` on at which the filter knows of a form.
    fn candidate(&self, text: &[u8], from: usize) -> Option<usize> {
        let at = text[from..].windows(START).position(|start| {
            let (word, bit) = place(start.try_into().expect("a window of this size"));
            self.filter[word] & bit != 0
        })?;
        Some(from + at)
    }

    /// How long the longest form is with which the bytes begin.
    fn longest_at(&self, bytes: &[u8]) -> Option<usize> {
        let mut bound = bytes;
        loop {
            let form = self.forms.range::<[u8], _>((Bound::Unbounded, Bound::Included(bound))).next_back()?;
            let common = form.iter().zip(bytes).take_while(|(own, other)| own == other).count();
            if common == form.len() {
                return Some(common);
            }
            if common < START {
                return None;
            }
            bound = &bytes[..common];
        }
    }

    /// The text with the beginnings of secrets masked where a text was cut; `None` when there are none.
    fn without_beginnings(&self, text: &str) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        let mut found = false;
        for (place, part) in text.split(CUT).enumerate() {
            if place > 0 {
                if let Some(at) = self.beginning_at_end(&out) {
                    found = true;
                    out.truncate(at);
                    out.push_str(MASK);
                }
                out.push(CUT);
            }
            out.push_str(part);
        }
        found.then_some(out)
    }

    /// The text with every long secret in it replaced, and the beginning of one where a line ends: an error that quotes
    /// a part of a body (`JSONError`) cuts it without a sign. `None` when there is none.
    pub(crate) fn masked_quote(&self, text: &str) -> Option<String> {
        if self.forms.is_empty() {
            return None;
        }
        let masked = self.masked(text);
        let mut out = String::with_capacity(text.len());
        let mut found = false;
        for line in masked.as_deref().unwrap_or(text).split_inclusive('\n') {
            let content = line.trim_end_matches(['\n', '\r']);
            match self.beginning_at_end(content).filter(|at| content.len() - at >= SHORTEST_IN_TEXT) {
                Some(at) => {
                    found = true;
                    out.push_str(&content[..at]);
                    out.push_str(MASK);
                    out.push_str(&line[content.len()..]);
                }
                None => out.push_str(line),
            }
        }
        if found { Some(out) } else { masked }
    }

    /// Where the longest beginning of a form begins with which the text ends.
    fn beginning_at_end(&self, text: &str) -> Option<usize> {
        let tail = text.ceil_char_boundary(text.len().saturating_sub(BEGINNING.end * LONGEST_ESCAPE));
        let bytes = &text.as_bytes()[tail..];
        let mut first = self.beginning(bytes);
        each_level(bytes, |level, source| {
            let begins = self.beginning(level).map(|at| source(at..level.len()).start);
            first = first.into_iter().chain(begins).min();
        });
        first.map(|at| text.floor_char_boundary(tail + at))
    }

    fn beginning(&self, bytes: &[u8]) -> Option<usize> {
        let lower = bytes[bytes.len().saturating_sub(BEGINNING.end)..].to_ascii_lowercase();
        let last = lower.len().checked_sub(BEGINNING.start)?;
        let begins = (0..=last).find(|at| {
            let end = &lower[*at..];
            self.forms
                .range::<[u8], _>((Bound::Included(end), Bound::Unbounded))
                .next()
                .is_some_and(|form| form.starts_with(end))
        })?;
        Some(bytes.len() - lower.len() + begins)
    }
}

/// The longest form of a short secret: each character as two units of UTF-16, escaped. Units: bytes.
const LONGEST_VALUE: usize = SHORTEST_IN_TEXT * LONGEST_ESCAPE;

/// The bytes with these places replaced, of which some may lie over one another; `None` when there are none.
fn replaced(bytes: &[u8], mut places: Vec<Masked>) -> Option<Vec<u8>> {
    places.sort_by_key(|place| (place.range.start, std::cmp::Reverse(place.range.end)));
    let mut out = Vec::with_capacity(bytes.len());
    let mut done = None;
    for Masked { range, mask } in places {
        if done.is_none_or(|done| range.start >= done) {
            out.extend_from_slice(&bytes[done.unwrap_or_default()..range.start]);
            out.extend_from_slice(&mask);
        }
        done = done.max(Some(range.end));
    }
    out.extend_from_slice(&bytes[done?..]);
    Some(out)
}

/// The filter's word and bit for these first bytes, in upper case or lower.
fn place(start: [u8; START]) -> (usize, u64) {
    // This bit tells the cases of a letter apart.
    let start = u64::from_le_bytes(start) | 0x2020_2020_2020_2020;
    // Fibonacci hashing: the upper bits of the product depend on all bytes.
    let hash = start.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - FILTER_BITS);
    (usize::try_from(hash >> 6).expect("a few bits"), 1 << (hash & 63))
}

#[cfg(test)]
mod tests;
