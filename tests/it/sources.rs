//! Inputs from URLs and from Postman's API. The API key is sent only to Postman.

use serde_json::json;

use crate::support::{Case, Ran, Server};

const UID: &str = "1234-8f3f1bb1-6a4e-4d53-9e8a-2b2f5a9d2f10";
const KEY: &str = "PMAK-s3cr3t-key";

/// Runs postino with a proxy that stands in for Postman's API.
fn through(proxy: &Server, case: &Case, arguments: &[&str]) -> Ran {
    let done = case.command(arguments).env("HTTP_PROXY", &proxy.url).output().expect("postino starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { code: done.status.code().unwrap_or(-1), out: text(&done.stdout), err: text(&done.stderr) }
}

fn head<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    request.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[test]
fn a_key_in_the_url_of_postmans_api_becomes_a_header() {
    let api = Server::json(json!({"collection": {"info": {"name": "from the API"}, "item": []}}).to_string());
    let url = format!("http://api.getpostman.com/collections/{UID}?apikey={KEY}&format=2");
    let ran = through(&api, &Case::new(), &["run", &url, "--allow-empty"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("from the API"), "{}", ran.out);
    let request = &api.requests()[0];
    assert!(
        request.starts_with(&format!("GET http://api.getpostman.com/collections/{UID}?format=2 ")),
        "{request}"
    );
    assert_eq!(head(request, "X-Api-Key"), Some(KEY));
}

#[test]
fn the_key_of_the_option_is_sent_only_to_postman_and_the_urls_key_overrides_it() {
    let server = Server::json(json!({"item": []}).to_string());
    let options = ["--allow-empty", "--postman-api-key", "PMAK-of-the-option"];
    let ask = |url: &str| {
        let ran = through(&server, &Case::new(), &[&["run", url], &options[..]].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        server.requests().last().cloned().unwrap_or_default()
    };
    let request = ask("http://api.postman.com/collections/1");
    assert_eq!(head(&request, "X-Api-Key"), Some("PMAK-of-the-option"));
    let request = ask(&format!("http://API.postman.com/collections/1?apikey={KEY}"));
    assert_eq!(head(&request, "X-Api-Key"), Some(KEY));
    let request = ask("http://example.invalid/c.json?apikey=stays");
    assert_eq!(head(&request, "X-Api-Key"), None);
    assert!(request.starts_with("GET http://example.invalid/c.json?apikey=stays "), "{request}");
}

#[test]
fn no_message_and_no_report_shows_a_key() {
    let refusing = Server::answering(
        "HTTP/1.1 401 Unauthorized",
        "{\"error\": {\"name\": \"AuthenticationError\", \"message\": \"Invalid API Key. Every request requires a valid API Key to be sent.\"}}",
    );
    let url = format!("http://api.postman.com/collections/{UID}?apikey={KEY}");
    for compat in [&[][..], &["--compat", "newman"]] {
        let ran = through(&refusing, &Case::new(), &[&["run", url.as_str()], compat].concat());
        assert!(ran.code != 0 && !ran.err.contains(KEY), "{}", ran.err);
        assert!(ran.err.contains("Invalid API Key. Every request requires"), "{}", ran.err);
    }
    let target = Server::json("{}");
    let leaking = json!({"item": [{"name": KEY, "request": format!("{}/?k={KEY}", target.url)}]});
    let api = Server::json(leaking.to_string());
    let case = Case::new();
    let done = case
        .command(&[
            "run",
            &url,
            "-r",
            "cli,json,html",
            "--reporter-json-export",
            "r.json",
            "--reporter-html-export",
            "r.html",
        ])
        .envs([("HTTP_PROXY", &*api.url), ("NO_PROXY", "127.0.0.1")])
        .output()
        .expect("postino starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    for text in [String::from_utf8_lossy(&done.stdout).into_owned(), case.read("r.json"), case.read("r.html")]
    {
        assert!(!text.contains(KEY), "{text}");
    }
}

#[test]
fn a_uid_is_fetched_from_postmans_api_over_tls() {
    // The proxy has no certificate for Postman's host, so it reads the name in CONNECT and refuses.
    let proxy = Server::answering("HTTP/1.1 403 Forbidden", "");
    let case = Case::new();
    let ran = through(&proxy, &case, &["run", UID, "--postman-api-key", KEY]);
    assert_eq!(ran.code, 3);
    assert!(proxy.requests()[0].starts_with("CONNECT api.postman.com:443 "), "{}", proxy.requests()[0]);
    assert!(!proxy.requests()[0].contains(KEY) && !ran.err.contains(KEY), "{}", ran.err);
    let file =
        case.write(UID, "{\"item\": []}").postino(&["run", UID, "--allow-empty", "--postman-api-key", KEY]);
    assert_eq!(file.code, 0, "a file of that name is read: {}", file.err);
}

#[test]
fn a_uid_without_a_key_gives_an_error_that_says_so() {
    let ran = Case::new().postino(&["run", UID]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("hint: for an id of Postman's API, give --postman-api-key"), "{}", ran.err);
}

#[test]
fn a_redirect_does_not_get_the_key() {
    let other = Server::json("{}");
    let api = Server::answering(
        Box::leak(format!("HTTP/1.1 302 Found\r\nLocation: {}/steal", other.url).into_boxed_str()),
        "{}",
    );
    let url = format!("http://api.postman.com/collections/1?apikey={KEY}");
    let ran = through(&api, &Case::new(), &["run", &url]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("returned status code: 302"), "{}", ran.err);
    assert!(!other.was_called());
}

#[test]
fn an_invalid_answer_gives_a_clear_error() {
    let ask = |head: &'static str, body: &str| {
        let server = Server::answering(head, body);
        let ran = Case::new().postino(&["run", &server.url]);
        assert_eq!(ran.code, 3, "{}", ran.err);
        ran.err
    };
    assert!(ask("HTTP/1.1 200 OK", "").contains("is empty"));
    let missing = ask("HTTP/1.1 404 Not Found", "<html>gone</html>");
    assert!(missing.contains("the provided URL returned status code: 404"), "{missing}");
    assert!(missing.contains("hint: check the address"), "{missing}");
    let html = ask("HTTP/1.1 200 OK", "<html>sign in</html>");
    assert!(
        html.contains("is an HTML page, not a collection\nhint: was it downloaded behind a sign-in?"),
        "{html}"
    );
}

#[test]
fn inputs_are_fetched_through_the_proxy_of_the_option() {
    let proxy = Server::json(json!({"item": []}).to_string());
    let ran = Case::new().postino(&[
        "run",
        "http://example.invalid/c.json",
        "--allow-empty",
        "--proxy",
        &proxy.url,
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(proxy.requests()[0].starts_with("GET http://example.invalid/c.json "));
}
