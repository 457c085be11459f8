//! Certificates, proxies, cookies, limits and retries, set by options.

use std::io::{BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use crate::support::{Case, Ran, Server, read_request, script};

fn get(url: &str) -> Case {
    Case::of_items(&json!([{"name": "a", "request": url}]))
}

fn report(case: &Case) -> Value {
    serde_json::from_str(&case.read("r.json")).expect("JSON")
}

fn run(case: &Case, arguments: &[&str]) -> Ran {
    case.postino(&[&["run", "c.json"], arguments].concat())
}

/// A server that answers the n-th connection with the n-th text, closes it, and counts the connections.
fn playing(answers: &'static [&'static str]) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    thread::spawn(move || {
        for (answer, stream) in answers.iter().zip(listener.incoming()) {
            let mut stream = stream.expect("a connection");
            let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
            read_request(&mut reader);
            counter.fetch_add(1, Ordering::SeqCst);
            stream.write_all(answer.as_bytes()).expect("written");
        }
    });
    (url, calls)
}

const OK: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
const BUSY: &str = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

#[test]
fn a_file_keeps_cookies_for_the_next_run() {
    let server = Server::answering("HTTP/1.1 200 OK\r\nSet-Cookie: sid=1; Path=/; HttpOnly", "");
    let case = get(&server.url);
    assert_eq!(run(&case, &["--export-cookie-jar", "jar.json"]).code, 0);
    let jar: Value = serde_json::from_str(&case.read("jar.json")).expect("JSON");
    assert_eq!(jar["version"], "tough-cookie@4.1.3-postman.1");
    assert_eq!(jar["cookies"][0]["key"], "sid");
    assert_eq!(jar["cookies"][0]["httpOnly"], true);
    assert_eq!(run(&case, &["--cookie-jar", "jar.json"]).code, 0);
    let requests = server.requests();
    assert!(!requests[0].contains("Cookie:") && requests[1].contains("Cookie: sid=1\r\n"), "{requests:?}");
}

#[test]
fn an_invalid_cookie_jar_is_an_error() {
    let case = get("http://127.0.0.1:1/");
    case.write("broken.json", "{\"cookies\": [").write("other.json", "{}");
    let ran = run(&case, &["--cookie-jar", "none.json"]);
    assert!(
        ran.code == 3 && ran.err.contains("cannot read the cookie jar \"none.json\": no such file"),
        "{}",
        ran.err
    );
    let ran = run(&case, &["--cookie-jar", "broken.json"]);
    assert!(ran.code == 3 && ran.err.contains("broken.json:1:"), "{}", ran.err);
    let ran = run(&case, &["--cookie-jar", "other.json"]);
    assert!(ran.code == 3 && ran.err.contains("is an empty object, not a cookie jar"), "{}", ran.err);
}

