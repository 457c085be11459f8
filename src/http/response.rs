//! What came back, or why nothing did.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Headers, Timings};

/// A complete response; the last one if redirects were followed.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The status code.
    pub code: u16,
    /// The reason phrase as sent; the standard one where the server sent none.
    pub reason: String,
    /// Headers as received: names in their own case, in order.
    pub headers: Headers,
    /// The body after decompression.
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
    /// Media type of `Content-Type` in lower case, without parameters; empty if there is none.
    pub fn media_type(&self) -> String {
        media_type(self.headers.get("content-type").unwrap_or_default())
    }
}

/// A content type in lower case, without its parameters.
pub fn media_type(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
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
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct RequestFailure {
    /// What kind of failure it is.
    pub kind: FailureKind,
    /// Node.js's code where it has one (`ECONNREFUSED`), for scripts that look at `err.code`.
    pub code: Option<String>,
    /// The text that newman prints for it, where newman has words.
    pub message: String,
}

/// Kinds of [`RequestFailure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
