//! Proxies: which one a request takes, and how a way through it is opened.
//!
//! Source: postman-request 2.88, `lib/getProxyFromURI.js` and `@postman/tunnel-agent`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use thiserror::Error;
use tokio_socks::tcp::Socks5Stream;

use super::codec;
use super::connection::{Connection, Stream};
use super::failure::{hang_up, tunnel};
use super::url::Target;
use super::{FailureKind, RequestFailure};

/// How a proxy is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Speech {
    Http,
    /// As `Http`, over TLS.
    Https,
    Socks5,
}

/// A server that requests go through.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Proxy {
    speech: Speech,
    host: String,
    port: u16,
    credentials: Option<(String, String)>,
}

/// A text that names no proxy.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProxyError {
    /// A protocol that no proxy of ours speaks.
    #[error("proxies of the protocol \"{0}\" are not spoken to")]
    UnknownProtocol(String),
    /// No host, or a port that is none.
    #[error("it names no host and port")]
    NoHost,
}

impl Proxy {
    /// Reads a proxy's URL; without a protocol it is `http`.
    ///
    /// Shape: `http://user:password@proxy:3128`, `socks5://127.0.0.1:1080`
    ///
    /// # Errors
    ///
    /// Fails on another protocol, and where no host is named.
    pub fn parse(text: &str) -> Result<Self, ProxyError> {
        let (protocol, rest) = text.trim().split_once("://").unwrap_or(("http", text.trim()));
        let (speech, standard) = match protocol.to_ascii_lowercase().as_str() {
            "http" => (Speech::Http, 80),
            "https" => (Speech::Https, 443),
            "socks" | "socks5" | "socks5h" => (Speech::Socks5, 1080),
            other => return Err(ProxyError::UnknownProtocol(other.to_owned())),
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (user, place) = match authority.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, authority),
        };
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => {
                (host, port.parse().map_err(|_| ProxyError::NoHost)?)
            }
            _ => (place, standard),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']').to_lowercase();
        if host.is_empty() {
            return Err(ProxyError::NoHost);
        }
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let credentials = user.map(|user| {
            let (name, password) = user.split_once(':').unwrap_or((user, ""));
            (decoded(name), decoded(password))
        });
        Ok(Self { speech, host, port, credentials })
    }

    /// The password in it, which no output may show.
    pub fn password(&self) -> Option<&str> {
        self.credentials.as_ref().map(|(_, password)| password.as_str())
    }

    /// Where it listens.
    pub(super) fn target(&self) -> Target {
        let secure = self.speech == Speech::Https;
        Target { secure, host: self.host.clone(), port: self.port, path: "/".to_owned() }
    }

    /// True when a plain request is handed to it whole instead of through a tunnel.
    pub(super) fn forwards(&self) -> bool {
        self.speech != Speech::Socks5
    }

    /// The value of `Proxy-Authorization`.
    pub(super) fn authorization(&self) -> Option<String> {
        let (user, password) = self.credentials.as_ref()?;
        Some(format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
    }

    /// Opens a tunnel through a connection to the proxy.
    pub(super) async fn tunnel(&self, stream: Stream, to: &Target) -> Result<Stream, RequestFailure> {
        match self.speech {
            Speech::Socks5 => self.socks(stream, to).await,
            Speech::Http | Speech::Https => self.connect(stream, to).await,
        }
    }

    async fn connect(&self, stream: Stream, to: &Target) -> Result<Stream, RequestFailure> {
        let host = if to.host.contains(':') { format!("[{}]", to.host) } else { to.host.clone() };
        let place = format!("{host}:{}", to.port);
        let mut head = format!("CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n");
        if let Some(authorization) = self.authorization() {
            head.extend(["Proxy-Authorization: ", &authorization, "\r\n"]);
        }
        head.push_str("Connection: close\r\n\r\n");
        let mut connection = Connection::new(stream);
        connection.write(head.as_bytes()).await?;
        let answer = loop {
            if let Some(head) = codec::read_head(&mut connection.buffer, false)? {
                break head;
            }
            if connection.fill().await? == 0 {
                return Err(tunnel(&format!("cause={}", hang_up().message)));
            }
        };
        match answer.code {
            200 => Ok(connection.stream),
            code => Err(tunnel(&format!("statusCode={code}"))),
        }
    }

    /// The proxy looks the name up, as `socks5h` asks.
    async fn socks(&self, stream: Stream, to: &Target) -> Result<Stream, RequestFailure> {
        let target = (to.host.as_str(), to.port);
        let opened = match &self.credentials {
            Some((user, password)) => {
                Socks5Stream::connect_with_password_and_socket(stream, target, user, password).await
            }
            None => Socks5Stream::connect_with_socket(stream, target).await,
        };
        opened.map(Socks5Stream::into_inner).map_err(|error| RequestFailure {
            kind: FailureKind::Connect,
            code: Some("ECONNREFUSED".to_owned()),
            message: format!("the SOCKS proxy {}:{} did not connect: {error}", self.host, self.port),
        })
    }
}