#[test]
fn a_proxy_of_the_process_environment_gets_the_whole_url_and_its_own_credentials() {
    let proxy = Server::json("{}");
    let case = get("http://nowhere.invalid/x?y=1");
    let place = proxy.url.trim_start_matches("http://");
    let done = case
        .command(&["run", "c.json"])
        .env("HTTP_PROXY", format!("http://user:pa%20ss@{place}"))
        .output()
        .expect("postino starts");
    assert!(done.status.success());
    let request = &proxy.requests()[0];
    assert!(request.starts_with("GET http://nowhere.invalid/x?y=1 HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("Proxy-Authorization: Basic dXNlcjpwYSBzcw==\r\n"), "{request}");
    assert!(request.contains("Host: nowhere.invalid\r\n"), "{request}");
}

#[test]
fn the_proxy_option_overrides_the_process_environment_and_no_proxy_names_hosts() {
    let (server, proxy) = (Server::json("{}"), Server::json("{}"));
    let case = get(&server.url);
    let with_dead_proxy = |arguments: &[&str]| {
        let mut command = case.command(&[&["run", "c.json"], arguments].concat());
        command.env("http_proxy", "http://127.0.0.1:1").output().expect("postino starts").status.success()
    };
    assert!(!with_dead_proxy(&[]));
    assert!(with_dead_proxy(&["--no-proxy", "example.com,127.0.0.1"]));
    assert_eq!(server.requests().len(), 1);
    assert!(with_dead_proxy(&["--proxy", &proxy.url]));
    assert_eq!(proxy.requests().len(), 1);
}

#[test]
fn an_invalid_proxy_is_refused_before_a_request_is_sent() {
    let ran = run(&get("http://127.0.0.1:1/"), &["--proxy", "ftp://h"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--proxy cannot be used: the protocol \"ftp\" is not supported"), "{}", ran.err);
    assert!(ran.err.contains("hint: write http://host:port"), "{}", ran.err);
}

#[test]
fn a_socks_proxy_gets_the_name_of_the_host() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound").to_string();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    let proxy = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut greeting = [0; 3];
        stream.read_exact(&mut greeting).expect("a greeting");
        stream.write_all(&[5, 0]).expect("written");
        // Version, command, reserved, kind, the name's length, the name, the port.
        let mut head = [0; 5];
        stream.read_exact(&mut head).expect("a request");
        let mut name = vec![0; usize::from(head[4]) + 2];
        stream.read_exact(&mut name).expect("a name");
        *log.lock().expect("not poisoned") = name;
        stream.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0]).expect("written");
        let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
        let request = read_request(&mut reader).expect("a request");
        stream.write_all(OK.as_bytes()).expect("written");
        request
    });
    let ran = run(&get("http://nowhere.invalid/x"), &["--proxy", &format!("socks5://{address}")]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(proxy.join().expect("it ran").starts_with("GET /x HTTP/1.1\r\n"));
    assert_eq!(*asked.lock().expect("not poisoned"), b"nowhere.invalid\0\x50");
}

#[test]
fn a_socks_proxy_gets_the_user_and_the_password_and_may_refuse_them() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound").to_string();
    let proxy = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut greeting = [0; 2];
        stream.read_exact(&mut greeting).expect("a greeting");
        let mut ways = vec![0; usize::from(greeting[1])];
        stream.read_exact(&mut ways).expect("the ways");
        stream.write_all(&[5, 2]).expect("written");
        let mut word = [0; 1 + 1 + 3 + 1 + 6];
        stream.read_exact(&mut word).expect("a user and a password");
        stream.write_all(&[1, 1]).expect("written");
        (ways.contains(&2), word.to_vec())
    });
    let ran = run(&get("http://127.0.0.1:9/"), &["--proxy", &format!("socks5://use:secret@{address}")]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains(&format!("the SOCKS proxy {address} did not connect: ")), "{}", ran.out);
    assert!(!ran.out.contains("secret"), "{}", ran.out);
    assert_eq!(proxy.join().expect("it ran"), (true, b"\x01\x03use\x06secret".to_vec()));
}

#[test]
fn a_silent_server_or_proxy_fails_after_the_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound").to_string();
    // This server accepts connections and never answers. It is used as a server, a proxy and a SOCKS proxy.
    thread::spawn(move || listener.incoming().collect::<Vec<_>>());
    let ways: [(&str, Option<String>); 5] = [
        ("http://{address}/", None),
        ("https://{address}/", None),
        ("https://h.invalid/", Some(format!("http://{address}"))),
        ("http://h.invalid/", Some(format!("https://{address}"))),
        ("http://h.invalid/", Some(format!("socks5://{address}"))),
    ];
    for (url, proxy) in ways {
        let case = get(&url.replace("{address}", &address));
        let mut line = vec!["--timeout-request", "200"];
        line.extend(proxy.as_deref().into_iter().flat_map(|proxy| ["--proxy", proxy]));
        let ran = run(&case, &line);
        assert_eq!(ran.code, 1, "{url} {proxy:?}: {}", ran.out);
        assert!(ran.out.contains("TIMEDOUT"), "{url} {proxy:?}: {}", ran.out);
    }
}

#[test]
fn a_key_log_that_cannot_be_written_is_an_error_before_a_request_is_sent() {
    let case = get("http://127.0.0.1:1/");
    let mut command = case.command(&["run", "c.json"]);
    let done = command.env("SSLKEYLOGFILE", "c.json/keys").output().expect("postino starts");
    let error = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(2), "{error}");
    assert!(error.contains("cannot write SSLKEYLOGFILE \"c.json/keys\": "), "{error}");
}

