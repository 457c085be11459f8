//! `URL` and `URLSearchParams`: the WHATWG's parser and serialiser.

use serde_json::{Value, json};
use url::{Url, form_urlencoded, quirks};

use super::super::reply::Reply;
use super::argument::{Argument, text};

pub(super) fn url(member: &str, arguments: &[Argument]) -> Option<Reply> {
    match member {
        "parse" => parse(text(arguments, 0)?, text(arguments, 1)),
        "set" => set(text(arguments, 0)?, text(arguments, 1)?, text(arguments, 2)?),
        _ => None,
    }
}

/// The parts of a URL, relative to a base where there is one; `None` where it is invalid.
fn parse(input: &str, base: Option<&str>) -> Option<Reply> {
    let url = match base {
        Some(base) => Url::parse(base).ok()?.join(input).ok()?,
        None => Url::parse(input).ok()?,
    };
    Some(Reply::Json(parts(&url)))
}

/// The parts after one of them was set. What cannot be set changes nothing.
fn set(href: &str, part: &str, value: &str) -> Option<Reply> {
    let mut url = Url::parse(href).ok()?;
    let _unchanged = match part {
        "protocol" => quirks::set_protocol(&mut url, value),
        "username" => quirks::set_username(&mut url, value),
        "password" => quirks::set_password(&mut url, value),
        "host" => quirks::set_host(&mut url, value),
        "hostname" => quirks::set_hostname(&mut url, value),
        "port" => quirks::set_port(&mut url, value),
        "pathname" => {
            quirks::set_pathname(&mut url, value);
            Ok(())
        }
        "search" => {
            quirks::set_search(&mut url, value);
            Ok(())
        }
        "hash" => {
            quirks::set_hash(&mut url, value);
            Ok(())
        }
        _ => Err(()),
    };
    Some(Reply::Json(parts(&url)))
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

pub(super) fn query(member: &str, arguments: &[Argument]) -> Option<Reply> {
    let input = text(arguments, 0)?;
    match member {
        "parse" => {
            let pairs: Vec<_> = form_urlencoded::parse(input.as_bytes()).collect();
            Some(Reply::Json(json!(pairs).to_string()))
        }
        "write" => {
            let pairs: Vec<(String, String)> = serde_json::from_str::<Value>(input)
                .ok()
                .and_then(|value| serde_json::from_value(value).ok())?;
            Some(Reply::Text(form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()))
        }
        _ => None,
    }
}
