//! Failures, with newman's messages.
//!
//! Source: the error texts of Node.js that newman prints (`docs/postman-semantics.md` §5.6, Responses).

use std::io;

use rustls::pki_types::ServerName;

use super::tls::Distrust;
use super::{FailureKind, RequestFailure};

/// A port that is not a number below 65536.
pub(super) fn bad_port(port: &str) -> RequestFailure {
    let message = format!("Port should be >= 0 and < 65536. Received type string ('{port}').");
    with_code(FailureKind::Invalid, "ERR_SOCKET_BAD_PORT", message)
}

/// A method or a header name that HTTP does not allow. `what` is `Method` or `Header name`.
pub(super) fn no_token(what: &str, text: &str) -> RequestFailure {
    let message = format!("{what} must be a valid HTTP token [\"{text}\"]");
    with_code(FailureKind::Invalid, "ERR_INVALID_HTTP_TOKEN", message)
}

/// A header value that HTTP does not allow.
pub(super) fn bad_value(name: &str) -> RequestFailure {
    let message = format!("Invalid character in header content [\"{name}\"]");
    with_code(FailureKind::Invalid, "ERR_INVALID_CHAR", message)
}

/// A request to two hosts at once.
pub(super) fn two_hosts() -> RequestFailure {
    let message =
        "The \"options.headers.host\" property must be of type string. Received an instance of Array"
            .to_owned();
    with_code(FailureKind::Invalid, "ERR_INVALID_ARG_TYPE", message)
}

/// A path that HTTP does not allow.
pub(super) fn unescaped_path() -> RequestFailure {
    let message = "Request path contains unescaped characters".to_owned();
    with_code(FailureKind::Invalid, "ERR_UNESCAPED_CHARACTERS", message)
}

/// A request that breaks the rules of HTTP or of URLs.
pub(super) fn invalid(message: impl Into<String>) -> RequestFailure {
    RequestFailure { kind: FailureKind::Invalid, code: None, message: message.into() }
}

/// A time limit that passed.
pub(super) fn timed_out(code: &str) -> RequestFailure {
    with_code(FailureKind::Timeout, code, code.to_owned())
}

/// The server closed the connection before a whole response came.
pub(super) fn hang_up() -> RequestFailure {
    with_code(FailureKind::Protocol, "ECONNRESET", "socket hang up".to_owned())
}

/// The server closed the connection within a body.
pub(super) fn aborted() -> RequestFailure {
    with_code(FailureKind::Protocol, "ECONNRESET", "aborted".to_owned())
}

/// Bytes that are not HTTP. `code` is the code of Node.js's parser without `HPE_`.
pub(super) fn not_http(code: &str, what: &str) -> RequestFailure {
    with_code(FailureKind::Protocol, &format!("HPE_{code}"), format!("Parse Error: {what}"))
}

/// A tunnel that a proxy did not open.
pub(super) fn tunnel(why: &str) -> RequestFailure {
    let message = format!("tunneling socket could not be established, {why}");
    with_code(FailureKind::Connect, "ECONNRESET", message)
}

/// A response that took longer than `--timeout-download` allows.
pub(super) fn download_timed_out(limit: std::time::Duration) -> RequestFailure {
    let message = format!("the response was not complete after {}ms", limit.as_millis());
    with_code(FailureKind::Timeout, "EDOWNLOADTIMEDOUT", message)
}

/// TLS settings that cannot be used, with OpenSSL's message. `code` may be empty.
pub(super) fn tls_refused(code: &str, message: &str) -> RequestFailure {
    let code = (!code.is_empty()).then(|| code.to_owned());
    RequestFailure { kind: FailureKind::Tls, code, message: message.to_owned() }
}

/// TLS settings that cannot be used, for which OpenSSL has no message.
pub(super) fn tls_unusable(message: &str) -> RequestFailure {
    tls_refused("", message)
}

/// A server that speaks only HTTP/1.1 although the request needs HTTP/2.
pub(super) fn no_http2() -> RequestFailure {
    let message = "the server does not speak HTTP/2, which protocolVersion asks for".to_owned();
    with_code(FailureKind::Tls, "ERR_HTTP2_ERROR", message)
}

/// An error of HTTP/2 itself.
pub(super) fn http2(error: &h2::Error) -> RequestFailure {
    if let Some(cause) = error.get_io() {
        return broken(cause, "read");
    }
    let code = if error.is_go_away() { "ERR_HTTP2_SESSION_ERROR" } else { "ERR_HTTP2_STREAM_ERROR" };
    with_code(FailureKind::Protocol, code, error.to_string())
}

/// A body that does not decompress.
pub(super) fn undecodable(code: &str, what: &str) -> RequestFailure {
    with_code(FailureKind::Protocol, code, what.to_owned())
}

/// Too many interim responses.
pub(super) fn too_many_interim() -> RequestFailure {
    let message = "the server sent interim responses (1xx) again and again, and no final one".to_owned();
    RequestFailure { kind: FailureKind::Protocol, code: None, message }
}

/// A request that took longer than `--max-time` allows.
pub(super) fn max_time_passed(limit: std::time::Duration) -> RequestFailure {
    let message = format!("the request was not done after {}ms", limit.as_millis());
    with_code(FailureKind::Timeout, "EMAXTIME", message)
}

/// A response longer than the caller allows, before or after it is decompressed.
pub(super) fn too_long(limit: usize) -> RequestFailure {
    let message = format!(
        "Maximum response size reached: the body has more than {limit} bytes (--max-response-size raises the limit)"
    );
    RequestFailure { kind: FailureKind::Protocol, code: None, message }
}

/// A file of the body that cannot be read, or that became shorter while it was sent.
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
    // The standard library gives only the text of the resolver's error, not its code.
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
        // The server does not speak TLS.
        Some(Error::InvalidMessage(_)) => {
            failed("EPROTO", "write EPROTO error:0A00010B:SSL routines::wrong version number".to_owned())
        }
        Some(Error::AlertReceived(alert)) => alerted(*alert),
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

/// An alert of the server in the handshake, with OpenSSL's number and name.
fn alerted(alert: rustls::AlertDescription) -> RequestFailure {
    let number = u8::from(alert);
    let name = match number {
        40 => "sslv3 alert handshake failure",
        42 => "sslv3 alert bad certificate",
        43 => "sslv3 alert unsupported certificate",
        44 => "sslv3 alert certificate revoked",
        45 => "sslv3 alert certificate expired",
        46 => "sslv3 alert certificate unknown",
        47 => "sslv3 alert illegal parameter",
        48 => "tlsv1 alert unknown ca",
        49 => "tlsv1 alert access denied",
        50 => "tlsv1 alert decode error",
        51 => "tlsv1 alert decrypt error",
        70 => "tlsv1 alert protocol version",
        71 => "tlsv1 alert insufficient security",
        80 => "tlsv1 alert internal error",
        112 => "tlsv1 unrecognized name",
        116 => "tlsv13 alert certificate required",
        120 => "tlsv1 alert no application protocol",
        _ => "alert",
    };
    let reason = 1000 + u32::from(number);
    let message = format!("write EPROTO error:0A{reason:06X}:SSL routines::{name}:SSL alert number {number}");
    with_code(FailureKind::Tls, "EPROTO", message)
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
    // With TLS 1.3 a server refuses a client certificate only after the handshake.
    if error.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>()).is_some() {
        return tls(error);
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
