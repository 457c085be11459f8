//! Encodes URLs as Postman does, and splits them into the parts that a connection needs.
//!
//! Source: postman-url-encoder 3.0, as postman-runtime 7.39 uses it.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::RequestFailure;
use super::failure::{bad_port, invalid};
use crate::authority::{Authority, UrlText, UserInfo};

/// Whether characters that a URL may not contain are percent-encoded (`disableUrlEncoding`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UrlEncoding {
    /// They are encoded as in Postman.
    #[default]
    Postman,
    /// The URL is sent as it is written, except for the host, which is encoded.
    Off,
}

const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'\'').add(b'<').add(b'>');
const PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}');
const FRAGMENT: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');
const USER_INFO: &AsciiSet = &PATH
    .add(b'/')
    .add(b':')
    .add(b';')
    .add(b'=')
    .add(b'@')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'|');

/// The destination of a request: the parts of its URL that a connection and a request line need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Destination {
    pub(super) secure: bool,
    /// The host. An IPv6 address has no brackets here.
    pub(super) host: String,
    pub(super) port: u16,
    /// The path and the query, as in the request line.
    pub(super) path: String,
}

/// The parts of a resolved URL, as the user wrote them. They are not encoded yet.
#[derive(Debug, Clone, Copy, Default)]
pub struct UrlParts<'a> {
    /// The protocol without `://`; `http` when it is left out.
    pub protocol: Option<&'a str>,
    /// The user and the password.
    pub user_info: Option<UserInfo<'a>>,
    /// The host without the port.
    pub host: &'a str,
    /// The port, as it is written.
    pub port: Option<&'a str>,
    /// The path with its leading slash, or empty.
    pub path: &'a str,
    /// Without `?`.
    pub query: Option<&'a str>,
    /// The fragment without `#`.
    pub fragment: Option<&'a str>,
}

impl UrlParts<'_> {
    /// Encodes each part as Postman does and joins them. The result may still be a URL that cannot be sent.
    pub fn encode(&self, encoding: UrlEncoding) -> String {
        let encode = |text, set| match encoding {
            UrlEncoding::Postman => utf8_percent_encode(text, set).to_string(),
            UrlEncoding::Off => str::to_owned(text),
        };
        let mut out = format!("{}://", self.protocol.unwrap_or("http").to_lowercase());
        if let Some(info) = self.user_info {
            out.push_str(&encode(info.user, USER_INFO));
            if let Some(password) = info.password {
                out.push(':');
                out.push_str(&encode(password, USER_INFO));
            }
            out.push('@');
        }
        out.push_str(&encode_host(self.host));
        if let Some(port) = self.port {
            out.push(':');
            out.push_str(port);
        }
        out.push_str(&encode(if self.path.is_empty() { "/" } else { self.path }, PATH));
        for (mark, part, set) in [('?', self.query, QUERY), ('#', self.fragment, FRAGMENT)] {
            if let Some(part) = part {
                out.push(mark);
                out.push_str(&encode(part, set));
            }
        }
        out
    }
}