/// The proxies of a run.
#[derive(Debug, Clone, Default)]
pub struct Proxies {
    /// For `http` URLs.
    pub http: Option<Proxy>,
    /// For `https` URLs.
    pub https: Option<Proxy>,
    /// Hosts that are reached without: `example.com,.local,127.0.0.1:8080`, or `*`.
    pub bypass: String,
}

impl Proxies {
    /// The proxy that a request takes.
    pub(super) fn for_target(&self, target: &Target) -> Option<&Proxy> {
        let proxy = if target.secure { &self.https } else { &self.http };
        proxy.as_ref().filter(|_| !self.bypasses(target))
    }

    fn bypasses(&self, target: &Target) -> bool {
        if self.bypass == "*" {
            return true;
        }
        let host = format!(".{}", target.host.trim_start_matches('.'));
        let bare = |name: &str| name.trim_start_matches('*').trim_start_matches('.').to_lowercase();
        self.bypass.split(',').map(str::trim).filter(|zone| !zone.is_empty()).any(|zone| {
            let (name, port) = match zone.rsplit_once(':') {
                // An IPv6 address has colons of its own.
                Some((name, port)) if !name.contains(':') || name.ends_with(']') => (name, Some(port)),
                _ => (zone, None),
            };
            let name = format!(".{}", bare(name).trim_start_matches('[').trim_end_matches(']'));
            host.ends_with(&name) && port.is_none_or(|port| port.parse() == Ok(target.port))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> Target {
        Target::of(url).expect("a target")
    }

    #[test]
    fn a_proxy_is_named_with_or_without_protocol_port_and_user() {
        let proxy = Proxy::parse("http://us%40er:p%3Aw@Proxy:3128/").expect("a proxy");
        assert_eq!((proxy.host.as_str(), proxy.port), ("proxy", 3128));
        assert_eq!(proxy.authorization().as_deref(), Some("Basic dXNAZXI6cDp3"));
        assert_eq!(Proxy::parse("proxy").expect("a proxy").port, 80);
        assert_eq!(Proxy::parse("https://[::1]").expect("a proxy").target().authority(), "[::1]");
        assert_eq!(Proxy::parse("socks5://h").expect("a proxy").port, 1080);
        for bad in ["ftp://h", "http://", "http://h:x", ""] {
            assert!(Proxy::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn hosts_are_bypassed_by_suffix_and_port() {
        let proxy = Proxy::parse("http://proxy").ok();
        let cases = [
            ("", "http://h/", true),
            ("*", "http://h/", false),
            ("h", "http://h/", false),
            ("h", "http://sub.h/", false),
            ("h", "http://eh/", true),
            (".h", "http://h/", false),
            ("other, H", "http://h/", false),
            ("h:80", "http://h/", false),
            ("h:81", "http://h/", true),
            ("h:443", "https://h/", false),
            ("::1", "http://[::1]/", false),
            ("[::1]:80", "http://[::1]/", false),
            ("[::1]:81", "http://[::1]/", true),
            ("*.h", "http://sub.h/", false),
            ("*.h", "http://eh/", true),
            (" , ,", "http://h/", true),
        ];
        for (bypass, url, proxied) in cases {
            let proxies = Proxies { http: proxy.clone(), https: proxy.clone(), bypass: bypass.to_owned() };
            assert_eq!(proxies.for_target(&target(url)).is_some(), proxied, "{bypass} {url}");
        }
    }

    #[test]
    fn each_protocol_has_its_own_proxy() {
        let proxies = Proxies { https: Proxy::parse("http://proxy").ok(), ..Proxies::default() };
        assert!(proxies.for_target(&target("http://h/")).is_none());
        assert!(proxies.for_target(&target("https://h/")).is_some());
    }
}
