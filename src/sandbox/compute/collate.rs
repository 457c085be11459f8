//! `localeCompare` and `Intl.Collator`: `(locale, sensitivity, numeric, upper first, ignores punctuation, first, second)`.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::HashMap;

use icu_collator::options::{AlternateHandling, CaseLevel, CollatorOptions, Strength};
use icu_collator::preferences::{CollationCaseFirst, CollationNumericOrdering};
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;

use super::super::reply::Reply;
use super::argument::{Argument, flag, text};

/// What makes a collator: locale, sensitivity and the three flags.
type Key = (String, String, [bool; 3]);

thread_local! {
    /// The collators that the engine's thread has made: a sort asks for the same one over and over.
    static COLLATORS: RefCell<HashMap<Key, CollatorBorrowed<'static>>> = RefCell::default();
}

/// -1, 0 or 1; `None` where the locale is none.
pub(super) fn collate(arguments: &[Argument]) -> Option<Reply> {
    let key = (
        text(arguments, 0)?.to_owned(),
        text(arguments, 1)?.to_owned(),
        [flag(arguments, 2), flag(arguments, 3), flag(arguments, 4)],
    );
    let (first, second) = (text(arguments, 5)?, text(arguments, 6)?);
    COLLATORS.with_borrow_mut(|collators| {
        if !collators.contains_key(&key) {
            collators.insert(key.clone(), make(&key)?);
        }
        Some(Reply::Number(match collators.get(&key)?.compare(first, second) {
            Ordering::Less => -1.0,
            Ordering::Equal => 0.0,
            Ordering::Greater => 1.0,
        }))
    })
}

fn make(
    (locale, sensitivity, [numeric, upper_first, ignores_punctuation]): &Key,
) -> Option<CollatorBorrowed<'static>> {
    let mut preferences = CollatorPreferences::from(locale.parse::<Locale>().ok()?);
    if *numeric {
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    }
    if *upper_first {
        preferences.case_first = Some(CollationCaseFirst::Upper);
    }
    let mut options = CollatorOptions::default();
    options.strength = Some(match sensitivity.as_str() {
        "base" | "case" => Strength::Primary,
        "accent" => Strength::Secondary,
        _ => Strength::Tertiary,
    });
    if sensitivity == "case" {
        options.case_level = Some(CaseLevel::On);
    }
    if *ignores_punctuation {
        options.alternate_handling = Some(AlternateHandling::Shifted);
    }
    Collator::try_new(preferences, options).ok()
}
