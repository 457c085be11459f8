//! Secrets are a type and a growing set; whatever leaves the process passes through [`SecretCollector::redact`].
//!
//! A [`SecretCollector`] is shared by everyone who meets secrets (environment values of type `secret`, auth
//! parameters, signed headers) and by everyone who writes. A secret stays secret after its variable changes.
//!
//! # Design
//!
//! 2026-11-24: values shorter than [`SHORTEST_MASKED`] bytes are not masked: a token `1` would black out every
//! report and hide nothing. Each value is masked raw, URL-encoded, Base64-encoded and JSON-escaped, in one pass
//! over the text (Aho-Corasick, longest match first).

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands in an output where a secret stood.
pub const MASK: &str = "********";

/// Shorter values are not masked. Units: bytes.
pub const SHORTEST_MASKED: usize = 4;

/// What stands where a long text was cut: chai shortens the values in its messages so.
const CUT: char = '…';

/// A text that `Debug` does not show.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SecretString(Arc<str>);

impl SecretString {
    /// Wraps a text.
    pub fn new(value: impl Into<Arc<str>>) -> Self {
        Self(value.into())
    }

    /// The text itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretString(***)")
    }
}

/// All secrets met so far. Cheap to clone: clones share one set.
#[derive(Clone, Default)]
pub struct SecretCollector(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    off: bool,
    known: BTreeSet<String>,
    forms: BTreeSet<String>,
    automaton: Option<AhoCorasick>,
}

impl fmt::Debug for SecretCollector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretCollector({} secrets)", self.lock().known.len())
    }
}

impl SecretCollector {
    /// A set that masks nothing (`--no-mask`).
    pub fn disabled() -> Self {
        Self(Arc::new(Mutex::new(Inner { off: true, ..Inner::default() })))
    }

    /// Adds a secret in all the forms in which it may show up; too short ones are left out.
    ///
    /// A value of several lines (a PEM key) is also masked line by line, since outputs are written in lines.
    pub fn add(&self, secret: &str) {
        let mut inner = self.lock();
        if inner.off || secret.len() < SHORTEST_MASKED || inner.known.contains(secret) {
            return;
        }
        inner.known.insert(secret.to_owned());
        inner.forms.extend(forms_of(secret));
        if secret.contains('\n') {
            for line in secret.lines().filter(|line| line.len() >= SHORTEST_MASKED * 2) {
                inner.forms.extend(forms_of(line));
            }
        }
        inner.automaton = None;
    }

    /// True for a set that masks nothing, whatever is added (`--no-mask`).
    pub fn is_off(&self) -> bool {
        self.lock().off
    }

    /// True when nothing would be masked.
    pub fn is_empty(&self) -> bool {
        self.lock().forms.is_empty()
    }

    /// The text with every secret replaced by [`MASK`]; borrowed when there was none in it.
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut inner = self.lock();
        let Some(automaton) = inner.automaton() else { return Cow::Borrowed(text) };
        let mut shown = Cow::Borrowed(text);
        if automaton.is_match(text) {
            let mut masked = String::with_capacity(text.len());
            automaton.replace_all_with(text, &mut masked, |_, _, out| {
                out.push_str(MASK);
                true
            });
            shown = Cow::Owned(masked);
        }
        if shown.contains(CUT)
            && let Some(masked) = inner.without_beginnings(&shown)
        {
            shown = Cow::Owned(masked);
        }
        shown
    }

    /// True when this text was collected as a secret.
    pub fn contains(&self, text: &str) -> bool {
        self.lock().known.contains(text)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Inner {
    fn automaton(&mut self) -> Option<&AhoCorasick> {
        if self.forms.is_empty() {
            return None;
        }
        if self.automaton.is_none() {
            let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&self.forms);
            self.automaton = Some(built.expect("patterns are far below the automaton's size limit"));
        }
        self.automaton.as_ref()
    }
}

impl Inner {
    /// The text with the beginnings of secrets masked where a text was cut; `None` when there are none.
    fn without_beginnings(&self, text: &str) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        let mut found = false;
        for (place, part) in text.split(CUT).enumerate() {
            if place > 0 {
                let kept = self.forms.iter().map(|form| ends_in_beginning_of(&out, form)).max().unwrap_or(0);
                if kept >= SHORTEST_MASKED {
                    found = true;
                    out.truncate(out.len() - kept);
                    out.push_str(MASK);
                }
                out.push(CUT);
            }
            out.push_str(part);
        }
        found.then_some(out)
    }
}

/// How many bytes at the end of `text` are the beginning of `form`.
fn ends_in_beginning_of(text: &str, form: &str) -> usize {
    let ends = form.char_indices().map(|(at, _)| at).chain([form.len()]);
    ends.filter(|&end| text.ends_with(&form[..end])).max().unwrap_or(0)
}

/// Raw, URL-encoded, Base64 (padded or not), escaped as XML, Node.js and chai do; and each of these inside JSON.
fn forms_of(secret: &str) -> Vec<String> {
    let mut forms = vec![
        secret.to_owned(),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        percent_encoding::percent_encode(secret.as_bytes(), COMPONENT).to_string(),
        STANDARD.encode(secret),
        STANDARD_NO_PAD.encode(secret),
        escaped(secret, &[('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&apos;")]),
        escaped(secret, &[('\\', "\\\\"), ('\'', "\\'"), ('\n', "\\n")]),
        escaped(secret, &[('\'', "\\'"), ('\n', "\\n")]),
    ];
    // A report in JSON quotes whatever form a message had.
    let quoted: Vec<String> =
        forms.iter().map(|form| serde_json::Value::from(form.as_str()).to_string()).collect();
    forms.extend(quoted.iter().map(|quoted| quoted[1..quoted.len() - 1].to_owned()));
    forms
}

/// The text with these characters replaced.
fn escaped(text: &str, escapes: &[(char, &str)]) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match escapes.iter().find(|(plain, _)| *plain == c) {
            Some((_, escape)) => out.push_str(escape),
            None => out.push(c),
        }
        out
    })
}

/// What JavaScript's `encodeURIComponent` leaves alone.
const COMPONENT: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn set(secrets: &[&str]) -> SecretCollector {
        let set = SecretCollector::default();
        for secret in secrets {
            set.add(secret);
        }
        set
    }

    #[test]
    fn every_form_of_a_secret_is_masked() {
        let set = set(&["p\"ss w&rd"]);
        let text = format!("p\"ss w&rd p%22ss%20w%26rd {} p\\\"ss w&rd", STANDARD.encode("p\"ss w&rd"));
        assert_eq!(set.redact(&text), "******** ******** ******** ********");
    }

    #[test]
    fn a_text_without_secrets_is_borrowed() {
        assert!(matches!(set(&["hidden"]).redact("in the open"), Cow::Borrowed(_)));
    }

    #[test]
    fn the_beginning_of_a_secret_is_masked_where_a_text_was_cut() {
        let set = set(&["long-secret-that-is-cut"]);
        assert_eq!(
            set.redact("expected 'long-secret-th…' to equal 'lon…'"),
            "expected '********…' to equal 'lon…'"
        );
    }

    proptest! {
        #[test]
        fn masking_leaves_no_secret(secret in "[a-z0-9&\" ]{6,12}", before in ".{0,20}", after in ".{0,20}") {
            let set = set(&[&secret]);
            let masked = set.redact(&format!("{before}{secret}{after}")).into_owned();
            prop_assert!(!masked.contains(&secret));
        }
    }
}
