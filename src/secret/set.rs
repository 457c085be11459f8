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

use super::{MASK, SHORTEST_IN_TEXT, forms};

/// What stands where a long text was cut: chai shortens the values in its messages so.
const CUT: char = '…';

/// The beginning of a secret that is masked where a text was cut. Units: bytes, the least and the most.
const BEGINNING: Range<usize> = 4..257;

/// How many bytes of a form the filter knows: a form has at least so many.
const START: usize = 8;

/// The filter's size. Units: bits of an index.
const FILTER_BITS: u32 = 18;

/// The secrets, in all their forms.
#[derive(Default)]
pub(crate) struct SecretSet {
    known: HashSet<Box<str>>,
    /// Forms of secrets that are masked inside of texts, in order: the last one up to a text is its longest beginning.
    forms: BTreeSet<Box<[u8]>>,
    /// A bit for each hash of a form's first bytes; empty without forms.
    filter: Vec<u64>,
    /// Forms of short secrets, masked as whole values.
    values: HashSet<Box<str>>,
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
            self.values.extend(forms::of_value(secret).into_iter().map(String::into_boxed_str));
            return;
        }
        self.add_forms(secret);
        for line in
            secret.lines().filter(|line| line.len() < secret.len() && line.len() >= 2 * SHORTEST_IN_TEXT)
        {
            self.add_forms(line);
        }
    }

    fn add_forms(&mut self, secret: &str) {
        self.filter.resize(1 << (FILTER_BITS - 6), 0);
        for form in forms::of_text(secret) {
            let form = form.into_bytes().into_boxed_slice();
            let Some(start) = form.first_chunk::<START>() else { continue };
            let (word, bit) = place(*start);
            self.filter[word] |= bit;
            self.forms.insert(form);
        }
    }

    /// True when the whole value is a short secret.
    pub(crate) fn is_value(&self, value: &str) -> bool {
        self.values.contains(value)
    }

    /// The text with every long secret in it replaced; `None` when there is none.
    pub(crate) fn masked(&self, text: &str) -> Option<String> {
        if self.forms.is_empty() {
            return None;
        }
        let masked = self.masked_bytes(text.as_bytes());
        let masked =
            masked.map(|bytes| String::from_utf8(bytes).expect("forms begin and end with characters"));
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
        let mut out = Vec::new();
        let mut done = 0;
        while let Some(found) = self.find(bytes, done) {
            out.extend_from_slice(&bytes[done..found.start]);
            out.extend_from_slice(MASK.as_bytes());
            done = found.end;
        }
        (done > 0).then(|| {
            out.extend_from_slice(&bytes[done..]);
            out
        })
    }

    /// The first place from `from` on at which a form stands, and the longest one there.
    fn find(&self, bytes: &[u8], from: usize) -> Option<Range<usize>> {
        if self.forms.is_empty() {
            return None;
        }
        let starts = bytes[from..].windows(START).enumerate();
        for (at, start) in starts {
            let (word, bit) = place(start.try_into().expect("a window of this size"));
            if self.filter[word] & bit != 0
                && let Some(length) = self.longest_at(&bytes[from + at..])
            {
                return Some(from + at..from + at + length);
            }
        }
        None
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
        let first = text.len().saturating_sub(BEGINNING.end);
        let last = text.len().checked_sub(BEGINNING.start)?;
        (first..=last).filter(|at| text.is_char_boundary(*at)).find(|&at| {
            let end = &text.as_bytes()[at..];
            self.forms
                .range::<[u8], _>((Bound::Included(end), Bound::Unbounded))
                .next()
                .is_some_and(|form| form.starts_with(end))
        })
    }
}

