//! Turns a resolved request into one for the wire: headers in Postman's order, the body in its mode.
//!
//! Source: `docs/postman-semantics.md` §3.2, Headers, and §3.3, Methods and bodies (postman-runtime 7.39, `lib/requester`).

use super::body::{Files, Lost, payload};
use super::profile::{flag, is_disabled, url_encoding};
use crate::authority::UserInfo;
use crate::collection::{Profile, Request, Url};
use crate::http::{self, FailureKind, Headers, Payload, RequestFailure, UrlEncoding, UrlParts};

/// Methods whose body is dropped unless `disableBodyPruning` is set.
const BODILESS: [&str; 5] = ["GET", "COPY", "HEAD", "PURGE", "UNLOCK"];

/// A request for the wire, without the default headers.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) request: http::Request,
    /// What the user should be warned of.
    pub(super) warnings: Vec<String>,
}

/// Builds the request for the wire.
///
/// # Errors
///
/// Fails when the URL is empty, and when a file of the body cannot be sent; newman sends the request without it.
pub(super) fn build(
    request: &Request,
    profile: &Profile,
    files: Files<'_>,
    boundary: impl FnOnce() -> String,
) -> Result<Built, RequestFailure> {
    if request.url.is_empty() {
        return Err(failure("runtime:extensions~request: request url is empty"));
    }
    let mut lost = Vec::new();
    let mut headers = user_headers(request);
    let prune = BODILESS.contains(&request.method.as_str()) && !flag(profile, "disableBodyPruning");
    let body = request.body.as_ref().filter(|_| !prune);
    let own_type = headers.get("content-type").map(str::to_owned);
    let (payload, content_type) = match body {
        Some(body) => payload(body, own_type.as_deref(), files, boundary, &mut lost),
        None => (Payload::None, None),
    };
    if !lost.is_empty() && !files.compat.sends_without_lost_files() {
        let root = files.root();
        let told: Vec<_> = lost.iter().map(|lost| lost.sentence(&root)).collect();
        return Err(failure(&told.join("; ")));
    }
    let warnings = lost.iter().map(Lost::newmans_words).collect();
    if let Some(content_type) = content_type.filter(|_| !is_disabled(profile, "content-type")) {
        match &own_type {
            None => headers.push_system("Content-Type", content_type.value),
            Some(own) if !content_type.allows(own) => headers.set_only("Content-Type", content_type.value),
            Some(_) => {}
        }
    }
    let url = encode(&request.url, url_encoding(profile));
    // A method that is an empty text is sent as the default, and reported as written.
    let method = if request.method.is_empty() { "GET".to_owned() } else { request.method.clone() };
    Ok(Built { request: http::Request { method, url, headers, payload }, warnings })
}

/// Adds what Postman sends with every request, unless the user's headers or the profile say otherwise.
pub(super) fn add_defaults(request: &mut http::Request, profile: &Profile, token: &str, agent: &str) {
    let host = http::host_of(&request.url).to_owned();
    let defaults = [
        ("User-Agent", agent),
        ("Accept", "*/*"),
        ("Cache-Control", "no-cache"),
        ("Postman-Token", token),
        ("Host", &host),
        ("Accept-Encoding", "gzip, deflate, br"),
        ("Connection", "keep-alive"),
    ];
    // An empty Host header of the user is filled in.
    if request.headers.get("host") == Some("") {
        request.headers.set_system("Host", host.as_str());
    }
    for (name, value) in defaults {
        if !request.headers.has(name) && !is_disabled(profile, name) {
            request.headers.push_system(name, value);
        }
    }
    if is_form(request) {
        request.headers.move_last("content-type");
    }
}

/// True for a form whose `Content-Type` was generated: that header stands behind the others.
///
/// Source: newman 6.2.2, recorded on the wire.
fn is_form(request: &http::Request) -> bool {
    let generated = request.headers.iter().find(|header| header.system && header.name == "Content-Type");
    generated.is_some_and(|header| {
        matches!(request.payload, Payload::Form { .. }) || header.value == "application/x-www-form-urlencoded"
    })
}

