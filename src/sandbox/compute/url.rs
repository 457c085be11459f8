//! `URL` and `URLSearchParams`: the WHATWG's parser and serialiser.

use serde_json::json;
use url::{Url, form_urlencoded, quirks};

use super::super::host_value::{HostValue, Json, words};

/// A part of a URL that a script can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum UrlPart {
    Protocol,
    Username,
    Password,
    Host,
    Hostname,
    Port,
    Pathname,
    Search,
    Hash,
}

words!(UrlPart, "a part of a URL", {
    "protocol" => Self::Protocol,
    "username" => Self::Username,
    "password" => Self::Password,
    "host" => Self::Host,
    "hostname" => Self::Hostname,
    "port" => Self::Port,
    "pathname" => Self::Pathname,
    "search" => Self::Search,
    "hash" => Self::Hash,
});

/// The parts of a URL, relative to a base where there is one; `None` where it is invalid.
pub(super) fn parse(input: &str, base: Option<&str>) -> Option<HostValue> {
    let url = match base {
        Some(base) => Url::parse(base).ok()?.join(input).ok()?,
        None => Url::parse(input).ok()?,
    };
    Some(HostValue::Json(parts(&url)))
}

/// The parts after one of them was set. What cannot be set changes nothing.
pub(super) fn set(href: &str, part: UrlPart, value: &str) -> Option<HostValue> {
    let mut url = Url::parse(href).ok()?;
    let _unchanged = match part {
        UrlPart::Protocol => quirks::set_protocol(&mut url, value),
        UrlPart::Username => quirks::set_username(&mut url, value),
        UrlPart::Password => quirks::set_password(&mut url, value),
        UrlPart::Host => quirks::set_host(&mut url, value),
        UrlPart::Hostname => quirks::set_hostname(&mut url, value),
        UrlPart::Port => quirks::set_port(&mut url, value),
        UrlPart::Pathname => {
            quirks::set_pathname(&mut url, value);
            Ok(())
        }
        UrlPart::Search => {
            quirks::set_search(&mut url, value);
            Ok(())
        }
        UrlPart::Hash => {
            quirks::set_hash(&mut url, value);
            Ok(())
        }
    };
    Some(HostValue::Json(parts(&url)))
}

fn parts(url: &Url) -> String {
    json!({
        "href": quirks::href(url), "origin": quirks::origin(url), "protocol": quirks::protocol(url),
        "username": quirks::username(url), "password": quirks::password(url), "host": quirks::host(url),
        "hostname": quirks::hostname(url), "port": quirks::port(url), "pathname": quirks::pathname(url),
        "search": quirks::search(url), "hash": quirks::hash(url),
    })
    .to_string()
}

/// The pairs of a query.
///
/// Shape: `[[name, value], …]`
pub(super) fn parse_query(query: &str) -> HostValue {
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    HostValue::Json(json!(pairs).to_string())
}

/// The query of such pairs.
pub(super) fn write_query(pairs: Json) -> Option<HostValue> {
    let pairs: Vec<(String, String)> = serde_json::from_value(pairs.0?).ok()?;
    Some(HostValue::Text(form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()))
}