/// Encodes a resolved URL as Postman does, without its fragment.
///
/// Shape: `Example.COM/a b?q={x}#h` → `http://example.com/a%20b?q={x}`. Existing `%XX` and dot segments stay.
///
/// # Errors
///
/// Fails without a host, on an invalid port, and on a protocol that is neither `http` nor `https`.
pub fn encode_url(text: &str, encoding: UrlEncoding) -> Result<String, RequestFailure> {
    let text = text.trim_start();
    let text = text.split_once('#').map_or(text, |(before, _)| before);
    let (before, query) = text.split_once('?').map_or((text, None), |(before, query)| (before, Some(query)));
    let before = before.replace('\\', "/");
    let (protocol, rest) = match before.split_once("://") {
        Some((protocol, rest)) => (Some(protocol), rest.trim_start_matches('/')),
        None => (None, before.as_str()),
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let authority = Authority::split(authority);
    let parts = UrlParts {
        protocol,
        user_info: authority.user_info(),
        host: authority.host(),
        port: authority.port(),
        path,
        query,
        fragment: None,
    };
    let url = parts.encode(encoding);
    Destination::of(&url)?;
    Ok(url)
}

/// The host and the port of a URL, as in the `Host` header.
///
/// Shape: `http://user@example.com:8080/a` → `example.com:8080`
pub fn host_of(url: &str) -> &str {
    UrlText::split(url).authority.host_and_port()
}

/// Writes a host in lower case. Characters beyond ASCII become punycode and numbers become addresses; an invalid host
/// keeps its characters.
fn encode_host(host: &str) -> String {
    if host.starts_with('[') {
        return host.to_lowercase();
    }
    ::url::Host::parse(host).map_or_else(|_| host.to_lowercase(), |host| host.to_string())
}

impl Destination {
    /// Splits an encoded URL.
    ///
    /// # Errors
    ///
    /// Fails without a host, on an invalid port, and on a protocol that is neither `http` nor `https`.
    pub(super) fn of(url: &str) -> Result<Self, RequestFailure> {
        let nowhere = || invalid(format!("Invalid URI \"{url}\""));
        let UrlText { protocol, authority, path_and_query } = UrlText::split(url);
        let secure = match protocol {
            Some("http") => false,
            Some("https") => true,
            Some(other) => return Err(invalid(format!("Invalid protocol: {other}:"))),
            None => return Err(nowhere()),
        };
        if authority.host().is_empty() || authority.host().starts_with(':') {
            return Err(nowhere());
        }
        let port = authority.port_number().map_err(|error| bad_port(error.0))?;
        let slash = if path_and_query.starts_with('/') { "" } else { "/" };
        Ok(Self {
            secure,
            host: authority.bare_host().to_owned(),
            port: port.unwrap_or(if secure { 443 } else { 80 }),
            path: format!("{slash}{path_and_query}"),
        })
    }

    /// The host and the port, as in the `Host` header.
    pub(super) fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        match (self.secure, self.port) {
            (false, 80) | (true, 443) => host,
            (_, port) => format!("{host}:{port}"),
        }
    }

    /// The URL without the user and the password.
    pub(super) fn url(&self) -> String {
        let protocol = if self.secure { "https" } else { "http" };
        format!("{protocol}://{}{}", self.authority(), self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn path_and_query_have_their_own_sets_of_encoded_characters() {
        let encoded =
            encode_url(" Example.COM/a b/{x}/%20/%?q={x}|'y'\"#h", UrlEncoding::Postman).expect("a URL");
        assert_eq!(encoded, "http://example.com/a%20b/%7Bx%7D/%20/%?q={x}|%27y%27%22");
    }

    #[test]
    fn hosts_are_written_as_whatwg_urls_write_them() {
        let cases = [
            ("http://0x7f.1/", "http://127.0.0.1/"),
            ("http://%41/x", "http://a/x"),
            ("http://h%20x/", "http://h%20x/"),
            ("http://EXAMPLE.com:80/", "http://example.com:80/"),
            ("http:///x", "http://x/"),
            ("http:\\\\h\\b", "http://h/b"),
            ("localhost:3000?x", "http://localhost:3000/?x"),
            ("http://{{x}}/y", "http://{{x}}/y"),
            ("http://u:p:q@[::1]:8/", "http://u:p%3Aq@[::1]:8/"),
            ("http://a@b@h/", "http://a%40b@h/"),
        ];
        for (text, encoded) in cases {
            assert_eq!(encode_url(text, UrlEncoding::Postman).expect("a URL"), encoded, "{text}");
        }
    }

    #[test]
    fn dots_and_double_slashes_stay() {
        assert_eq!(
            encode_url("https://h/a/../b//c", UrlEncoding::Postman).expect("a URL"),
            "https://h/a/../b//c"
        );
    }

    #[test]
    fn hosts_beyond_ascii_become_punycode() {
        assert_eq!(
            encode_url("http://bücher.example/ü", UrlEncoding::Postman).expect("a URL"),
            "http://xn--bcher-kva.example/%C3%BC"
        );
    }

    #[test]
    fn a_url_that_cannot_be_sent_is_refused_with_newmans_message() {
        let message = |text| encode_url(text, UrlEncoding::Postman).expect_err("refused").message;
        assert_eq!(message("foo://h/"), "Invalid protocol: foo:");
        for empty in ["http://", "", "  ", "#"] {
            assert_eq!(message(empty), "Invalid URI \"http:///\"");
        }
        assert_eq!(message("//h/x?y"), "Invalid URI \"http:////h/x?y\"");
    }

    #[test]
    fn a_destination_knows_its_port_and_path() {
        let destination = Destination::of("https://u:p@[::1]:8443?x=1").expect("a destination");
        assert_eq!(
            (destination.host.as_str(), destination.port, destination.path.as_str()),
            ("::1", 8443, "/?x=1")
        );
        assert_eq!(destination.authority(), "[::1]:8443");
    }

    #[test]
    fn without_encoding_only_the_host_is_encoded() {
        let url = encode_url("http://BÜCHER.de/a b/é?q='<\"", UrlEncoding::Off).expect("a URL");
        assert_eq!(url, "http://xn--bcher-kva.de/a b/é?q='<\"");
    }

    proptest! {
        #[test]
        fn an_encoded_url_stays_the_same_when_it_is_encoded_again(text in "(http://)?[a-z]{1,3}[a-z:/@.?&=#{}%<>\"'`|^ é]{0,16}") {
            if let Ok(once) = encode_url(&text, UrlEncoding::Postman) {
                prop_assert_eq!(encode_url(&once, UrlEncoding::Postman).ok(), Some(once));
            }
        }

        #[test]
        fn an_encoded_path_has_only_printable_ascii(text in any::<String>()) {
            let url = encode_url(&format!("http://h/{text}"), UrlEncoding::Postman).expect("a host is there");
            prop_assert!(url.chars().all(|c| c.is_ascii_graphic()), "{url}");
        }

        #[test]
        fn any_text_is_encoded_or_refused(text in any::<String>()) {
            let _ = encode_url(&text, UrlEncoding::Off);
        }
    }
}
