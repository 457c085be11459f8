//! Auth: a server verifies every signature with its own code, and no output shows a secret.

use std::io::{BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use crate::support::{Case, Ran, read_request, script};

#[path = "../oracle/server/auth.rs"]
mod verifier;

/// A server that records each request with the number of its connection, and answers as the verifier decides.
struct Server {
    url: String,
    seen: Arc<Mutex<Vec<(usize, String)>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        thread::spawn(move || {
            for (number, stream) in listener.incoming().flatten().enumerate() {
                let log = Arc::clone(&log);
                thread::spawn(move || serve(number, stream, &log));
            }
        });
        Self { url, seen }
    }

    /// The numbers of the connections with the request lines, in order.
    fn requests(&self) -> Vec<(usize, String)> {
        let seen = self.seen.lock().expect("not poisoned");
        seen.iter()
            .map(|(number, text)| (*number, text.lines().next().unwrap_or_default().to_owned()))
            .collect()
    }

    fn count(&self, path: &str) -> usize {
        self.requests().iter().filter(|(_, line)| line.contains(path)).count()
    }
}

fn serve(number: usize, mut stream: std::net::TcpStream, log: &Mutex<Vec<(usize, String)>>) {
    let mut connection = verifier::Connection::default();
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    while let Some(text) = read_request(&mut reader) {
        log.lock().expect("not poisoned").push((number, text.clone()));
        let (head, body) = text.split_once("\r\n\r\n").expect("a whole request");
        let mut line = head.lines().next().expect("a request line").split(' ');
        let asked = verifier::Asked {
            method: line.next().expect("a method"),
            target: line.next().expect("a target"),
            authorization: head.lines().find_map(|line| line.strip_prefix("Authorization: ")),
            body,
        };
        let (status, lines, body) =
            verifier::answer(&asked, &mut connection).unwrap_or_else(|| (404, String::new(), String::new()));
        let answer = format!("HTTP/1.1 {status} X\r\n{lines}Content-Length: {}\r\n\r\n{body}", body.len());
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

fn item(url: &str, scheme: &str, params: &Value) -> Value {
    json!({
        "name": url,
        "request": {
            "method": "POST", "url": url, "body": {"mode": "raw", "raw": "a body"},
            "auth": {"type": scheme, scheme: params},
        },
        "event": [script("test", "pm.test('in', () => pm.response.to.have.status(200))")],
    })
}

fn run(items: &Value, arguments: &[&str]) -> (Case, Ran) {
    let case = Case::of_items(items);
    let ran = case.postino(&[&["run", "c.json"], arguments].concat());
    (case, ran)
}

#[test]
fn digest_is_accepted_with_every_algorithm_and_qop_that_a_server_names() {
    let server = Server::start();
    let login = json!([{"key": "username", "value": "u"}, {"key": "password", "value": "p"}]);
    let mut items = Vec::new();
    for algorithm in ["MD5", "SHA-256", "SHA-512-256"] {
        for quality in ["none", "auth", "auth-int"] {
            items.push(item(&format!("{}/digest/{algorithm}/{quality}?q=1", server.url), "digest", &login));
        }
        for quality in ["auth", "auth-int"] {
            items.push(item(&format!("{}/digest/{algorithm}-sess/{quality}", server.url), "digest", &login));
        }
    }
    let (_, ran) = run(&items.into(), &[]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert_eq!(server.requests().len(), 30, "a challenge and an answer each");
}

#[test]
fn the_three_steps_of_ntlm_have_a_connection_of_their_own() {
    let server = Server::start();
    let login = json!([
        {"key": "username", "value": "D\\u"}, {"key": "password", "value": "p"},
    ]);
    let url = format!("{}/ntlm", server.url);
    let (_, ran) = run(&json!([item(&url, "ntlm", &login), item(&url, "ntlm", &login)]), &[]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    let connections: Vec<_> = server.requests().into_iter().map(|(number, _)| number).collect();
    assert_eq!(connections, [0, 0, 0, 1, 1, 1]);
}

#[test]
fn a_wrong_password_is_tried_only_once() {
    let server = Server::start();
    let login = json!([{"key": "username", "value": "u"}, {"key": "password", "value": "wrong"}]);
    let url = format!("{}/digest/MD5/auth", server.url);
    let (_, ran) = run(&json!([item(&url, "digest", &login)]), &[]);
    assert_eq!(ran.code, 1);
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_server_that_always_sends_a_challenge_gets_three_answers() {
    let server = Server::start();
    let login = json!([{"key": "username", "value": "u"}, {"key": "password", "value": "p"}]);
    let url = format!("{}/digest/growing", server.url);
    let (_, ran) = run(&json!([item(&url, "digest", &login)]), &[]);
    assert_eq!(server.requests().len(), 4);
    let said = format!("{}{}", ran.out, ran.err);
    assert!(said.contains("runtime: maximum intermediate request limit exceeded"), "{said}");
}

fn oauth2(server: &Server, more: &Value) -> Value {
    let mut params = json!({
        "accessTokenUrl": format!("{}/token", server.url), "clientId": "id", "clientSecret": "s3cret-client",
    });
    params.as_object_mut().expect("an object").extend(more.as_object().cloned().expect("an object"));
    let list = params.as_object().expect("an object").iter();
    let list: Vec<_> = list.map(|(key, value)| json!({"key": key, "value": value})).collect();
    item(&format!("{}/protected", server.url), "oauth2", &list.into())
}

#[test]
fn a_token_is_fetched_once_in_a_run() {
    let server = Server::start();
    let one = oauth2(&server, &json!({"grant_type": "client_credentials"}));
    let (_, ran) = run(&json!([one, one, one]), &["-n", "2"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert_eq!((server.count("/token"), server.count("/protected")), (1, 6));
}

#[test]
fn passwords_and_refresh_tokens_give_tokens_too() {
    let server = Server::start();
    let password = json!({"grant_type": "password_credentials", "username": "u", "password": "p4ssword"});
    let refresh = json!({"accessToken": "stale", "refreshToken": "r3fresh"});
    let (_, ran) = run(&json!([oauth2(&server, &password), oauth2(&server, &refresh)]), &[]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert_eq!(server.count("/protected"), 3, "the stale token was tried first");
}

#[test]
fn a_refused_client_is_a_clear_error_and_the_request_is_not_sent() {
    let server = Server::start();
    let wrong = json!({"grant_type": "client_credentials", "clientSecret": "wr0ng-secret"});
    let (_, ran) = run(&json!([oauth2(&server, &wrong)]), &[]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("refuses: invalid_client: who are you?"), "{}", ran.out);
    assert_eq!(server.count("/protected"), 0);
}

#[test]
fn a_grant_for_a_browser_gives_advice() {
    let server = Server::start();
    let (_, ran) = run(&json!([oauth2(&server, &json!({"grant_type": "authorization_code"}))]), &[]);
    assert_eq!(ran.code, 1);
    // The cli reporter breaks long messages into lines.
    let out = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(out.contains("needs a browser"), "{out}");
    assert!(server.requests().is_empty());
}

#[test]
fn no_output_shows_a_secret_of_any_scheme() {
    let server = Server::start();
    let url = format!("{}/x", server.url);
    let schemes = json!({
        "basic": {"username": "u", "password": "planted-basic"},
        "bearer": {"token": "planted-bearer"},
        "apikey": {"key": "k", "value": "planted-apikey", "in": "query"},
        "digest": {"username": "u", "password": "planted-digest", "realm": "r", "nonce": "n"},
        "oauth1": {"consumerKey": "k", "consumerSecret": "planted-oauth1", "tokenSecret": "planted-ts", "signatureMethod": "PLAINTEXT"},
        "oauth2": {"accessToken": "planted-oauth2", "addTokenTo": "queryParams"},
        "hawk": {"authId": "i", "authKey": "planted-hawk", "algorithm": "sha256"},
        "awsv4": {"accessKey": "a", "secretKey": "planted-aws", "sessionToken": "planted-session"},
        "ntlm": {"username": "u", "password": "planted-ntlm"},
        "edgegrid": {"accessToken": "planted-eg-a", "clientToken": "planted-eg-c", "clientSecret": "planted-eg-s"},
        "jwt": {"algorithm": "HS256", "secret": "planted-jwt", "payload": "{}"},
        "asap": {"iss": "i", "aud": "a", "kid": "k", "privateKey": "planted-asap"},
    });
    let items = schemes.as_object().expect("an object").iter().map(|(scheme, params)| {
        let list = params.as_object().expect("an object").iter();
        let list: Vec<_> = list.map(|(key, value)| json!({"key": key, "value": value})).collect();
        let mut item = item(&url, scheme, &list.into());
        item["event"] = json!([script(
            "test",
            "console.log(JSON.stringify(pm.request), JSON.stringify(pm.request.auth))"
        )]);
        item
    });
    let reporters = "cli,json,junit,events,html";
    let mut arguments = vec!["-r", reporters, "--verbose"];
    let exports = ["json", "junit", "events", "html"];
    let options: Vec<_> = exports.iter().map(|name| format!("--reporter-{name}-export")).collect();
    for (option, name) in options.iter().zip(exports) {
        arguments.extend([option.as_str(), name]);
    }
    let (case, ran) = run(&items.collect(), &arguments);
    let mut outputs = vec![("out", ran.out), ("err", ran.err)];
    outputs.extend(exports.map(|name| (name, case.read(name))));
    for (name, text) in outputs {
        let shown: Vec<_> =
            text.match_indices("planted-").map(|(at, _)| &text[at..(at + 20).min(text.len())]).collect();
        assert!(shown.is_empty(), "{name} shows {shown:?}");
    }
    assert!(server.requests().len() >= 12);
}
