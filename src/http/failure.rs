//! Failures in newman's words.
//!
//! Source: the error texts of Node.js that newman prints (postman-semantics §5.6).

use std::io;

use super::{FailureKind, RequestFailure};

/// A request that is not legal.
pub(super) fn invalid(message: impl Into<String>) -> RequestFailure {
    RequestFailure { kind: FailureKind::Invalid, code: None, message: message.into() }
}

/// A time limit that passed.
pub(super) fn timed_out(code: &str) -> RequestFailure {
    with_code(FailureKind::Timeout, code, code.to_owned())
}

/// The peer closed before a whole response came.
pub(super) fn hang_up() -> RequestFailure {
    with_code(FailureKind::Protocol, "ECONNRESET", "socket hang up".to_owned())
}

/// Bytes that are no HTTP.
pub(super) fn not_http(what: &str) -> RequestFailure {
    with_code(FailureKind::Protocol, "HPE_INVALID_CONSTANT", format!("Parse Error: {what}"))
}

/// A body that does not decompress.
pub(super) fn undecodable(what: &str) -> RequestFailure {
    with_code(FailureKind::Protocol, "Z_DATA_ERROR", what.to_owned())
}

/// A name that does not resolve.
pub(super) fn unresolved(host: &str) -> RequestFailure {
    with_code(FailureKind::Resolve, "ENOTFOUND", format!("getaddrinfo ENOTFOUND {host}"))
}

/// A connection that was not made.
pub(super) fn unconnected(error: &io::Error, address: std::net::SocketAddr) -> RequestFailure {
    let code = code_of(error);
    let host = address.ip();
    with_code(FailureKind::Connect, code, format!("connect {code} {host}:{}", address.port()))
}

/// A handshake that failed.
pub(super) fn tls(error: &io::Error) -> RequestFailure {
    let text = error.to_string();
    let message = match () {
        () if text.contains("UnknownIssuer") => "unable to verify the first certificate".to_owned(),
        () if text.contains("Expired") => "certificate has expired".to_owned(),
        () if text.contains("NotValidForName") => {
            format!("Hostname/IP does not match certificate's altnames: {text}")
        }
        () => text,
    };
    RequestFailure { kind: FailureKind::Tls, code: None, message }
}

/// A connection that broke.
pub(super) fn broken(error: &io::Error, doing: &str) -> RequestFailure {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return hang_up();
    }
    let code = code_of(error);
    with_code(FailureKind::Protocol, code, format!("{doing} {code}"))
}

fn code_of(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "ECONNREFUSED",
        io::ErrorKind::ConnectionReset => "ECONNRESET",
        io::ErrorKind::ConnectionAborted => "ECONNABORTED",
        io::ErrorKind::BrokenPipe => "EPIPE",
        io::ErrorKind::TimedOut => "ETIMEDOUT",
        io::ErrorKind::HostUnreachable => "EHOSTUNREACH",
        io::ErrorKind::NetworkUnreachable => "ENETUNREACH",
        io::ErrorKind::PermissionDenied => "EACCES",
        io::ErrorKind::AddrNotAvailable => "EADDRNOTAVAIL",
        _ => "EIO",
    }
}

fn with_code(kind: FailureKind, code: &str, message: String) -> RequestFailure {
    RequestFailure { kind, code: Some(code.to_owned()), message }
}
