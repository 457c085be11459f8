//! Settings of a client, and of one request.
//!
//! Both begin from `Default`; each setting has a method of its name prefixed by `with_`.

use std::time::Duration;

use bytes::Bytes;

use super::{ClientCertificate, KeyLogFile, Proxies, TlsPolicy, UrlEncoding};

/// The default of [`ClientOptions::longest_body`]. Units: bytes.
///
/// A body is held twice, as it came and decompressed: a small CI container survives both.
const LONGEST_BODY: usize = 128 << 20;

/// Settings of a client: they hold for all its requests.
///
/// ```
/// use postino::http::ClientOptions;
///
/// let options = ClientOptions::default().with_longest_body(1 << 20);
/// assert_eq!(options.longest_body, 1_048_576);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ClientOptions {
    /// The longest body, as sent and as decompressed. Units: bytes.
    pub longest_body: usize,
    /// PEM texts of certificates to trust besides the public roots; other PEM blocks in them are ignored.
    pub extra_ca: Vec<Bytes>,
    /// Client certificates; a server is shown the first one that matches its URL.
    pub certificates: Vec<ClientCertificate>,
    /// The proxies that requests go through.
    pub proxies: Proxies,
    /// The file that gets the secrets of TLS connections (`SSLKEYLOGFILE`), for tools that decrypt recorded traffic.
    pub key_log: Option<KeyLogFile>,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            longest_body: LONGEST_BODY,
            extra_ca: Vec::new(),
            certificates: Vec::new(),
            proxies: Proxies::default(),
            key_log: None,
        }
    }
}

impl ClientOptions {
    /// Sets the longest body, as sent and as decompressed. Units: bytes.
    #[must_use]
    pub fn with_longest_body(mut self, bytes: usize) -> Self {
        self.longest_body = bytes;
        self
    }

    /// Trusts the certificates of a PEM text besides the public roots.
    #[must_use]
    pub fn with_extra_ca(mut self, pem: impl Into<Bytes>) -> Self {
        self.extra_ca.push(pem.into());
        self
    }

    /// Adds a client certificate.
    #[must_use]
    pub fn with_certificate(mut self, certificate: ClientCertificate) -> Self {
        self.certificates.push(certificate);
        self
    }

    /// Sets the proxies.
    #[must_use]
    pub fn with_proxies(mut self, proxies: Proxies) -> Self {
        self.proxies = proxies;
        self
    }

    /// Writes the secrets of TLS connections to a file.
    #[must_use]
    pub fn with_key_log(mut self, file: KeyLogFile) -> Self {
        self.key_log = Some(file);
        self
    }
}

/// Settings of one request: Postman's defaults, and the protocol profile of an item.
///
/// ```
/// use std::time::Duration;
/// use postino::http::SendOptions;
///
/// let options = SendOptions::default().with_timeout(Duration::from_secs(5)).with_redirects(0);
/// assert!(!options.follow_redirects);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SendOptions {
    /// The limit for connecting, and for each silence of the server after it; `None` waits without limit.
    pub timeout: Option<Duration>,
    /// Follow a 3xx response with a `Location`.
    pub follow_redirects: bool,
    /// How many redirects are followed before the request fails.
    pub max_redirects: usize,
    /// Which versions and ciphers of TLS are offered, and whether certificates are verified.
    pub tls: TlsPolicy,
    /// Which HTTP to speak over TLS; without TLS it is always 1.1.
    pub version: HttpVersion,
    /// Accept response heads that break the rules of HTTP (`insecureHTTPParser`).
    pub lenient: bool,
    /// The limit for the whole request, with its redirects and bodies.
    pub max_time: Option<Duration>,
    /// The limit for receiving a response, from its first byte to its last.
    pub download_timeout: Option<Duration>,
    /// Keep method and body on every redirect.
    pub keep_method_on_redirect: bool,
    /// Send `Authorization` to another host that a redirect leads to.
    pub keep_auth_on_redirect: bool,
    /// Send `Referer` on a redirect.
    pub send_referer: bool,
    /// Send and keep cookies.
    pub use_cookies: bool,
    /// Send `Content-Length` where the request has none of its own.
    pub announce_length: bool,
    /// How the addresses of redirects are encoded.
    pub url_encoding: UrlEncoding,
    /// Requests with the same pin share a connection to each origin, and no other request uses it.
    ///
    /// NTLM signs a connection instead of a request: all its steps have one pin.
    pub pin: Option<u64>,
    /// Keep the part of a compressed body that arrived before it broke off, as newman does; otherwise the request fails.
    pub keep_cut_bodies: bool,
    /// Send a request of any method again when its kept connection closes before a byte of the response came, since
    /// the server had closed that connection before. Without it, only idempotent methods are sent again.
    pub resend_any_method: bool,
}

impl Default for SendOptions {
    fn default() -> Self {
        Self {
            timeout: None,
            max_time: None,
            follow_redirects: true,
            max_redirects: 10,
            tls: TlsPolicy::default(),
            version: HttpVersion::Http1,
            lenient: false,
            download_timeout: None,
            keep_method_on_redirect: false,
            keep_auth_on_redirect: false,
            send_referer: true,
            use_cookies: true,
            announce_length: true,
            url_encoding: UrlEncoding::default(),
            pin: None,
            keep_cut_bodies: false,
            resend_any_method: true,
        }
    }
}

impl SendOptions {
    /// Limits connecting, and each silence of the server after it.
    #[must_use]
    pub fn with_timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// Limits the whole request, with its redirects and bodies.
    #[must_use]
    pub fn with_max_time(mut self, limit: Duration) -> Self {
        self.max_time = Some(limit);
        self
    }

    /// Follows at most this many redirects; with 0 a redirect is the response.
    #[must_use]
    pub fn with_redirects(mut self, most: usize) -> Self {
        self.max_redirects = most;
        self.follow_redirects = most > 0;
        self
    }

    /// Sets the versions and ciphers of TLS, and whether certificates are verified.
    #[must_use]
    pub fn with_tls(mut self, policy: TlsPolicy) -> Self {
        self.tls = policy;
        self
    }

    /// Sets the version of HTTP over TLS.
    #[must_use]
    pub fn with_version(mut self, version: HttpVersion) -> Self {
        self.version = version;
        self
    }
}

/// Which HTTP to speak (`protocolVersion`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum HttpVersion {
    /// HTTP/1.1 only, as newman speaks it.
    #[default]
    Http1,
    /// HTTP/2 only.
    Http2,
    /// HTTP/2 where the server speaks it.
    Auto,
}
