//! Settings: of a whole run, and of one request.

use std::time::Duration;

use bytes::Bytes;

/// Settings of a whole run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ClientOptions {
    /// The longest body, as sent and as decompressed. Units: bytes.
    pub longest_body: usize,
    /// PEM texts of certificates to trust besides the public roots; others in them are left out.
    pub extra_ca: Vec<Bytes>,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self { longest_body: 1 << 30, extra_ca: Vec::new() }
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
    /// Whether certificates are checked.
    pub verify_tls: bool,
    /// Keep method and body on every redirect.
    pub keep_method_on_redirect: bool,
    /// Keep `Authorization` towards another host.
    pub keep_auth_on_redirect: bool,
    /// Send `Referer` on a redirect.
    pub send_referer: bool,
    /// Send and keep cookies.
    pub use_cookies: bool,
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
            verify_tls: true,
            keep_method_on_redirect: false,
            keep_auth_on_redirect: false,
            send_referer: true,
            use_cookies: true,
            pin: None,
        }
    }
}
