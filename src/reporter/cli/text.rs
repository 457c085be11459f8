//! Sizes, times, excerpts and wrapped lines, as newman words them.

use crate::event::Response;

/// `501B`, `1.2kB`: powers of 1000, at most two decimals.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    #[expect(clippy::cast_precision_loss, reason = "shown with two decimals")]
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit < UNITS.len() - 1 {
        value /= 1000.0;
        unit += 1;
    }
    let rounded = (value * 100.0).round() / 100.0;
    format!("{rounded}{}", UNITS[unit])
}

/// `751µs`, `95ms`, `2.1s`, `1m 3s`.
pub(super) fn duration_ms(ms: f64) -> String {
    if ms < 1.0 {
        return format!("{:.0}µs", ms * 1000.0);
    }
    if ms < 1998.0 {
        return format!("{ms:.0}ms");
    }
    let seconds = ms / 1000.0;
    if seconds < 60.0 {
        let tenths = (seconds * 10.0).floor() / 10.0;
        return format!("{tenths}s");
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a positive count of seconds"
    )]
    let whole = seconds as u64;
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60);
    let hours = if hours > 0 { format!("{hours}h ") } else { String::new() };
    format!("{hours}{minutes}m {rest}s")
}

/// `responseTime`: whole milliseconds, at least one, so that a fast answer is not shown as none.
pub(super) fn response_ms(response: &Response) -> f64 {
    let ms = response.timings.total.as_secs_f64() * 1000.0;
    ms.round().max(1.0)
}

/// What the head takes: status line, headers, blank line. Units: bytes.
pub(super) fn head_bytes(response: &Response) -> u64 {
    let status = "HTTP/1.1 200 \r\n".len() + response.reason.len();
    (status + response.headers.wire_bytes() + 2) as u64
}

/// The beginning of a body on one line.
pub(super) fn excerpt(body: &[u8], most: usize) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(most * 4)]);
    let mut shown: String = text.chars().take(most).collect();
    if shown.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return format!("({} of binary data)", size(body.len() as u64));
    }
    if shown.len() < body.len() {
        shown.push('…');
    }
    shown
}

/// Lines of at most `width` characters; blank ones are left out.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let chars: Vec<char> = line.chars().collect();
        lines.extend(chars.chunks(width).map(|chunk| chunk.iter().collect::<String>()));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_read_as_newmans() {
        assert_eq!([size(0), size(501), size(1200), size(2_050_000)], ["0B", "501B", "1.2kB", "2.05MB"]);
        let times = [0.0, 0.751, 95.2, 1997.0, 2100.0, 63_000.0].map(duration_ms);
        assert_eq!(times, ["0µs", "751µs", "95ms", "1997ms", "2.1s", "1m 3s"]);
    }
}
