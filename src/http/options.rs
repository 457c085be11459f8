//! Settings: of a whole run, and of one request.

use std::time::Duration;

use bytes::Bytes;

use super::{ClientCertificate, KeyLogFile, Proxies, TlsPolicy, UrlEncoding};

/// Settings of a whole run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ClientOptions {
    /// The longest body, as sent and as decompressed. Units: bytes.
    pub longest_body: usize,
    /// PEM texts of certificates to trust besides the public roots; others in them are left out.
    pub extra_ca: Vec<Bytes>,
    /// Client certificates; the first that is for a URL is shown to its server.
    pub certificates: Vec<ClientCertificate>,
    /// What requests go through.
    pub proxies: Proxies,
    /// Where the secrets of TLS connections are written, for those who look into them.
    pub key_log: Option<KeyLogFile>,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            longest_body: 1 << 30,
            extra_ca: Vec::new(),
            certificates: Vec::new(),
            proxies: Proxies::default(),
            key_log: None,
        }
    }
}

/// Settings of one request.
#[derive(Debug, Clone)]
pub struct SendOptions {
    /// For connecting, and for each silence after it.
    pub timeout: Option<Duration>,
    /// Whether 3xx with `Location` is followed.
    pub follow_redirects: bool,
    /// How often.
    pub max_redirects: usize,
    /// How TLS is to be.
    pub tls: TlsPolicy,
    /// Which HTTP to speak over TLS; without TLS it is always 1.1.
    pub version: HttpVersion,
    /// Whether response heads may be not quite legal (`insecureHTTPParser`).
    pub lenient: bool,
    /// For receiving a whole response, from its first byte on.
    pub download_timeout: Option<Duration>,
    /// Keep method and body on every redirect.
    pub keep_method_on_redirect: bool,
    /// Keep `Authorization` towards another host.
    pub keep_auth_on_redirect: bool,
    /// Send `Referer` on a redirect.
    pub send_referer: bool,
    /// Send and keep cookies.
    pub use_cookies: bool,
    /// Send `Content-Length` where the request has none of its own.
    pub announce_length: bool,
    /// How the addresses of redirects are encoded.
    pub url_encoding: UrlEncoding,
    /// Requests with the same pin share a connection to each origin, and nobody else uses it meanwhile.
    ///
    /// For schemes that sign a connection instead of a request (NTLM): their steps take one pin.
    pub pin: Option<u64>,
}

impl Default for SendOptions {
    fn default() -> Self {
        Self {
            timeout: None,
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
        }
    }
}

/// Which HTTP to speak (`protocolVersion`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum HttpVersion {
    /// HTTP/1.1, as newman.
    #[default]
    Http1,
    /// HTTP/2 and nothing else.
    Http2,
    /// HTTP/2 where the server speaks it.
    Auto,
}
