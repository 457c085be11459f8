//! What a redirect makes of a request.
//!
//! Source: postman-request 2.88, `lib/redirect.js` (postman-semantics §5.1).

use super::url::Target;
use super::{Payload, Request, SendOptions};

/// The request of the next hop; `None` when the response is no redirect.
pub(super) fn follow(
    request: &Request,
    code: u16,
    location: Option<&str>,
    options: &SendOptions,
) -> Option<Request> {
    let location = location.filter(|_| (300..400).contains(&code))?;
    let from = Target::of(&request.url).ok()?;
    let url = super::encode_url(&absolute(&from, location)).ok()?;
    let to = Target::of(&url).ok()?;
    let mut next = Request { url, ..request.clone() };
    let keeps = options.keep_method_on_redirect || matches!(code, 307 | 308);
    if !keeps {
        next.method = if request.method == "HEAD" { "HEAD" } else { "GET" }.to_owned();
        next.payload = Payload::None;
        next.headers.remove("content-type");
        next.headers.remove("content-length");
    }
    if from.host != to.host && !options.keep_auth_on_redirect {
        next.headers.remove("authorization");
    }
    if request.headers.has("host") && from.authority() != to.authority() {
        let mut headers = super::Headers::default();
        for header in &next.headers {
            let value =
                if header.name.eq_ignore_ascii_case("host") { to.authority() } else { header.value.clone() };
            headers.push_system(header.name.clone(), value);
        }
        next.headers = headers;
    }
    if options.send_referer {
        next.headers.remove("referer");
        next.headers.push_system("Referer", from.url());
    }
    Some(next)
}

/// Resolves a `Location` against the URL that sent it.
fn absolute(from: &Target, location: &str) -> String {
    let protocol = if from.secure { "https" } else { "http" };
    if location.contains("://") && location.find("://") < location.find(['/', '?']).map(|at| at + 1) {
        return location.to_owned();
    }
    if let Some(rest) = location.strip_prefix("//") {
        return format!("{protocol}://{rest}");
    }
    let base = format!("{protocol}://{}", from.authority());
    let path = from.path.split('?').next().unwrap_or("/");
    match location.chars().next() {
        Some('/') => format!("{base}{location}"),
        Some('?') => format!("{base}{path}{location}"),
        _ => format!("{base}{}/{location}", path.rsplit_once('/').map_or("", |(folder, _)| folder)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Headers;

    fn request() -> Request {
        let mut headers = Headers::default();
        headers.push("Authorization", "x");
        headers.push("Host", "a");
        Request {
            method: "POST".into(),
            url: "http://a/x/y?z".into(),
            headers,
            payload: Payload::Bytes("body".into()),
        }
    }

    fn hop(code: u16, location: &str) -> Request {
        follow(&request(), code, Some(location), &SendOptions::default()).expect("a redirect")
    }

    #[test]
    fn a_post_becomes_a_get_without_a_body_but_for_307_and_308() {
        assert_eq!(hop(302, "/b").method, "GET");
        assert!(matches!(hop(302, "/b").payload, Payload::None));
        assert_eq!(hop(307, "/b").method, "POST");
    }

    #[test]
    fn locations_are_resolved_against_the_url() {
        let urls = ["b", "/b", "?q", "//h/b", "https://h/b"].map(|location| hop(302, location).url);
        assert_eq!(urls, ["http://a/x/b", "http://a/b", "http://a/x/y?q", "http://h/b", "https://h/b"]);
    }

    #[test]
    fn authorization_does_not_go_to_another_host() {
        assert!(hop(302, "/b").headers.has("authorization"));
        let next = hop(302, "http://other/b");
        assert!(!next.headers.has("authorization"));
        assert_eq!(next.headers.get("host"), Some("other"));
    }
}
