//! Times as options take them: `500ms`, `5s`, `2m`, `1h 30m`, or a bare number.

use std::time::Duration;

const EXPECTED: &str = "expected a time such as 500ms, 5s or 2m";

/// Reads a time whose bare number counts milliseconds, as newman's options do.
pub(super) fn milliseconds(text: &str) -> Result<Duration, String> {
    let bare = " (a bare number counts milliseconds)";
    parse(text, 1).ok_or_else(|| format!("{EXPECTED}{bare}"))
}

/// Reads a limit in the same way: a time above zero.
pub(super) fn limit(text: &str) -> Result<Duration, String> {
    milliseconds(text).and_then(above_zero)
}

/// Reads a time above zero whose bare number counts seconds, as in Boomi's own tools.
#[cfg(feature = "boomi")]
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let bare = " (a bare number counts seconds)";
    parse(text, 1_000).ok_or_else(|| format!("{EXPECTED}{bare}")).and_then(above_zero)
}

/// `None` also for a time that does not fit into 64 bits of milliseconds: it would overflow the clock.
fn parse(text: &str, bare_ms: u64) -> Option<Duration> {
    let text = text.trim();
    let time = match text.parse::<u64>() {
        Ok(number) => Duration::from_millis(number.checked_mul(bare_ms)?),
        Err(_) => humantime::parse_duration(text).ok()?,
    };
    u64::try_from(time.as_millis()).ok().map(|_| time)
}

fn above_zero(time: Duration) -> Result<Duration, String> {
    if time.is_zero() { Err("expected a time above zero".to_owned()) } else { Ok(time) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit_or_is_a_bare_number_of_the_options_own_unit() {
        for (text, ms) in [("500ms", 500), ("90s", 90_000), ("2m", 120_000), ("1h 30m", 5_400_000)] {
            assert_eq!(milliseconds(text), Ok(Duration::from_millis(ms)), "{text}");
            assert_eq!(seconds(text), Ok(Duration::from_millis(ms)), "{text}");
        }
        assert_eq!(milliseconds("3"), Ok(Duration::from_millis(3)));
        assert_eq!(seconds("3"), Ok(Duration::from_secs(3)));
    }

    #[test]
    fn only_a_wait_may_be_zero() {
        assert_eq!(milliseconds("0"), Ok(Duration::ZERO));
        for text in ["0", "0s", "0ms"] {
            assert!(limit(text).is_err() && seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused_with_what_was_expected() {
        for text in ["", "5x", "s", "-1", "-5s", "1e3", "18446744073709551616", "99999999999y", "∞"] {
            let refused = milliseconds(text).expect_err(text);
            assert!(refused.contains("500ms, 5s or 2m"), "{refused}");
        }
        assert!(seconds("18446744073709551615").is_err());
    }
}
