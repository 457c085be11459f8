//! The settings of a client and of a request.
//!
//! Both start with `Default`. Each setting has a method with its name and the prefix `with_`.

use std::time::Duration;

use bytes::Bytes;

use super::{ClientCertificate, KeyLogFile, Proxies, TlsPolicy, UrlEncoding};

/// The default of [`ClientOptions::longest_body`]. Units: bytes.
///
/// A body is held twice, as sent and decompressed. A small CI container has room for both.
const LONGEST_BODY: usize = 128 << 20;

/// The settings of a client, which apply to all its requests.
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
    /// PEM texts of certificates to trust in addition to the public roots. Other PEM blocks in them are ignored.
    pub extra_ca: Vec<Bytes>,
    /// Client certificates. A server gets the first one that matches its URL.
    pub certificates: Vec<ClientCertificate>,
    /// The proxies of the requests.
    pub proxies: Proxies,
    /// The file for the secrets of TLS connections (`SSLKEYLOGFILE`), for tools that decrypt recorded traffic.
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

    /// Trusts the certificates of a PEM text in addition to the public roots.
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

/// The settings of a request: Postman's defaults, and the protocol profile of an item.
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
    /// The largest number of redirects that are followed; the request fails after them.
    pub max_redirects: usize,
    /// The versions and ciphers of TLS to offer, and whether certificates are verified.
    pub tls: TlsPolicy,
    /// The version of HTTP over TLS. Without TLS it is always 1.1.
    pub version: HttpVersion,
    /// Accept response heads that break the rules of HTTP (`insecureHTTPParser`).
    pub lenient: bool,
    /// The limit for the whole request, with its redirects and bodies.
    pub max_time: Option<Duration>,
    /// The limit for receiving a response, from its first byte to its last.
    pub download_timeout: Option<Duration>,
    /// Keep the method and the body on every redirect.
    pub keep_method_on_redirect: bool,
    /// Send `Authorization` also to another site after a redirect.
    pub keep_auth_on_redirect: bool,
    /// Which redirects leave the site that the user gave credentials to.
    pub site: Site,
    /// Send `Referer` on a redirect.
    pub send_referer: bool,
    /// Send and store cookies.
    pub use_cookies: bool,
    /// Send `Content-Length` when the user has not set it.
    pub announce_length: bool,
    /// The encoding of the URLs of redirects.
    pub url_encoding: UrlEncoding,
    /// Requests with the same pin share a connection to each origin, and no other request uses it.
    ///
    /// NTLM authenticates a connection instead of a request, so all its steps have the same pin.
    pub pin: Option<u64>,
    /// Keep the part of a compressed body that arrived before it broke off, as newman does. Otherwise the request fails.
    pub keep_cut_bodies: bool,
    /// Send a request of any method again when its kept connection closes before the first byte of the response: the
    /// server had probably closed the connection before. Otherwise only idempotent methods are sent again.
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
            site: Site::default(),
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
    /// Limits connecting, and each silence of the server after that.
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

    /// Follows at most this number of redirects. With 0, the redirect is the response.
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

/// What a redirect may change without leaving the site that got the credentials.
///
/// Source: postman-request 2.88.1-postman.49 for the origin, -postman.34 for the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Site {
    /// Nothing: scheme, host and port stay. Elsewhere `Authorization` and the user's own `Cookie` are dropped.
    #[default]
    Origin,
    /// Scheme and port, as in newman: only another host loses `Authorization`, and none loses the `Cookie`.
    Host,
}

/// The version of HTTP (`protocolVersion`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum HttpVersion {
    /// HTTP/1.1 only, as in newman.
    #[default]
    Http1,
    /// HTTP/2 only.
    Http2,
    /// HTTP/2 if the server speaks it, and HTTP/1.1 otherwise.
    Auto,
}
