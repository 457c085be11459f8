//! Words for people.

use std::time::Duration;

/// Shape: `4 s`, `3 m 5 s`
pub(super) fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0 if !time.is_zero() => format!("{} ms", time.as_millis()),
        0..60 => format!("{} s", time.as_secs()),
        seconds => format!("{} m {} s", seconds / 60, seconds % 60),
    }
}
