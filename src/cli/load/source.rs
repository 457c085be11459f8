//! Where an input comes from: a file, a URL, or Postman's own API.
//!
//! # Design
//!
//! 2026-11-30: URLs are fetched with postino's own client, which takes the run's proxies and authorities and whose
//! failures have newman's words. Rejected: reqwest 0.13 with rustls made by us. It was measured: the release binary
//! grows from 23.90 MB to 25.03 MB, more than the 1 MB that it may cost.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::Context as _;
use postino::AGENT;
use postino::clock::Clock;
use postino::http::{
    Client, ClientOptions, CookieJar, Headers, Payload, Request, RequestFailure, SendOptions, UrlEncoding,
    encode_url, host_of,
};
use postino::secret::{SecretCollector, SecretString};
use serde_json::Value;
use tokio::runtime;

use super::error::LoadErrorKind;

const POSTMAN_API: &str = "https://api.postman.com";
const POSTMAN_HOSTS: [&str; 2] = ["api.postman.com", "api.getpostman.com"];

/// An input's text as bytes.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) bytes: Vec<u8>,
    /// The status code of a URL's answer.
    pub(super) code: Option<u16>,
    /// `collection` or `environment` from Postman's API; `resource` from any other URL.
    pub(super) resource: String,
}

/// The key of Postman's API, and the kind of thing that a bare id names there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Api<'a> {
    pub(super) key: Option<&'a SecretString>,
    pub(super) secrets: Option<&'a SecretCollector>,
    /// `collections` or `environments`; nothing else has ids there.
    pub(super) kind: Option<&'a str>,
    /// JSON is wanted, which the server is told.
    pub(super) json: bool,
    /// Proxies and authorities; the client's own where there is no run.
    pub(super) network: Option<&'a ClientOptions>,
}

/// The location as it may be shown: without a key for Postman's API.
pub(super) fn shown(path: &Path) -> PathBuf {
    let location = path.to_string_lossy();
    if is_url(&location) && is_postmans(&location) {
        without_key(&location).0.into()
    } else {
        path.to_owned()
    }
}

/// True for a location that is fetched.
pub(super) fn is_url(location: &str) -> bool {
    location.starts_with("http://") || location.starts_with("https://")
}

/// Reads a file, a URL, or an id of Postman's API.
pub(super) fn read(path: &Path, api: Api<'_>) -> Result<Fetched, LoadErrorKind> {
    let location = path.to_string_lossy();
    let by_id = api.kind.zip(api.key).filter(|_| !path.exists() && is_uid(&location));
    if let Some((kind, key)) = by_id {
        return fetch(&format!("{POSTMAN_API}/{kind}/{location}"), api, Some(key.expose()));
    }
    if is_url(&location) {
        return fetch(&location, api, api.key.map(SecretString::expose));
    }
    let bytes = fs::read(path).map_err(LoadErrorKind::Unreadable)?;
    Ok(Fetched { bytes, code: None, resource: "resource".to_owned() })
}

/// An owner's number or name, a dash, and a UUID.
///
/// Shape: `1234567-8f3f1bb1-6a4e-4d53-9e8a-2b2f5a9d2f10`
pub(super) fn is_uid(text: &str) -> bool {
    let Some(split) = text.len().checked_sub(37).filter(|at| text.is_char_boundary(*at)) else {
        return false;
    };
    let (owner, id) = text.split_at(split);
    let owner_is_plain = !owner.is_empty() && owner.chars().all(|c| c.is_ascii_alphanumeric());
    owner_is_plain && id.strip_prefix('-').is_some_and(|id| uuid::Uuid::try_parse(id).is_ok())
}

/// Only Postman's hosts get the key. It is the URL's `apikey`, which is taken out of the URL, or else the user's.
fn fetch(url: &str, api: Api<'_>, key: Option<&str>) -> Result<Fetched, LoadErrorKind> {
    let mut headers = Headers::default();
    let mut resource = "resource".to_owned();
    let (url, in_url) = if is_postmans(url) { without_key(url) } else { (url.to_owned(), None) };
    let refused = |failure| LoadErrorKind::Unreachable { url: url.clone(), failure };
    let encoded = encode_url(&url, UrlEncoding::Postman).map_err(refused)?;
    if is_postmans(&encoded) {
        let first = encoded.split('/').nth(3).unwrap_or_default().split('?').next().unwrap_or_default();
        first.strip_suffix('s').unwrap_or(first).clone_into(&mut resource);
        if let Some(key) = in_url.as_deref().or(key) {
            if let Some(secrets) = api.secrets {
                secrets.add(key);
            }
            headers.push("X-Api-Key", key);
        }
    }
    headers.push("User-Agent", AGENT);
    headers.push("Host", host_of(&encoded));
    if api.json {
        headers.push("Accept", "application/json");
    }
    headers.push("Connection", "keep-alive");
    let request = Request { method: "GET".to_owned(), url: encoded, headers, payload: Payload::None };
    let response = send(&request, api.network).map_err(refused)?;
    Ok(Fetched { bytes: response.body.to_vec(), code: Some(response.code), resource })
}

