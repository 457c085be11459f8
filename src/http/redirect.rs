//! Redirects: makes the request of the next hop.
//!
//! Source: postman-request 2.88, `lib/redirect.js` (`docs/postman-semantics.md` §5.1, Redirects).

use super::url::Destination;
use super::{Payload, Request, RequestFailure, SendOptions, Site};

/// The request of the next hop; `None` when the response is not a redirect.
///
/// # Errors
///
/// Fails when `Location` cannot be used.
pub(super) fn follow(
    request: &Request,
    code: u16,
    location: Option<&str>,
    options: &SendOptions,
) -> Result<Option<Request>, RequestFailure> {
    let Some(location) = location.filter(|text| (300..400).contains(&code) && !text.is_empty()) else {
        return Ok(None);
    };
    let from = Destination::of(&request.url)?;
    let url = super::encode_url(&absolute(&from, location), options.url_encoding).map_err(misled)?;
    let to = Destination::of(&url)?;
    let mut next = Request { url, ..request.clone() };
    let keeps = options.keep_method_on_redirect || matches!(code, 307 | 308);
    if !keeps {
        if request.method != "HEAD" {
            "GET".clone_into(&mut next.method);
        }
        next.payload = Payload::None;
        next.headers.remove("content-type");
        next.headers.remove("content-length");
    }
    let same_origin = from.secure == to.secure && from.host == to.host && from.port == to.port;
    let (drops_auth, drops_cookie) = match options.site {
        Site::Origin => (!same_origin, !same_origin),
        Site::Host => (from.host != to.host, false),
    };
    if drops_auth && !options.keep_auth_on_redirect {
        next.headers.remove("authorization");
    }
    if drops_cookie {
        next.headers.remove("cookie");
    }
    if options.send_referer {
        next.headers.set_system("Referer", from.url());
    }
    // A redirect replaces the user's own `Host`, but keeps the case of its name.
    if next.headers.has("host") {
        next.headers.set_system("Host", to.authority());
        next.headers.move_last("host");
    }
    if matches!(next.payload, Payload::Form { .. }) {
        next.headers.remove("content-length");
        next.headers.move_last("content-type");
    }
    Ok(Some(next))
}

fn misled(failure: RequestFailure) -> RequestFailure {
    match failure.message.strip_prefix("Invalid URI") {
        Some(_) => {
            let message = format!("{}. This can be caused by a crappy redirection.", failure.message);
            RequestFailure { message, ..failure }
        }
        None => failure,
    }
}

/// Resolves a `Location` against the URL that sent it.
fn absolute(from: &Destination, location: &str) -> String {
    let protocol = if from.secure { "https" } else { "http" };
    let scheme = location.split_once("://").map(|(scheme, _)| scheme);
    if scheme.is_some_and(|scheme| !scheme.is_empty() && !scheme.contains(['/', '?', '#'])) {
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
        Some('#') => format!("{base}{}{location}", from.path),
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

    fn from() -> Destination {
        Destination::of("http://a/x/y?z").expect("a destination")
    }

    fn hop(code: u16, location: &str) -> Request {
        follow(&request(), code, Some(location), &SendOptions::default())
            .expect("a destination")
            .expect("a redirect")
    }

    #[test]
    fn a_post_becomes_a_get_without_a_body_except_after_307_and_308() {
        assert_eq!(hop(302, "/b").method, "GET");
        assert!(matches!(hop(302, "/b").payload, Payload::None));
        assert_eq!(hop(307, "/b").method, "POST");
    }

    #[test]
    fn locations_are_resolved_against_the_url() {
        let urls = ["b", "/b", "?q", "//h/b", "https://h/b"].map(|location| hop(302, location).url);
        assert_eq!(urls, ["http://a/x/b", "http://a/b", "http://a/x/y?q", "http://h/b", "https://h/b"]);
        let urls = ["#f", "://b", "b?u=http://c", ""].map(|location| absolute(&from(), location));
        assert_eq!(urls, ["http://a/x/y?z#f", "http://a/x/://b", "http://a/x/b?u=http://c", "http://a/x/"]);
    }

    #[test]
    fn an_empty_location_is_not_a_redirect_and_a_bad_one_fails() {
        let follow = |location| follow(&request(), 302, Some(location), &SendOptions::default());
        assert!(follow("").expect("no failure").is_none());
        let message = |location| follow(location).expect_err("refused").message;
        assert_eq!(message("foo://x/"), "Invalid protocol: foo:");
        assert_eq!(
            message("http://"),
            "Invalid URI \"http:///\". This can be caused by a crappy redirection."
        );
    }

    #[test]
    fn the_host_is_the_last_header_after_the_referer() {
        let names: Vec<_> = hop(302, "/b").headers.iter().map(|header| header.name.clone()).collect();
        assert_eq!(names, ["Authorization", "Referer", "Host"]);
    }

    /// Whether `Authorization` and `Cookie` are sent to `location`.
    fn credentials_at(location: &str, options: &SendOptions) -> [bool; 2] {
        let mut request = request();
        request.headers.push("Cookie", "sid=1");
        let next =
            follow(&request, 302, Some(location), options).expect("a destination").expect("a redirect");
        ["authorization", "cookie"].map(|name| next.headers.has(name))
    }

    const ELSEWHERE: [&str; 3] = ["http://other/b", "http://a:81/b", "https://a/b"];

    #[test]
    fn credentials_stay_at_their_scheme_host_and_port() {
        let options = SendOptions::default();
        assert_eq!(credentials_at("http://a:80/b", &options), [true, true]);
        assert_eq!(ELSEWHERE.map(|location| credentials_at(location, &options)), [[false, false]; 3]);
    }

    #[test]
    fn an_item_may_send_its_authorization_to_another_site_but_no_cookie() {
        let options = SendOptions { keep_auth_on_redirect: true, ..SendOptions::default() };
        assert_eq!(ELSEWHERE.map(|location| credentials_at(location, &options)), [[true, false]; 3]);
    }

    #[test]
    fn newman_keeps_cookies_everywhere_and_authorization_at_all_ports_of_a_host() {
        let options = SendOptions { site: Site::Host, ..SendOptions::default() };
        let kept = ELSEWHERE.map(|location| credentials_at(location, &options));
        assert_eq!(kept, [[false, true], [true, true], [true, true]]);
    }

    #[test]
    fn another_host_gets_its_own_host_header() {
        assert_eq!(hop(302, "http://other/b").headers.get("host"), Some("other"));
    }
}
