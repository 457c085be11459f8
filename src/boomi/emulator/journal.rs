//! The calls received, which the page at `/` shows. It keeps the user of a call, and never the password or token.

use std::collections::VecDeque;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::call::{EmulatedCall, EmulatedEnding, EmulatedReply};
use super::run;

/// The largest number of calls that are kept. Older calls are dropped.
const KEPT: usize = 500;

/// The largest part of a body that is kept. Units: bytes.
const LONGEST: usize = 16 * 1024;

/// The largest part of a path or a header that is kept. Units: bytes.
const LONGEST_HEADER: usize = 1024;

/// The largest sum of all bodies that are kept; older calls are dropped for it. Units: bytes.
const LARGEST: usize = 4 * 1024 * 1024;

/// The sum of bodies in one answer to the page, which would cost too much otherwise. Units: bytes.
const PART: usize = 256 * 1024;

/// The calls received, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Journal {
    entries: VecDeque<Entry>,
    received: u64,
    /// The sum of all bodies.
    bytes: usize,
}

/// A call and its answer.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    id: u64,
    at: String,
    method: String,
    target: String,
    user: Option<String>,
    content_type: Option<String>,
    accept: Option<String>,
    body: String,
    status: u16,
    answer_type: Option<String>,
    answer: String,
    delay_ms: u64,
    /// The fault of the scenario that shaped the answer.
    note: Option<String>,
}

impl Entry {
    fn bytes(&self) -> usize {
        self.body.len() + self.answer.len()
    }
}

impl Journal {
    /// Records a call and its answer.
    pub(super) fn note(&mut self, call: &EmulatedCall<'_>, reply: &EmulatedReply, fault: Option<usize>) {
        self.received += 1;
        let is_text = reply.content_type.as_deref().is_none_or(|kind| kind != "application/zip");
        let answer = if is_text { shown(&reply.body) } else { format!("zip, {} bytes", reply.body.len()) };
        let ending = match reply.ending {
            EmulatedEnding::Whole => "",
            EmulatedEnding::Cut => ", cut off",
            EmulatedEnding::Dropped => ", connection closed without an answer",
        };
        let query = call.query.map(|query| format!("?{query}")).unwrap_or_default();
        self.entries.push_back(Entry {
            id: self.received,
            at: run::seconds(call.now),
            method: call.method.to_owned(),
            target: clipped(&format!("{}{query}", call.path)),
            user: user_of(call.authorization).as_deref().map(clipped),
            content_type: call.content_type.map(clipped),
            accept: call.accept.map(clipped),
            body: shown(call.body),
            status: reply.status,
            answer_type: reply.content_type.clone(),
            answer,
            delay_ms: u64::try_from(reply.delay.as_millis()).unwrap_or(u64::MAX),
            note: fault.map(|index| format!("faults[{index}] of the scenario{ending}")),
        });
        self.bytes += self.entries.back().map_or(0, Entry::bytes);
        while self.entries.len() > KEPT || self.bytes > LARGEST {
            self.bytes -= self.entries.pop_front().map_or(0, |oldest| oldest.bytes());
        }
    }

    /// The calls after the one with this number, the oldest first: as many as one answer to the page holds.
    pub(super) fn after(&self, id: u64) -> Vec<&Entry> {
        let mut bytes = 0;
        let newer = self.entries.iter().filter(|entry| entry.id > id);
        let fits = |entry: &&Entry| {
            let before = bytes;
            bytes += entry.bytes();
            before <= PART
        };
        newer.take_while(fits).collect()
    }

    /// The number of the last of these calls, from which the page goes on; of the last call when there are none.
    pub(super) fn end_of(&self, calls: &[&Entry]) -> u64 {
        calls.last().map_or(self.received, |entry| entry.id)
    }

    /// The number of the last call.
    pub(super) fn last(&self) -> u64 {
        self.received
    }
}

/// The user name of Basic credentials, or the scheme of other credentials.
fn user_of(authorization: Option<&str>) -> Option<String> {
    let (scheme, encoded) = authorization?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Some(format!("({scheme})"));
    }
    let credentials = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    credentials.split_once(':').map(|(user, _)| user.to_owned())
}

fn clipped(text: &str) -> String {
    let end = text.floor_char_boundary(LONGEST_HEADER);
    if end < text.len() { format!("{}…", &text[..end]) } else { text.to_owned() }
}

fn shown(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(LONGEST)]).into_owned();
    if body.len() > LONGEST { format!("{text}… ({} bytes in all)", body.len()) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_is_kept_and_the_token_is_not() {
        let header = format!("Basic {}", STANDARD.encode("BOOMI_TOKEN.a@example.com:s3cret"));
        assert_eq!(user_of(Some(&header)).as_deref(), Some("BOOMI_TOKEN.a@example.com"));
        assert_eq!(user_of(Some("Bearer s3cret")).as_deref(), Some("(Bearer)"));
        assert_eq!(user_of(Some("Basic %%%")), None);
        assert_eq!(user_of(None), None);
    }

    #[test]
    fn old_calls_are_forgotten_and_long_bodies_cut() {
        let mut journal = Journal::default();
        let reply = EmulatedReply::empty(200);
        for _ in 0..KEPT + 3 {
            journal.note(&EmulatedCall::default(), &reply, None);
        }
        let kept = journal.after(0);
        assert_eq!((kept.len(), kept[0].id, journal.last()), (KEPT, 4, KEPT as u64 + 3));
        let (body, path) = (vec![b'a'; LONGEST + 1], "ü".repeat(LONGEST_HEADER));
        for _ in 0..KEPT {
            journal.note(&EmulatedCall { body: &body, path: &path, ..EmulatedCall::default() }, &reply, None);
        }
        let part = journal.after(0);
        assert!(part[0].body.ends_with("(16385 bytes in all)"));
        assert!(part[0].target.len() < LONGEST_HEADER + 8);
        assert!(part.iter().map(|entry| entry.bytes()).sum::<usize>() < 2 * PART);
        // The page goes on where the part ended, until it has all.
        let (mut at, mut seen, mut bytes) = (0, 0, 0);
        while at < journal.last() {
            let part = journal.after(at);
            (at, seen) = (journal.end_of(&part), seen + part.len());
            bytes += part.iter().map(|entry| entry.bytes()).sum::<usize>();
        }
        assert!(bytes <= LARGEST && seen > 200 && seen == journal.entries.len());
        assert_eq!(journal.after(journal.last() - 1).len(), 1);
    }
}