fn send(
    request: &Request,
    network: Option<&ClientOptions>,
) -> Result<postino::http::Response, RequestFailure> {
    static RUNTIME: LazyLock<runtime::Runtime> = LazyLock::new(|| {
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        runtime.context("cannot start the runtime").expect("a thread's event loop can be made")
    });
    let client = Client::new(network.cloned().unwrap_or_default(), Clock::system());
    let mut options = SendOptions::default().with_timeout(std::time::Duration::from_mins(1));
    // A redirect must not carry the key to another host.
    options.follow_redirects = !request.headers.has("x-api-key");
    let jar = CookieJar::default();
    RUNTIME.block_on(client.send(request, &options, &jar)).outcome
}

fn is_postmans(url: &str) -> bool {
    let host = host_of(url).to_lowercase();
    POSTMAN_HOSTS.contains(&host.split(':').next().unwrap_or_default())
}

/// The URL without its `apikey` parameter, and the value of that parameter.
fn without_key(url: &str) -> (String, Option<String>) {
    let Some((before, query)) = url.split_once('?') else { return (url.to_owned(), None) };
    let (keys, others): (Vec<&str>, Vec<&str>) =
        query.split('&').partition(|pair| pair.split('=').next() == Some("apikey"));
    let key = keys.first().and_then(|pair| pair.split_once('=')).map(|(_, key)| key.to_owned());
    let others = others.join("&");
    (if others.is_empty() { before.to_owned() } else { format!("{before}?{others}") }, key)
}

/// An answer other than 200.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    code: u16,
    /// The message in the answer.
    said: Option<String>,
    /// As in [`Fetched`].
    pub(super) resource: String,
}

impl Refusal {
    /// `None` when the answer has the code 200.
    pub(super) fn of(fetched: &Fetched, body: Option<&Value>) -> Option<Self> {
        let code = fetched.code.filter(|code| *code != 200)?;
        let said = body.and_then(|body| body.pointer("/error/message")).and_then(Value::as_str);
        Some(Self { code, said: said.map(str::to_owned), resource: fetched.resource.clone() })
    }

    /// True when Postman's API refused.
    pub(super) fn is_of_postman(&self) -> bool {
        self.resource != "resource"
    }
}

/// The message in the answer, else newman's sentence.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(said) = &self.said {
            return f.write_str(said);
        }
        let (resource, code) = (&self.resource, self.code);
        write!(f, "Error fetching {resource}, the provided URL returned status code: {code}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_and_a_uuid_are_an_id_of_postmans_api() {
        for id in ["123-8f3f1bb1-6a4e-4d53-9e8a-2b2f5a9d2f10", "aB9-8f3f1bb1-6a4e-4d53-9e8a-2b2f5a9d2f10"] {
            assert!(is_uid(id), "{id}");
        }
        for other in
            ["8f3f1bb1-6a4e-4d53-9e8a-2b2f5a9d2f10", "a.json", "é-8f3f1bb1-6a4e-4d53-9e8a-2b2f5a9d2f10"]
        {
            assert!(!is_uid(other), "{other}");
        }
    }

    #[test]
    fn the_key_leaves_the_url() {
        let (url, key) = without_key("https://api.postman.com/collections/1?a=b&apikey=K");
        assert_eq!((url.as_str(), key.as_deref()), ("https://api.postman.com/collections/1?a=b", Some("K")));
    }

    #[test]
    fn a_refusal_is_said_in_the_servers_words_or_newmans() {
        let fetched = Fetched { bytes: Vec::new(), code: Some(404), resource: "collection".to_owned() };
        let body = serde_json::json!({"error": {"message": "gone"}});
        let told = |body| Refusal::of(&fetched, body).map(|refusal| refusal.to_string());
        assert_eq!(told(Some(&body)).as_deref(), Some("gone"));
        let newmans = "Error fetching collection, the provided URL returned status code: 404";
        assert_eq!(told(None).as_deref(), Some(newmans));
    }
}
