//! What events say about responses.

use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::mirror::{each, mirror};
use crate::http::{Cookie, Header, Response, Timings, media_type};

/// A complete response; the last one if redirects were followed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResponseView {
    /// The status code.
    pub code: u16,
    /// The reason phrase as sent; the standard one where the server sent none.
    pub reason: String,
    /// Headers as received: names in their own case, in order.
    pub headers: ResponseHeadersView,
    /// The body after decompression. Text where it is UTF-8 in the event stream, else Base64.
    #[serde(with = "body_text")]
    pub body: Bytes,
    /// The body's length once decoded: kept when nobody wants the body. Units: bytes.
    pub body_bytes: u64,
    /// The body's length on the wire. Units: bytes.
    pub wire_bytes: u64,
    /// Phases of the last hop.
    pub timings: TimingsView,
    /// Cookies that the jar holds for the final URL.
    pub cookies: Vec<CookieView>,
    /// `1.1`, `1.0` or `2.0`.
    pub http_version: String,
}

impl From<&Response> for ResponseView {
    fn from(response: &Response) -> Self {
        Self {
            code: response.code,
            reason: response.reason.clone(),
            headers: response.headers.iter().map(ResponseHeaderView::from).collect(),
            // Shared, not copied.
            body: response.body.clone(),
            body_bytes: response.body_bytes,
            wire_bytes: response.wire_bytes,
            timings: (&response.timings).into(),
            cookies: each(&response.cookies),
            http_version: response.http_version.clone(),
        }
    }
}

impl ResponseView {
    /// The body's length as newman counts it: as sent where a length is announced for a compressed body.
    pub fn counted_bytes(&self) -> u64 {
        let encoding = self.headers.get("content-encoding").unwrap_or_default();
        let compressed = ["gzip", "deflate", "br"].iter().any(|name| encoding.eq_ignore_ascii_case(name));
        let announced = self.headers.get("content-length").is_some();
        if compressed && announced { self.wire_bytes } else { self.body_bytes }
    }

    /// `responseTime`: whole milliseconds, at least one, so that a fast answer is not shown as none.
    pub fn time_ms(&self) -> f64 {
        (self.timings.total.as_secs_f64() * 1000.0).round().max(1.0)
    }

    /// Media type of `Content-Type` in lower case, without parameters; empty if there is none.
    pub fn media_type(&self) -> String {
        media_type(self.headers.get("content-type").unwrap_or_default())
    }
}

/// One header line of a response. The value's characters are the wire's bytes (Latin-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseHeaderView {
    /// The name, in its own case.
    pub name: String,
    /// The value, untrimmed.
    pub value: String,
    /// Always false: the server sent it.
    #[serde(default)]
    pub system: bool,
}

mirror!(ResponseHeaderView, Header { name, value, system });

/// Headers in order. Look-ups ignore case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ResponseHeadersView(pub Vec<ResponseHeaderView>);

impl ResponseHeadersView {
    /// The first value of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.map(|header| header.value.as_str())
    }

    /// The headers in order.
    pub fn iter(&self) -> std::slice::Iter<'_, ResponseHeaderView> {
        self.0.iter()
    }

    /// What the lines take on the wire. Units: bytes.
    pub fn wire_bytes(&self) -> usize {
        self.0.iter().map(|header| header.name.len() + header.value.chars().count() + 4).sum()
    }
}

impl FromIterator<ResponseHeaderView> for ResponseHeadersView {
    fn from_iter<I: IntoIterator<Item = ResponseHeaderView>>(headers: I) -> Self {
        Self(headers.into_iter().collect())
    }
}

impl<'a> IntoIterator for &'a ResponseHeadersView {
    type Item = &'a ResponseHeaderView;
    type IntoIter = std::slice::Iter<'a, ResponseHeaderView>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Phases of one hop; a phase that did not happen (a kept connection, no TLS) is zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimingsView {
    /// Building the request until the first look-up.
    pub prepare: Duration,
    /// Waiting for a connection.
    pub wait: Duration,
    /// Looking up the name.
    pub dns: Duration,
    /// The TCP handshake.
    pub connect: Duration,
    /// The TLS handshake.
    pub tls: Duration,
    /// From the request's last byte to the response's first.
    pub first_byte: Duration,
    /// From the first byte to the last.
    pub download: Duration,
    /// Decompression and the like.
    pub process: Duration,
    /// All of it, as `responseTime` counts it.
    pub total: Duration,
}

mirror!(TimingsView, Timings { prepare, wait, dns, connect, tls, first_byte, download, process, total });

/// A cookie, for reports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CookieView {
    /// Its name.
    pub name: String,
    /// Its value, as received.
    pub value: String,
    /// The domain it is for.
    pub domain: String,
    /// The path it is for.
    pub path: String,
    /// Unix seconds; `None` for a session cookie.
    pub expires: Option<i64>,
    /// Sent over TLS only.
    pub secure: bool,
    /// Not for browsers' scripts.
    pub http_only: bool,
    /// For this host only, not for its subdomains.
    pub host_only: bool,
}

mirror!(CookieView, Cookie { name, value, domain, path, expires, secure, http_only, host_only });

/// Bodies in the event stream: `{"text": "…"}` when they are UTF-8, `{"base64": "…"}` when not.
mod body_text {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use bytes::Bytes;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Stored<'a> {
        Text(std::borrow::Cow<'a, str>),
        Base64(String),
    }

    pub(super) fn serialize<S: Serializer>(body: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(body) {
            Ok(text) => Stored::Text(text.into()).serialize(serializer),
            Err(_) => Stored::Base64(STANDARD.encode(body)).serialize(serializer),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        match Stored::deserialize(deserializer)? {
            Stored::Text(text) => Ok(Bytes::from(text.into_owned())),
            Stored::Base64(text) => STANDARD.decode(text).map(Bytes::from).map_err(D::Error::custom),
        }
    }
}
