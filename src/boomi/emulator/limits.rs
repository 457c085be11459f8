//! The limits of the emulator itself, which keep hostile and broken clients from its memory.
//!
//! They are no claims about the platform: a scenario changes them under `settings.limits`.

use std::time::Duration;

use serde::Deserialize;

use super::duration;

/// The limits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub struct Limits {
    /// Open connections; further clients wait until one closes.
    pub connections: usize,
    /// The time within which the head of a request must come, from the end of the request before it.
    #[serde(deserialize_with = "duration::read")]
    pub head_within: Duration,
    /// The time within which the body of a request must come; else 408.
    #[serde(deserialize_with = "duration::read")]
    pub body_within: Duration,
    /// How long a client may take nothing of its answer before the connection closes.
    #[serde(deserialize_with = "duration::read")]
    pub answer_stalls: Duration,
    /// The largest head of a request. Units: bytes.
    pub head_bytes: usize,
    /// The largest body of a request; else 413. Units: bytes.
    pub body_bytes: usize,
    /// The bodies that come in and the answers that go out, of all connections together; else 503. Units: bytes.
    pub memory_bytes: usize,
    /// What the emulator keeps: the oldest runs are forgotten for it, and no further object is made. Units: bytes.
    pub kept_bytes: usize,
    /// The conditions in the filter of one query.
    pub conditions: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            head_within: Duration::from_secs(10),
            body_within: Duration::from_secs(30),
            answer_stalls: Duration::from_secs(30),
            head_bytes: 64 * 1024,
            body_bytes: 2 * 1024 * 1024,
            memory_bytes: 64 * 1024 * 1024,
            kept_bytes: 64 * 1024 * 1024,
            conditions: 500,
        }
    }
}

/// The smallest buffer that the server can read a head into. Units: bytes.
const SMALLEST_HEAD: usize = 8 * 1024;

impl Limits {
    /// The limit with which nothing could be answered, as name and value.
    pub(super) fn impossible(&self) -> Option<(&'static str, usize)> {
        let counts = [
            ("limits.connections", self.connections, 1),
            ("limits.headBytes", self.head_bytes, SMALLEST_HEAD),
            ("limits.bodyBytes", self.body_bytes, 1),
            ("limits.memoryBytes", self.memory_bytes, self.body_bytes),
            ("limits.conditions", self.conditions, 1),
        ];
        let times = [
            ("limits.headWithin", self.head_within),
            ("limits.bodyWithin", self.body_within),
            ("limits.answerStalls", self.answer_stalls),
        ];
        let count = counts.into_iter().find(|(_, value, least)| value < least);
        let time = times.into_iter().find(|(_, time)| time.is_zero());
        count.map(|(name, value, _)| (name, value)).or(time.map(|(name, _)| (name, 0)))
    }
}
