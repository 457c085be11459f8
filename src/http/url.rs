//! Postman's own encoding of URLs, and the parts that a connection needs.
//!
//! Source: postman-url-encoder 3.0, as postman-runtime 7.39 uses it.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::RequestFailure;
use super::failure::{bad_port, invalid};

/// Whether what a URL may not hold is percent-encoded (`disableUrlEncoding`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UrlEncoding {
    /// As Postman encodes.
    #[default]
    Postman,
    /// Sent as written; the host is encoded all the same.
    Off,
}

const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'\'').add(b'<').add(b'>');
const PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}');
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

/// Where a request goes, in the parts that a connection and a request line need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) secure: bool,
    /// Without the brackets of an IPv6 address.
    pub(super) host: String,
    pub(super) port: u16,
    /// Path and query, as they stand in the request line.
    pub(super) path: String,
}

/// Encodes a resolved URL as Postman does.
///
/// Shape: `Example.COM/a b?q={x}#h` → `http://example.com/a%20b?q={x}`. Existing `%XX` stay, dot segments stay.
///
/// # Errors
///
/// Fails when there is no host, or the protocol is neither `http` nor `https`.
pub fn encode_url(text: &str, encoding: UrlEncoding) -> Result<String, RequestFailure> {
    let encode = |text, set| match encoding {
        UrlEncoding::Postman => utf8_percent_encode(text, set).to_string(),
        UrlEncoding::Off => str::to_owned(text),
    };
    let text = text.trim_start();
    let text = text.split_once('#').map_or(text, |(before, _)| before);
    let (before, query) = text.split_once('?').map_or((text, None), |(before, query)| (before, Some(query)));
    let before = before.replace('\\', "/");
    let (protocol, rest) = match before.split_once("://") {
        Some((protocol, rest)) => (protocol.to_lowercase(), rest.trim_start_matches('/')),
        None => ("http".to_owned(), before.as_str()),
    };
    if protocol != "http" && protocol != "https" {
        return Err(invalid(format!("Invalid protocol: {protocol}:")));
    }
    let (authority, path) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
    let (user, host) =
        authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    if host.is_empty() || host.starts_with(':') {
        return Err(invalid(format!("Invalid URI \"{protocol}:///\"")));
    }
    let mut out = format!("{protocol}://");
    if let Some(user) = user {
        let parts: Vec<_> = user.splitn(2, ':').map(|part| encode(part, USER_INFO)).collect();
        out.push_str(&parts.join(":"));
        out.push('@');
    }
    out.push_str(&encode_host(host));
    out.push_str(&encode(path, PATH));
    if let Some(query) = query {
        out.push('?');
        out.push_str(&encode(query, QUERY));
    }
    Ok(out)
}

/// Host and port of a URL, as the `Host` header has them.
///
/// Shape: `http://user@example.com:8080/a` → `example.com:8080`
pub fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}

/// Lower case, punycode beyond ASCII, numbers as addresses; what is no host stays, and so does a port.
fn encode_host(host: &str) -> String {
    if host.starts_with('[') {
        return host.to_lowercase();
    }
    let (name, port) = host.rsplit_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let name = ::url::Host::parse(name).map_or_else(|_| name.to_lowercase(), |host| host.to_string());
    match port {
        Some(port) => format!("{name}:{port}"),
        None => name,
    }
}

impl Target {
    /// Splits an encoded URL.
    pub(super) fn of(url: &str) -> Result<Self, RequestFailure> {
        let (protocol, rest) =
            url.split_once("://").ok_or_else(|| invalid(format!("Invalid URI \"{url}\"")))?;
        let secure = protocol == "https";
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let colon = host.rfind(':').filter(|colon| !host[*colon..].contains(']'));
        let (host, port) = match colon {
            Some(colon) => (&host[..colon], &host[colon + 1..]),
            None => (host, ""),
        };
        let port = match port {
            "" if secure => 443,
            "" => 80,
            port => port.parse().map_err(|_| bad_port(port))?,
        };
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Self { secure, host, port, path })
    }

    /// Host and port as the `Host` header has them.
    pub(super) fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        match (self.secure, self.port) {
            (false, 80) | (true, 443) => host,
            (_, port) => format!("{host}:{port}"),
        }
    }

    /// The URL again, without user and password.
    pub(super) fn url(&self) -> String {
        let protocol = if self.secure { "https" } else { "http" };
        format!("{protocol}://{}{}", self.authority(), self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_and_query_have_their_own_sets() {
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
    fn names_beyond_ascii_become_punycode() {
        assert_eq!(
            encode_url("http://bücher.example/ü", UrlEncoding::Postman).expect("a URL"),
            "http://xn--bcher-kva.example/%C3%BC"
        );
    }

    #[test]
    fn what_cannot_be_sent_is_refused_in_newmans_words() {
        let message = |text| encode_url(text, UrlEncoding::Postman).expect_err("refused").message;
        assert_eq!(message("foo://h/"), "Invalid protocol: foo:");
        for empty in ["http://", "", "  ", "#", "/x", "//h/x"] {
            assert_eq!(message(empty), "Invalid URI \"http:///\"");
        }
    }

    #[test]
    fn a_target_knows_its_port_and_path() {
        let target = Target::of("https://u:p@[::1]:8443?x=1").expect("a target");
        assert_eq!((target.host.as_str(), target.port, target.path.as_str()), ("::1", 8443, "/?x=1"));
        assert_eq!(target.authority(), "[::1]:8443");
    }

    #[test]
    fn with_encoding_off_all_but_the_host_stays_as_written() {
        let url = encode_url("http://BÜCHER.de/a b/é?q='<\"", UrlEncoding::Off).expect("a URL");
        assert_eq!(url, "http://xn--bcher-kva.de/a b/é?q='<\"");
    }
}
