//! What came back, or why nothing did.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Headers, Timings};

/// A complete response; the last one if redirects were followed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// The status code.
    pub code: u16,
    /// The reason phrase as sent; the standard one where the server sent none.
    pub reason: String,
    /// Headers as received: names in their own case, in order.
    pub headers: Headers,
    /// The body after decompression. Text where it is UTF-8 in the event stream, else Base64.
    #[serde(with = "body_text")]
    pub body: Bytes,
    /// The body's length once decoded: kept when nobody wants the body. Units: bytes.
    pub body_bytes: u64,
    /// The body's length on the wire. Units: bytes.
    pub wire_bytes: u64,
    /// Phases of the last hop.
    pub timings: Timings,
    /// Cookies that the jar holds for the final URL.
    pub cookies: Vec<Cookie>,
    /// `1.1`, `1.0` or `2.0`.
    pub http_version: String,
}

impl Response {
    /// The body's length as newman counts it: as sent where a length is announced for a compressed body.
    pub fn counted_bytes(&self) -> u64 {
        let encoding = self.headers.get("content-encoding").unwrap_or_default();
        let compressed = ["gzip", "deflate", "br"].iter().any(|name| encoding.eq_ignore_ascii_case(name));
        if compressed && self.headers.has("content-length") { self.wire_bytes } else { self.body_bytes }
    }

    /// `responseTime`: whole milliseconds, at least one, so that a fast answer is not shown as none.
    pub fn time_ms(&self) -> f64 {
        (self.timings.total.as_secs_f64() * 1000.0).round().max(1.0)
    }

    /// Media type of `Content-Type` in lower case, without parameters; empty if there is none.
    pub fn media_type(&self) -> String {
        let value = self.headers.get("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

/// A cookie as scripts and reports see it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cookie {
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

/// Why a request got no response. Data, not an error of the program.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("{message}")]
pub struct RequestFailure {
    /// What kind of failure it is.
    pub kind: FailureKind,
    /// Node.js's code where it has one (`ECONNREFUSED`), for scripts that look at `err.code`.
    pub code: Option<String>,
    /// The text that newman prints for it, where newman has words.
    pub message: String,
}

impl RequestFailure {
    /// The name of the error in Node.js: what it finds invalid itself is a `TypeError`.
    pub fn error_name(&self) -> &'static str {
        match self.code.as_deref() {
            Some(code) if code.starts_with("ERR_INVALID_") || code == "ERR_UNESCAPED_CHARACTERS" => {
                "TypeError"
            }
            Some("ERR_SOCKET_BAD_PORT") => "RangeError",
            _ => "Error",
        }
    }
}

/// Kinds of [`RequestFailure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FailureKind {
    /// The request could not be built or is not legal HTTP.
    Invalid,
    /// The access token that it needs could not be fetched: it was not sent.
    Token,
    /// The host name did not resolve.
    Resolve,
    /// No connection was made: nothing was sent.
    Connect,
    /// The TLS handshake failed.
    Tls,
    /// A time limit passed.
    Timeout,
    /// The connection broke, or what came was not HTTP.
    Protocol,
    /// More redirects than allowed.
    Redirect,
    /// The run was stopped while it was in flight.
    Interrupted,
}

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
