//! A call to the emulator and the answer to it, as data.

use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use time::OffsetDateTime;

/// A call that came over HTTP, with the time when it came.
#[derive(Debug, Clone, Copy)]
pub struct EmulatedCall<'a> {
    /// The method.
    pub method: &'a str,
    /// The path, without the query.
    pub path: &'a str,
    /// The query, without `?`.
    pub query: Option<&'a str>,
    /// The address by which the caller reached the emulator: the `Host` header.
    pub host: &'a str,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The `Content-Type` header.
    pub content_type: Option<&'a str>,
    /// The `Accept` header.
    pub accept: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
    /// When it came, as a monotonic time from any origin.
    pub at: Duration,
    /// When it came, as wall-clock time.
    pub now: OffsetDateTime,
}

impl Default for EmulatedCall<'_> {
    fn default() -> Self {
        Self {
            method: "GET",
            path: "/",
            query: None,
            host: "127.0.0.1:8888",
            authorization: None,
            content_type: None,
            accept: None,
            body: b"",
            at: Duration::ZERO,
            now: OffsetDateTime::UNIX_EPOCH,
        }
    }
}

impl EmulatedCall<'_> {
    /// True when the body is JSON. XML is the default (documented).
    pub(super) fn sends_json(&self) -> bool {
        self.content_type.is_some_and(|kind| kind.to_ascii_lowercase().contains("json"))
    }

    /// True when the caller prefers JSON to XML, which is the default (documented).
    pub(super) fn wants_json(&self) -> bool {
        let Some(accept) = self.accept else { return false };
        let (mut json, mut xml) = (0.0, 0.0_f32);
        for part in accept.to_ascii_lowercase().split(',') {
            let mut pieces = part.split(';').map(str::trim);
            let kind = pieces.next().unwrap_or_default();
            let weight =
                pieces.find_map(|piece| piece.strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
            if kind.ends_with("json") {
                json = weight.max(json);
            } else if kind.ends_with("xml") {
                xml = weight.max(xml);
            }
        }
        json > 0.0 && json >= xml
    }
}

/// The answer to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmulatedReply {
    /// The HTTP status.
    pub status: u16,
    /// The media type; `None` when the body is empty.
    pub content_type: Option<String>,
    /// The body.
    pub body: Bytes,
    /// `Retry-After`. Units: seconds.
    pub retry_after: Option<u32>,
    /// The wait before it is sent.
    pub delay: Duration,
    /// How it ends.
    pub ending: EmulatedEnding,
}

impl EmulatedReply {
    /// An answer with an empty body.
    pub(super) fn empty(status: u16) -> Self {
        Self {
            status,
            content_type: None,
            body: Bytes::new(),
            retry_after: None,
            delay: Duration::ZERO,
            ending: EmulatedEnding::Whole,
        }
    }

    /// An answer with a body. An empty body has no media type.
    pub(super) fn with_body(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let content_type = (!body.is_empty()).then(|| content_type.to_owned());
        Self { content_type, body, ..Self::empty(status) }
    }
}

/// How an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmulatedEnding {
    /// It is sent to its end.
    Whole,
    /// The connection closes in the middle of the body.
    Cut,
    /// The connection closes before the answer begins.
    Dropped,
}

/// The result of an operation, before it is rendered.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Success {
    Empty(u16),
    Document(u16, Value),
    Zip(Vec<u8>),
    /// Bytes of a media type.
    Raw(&'static str, Vec<u8>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_xml_is_answered_unless_json_is_asked_for() {
        let wants_json = |accept| EmulatedCall { accept, ..EmulatedCall::default() }.wants_json();
        assert!(!wants_json(None));
        assert!(!wants_json(Some("*/*")));
        assert!(!wants_json(Some("application/xml")));
        assert!(!wants_json(Some("text/html, application/xml, application/json;q=0.5")));
        assert!(wants_json(Some("application/json")));
        assert!(wants_json(Some("application/json, text/plain, */*")));
        assert!(wants_json(Some("application/xml;q=0.5, APPLICATION/JSON")));
        assert!(!wants_json(Some("application/json;q=0")));
    }
}
