//! Proxies: chooses the proxy of a request, and opens tunnels through proxies.
//!
//! Source: postman-request 2.88, `lib/getProxyFromURI.js` and `@postman/tunnel-agent`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;
use tokio_socks::tcp::Socks5Stream;

use super::codec;
use super::connection::{Connection, Stream};
use super::failure::{hang_up, tunnel};
use super::url::Destination;
use super::{FailureKind, RequestFailure};
use crate::authority::Authority;

/// The protocol between the client and a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum ProxyProtocol {
    Http,
    /// Like `Http`, over TLS.
    Https,
    Socks5,
}

/// A proxy.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Proxy {
    protocol: ProxyProtocol,
    host: String,
    port: u16,
    credentials: Option<Credentials>,
}

/// The decoded user and password for a proxy.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Credentials {
    user: String,
    password: String,
}

/// Why a text cannot be used as the URL of a proxy.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProxyError {
    /// The protocol is not HTTP, HTTPS or SOCKS 5.
    #[error("the protocol \"{0}\" is not supported")]
    UnknownProtocol(String),
    /// The host is missing.
    #[error("it names no host")]
    NoHost,
    /// The port is not a number from 0 to 65535.
    #[error("\"{0}\" is not a port")]
    InvalidPort(String),
}

impl Proxy {
    /// Reads the URL of a proxy. The default protocol is `http`.
    ///
    /// Shape: `http://user:password@proxy:3128`, `socks5://127.0.0.1:1080`
    ///
    /// # Errors
    ///
    /// Fails when the protocol is not supported, the host is missing or the port is invalid.
    pub fn parse(text: &str) -> Result<Self, ProxyError> {
        let (name, rest) = text.trim().split_once("://").unwrap_or(("http", text.trim()));
        let (protocol, standard) = match name.to_ascii_lowercase().as_str() {
            "http" => (ProxyProtocol::Http, 80),
            "https" => (ProxyProtocol::Https, 443),
            "socks" | "socks5" | "socks5h" => (ProxyProtocol::Socks5, 1080),
            other => return Err(ProxyError::UnknownProtocol(other.to_owned())),
        };
        let authority = Authority::split(rest.split(['/', '?', '#']).next().unwrap_or_default());
        let host = authority.bare_host().to_lowercase();
        if host.is_empty() {
            return Err(ProxyError::NoHost);
        }
        let port = authority.port_number().map_err(|error| ProxyError::InvalidPort(error.0.to_owned()))?;
        let credentials = authority.user_info().map(|info| Credentials {
            user: info.decoded_user().into_owned(),
            password: info.decoded_password().into_owned(),
        });
        Ok(Self { protocol, host, port: port.unwrap_or(standard), credentials })
    }

    /// The password of the proxy, which no output may show.
    pub fn password(&self) -> Option<&str> {
        self.credentials.as_ref().map(|credentials| credentials.password.as_str())
    }

    /// The address of the proxy.
    pub(super) fn destination(&self) -> Destination {
        let secure = self.protocol == ProxyProtocol::Https;
        Destination { secure, host: self.host.clone(), port: self.port, path: "/".to_owned() }
    }

    /// True when the proxy forwards plain requests, instead of opening a tunnel for them.
    pub(super) fn forwards(&self) -> bool {
        self.protocol != ProxyProtocol::Socks5
    }

    /// The value of `Proxy-Authorization`.
    pub(super) fn authorization(&self) -> Option<String> {
        let Credentials { user, password } = self.credentials.as_ref()?;
        Some(format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
    }

    /// Opens a tunnel through a connection to the proxy.
    pub(super) async fn tunnel(&self, stream: Stream, to: &Destination) -> Result<Stream, RequestFailure> {
        match self.protocol {
            ProxyProtocol::Socks5 => self.socks(stream, to).await,
            ProxyProtocol::Http | ProxyProtocol::Https => self.connect(stream, to).await,
        }
    }

    async fn connect(&self, stream: Stream, to: &Destination) -> Result<Stream, RequestFailure> {
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

    /// Opens a tunnel through a SOCKS proxy. The proxy looks up the name, as with `socks5h`.
    async fn socks(&self, stream: Stream, to: &Destination) -> Result<Stream, RequestFailure> {
        let destination = (to.host.as_str(), to.port);
        let opened = match &self.credentials {
            Some(Credentials { user, password }) => {
                Socks5Stream::connect_with_password_and_socket(stream, destination, user, password).await
            }
            None => Socks5Stream::connect_with_socket(stream, destination).await,
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
    /// The hosts that are reached without a proxy: `example.com,.local,127.0.0.1:8080`, or `*`.
    pub bypass: String,
}

impl Proxies {
    /// The proxy for a request.
    pub(super) fn for_destination(&self, destination: &Destination) -> Option<&Proxy> {
        let proxy = if destination.secure { &self.https } else { &self.http };
        proxy.as_ref().filter(|_| !self.bypasses(destination))
    }

    fn bypasses(&self, destination: &Destination) -> bool {
        if self.bypass == "*" {
            return true;
        }
        let host = format!(".{}", destination.host.trim_start_matches('.'));
        let bare = |name: &str| name.trim_start_matches('*').trim_start_matches('.').to_lowercase();
        self.bypass.split(',').map(str::trim).filter(|zone| !zone.is_empty()).any(|zone| {
            let authority = Authority::split(zone);
            let (name, port) = match authority.bare_host() {
                // An IPv6 address without brackets is a host without a port.
                name if name.contains(':') && name == authority.host() => (zone, None),
                name => (name, authority.port()),
            };
            host.ends_with(&format!(".{}", bare(name)))
                && port.is_none_or(|port| port.parse() == Ok(destination.port))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn destination(url: &str) -> Destination {
        Destination::of(url).expect("a destination")
    }

    #[test]
    fn a_proxy_is_named_with_or_without_protocol_port_and_user() {
        let proxy = Proxy::parse("http://us%40er:p%3Aw@Proxy:3128/").expect("a proxy");
        assert_eq!((proxy.host.as_str(), proxy.port), ("proxy", 3128));
        assert_eq!(proxy.authorization().as_deref(), Some("Basic dXNAZXI6cDp3"));
        assert_eq!(Proxy::parse("proxy").expect("a proxy").port, 80);
        assert_eq!(Proxy::parse("https://[::1]").expect("a proxy").destination().authority(), "[::1]");
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
            assert_eq!(proxies.for_destination(&destination(url)).is_some(), proxied, "{bypass} {url}");
        }
    }

    #[test]
    fn each_protocol_has_its_own_proxy() {
        let proxies = Proxies { https: Proxy::parse("http://proxy").ok(), ..Proxies::default() };
        assert!(proxies.for_destination(&destination("http://h/")).is_none());
        assert!(proxies.for_destination(&destination("https://h/")).is_some());
    }
}
