//! `localeCompare` and `Intl.Collator`.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use icu_collator::options::{AlternateHandling, CaseLevel, CollatorOptions, Strength};
use icu_collator::preferences::{CollationCaseFirst, CollationNumericOrdering};
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;

use super::super::host_value::{HostValue, words};

/// Which differences count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::sandbox) enum Sensitivity {
    Base,
    Accent,
    Case,
    Variant,
}

words!(Sensitivity, "a sensitivity", {
    "base" => Self::Base,
    "accent" => Self::Accent,
    "case" => Self::Case,
    "variant" => Self::Variant,
});

/// What makes a collator.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Collation {
    pub(super) locale: String,
    pub(super) sensitivity: Sensitivity,
    pub(super) numeric: bool,
    pub(super) upper_first: bool,
    pub(super) ignores_punctuation: bool,
}

thread_local! {
    /// The collators that the engine's thread has made: a sort asks for the same one over and over.
    static COLLATORS: RefCell<HashMap<Collation, CollatorBorrowed<'static>>> = RefCell::default();
}

/// -1, 0 or 1; `None` where the locale is none.
pub(super) fn collate(collation: Collation, first: &str, second: &str) -> Option<HostValue> {
    COLLATORS.with_borrow_mut(|collators| {
        let collator = match collators.entry(collation) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let made = make(place.key())?;
                place.insert(made)
            }
        };
        Some(HostValue::Number(match collator.compare(first, second) {
            Ordering::Less => -1.0,
            Ordering::Equal => 0.0,
            Ordering::Greater => 1.0,
        }))
    })
}

fn make(collation: &Collation) -> Option<CollatorBorrowed<'static>> {
    let mut preferences = CollatorPreferences::from(collation.locale.parse::<Locale>().ok()?);
    if collation.numeric {
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    }
    if collation.upper_first {
        preferences.case_first = Some(CollationCaseFirst::Upper);
    }
    let mut options = CollatorOptions::default();
    options.strength = Some(match collation.sensitivity {
        Sensitivity::Base | Sensitivity::Case => Strength::Primary,
        Sensitivity::Accent => Strength::Secondary,
        Sensitivity::Variant => Strength::Tertiary,
    });
    if collation.sensitivity == Sensitivity::Case {
        options.case_level = Some(CaseLevel::On);
    }
    if collation.ignores_punctuation {
        options.alternate_handling = Some(AlternateHandling::Shifted);
    }
    Collator::try_new(preferences, options).ok()
}
