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

/// The calls received, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Journal {
    entries: VecDeque<Entry>,
    received: u64,
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

impl Journal {
    /// Records a call and its answer.
    pub(super) fn note(&mut self, call: &EmulatedCall<'_>, reply: &EmulatedReply, fault: Option<usize>) {
        self.received += 1;
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
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
            target: format!("{}{query}", call.path),
            user: user_of(call.authorization),
            content_type: call.content_type.map(str::to_owned),
            accept: call.accept.map(str::to_owned),
            body: shown(call.body),
            status: reply.status,
            answer_type: reply.content_type.clone(),
            answer,
            delay_ms: u64::try_from(reply.delay.as_millis()).unwrap_or(u64::MAX),
            note: fault.map(|index| format!("faults[{index}] of the scenario{ending}")),
        });
    }

    /// The calls after the one with this number, the oldest first.
    pub(super) fn after(&self, id: u64) -> Vec<&Entry> {
        self.entries.iter().filter(|entry| entry.id > id).collect()
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
        let body = vec![b'a'; LONGEST + 1];
        let reply = EmulatedReply::empty(200);
        for _ in 0..KEPT + 3 {
            journal.note(&EmulatedCall { body: &body, ..EmulatedCall::default() }, &reply, None);
        }
        let kept = journal.after(0);
        assert_eq!((kept.len(), kept[0].id, journal.last()), (KEPT, 4, KEPT as u64 + 3));
        assert!(kept[0].body.ends_with("(16385 bytes in all)"));
        assert_eq!(journal.after(KEPT as u64 + 2).len(), 1);
    }
}
