//! Dynamic variables: names that begin with `$` and give a new value each time.
//!
//! They have Postman's 118 names, with a file for each of Postman's themes. The shapes of the values are Postman's; the
//! words are our own.
//!
//! Source: `docs/postman-semantics.md` §2.4, Dynamic variables (postman-collection 4.4, `lib/superstring/dynamic-variables.js`).

mod business;
mod database;
mod file;
mod finance;
mod image;
mod internet;
mod person;
mod place;
mod word;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use time::format_description::FormatItem;
use time::macros::format_description;
use time::{Duration, OffsetDateTime};

use crate::clock::{Clock, Seed};

const ISO_MS: &[FormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// A JavaScript date as text, in UTC.
const DATE_TEXT: &[FormatItem<'static>] = format_description!(
    "[weekday repr:short] [month repr:short] [day] [year] [hour]:[minute]:[second] GMT+0000 (Coordinated Universal Time)"
);

const LETTERS_AND_DIGITS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// Makes the values of `{{$guid}}` and all other dynamic variables from a seed and a clock.
#[derive(Debug)]
pub struct Dynamic {
    random: StdRng,
    clock: Clock,
}

impl Dynamic {
    /// A source of values. The same seed and clock give the same values in the same order.
    pub fn new(seed: Seed, clock: Clock) -> Self {
        Self { random: StdRng::seed_from_u64(seed.0), clock }
    }

    /// A new value for this name (with its `$`), or `None` if the name is unknown.
    pub fn value(&mut self, name: &str) -> Option<String> {
        let name = name.strip_prefix('$')?;
        let themes = [
            common,
            internet::value,
            person::value,
            place::value,
            image::value,
            finance::value,
            business::value,
            database::value,
            file::value,
            word::value,
        ];
        themes.into_iter().find_map(|theme| theme(self, name))
    }

    /// A random number below `limit`.
    pub fn number(&mut self, limit: u64) -> u64 {
        self.random.random_range(0..limit)
    }

    /// The source of randomness, for salts.
    pub fn random(&mut self) -> &mut StdRng {
        &mut self.random
    }

    /// A random UUID of version 4.
    pub fn uuid(&mut self) -> String {
        uuid::Builder::from_random_bytes(self.random.random()).into_uuid().to_string()
    }

    /// A random one of these texts.
    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.random.random_range(0..texts.len())]
    }

    /// A random number from `least` to `most`, both included.
    fn between(&mut self, least: u64, most: u64) -> u64 {
        self.random.random_range(least..=most)
    }

    /// A text of this many random characters from an ASCII alphabet.
    fn letters(&mut self, alphabet: &[u8], count: u64) -> String {
        (0..count).map(|_| char::from(alphabet[self.random.random_range(0..alphabet.len())])).collect()
    }

    /// A text of this many random decimal digits.
    fn digits(&mut self, count: u64) -> String {
        self.letters(b"0123456789", count)
    }

    /// Replaces each `#` of a pattern by a digit, and each `!` by a digit from 2 to 9.
    fn pattern(&mut self, pattern: &str) -> String {
        let mut digit = |least| char::from(b'0' + u8::try_from(self.between(least, 9)).unwrap_or_default());
        pattern
            .chars()
            .map(|c| match c {
                '#' => digit(0),
                '!' => digit(2),
                other => other,
            })
            .collect()
    }

    /// A time between now and `reach` from now, as JavaScript prints dates.
    fn date(&mut self, reach: Duration) -> String {
        let away = reach.whole_milliseconds().unsigned_abs();
        let away = self.between(1, u64::try_from(away).unwrap_or(u64::MAX).max(1));
        let away = Duration::milliseconds(i64::try_from(away).unwrap_or(i64::MAX));
        let now = self.clock.now();
        let moment = if reach.is_negative() { now.checked_sub(away) } else { now.checked_add(away) };
        moment.unwrap_or(now).format(DATE_TEXT).unwrap_or_default()
    }
}

fn common(dynamic: &mut Dynamic, name: &str) -> Option<String> {
    Some(match name {
        "guid" | "randomUUID" => dynamic.uuid(),
        "timestamp" => rounded_seconds(dynamic.clock.now()).to_string(),
        "isoTimestamp" => dynamic.clock.now().format(&ISO_MS).unwrap_or_default(),
        "randomInt" => dynamic.between(0, 1000).to_string(),
        "randomAlphaNumeric" => dynamic.letters(LETTERS_AND_DIGITS, 1),
        "randomBoolean" => dynamic.pick(&["true", "false"]).to_owned(),
        "randomHexColor" => format!("#{}", dynamic.letters(b"0123456789abcdef", 6)),
        "randomDateFuture" => dynamic.date(Duration::days(365)),
        "randomDatePast" => dynamic.date(Duration::days(-365)),
        "randomDateRecent" => dynamic.date(Duration::days(-1)),
        _ => return None,
    })
}

/// The Unix time, rounded to the nearest second as in Postman.
fn rounded_seconds(now: OffsetDateTime) -> i64 {
    (now + Duration::milliseconds(500)).unix_timestamp()
}

#[cfg(test)]
mod tests;
