//! Sizes, times, excerpts and wrapped lines, as newman words them.

use time::OffsetDateTime;
use time::format_description::FormatItem;
use time::macros::format_description;

use crate::shown::lines;

const DAY: &[FormatItem<'static>] = format_description!("[month padding:none]/[day padding:none]/[year], ");
const TIME: &[FormatItem<'static>] =
    format_description!("[hour repr:12 padding:none]:[minute]:[second] [period]");

/// `501B`, `1.2kB`: powers of 1000, at most two decimals.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["B", "kB", "MB", "GB", "TB", "PB"];
    #[expect(clippy::cast_precision_loss, reason = "shown with two decimals")]
    let mut value = bytes as f64;
    let mut unit = 0;
    while (value * 100.0).round() / 100.0 >= 1000.0 && unit < UNITS.len() - 1 {
        value /= 1000.0;
        unit += 1;
    }
    let rounded = (value * 100.0).round() / 100.0;
    format!("{rounded}{}", UNITS[unit])
}

/// `751µs`, `95ms`, `2.1s`, `1m 3.5s`; a rest smaller than the last unit is cut off.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a length of time, cut to whole units"
)]
pub(super) fn duration_ms(ms: f64) -> String {
    if ms < 1.0 {
        return format!("{}µs", (ms * 1000.0) as u64);
    }
    if ms < 1998.0 {
        return format!("{}ms", ms as u64);
    }
    let minutes = (ms / 60_000.0) as u64;
    // Tenths of a second; the small addend makes up for the rounding of binary fractions.
    let tenths = ((ms / 1000.0 % 60.0) * 10.0 + 1e-7) as u64;
    let parts = [
        (minutes / 525_600, "y"),
        (minutes / 1440 % 365, "d"),
        (minutes / 60 % 24, "h"),
        (minutes % 60, "m"),
    ];
    let mut shown: Vec<_> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect();
    match (tenths / 10, tenths % 10) {
        (0, 0) => {}
        (whole, 0) => shown.push(format!("{whole}s")),
        (whole, rest) => shown.push(format!("{whole}.{rest}s")),
    }
    shown.join(" ")
}

/// `11/25/2026, 3:31:55 AM`
pub(super) fn date_time(at: OffsetDateTime) -> String {
    at.format(&DAY).unwrap_or_default() + &time_of_day(at)
}

/// `3:31:55 AM`
pub(super) fn time_of_day(at: OffsetDateTime) -> String {
    at.format(&TIME).unwrap_or_default()
}

/// The beginning of a body.
pub(super) fn excerpt(body: &[u8], most: usize) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(most * 4)]);
    let mut shown: String = text.chars().take(most).collect();
    if shown.contains('\0') {
        return format!("({} of binary data)", size(body.len() as u64));
    }
    if shown.len() < body.len() {
        shown.push('…');
    }
    shown
}

/// A foreign text below a line of the report: its further lines stand where its first one does.
pub(super) fn indented(text: &str) -> String {
    lines(text).replace('\n', "\n     ")
}

/// Lines of at most `width`, blank ones left out; a text without any is one empty line.
///
/// Units: UTF-16 as JavaScript counts; colours take no room.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.split(['\n', '\r', '\u{2028}', '\u{2029}']).filter(|line| !line.is_empty()) {
        let (mut current, mut used, mut escape) = (String::new(), 0, false);
        for c in line.chars() {
            escape = escape || c == '\u{1b}';
            let room = if escape { 0 } else { c.len_utf16() };
            if used + room > width {
                lines.push(std::mem::take(&mut current));
                used = 0;
            }
            current.push(c);
            used += room;
            escape = escape && c != 'm';
        }
        lines.push(current);
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_read_as_newmans() {
        assert_eq!([0, 501, 1200, 2_050_000, 999_999].map(size), ["0B", "501B", "1.2kB", "2.05MB", "1MB"]);
        let times = [0.0, 0.751, 95.9, 1997.0, 2100.0, 63_500.0, 3_600_000.0].map(duration_ms);
        assert_eq!(times, ["0µs", "751µs", "95ms", "1997ms", "2.1s", "1m 3.5s", "1h"]);
    }
}
