//! The authority of a URL: `user:password@host:port`.
//!
//! Every room that takes one apart does it here: URLs of requests, of proxies, of collections, patterns of client
//! certificates, and the `Host` header. The text is split as Postman and Node.js split it, so nothing is refused:
//! whether a host can be reached, or a port is one, is decided by who uses it.
//!
//! Entry point: [`Authority::split`]; [`UrlText::split`] finds the authority within a URL.
//!
//! # Design
//!
//! 2026-11-30: text in parts, borrowed, not a checked type. Rejected: `http::uri::Authority` and `url::Url`, which
//! refuse what Postman sends (`a b`, `h:{{port}}`, several `@`) or change it.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// An authority in its parts, each as it was written.
///
/// Shape: `u:p@[::1]:80` → user `u`, password `p`, host `[::1]`, port `80`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Authority<'a> {
    user_info: Option<UserInfo<'a>>,
    host_and_port: &'a str,
    host: &'a str,
    port: Option<&'a str>,
}

/// What stands before the last `@` of an authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserInfo<'a> {
    /// What stands before the first colon, as written.
    pub user: &'a str,
    /// What stands after the first colon, as written; `None` without a colon.
    pub password: Option<&'a str>,
}

/// A port that is not a number from 0 to 65535.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("port \"{0}\" is not a number from 0 to 65535")]
pub struct InvalidPort<'a>(pub &'a str);

impl<'a> Authority<'a> {
    /// Splits an authority: at its last `@`, and at the last colon behind it that is not inside of brackets.
    pub fn split(text: &'a str) -> Self {
        Self::split_unless(text, &[']'])
    }

    /// Splits an authority that may still hold templates: a colon before a `}` belongs to the host.
    ///
    /// Shape: `h:{{port}}` → host `h:{{port}}`, no port.
    ///
    /// Source: postman-url-encoder 3.0, `parser`: a port holds neither `]` nor `}`.
    pub fn split_template(text: &'a str) -> Self {
        Self::split_unless(text, &[']', '}'])
    }

    fn split_unless(text: &'a str, never_in_port: &[char]) -> Self {
        let (user_info, host_and_port) = match text.rsplit_once('@') {
            Some((before, after)) => (Some(UserInfo::split(before)), after),
            None => (None, text),
        };
        let (host, port) = match host_and_port.rsplit_once(':') {
            Some((host, port)) if !port.contains(never_in_port) => (host, Some(port)),
            _ => (host_and_port, None),
        };
        Self { user_info, host_and_port, host, port }
    }

    /// User and password, if there is an `@`.
    pub fn user_info(&self) -> Option<UserInfo<'a>> {
        self.user_info
    }

    /// Host and port, as the `Host` header has them.
    pub fn host_and_port(&self) -> &'a str {
        self.host_and_port
    }

    /// The host without the port; may be empty. An IPv6 address keeps its brackets.
    pub fn host(&self) -> &'a str {
        self.host
    }

    /// The host as it is looked up: without the brackets of an IPv6 address.
    pub fn bare_host(&self) -> &'a str {
        let inner = self.host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        inner.unwrap_or(self.host)
    }

    /// What stands after the colon, as written; may be empty.
    pub fn port(&self) -> Option<&'a str> {
        self.port
    }

    /// The port as a number; `None` where there is none, or nothing after the colon.
    ///
    /// # Errors
    ///
    /// Fails on a text that is not a number from 0 to 65535.
    pub fn port_number(&self) -> Result<Option<u16>, InvalidPort<'a>> {
        let port = self.port.filter(|port| !port.is_empty());
        port.map(|port| port.parse().map_err(|_| InvalidPort(port))).transpose()
    }
}

impl<'a> UserInfo<'a> {
    /// Splits at the first colon: a password may hold colons, a user may not.
    fn split(text: &'a str) -> Self {
        match text.split_once(':') {
            Some((user, password)) => Self { user, password: Some(password) },
            None => Self { user: text, password: None },
        }
    }

    /// The user, percent-decoded.
    pub fn decoded_user(&self) -> Cow<'a, str> {
        percent_decode_str(self.user).decode_utf8_lossy()
    }

    /// The password, percent-decoded; empty where there is none.
    pub fn decoded_password(&self) -> Cow<'a, str> {
        percent_decode_str(self.password.unwrap_or_default()).decode_utf8_lossy()
    }
}

/// A URL cut into the texts before, in and behind its authority.
///
/// Shape: `http://u@h:8080/p?q#f` → protocol `http`, authority `u@h:8080`, path and query `/p?q`; the fragment is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UrlText<'a> {
    /// Without `://`; `None` where the URL has no `://`.
    pub protocol: Option<&'a str>,
    /// User, host and port.
    pub authority: Authority<'a>,
    /// Path and query; empty, or it begins with `/` or `?`.
    pub path_and_query: &'a str,
}