/// The filter's word and bit for these first bytes.
fn place(start: [u8; START]) -> (usize, u64) {
    // Fibonacci hashing: the upper bits of the product depend on all bytes.
    let hash = u64::from_le_bytes(start).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - FILTER_BITS);
    (usize::try_from(hash >> 6).expect("a few bits"), 1 << (hash & 63))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn set(secrets: &[&str]) -> SecretSet {
        let mut set = SecretSet::default();
        for secret in secrets {
            set.add(secret);
        }
        set
    }

    fn masked(set: &SecretSet, text: &str) -> String {
        set.masked(text).unwrap_or_else(|| text.to_owned())
    }

    #[test]
    fn the_longest_secret_at_a_place_is_masked() {
        let set = set(&["password", "password-of-more", "word-of-m"]);
        assert_eq!(masked(&set, "x password-of-more y password z"), "x ******** y ******** z");
        assert_eq!(masked(&set, "password-of-less"), "********-of-less");
    }

    #[test]
    fn a_short_secret_is_no_word_of_a_text() {
        let set = set(&["test", "a", "密码"]);
        assert_eq!(set.masked("a test of 密码"), None);
        assert!(set.is_value("test") && set.is_value("a") && set.is_value("密码") && !set.is_value("a test"));
        assert!(set.is_value("%E5%AF%86%E7%A0%81"));
    }

    #[test]
    fn the_lines_of_a_key_are_masked_one_by_one() {
        let set = set(&["-----BEGIN KEY-----\nMIIBOgIBAAJBAKj34Gky\nshort\n-----END KEY-----"]);
        assert_eq!(masked(&set, "> MIIBOgIBAAJBAKj34Gky <"), "> ******** <");
        assert_eq!(masked(&set, "short"), "short");
    }

    #[test]
    fn the_beginning_of_a_secret_is_masked_where_a_text_was_cut() {
        let set = set(&["a-long-secret-that-is-cut"]);
        assert_eq!(masked(&set, "expected 'a-long-sec…' to equal 'b'"), "expected '********…' to equal 'b'");
        assert_eq!(masked(&set, "an end…"), "an end…");
    }

    #[test]
    fn the_beginning_of_a_secret_is_masked_where_a_quoted_line_ends() {
        let set = set(&["a-long-secret-that-is-cut"]);
        let quote = "Unexpected token '<' at 1:1\n<b>a-long-secret-tha\n^";
        assert_eq!(set.masked_quote(quote).as_deref(), Some("Unexpected token '<' at 1:1\n<b>********\n^"));
        assert_eq!(set.masked_quote("this is a-long"), None, "too few characters to tell");
    }

    #[test]
    fn bytes_that_are_no_text_are_masked_too() {
        let set = set(&["in-binary"]);
        assert_eq!(set.masked_bytes(b"\xff\x00in-binary\xfe"), Some(b"\xff\x00********\xfe".to_vec()));
        assert_eq!(set.masked_bytes(b"\xff"), None);
    }

    #[test]
    fn many_secrets_with_one_beginning_are_told_apart() {
        let secrets: Vec<String> = (0..500).map(|n| format!("eyJhbGciOiJIUzI1NiJ9.{n:03}")).collect();
        let set = set(&secrets.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(masked(&set, "eyJhbGciOiJIUzI1NiJ9.250!"), "********!");
        assert_eq!(set.masked("eyJhbGciOiJIUzI1NiJ9.x"), None);
    }

    proptest! {
        /// No secret is left in a text, in no form, whatever stands around it.
        #[test]
        fn no_secret_is_left(secret in "[^*]{8,40}", before in "[^*]{0,30}", after in "[^*]{0,30}") {
            let set = set(&[&secret]);
            for form in forms::of_text(&secret).iter().filter(|form| form.len() >= START) {
                let shown = masked(&set, &format!("{before}{form}{after}"));
                prop_assert!(!shown.contains(&secret), "{form}: {shown}");
                prop_assert!(shown.contains(MASK));
            }
        }

        /// Masking twice is masking once.
        #[test]
        fn masking_is_idempotent(secrets in prop::collection::vec("[a-c]{8,12}", 1..5), text in "[a-c…]{0,80}") {
            let set = set(&secrets.iter().map(String::as_str).collect::<Vec<_>>());
            let once = masked(&set, &text);
            prop_assert_eq!(masked(&set, &once), once);
        }
    }
}