/// The user's headers as newman sends them.
///
/// Headers with the same name stand together, in the place of the first. Of names that differ in case only, the one
/// whose spelling came up last is sent, in the place of the first. A header without a name is left out.
///
/// Source: newman 6.2.2, whose headers are members of a JavaScript object before Node.js takes them.
fn user_headers(request: &Request) -> Headers {
    let given: Vec<_> = request.headers.iter().filter(|header| !header.key.is_empty()).collect();
    let mut names: Vec<&str> = Vec::new();
    for header in &given {
        if !names.contains(&header.key.as_str()) {
            names.push(&header.key);
        }
    }
    let mut headers = Headers::default();
    for (place, name) in names.iter().enumerate() {
        if names[..place].iter().any(|earlier| earlier.eq_ignore_ascii_case(name)) {
            continue;
        }
        let last = names.iter().rfind(|other| other.eq_ignore_ascii_case(name)).unwrap_or(name);
        for same in given.iter().filter(|header| header.key == **last) {
            let push = if same.system { Headers::push_system } else { Headers::push };
            push(&mut headers, same.key.clone(), same.value.clone());
        }
    }
    headers
}

fn encode(url: &Url, encoding: UrlEncoding) -> String {
    let (host, path, query) = (url.host.join("."), url.path_text(), url.query_text());
    let parts = UrlParts {
        protocol: url.protocol.as_deref(),
        user_info: url.auth.as_ref().map(|(user, password)| UserInfo { user, password: password.as_deref() }),
        host: &host,
        port: url.port.as_deref(),
        path: &path,
        query: query.as_deref(),
        fragment: url.hash.as_deref(),
    };
    parts.encode(encoding)
}

/// A request that cannot be sent.
pub(super) fn failure(message: &str) -> RequestFailure {
    RequestFailure { kind: FailureKind::Invalid, code: None, message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    use crate::collection::parse_request;
    use crate::compat::Compat;
    use serde_json::{Value, json};

    fn built(request: &Value) -> http::Request {
        let files = Files { working_dir: Path::new("/nowhere"), anywhere: true, compat: Compat::Postman };
        let built = build(&parse_request(request), &Profile::new(), files, || "B".to_owned());
        let mut request = built.expect("can be built").request;
        add_defaults(&mut request, &Profile::new(), "t", "postino/0");
        request
    }

    #[test]
    fn headers_are_in_postmans_order() {
        let request =
            built(&json!({"method": "POST", "url": "h:81/p", "header": [{"key": "accept", "value": "a"}],
            "body": {"mode": "raw", "raw": "x"}}));
        let names: Vec<_> = request.headers.iter().map(|header| header.name.as_str()).collect();
        let expected = ["accept", "Content-Type", "User-Agent", "Cache-Control", "Postman-Token", "Host"];
        assert_eq!(names[..6], expected);
        assert_eq!(request.headers.get("host"), Some("h:81"));
    }

    #[test]
    fn of_names_that_differ_in_case_the_last_spelling_is_sent() {
        let header = |key: &str, value: &str| json!({"key": key, "value": value});
        let request = built(&json!({"url": "http://h",
            "header": [header("A", "1"), header("A", "2"), header("b", "3"), header("B", "4")]}));
        let sent: Vec<_> = request.headers.iter().take(3).map(|header| header.value.as_str()).collect();
        assert_eq!(sent, ["1", "2", "4"]);
        let request = built(&json!({"url": "http://h", "header": [header("a", "1"), header("A", "2"),
            header("a", "3")]}));
        assert_eq!(request.headers.iter().next().map(|header| header.value.as_str()), Some("2"));
    }

    #[test]
    fn an_empty_host_header_becomes_the_host_of_the_url() {
        let request = built(&json!({"url": "http://h", "header": [{"key": "Host", "value": ""}]}));
        assert_eq!(request.headers.get("host"), Some("h"));
    }

    #[test]
    fn a_get_is_sent_without_its_body() {
        let request = built(&json!({"url": "http://h", "body": {"mode": "raw", "raw": "x"}}));
        assert!(matches!(request.payload, Payload::None));
    }

    #[test]
    fn an_empty_url_is_refused_in_newmans_words() {
        let files = Files { working_dir: Path::new("/"), anywhere: true, compat: Compat::Postman };
        let error =
            build(&parse_request(&json!({})), &Profile::new(), files, String::new).expect_err("refused");
        assert_eq!(error.message, "runtime:extensions~request: request url is empty");
    }
}