impl<'a> UrlText<'a> {
    /// Cuts a URL whose backslashes are slashes already.
    pub fn split(url: &'a str) -> Self {
        let (protocol, rest) = match url.split_once("://") {
            Some((protocol, rest)) => (Some(protocol), rest),
            None => (None, url),
        };
        let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
        let (authority, path_and_query) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        Self { protocol, authority: Authority::split(authority), path_and_query }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// User, password, host, port.
    type Parts<'a> = (Option<&'a str>, Option<&'a str>, &'a str, Option<&'a str>);

    fn parts(authority: Authority<'_>) -> Parts<'_> {
        let info = authority.user_info();
        let password = info.and_then(|info| info.password);
        (info.map(|info| info.user), password, authority.host(), authority.port())
    }

    #[test]
    fn an_authority_splits_into_user_password_host_and_port() {
        let cases: [(&str, Parts<'_>); 14] = [
            ("h", (None, None, "h", None)),
            ("h:80", (None, None, "h", Some("80"))),
            ("u@h", (Some("u"), None, "h", None)),
            ("u:p@h:80", (Some("u"), Some("p"), "h", Some("80"))),
            ("u:p:q@h", (Some("u"), Some("p:q"), "h", None)),
            ("a@b@h", (Some("a@b"), None, "h", None)),
            ("u%40x:p%3A@h", (Some("u%40x"), Some("p%3A"), "h", None)),
            ("[::1]", (None, None, "[::1]", None)),
            ("u@[::1]:80", (Some("u"), None, "[::1]", Some("80"))),
            ("", (None, None, "", None)),
            (":", (None, None, "", Some(""))),
            ("@", (Some(""), None, "", None)),
            (":@:", (Some(""), Some(""), "", Some(""))),
            ("h:1:2", (None, None, "h:1", Some("2"))),
        ];
        for (text, expected) in cases {
            assert_eq!(parts(Authority::split(text)), expected, "{text}");
        }
    }

    #[test]
    fn in_a_template_a_colon_before_a_brace_belongs_to_the_host() {
        let template = Authority::split_template("h:{{port}}");
        assert_eq!((template.host(), template.port()), ("h:{{port}}", None));
        let template = Authority::split_template("{{a:b}}:80");
        assert_eq!((template.host(), template.port()), ("{{a:b}}", Some("80")));
        assert_eq!(Authority::split("h:{{port}}").port(), Some("{{port}}"));
    }

    #[test]
    fn only_a_host_in_whole_brackets_loses_them() {
        let bare = |text| Authority::split(text).bare_host();
        assert_eq!(["[::1]:80", "[h", "h]", "[]", "h"].map(bare), ["::1", "[h", "h]", "", "h"]);
    }

    #[test]
    fn a_port_is_a_number_below_65536() {
        let good =
            [("h", None), ("h:", None), ("h:0", Some(0)), ("h:0080", Some(80)), ("h:65535", Some(65535))];
        for (text, number) in good {
            assert_eq!(Authority::split(text).port_number(), Ok(number), "{text}");
        }
        for text in ["h:65536", "h:-1", "h:8o", "h:80 ", "h:٣", "h:{{port}}"] {
            assert_eq!(Authority::split(text).port_number(), Err(InvalidPort(&text[2..])), "{text}");
        }
    }

    #[test]
    fn user_and_password_are_percent_decoded_on_demand() {
        let info = Authority::split("a%40b:%C3%A4%2@h").user_info().expect("a user");
        assert_eq!((&*info.decoded_user(), &*info.decoded_password()), ("a@b", "ä%2"));
        let info = Authority::split("%FF@h").user_info().expect("a user");
        assert_eq!((&*info.decoded_user(), &*info.decoded_password()), ("\u{fffd}", ""));
    }

    #[test]
    fn a_url_is_cut_around_its_authority() {
        let cut = |text| {
            let url = UrlText::split(text);
            (url.protocol, url.authority.host_and_port(), url.path_and_query)
        };
        assert_eq!(cut("http://u@h:80/p?q#f"), (Some("http"), "h:80", "/p?q"));
        assert_eq!(cut("https://h?q=http://x"), (Some("https"), "h", "?q=http://x"));
        assert_eq!(cut("http://h#@evil/"), (Some("http"), "h", ""));
        assert_eq!(cut("http://good@evil/"), (Some("http"), "evil", "/"));
        assert_eq!(cut("h/a@b"), (None, "h", "/a@b"));
        assert_eq!(cut(""), (None, "", ""));
    }

    proptest! {
        #[test]
        fn the_parts_of_any_text_join_to_it_again(text in ".*|[a-z@:\\[\\]{}%]{0,12}") {
            for split in [Authority::split(&text), Authority::split_template(&text)] {
                let (user, password, host, port) = parts(split);
                let mut joined = String::new();
                if let Some(user) = user {
                    joined += user;
                    joined += &password.map(|word| format!(":{word}")).unwrap_or_default();
                    joined.push('@');
                }
                joined += host;
                joined += &port.map(|port| format!(":{port}")).unwrap_or_default();
                prop_assert_eq!(&joined, &text);
            }
        }

        #[test]
        fn what_is_put_together_comes_apart_the_same(
            user in "[^:@]{0,5}", password in proptest::option::of("[^@]{0,5}"),
            host in "[a-z.]{0,9}|\\[[0-9a-f:]{2,9}\\]", port in proptest::option::of(any::<u16>()),
        ) {
            let info = password.as_ref().map_or_else(|| user.clone(), |word| format!("{user}:{word}"));
            let end = port.map(|port| format!(":{port}")).unwrap_or_default();
            let text = format!("{info}@{host}{end}");
            let split = Authority::split(&text);
            prop_assert_eq!(split.user_info(), Some(UserInfo { user: &user, password: password.as_deref() }));
            prop_assert_eq!((split.host(), split.port_number()), (host.as_str(), Ok(port)));
        }

        #[test]
        fn no_host_holds_an_at_sign(text in any::<String>()) {
            prop_assert!(!Authority::split(&text).host_and_port().contains('@'));
        }
    }
}
