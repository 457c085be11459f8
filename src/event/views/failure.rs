//! What events say about requests that got no response.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;

use super::mirror::{mirror, mirror_words};
use crate::http::{FailureKind, RequestFailure};

/// Why a request got no response.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("{message}")]
pub struct FailureView {
    /// What kind of failure it is.
    pub kind: FailureKindView,
    /// Node.js's code where it has one: `ECONNREFUSED`.
    pub code: Option<String>,
    /// The text that newman prints for it, where newman has words.
    pub message: String,
}

mirror!(FailureView, RequestFailure { code, message } into { kind });

impl FailureView {
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

    /// The members of Node.js's error but its message; none where the failure is not the system's.
    ///
    /// Shape: `{"errno": -111, "code": "ECONNREFUSED", "syscall": "connect", "address": "127.0.0.1", "port": 1}`
    pub fn system_members(&self) -> Map<String, Value> {
        RequestFailure::from(self).system_members()
    }
}

/// Kinds of [`FailureView`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FailureKindView {
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

mirror_words!(
    FailureKindView,
    FailureKind { Invalid, Token, Resolve, Connect, Tls, Timeout, Protocol, Redirect, Interrupted }
);
