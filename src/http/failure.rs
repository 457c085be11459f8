//! Failures in newman's words.
//!
//! Source: the error texts of Node.js that newman prints (postman-semantics §5.6).

use std::io;

use super::{FailureKind, RequestFailure};

/// A port that is no port.
pub(super) fn bad_port(port: &str) -> RequestFailure {
    let message = format!("Port should be >= 0 and < 65536. Received type string ('{port}').");
    with_code(FailureKind::Invalid, "ERR_SOCKET_BAD_PORT", message)
}

/// A method or a header name that HTTP cannot carry; `what` is `Method` or `Header name`.
pub(super) fn no_token(what: &str, text: &str) -> RequestFailure {
    let message = format!("{what} must be a valid HTTP token [\"{text}\"]");
    with_code(FailureKind::Invalid, "ERR_INVALID_HTTP_TOKEN", message)
}

/// A header value that HTTP cannot carry.
pub(super) fn bad_value(name: &str) -> RequestFailure {
    let message = format!("Invalid character in header content [\"{name}\"]");
    with_code(FailureKind::Invalid, "ERR_INVALID_CHAR", message)
}

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

/// The peer closed within a body.
pub(super) fn aborted() -> RequestFailure {
    with_code(FailureKind::Protocol, "ECONNRESET", "aborted".to_owned())
}

/// Bytes that are no HTTP; the code is the one of Node.js's parser without `HPE_`.
pub(super) fn not_http(code: &str, what: &str) -> RequestFailure {
    with_code(FailureKind::Protocol, &format!("HPE_{code}"), format!("Parse Error: {what}"))
}

/// A body that does not decompress.
pub(super) fn undecodable(code: &str, what: &str) -> RequestFailure {
    with_code(FailureKind::Protocol, code, what.to_owned())
}

/// A response longer than the caller allows.
pub(super) fn too_long() -> RequestFailure {
    let message = "Maximum response size reached".to_owned();
    RequestFailure { kind: FailureKind::Protocol, code: None, message }
}

/// A file of the body that cannot be read, or is not as long as it was.
pub(super) fn unreadable(path: &std::path::Path, error: Option<&io::Error>) -> RequestFailure {
    let message = match error {
        Some(error) if error.kind() == io::ErrorKind::NotFound => {
            return with_code(
                FailureKind::Invalid,
                "ENOENT",
                format!("ENOENT: no such file or directory, open '{}'", path.display()),
            );
        }
        Some(error) => format!("{error}, open '{}'", path.display()),
        None => format!("the file changed while it was sent: '{}'", path.display()),
    };
    invalid(message)
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