#[test]
fn a_response_longer_than_allowed_is_a_request_error() {
    let server = Server::json("{\"long\": true}");
    let ran = run(&get(&server.url), &["--max-response-size", "10b"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("Maximum response size reached"), "{}", ran.out);
    assert_eq!(run(&get(&server.url), &["--max-response-size", "14"]).code, 0);
}

#[test]
fn only_the_download_limit_ends_a_slow_download() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
            read_request(&mut reader);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
            for _ in 0..10 {
                thread::sleep(std::time::Duration::from_millis(30));
                if stream.write_all(b"x").is_err() {
                    break;
                }
            }
        }
    });
    let ran = run(&get(&url), &["--timeout-request", "200"]);
    assert_eq!(ran.code, 0, "a steady download never trips the limit of silence: {}", ran.out);
    let ran = run(&get(&url), &["--timeout-download", "100"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("the response was not complete after 100ms"), "{}", ran.out);
}

#[test]
fn a_failed_request_is_sent_again_and_only_its_last_try_counts() {
    let (url, calls) = playing(&[BUSY, BUSY, OK]);
    let case = Case::of_items(&json!([{"name": "a", "request": url, "event": [
        script("test", "pm.test('ok', () => pm.response.to.have.status(200))")
    ]}]));
    let arguments = ["--retry", "2", "--retry-on", "connect,5xx", "-r", "cli,json,events"];
    let exports = ["--reporter-json-export", "r.json", "--reporter-events-export", "e.ndjson"];
    let ran = run(&case, &[&arguments[..], &exports[..]].concat());
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert_eq!(calls.load(Ordering::SeqCst), 3);
    assert!(ran.out.contains("503 Service Unavailable: retry 1 of 2 in "), "{}", ran.out);
    let report = report(&case);
    assert_eq!(report["run"]["stats"]["requests"], json!({"total": 1, "pending": 0, "failed": 0}));
    assert_eq!(report["run"]["executions"][0]["response"]["code"], 200);
    let events = case.read("e.ndjson");
    let finished = |origin: &str| {
        let origin = format!("\"origin\":\"{origin}\"");
        events.lines().filter(|line| line.contains("\"request_finished\"") && line.contains(&origin)).count()
    };
    assert_eq!((finished("retry"), finished("item")), (2, 1));
}

#[test]
fn the_number_of_tries_is_limited_and_only_the_named_failures_are_tried_again() {
    let (url, calls) = playing(&[BUSY, BUSY, BUSY]);
    assert_eq!(run(&get(&url), &["--retry", "2"]).code, 0, "a 503 fails nothing by itself");
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    let ran = run(
        &get("http://127.0.0.1:1/"),
        &["--retry", "1", "-r", "cli,json", "--reporter-json-export", "r.json"],
    );
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out.matches("retry 1 of 1").count(), 1, "{}", ran.out);
}

