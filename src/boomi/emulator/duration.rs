//! Durations in scenario files: `250ms`, `2s`, `1m 30s`, `2h`.

use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Reads a duration of a scenario file.
pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| {
        D::Error::custom(format!(
            "\"{text}\" is not a duration: write a number and ms, s, m or h, as in 250ms"
        ))
    })
}

/// Reads a duration that may be left out.
pub(super) fn read_optional<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Duration>, D::Error> {
    read(deserializer).map(Some)
}

fn parse(text: &str) -> Option<Duration> {
    let mut sum: Option<Duration> = None;
    for part in text.split_whitespace() {
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let number: u64 = part[..digits].parse().ok()?;
        let ms = match &part[digits..] {
            "ms" => Some(number),
            "s" => number.checked_mul(1000),
            "m" => number.checked_mul(60_000),
            "h" => number.checked_mul(3_600_000),
            _ => None,
        }?;
        sum = Some(sum.unwrap_or_default().checked_add(Duration::from_millis(ms))?);
    }
    // A duration of more than a year is a mistake, and dates would leave their range.
    sum.filter(|sum| *sum <= Duration::from_hours(24 * 366))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_numbers_with_units() {
        assert_eq!(parse("250ms"), Some(Duration::from_millis(250)));
        assert_eq!(parse("1m 30s"), Some(Duration::from_secs(90)));
        assert_eq!(parse("2h"), Some(Duration::from_hours(2)));
        for text in ["", "5", "s", "1.5s", "-1s", "1 s", "99999999999999999999h", "20000h"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
