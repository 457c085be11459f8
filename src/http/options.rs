//! Settings: of a whole run, and of one request.

use std::time::Duration;

use bytes::Bytes;

use super::{ClientCertificate, KeyLogFile, Proxies, TlsPolicy, UrlEncoding};

/// The longest body that is taken where nothing else is said. Units: bytes.
///
/// A body is held once as it came and once decompressed: a small CI container survives both.
const LONGEST_BODY: usize = 128 << 20;

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
            longest_body: LONGEST_BODY,
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
    /// For the whole request: redirects, challenges of proxies and bodies included.
    pub max_time: Option<Duration>,
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
    /// Take what decompresses of a body that breaks off, as newman does; otherwise such a body is a failure.
    pub keep_cut_bodies: bool,
    /// Send a request again, whatever its method, when the kept connection it went out on closes before any byte of
    /// an answer came: the server had closed it before. Without it, only idempotent methods are sent again.
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