#[test]
fn an_unknown_kind_of_retry_on_is_refused_with_the_known_kinds() {
    let ran = run(&get("http://127.0.0.1:1/"), &["--retry", "1", "--retry-on", "sometimes"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("expected connect, reset, timeout, a class like 5xx"), "{}", ran.err);
}

#[test]
fn a_list_of_client_certificates_is_checked() {
    let case = get("http://127.0.0.1:1/");
    case.write("object.json", "{}").write("broken.json", "[");
    let ran = run(&case, &["--ssl-client-cert-list", "none.json"]);
    let message = "cannot read the list of client certificates \"none.json\": no such file";
    assert!(ran.code == 3 && ran.err.contains(message), "{}", ran.err);
    let ran = run(&case, &["--ssl-client-cert-list", "object.json"]);
    let message = "\"object.json\" is no list of client certificates\nhint: write [{\"matches\"";
    assert!(ran.code == 3 && ran.err.contains(message), "{}", ran.err);
    let ran = run(&case, &["--ssl-client-cert-list", "broken.json"]);
    assert!(ran.code == 3 && ran.err.contains("broken.json:1:1"), "{}", ran.err);
}

#[test]
fn an_entry_of_the_list_that_cannot_be_used_is_a_warning() {
    let server = Server::json("{}");
    let case = get(&server.url);
    case.write(
        "list.json",
        "[{\"matches\": [\"https://h/*\"], \"cert\": \"none.pem\", \"key\": \"none.key\"}, {}]",
    );
    let ran = run(&case, &["--ssl-client-cert-list", "list.json"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    let first = "warning: cannot read \"list.json\", entry 1: cert \"none.pem\": no such file\n";
    assert!(
        ran.err.starts_with(first) && ran.err.contains("\"list.json\", entry 2: cert cannot be used: "),
        "{}",
        ran.err
    );
}

#[test]
fn authorities_that_cannot_be_read_are_an_error_except_with_compat_newman() {
    let server = Server::json("{}");
    let case = get(&server.url);
    let ran = run(&case, &["--ssl-extra-ca-certs", "none.pem"]);
    assert!(
        ran.code == 3 && ran.err.contains("cannot read --ssl-extra-ca-certs \"none.pem\""),
        "{}",
        ran.err
    );
    assert_eq!(run(&case, &["--ssl-extra-ca-certs", "none.pem", "--compat", "newman"]).code, 0);
}

#[test]
fn a_client_certificate_that_is_missing_is_an_error_before_the_run_and_a_warning_in_newmans_mode() {
    let case = get("https://127.0.0.1:1/");
    let options = ["--ssl-client-cert", "none.crt", "--ssl-client-key", "none.key"];
    let ran = run(&case, &options);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(
        ran.err.starts_with("error: cannot read --ssl-client-cert \"none.crt\": no such file\n"),
        "{}",
        ran.err
    );
    let ran = run(&case, &[&options[..], &["--compat", "newman"]].concat());
    assert!(ran.out.contains("connect ECONNREFUSED 127.0.0.1:1"), "{}", ran.out);
}

#[test]
fn a_post_on_a_kept_connection_that_the_server_closed_is_sent_again() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    let answered = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&answered);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
            // This server answers once, and closes the connection when it has read a second request.
            read_request(&mut reader);
            count.fetch_add(1, Ordering::Relaxed);
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").expect("written");
            read_request(&mut reader);
        }
    });
    let body = json!({"mode": "raw", "raw": "x"});
    let case =
        Case::of_items(&json!([{"name": "a", "request": {"method": "POST", "url": url, "body": body}}]));
    let ran = run(&case, &["-n", "20"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert_eq!(answered.load(Ordering::Relaxed), 20);
}

/// The answers of hostile and broken servers, and the messages that the user gets.
#[test]
fn hostile_answers_are_request_errors_and_the_run_goes_on() {
    let long = "X-Long: ".to_owned() + &"x".repeat(10_000_000);
    let flood: &'static str = Box::leak(format!("HTTP/1.1 200 OK\r\n{long}\r\n\r\n").into_boxed_str());
    let cases: [(&'static str, &str); 8] = [
        (flood, "Parse Error: Header overflow"),
        ("", "socket hang up"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "aborted"),
        ("garbage\r\n\r\n", "Parse Error: Expected HTTP/"),
        ("HTTP/1.1 2x0 OK\r\n\r\n", "Parse Error: Invalid status code"),
        ("HTTP/1.1 200 OK\r\nA B: 1\r\n\r\n", "Parse Error: Invalid header token"),
        (
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
            "incorrect header check",
        ),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "Invalid character in chunk size"),
    ];
    for (answer, message) in cases {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
            read_request(&mut reader);
            // The client may close the connection before all bytes are written.
            let _ = stream.write_all(answer.as_bytes());
        });
        let next = Server::json("{}");
        let items = json!([{"name": "a", "request": url}, {"name": "b", "request": next.url}]);
        let ran = run(&Case::of_items(&items), &[]);
        assert_eq!(ran.code, 1, "{message}: {}", ran.out);
        assert!(ran.out.contains(message), "{message}: {}", ran.out);
        assert_eq!(next.requests().len(), 1);
    }
}
