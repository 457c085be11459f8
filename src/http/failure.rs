//! Failures in newman's words.
//!
//! Source: the error texts of Node.js that newman prints (postman-semantics §5.6).

use std::io;

use rustls::pki_types::ServerName;

use super::tls::Distrust;
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
pub(super) fn unresolved(host: &str, error: Option<&io::Error>) -> RequestFailure {
    // The resolver's code is not passed on, only its words.
    let passing = error.is_some_and(|error| error.to_string().contains("Temporary failure"));
    let code = if passing { "EAI_AGAIN" } else { "ENOTFOUND" };
    with_code(FailureKind::Resolve, code, format!("getaddrinfo {code} {host}"))
}

/// A connection that was not made.
pub(super) fn unconnected(error: &io::Error, address: std::net::SocketAddr) -> RequestFailure {
    let code = code_of(error);
    let host = address.ip();
    with_code(FailureKind::Connect, code, format!("connect {code} {host}:{}", address.port()))
}

/// A handshake that failed.
pub(super) fn tls(error: &io::Error) -> RequestFailure {
    use rustls::{CertificateError, Error, OtherError};
    let failed = |code: &str, message: String| with_code(FailureKind::Tls, code, message);
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref::<Error>());
    match cause {
        Some(Error::InvalidCertificate(CertificateError::Other(OtherError(cause)))) => {
            let code = cause.downcast_ref::<Distrust>().map(|distrust| distrust.code.to_owned());
            RequestFailure { kind: FailureKind::Tls, code, message: cause.to_string() }
        }
        Some(Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        )) => failed("CERT_HAS_EXPIRED", "certificate has expired".to_owned()),
        Some(Error::InvalidCertificate(
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
        )) => failed("CERT_NOT_YET_VALID", "certificate is not yet valid".to_owned()),
        Some(Error::InvalidCertificate(CertificateError::NotValidForNameContext { expected, presented })) => {
            failed("ERR_TLS_CERT_ALTNAME_INVALID", other_names(expected, presented))
        }
        // What answers is no TLS at all.
        Some(Error::InvalidMessage(_)) => {
            failed("EPROTO", "write EPROTO error:0A00010B:SSL routines::wrong version number".to_owned())
        }
        Some(error) => failed("EPROTO", format!("write EPROTO {error}")),
        None if error.kind() == io::ErrorKind::UnexpectedEof => failed(
            "ECONNRESET",
            "Client network socket disconnected before secure TLS connection was established".to_owned(),
        ),
        None => {
            let code = code_of(error);
            failed(code, format!("read {code}"))
        }
    }
}

fn other_names(expected: &ServerName<'_>, presented: &[String]) -> String {
    let address = matches!(expected, ServerName::IpAddress(_));
    let presented: Vec<_> = presented
        .iter()
        .filter(|name| !address || name.starts_with("IpAddress"))
        .map(|name| {
            let inner = name.split_once('(').map_or(name.as_str(), |(_, rest)| rest.trim_end_matches(')'));
            let kind = if name.starts_with("IpAddress") { "IP Address:" } else { "DNS:" };
            format!("{kind}{}", inner.trim_matches('"'))
        })
        .collect();
    let presented = presented.join(", ");
    let told = match expected {
        ServerName::IpAddress(ip) => {
            format!("IP: {} is not in the cert's list: {presented}", std::net::IpAddr::from(*ip))
        }
        name => format!("Host: {}. is not in the cert's altnames: {presented}", name.to_str()),
    };
    format!("Hostname/IP does not match certificate's altnames: {told}")
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
