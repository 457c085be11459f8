//! Responses, and the failures of requests without a response.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Headers, Timings};

/// A complete response: the last one, if redirects were followed.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The status code.
    pub code: u16,
    /// The reason phrase that the server sent, or else the standard one.
    pub reason: String,
    /// Headers as received: names in their own case, in order.
    pub headers: Headers,
    /// The body after decompression.
    pub body: Bytes,
    /// The length of the decompressed body. It is kept even when the body is not. Units: bytes.
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
    /// The media type of `Content-Type` in lower case, without parameters. It is empty when the header is missing.
    pub fn media_type(&self) -> String {
        media_type(self.headers.get("content-type").unwrap_or_default())
    }
}

/// A content type in lower case, without its parameters.
pub fn media_type(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A cookie, as scripts and reports see it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value, as the server sent it.
    pub value: String,
    /// The domain it is for.
    pub domain: String,
    /// The path it is for.
    pub path: String,
    /// Unix seconds; `None` for a session cookie.
    pub expires: Option<i64>,
    /// True when it is sent only over TLS.
    pub secure: bool,
    /// True when scripts in browsers cannot read it.
    pub http_only: bool,
    /// True when it belongs only to this host, and not to its subdomains.
    pub host_only: bool,
}

/// Why a request got no response. This is data and not an error of the program.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct RequestFailure {
    /// The kind of the failure.
    pub kind: FailureKind,
    /// The code of Node.js, if it has one (`ECONNREFUSED`), for scripts that read `err.code`.
    pub code: Option<String>,
    /// The message. It is newman's, if newman has one.
    pub message: String,
}

/// Kinds of [`RequestFailure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailureKind {
    /// The request could not be built, or is not valid HTTP.
    Invalid,
    /// The access token could not be fetched, so the request was not sent.
    Token,
    /// The host name did not resolve.
    Resolve,
    /// No connection was made, so nothing was sent.
    Connect,
    /// The TLS handshake failed.
    Tls,
    /// A time limit passed.
    Timeout,
    /// The connection broke, or the response was not HTTP.
    Protocol,
    /// There were too many redirects.
    Redirect,
    /// The run was stopped while the request was in flight.
    Interrupted,
}
