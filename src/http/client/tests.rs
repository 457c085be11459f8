//! Exchanges with servers that send prepared bytes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;
use crate::http::Headers;

/// Serves one connection for each inner list, answering each request with the next text.
async fn server(connections: &'static [&'static [&'static str]]) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    tokio::spawn(async move {
        for answers in connections {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            for answer in *answers {
                let mut request = vec![0; 4096];
                let length = stream.read(&mut request).await.expect("a request");
                log.lock()
                    .expect("not poisoned")
                    .push(String::from_utf8_lossy(&request[..length]).into_owned());
                let answer = answer
                    .replace("{address}", &address.to_string())
                    .replace("{port}", &address.port().to_string());
                stream.write_all(answer.as_bytes()).await.expect("written");
            }
        }
    });
    (format!("http://{address}"), seen)
}

fn get(url: &str) -> Request {
    Request { method: "GET".into(), url: url.to_owned(), headers: Headers::default(), payload: Payload::None }
}

async fn send(client: &Client, request: &Request) -> Result<Response, RequestFailure> {
    client.send(request, &SendOptions::default(), &CookieJar::default()).await.outcome
}

fn client() -> Client {
    Client::new(ClientOptions::default(), Clock::system())
}

#[tokio::test]
async fn a_connection_is_kept_and_a_closed_one_is_replaced() {
    let (url, _) = server(&[
        &[
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
            "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
        ],
        &["HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"],
    ])
    .await;
    let client = client();
    let mut codes = Vec::new();
    for _ in 0..3 {
        codes.push(send(&client, &get(&url)).await.expect("a response").code);
    }
    assert_eq!(codes, [200, 201, 202]);
}

#[tokio::test]
async fn chunks_are_joined_and_trailers_skipped() {
    let (url, _) = server(&[&[
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: v\r\n\r\n",
    ]])
    .await;
    assert_eq!(&send(&client(), &get(&url)).await.expect("a response").body[..], b"abcde");
}

#[tokio::test]
async fn a_cookie_that_a_redirect_sets_is_sent_with_the_next_hop() {
    let (url, seen) = server(&[&[
        "HTTP/1.1 302 Found\r\nLocation: /next\r\nSet-Cookie: a=1\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    ]])
    .await;
    let response = send(&client(), &get(&format!("{url}/first"))).await.expect("a response");
    let seen = seen.lock().expect("not poisoned");
    assert!(seen[1].starts_with("GET /next HTTP/1.1\r\n") && seen[1].contains("Cookie: a=1\r\n"), "{seen:?}");
    assert_eq!(response.cookies.len(), 1);
}

#[tokio::test]
async fn endless_redirects_end() {
    const LOOP: &str = "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n";
    let (url, _) = server(&[&[LOOP; 12]]).await;
    let failure = send(&client(), &get(&url)).await.expect_err("a loop");
    assert_eq!(failure.message, format!("Exceeded maxRedirects. Probably stuck in a redirect loop {url}/"));
}

#[tokio::test]
async fn a_refused_connection_and_a_hang_up_have_newmans_messages() {
    let failure = send(&client(), &get("http://127.0.0.1:1/")).await.expect_err("refused");
    assert_eq!(failure.message, "connect ECONNREFUSED 127.0.0.1:1");
    let (url, _) = server(&[&[""]]).await;
    assert_eq!(send(&client(), &get(&url)).await.expect_err("closed").message, "socket hang up");
}

#[tokio::test]
async fn a_silent_server_times_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    let options = SendOptions { timeout: Some(Duration::from_millis(30)), ..SendOptions::default() };
    let exchange = client().send(&get(&url), &options, &CookieJar::default()).await;
    assert_eq!(exchange.outcome.expect_err("silent").message, "ESOCKETTIMEDOUT");
}

#[tokio::test]
async fn cookies_of_the_jar_join_the_users_cookie_header_also_after_a_redirect() {
    let (url, seen) = server(&[&[
        "HTTP/1.1 302 Found\r\nLocation: /next\r\nSet-Cookie: a=1\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    ]])
    .await;
    let mut request = get(&url);
    request.headers.push("cookie", "own=1");
    request.headers.push_system("Host", "h");
    request.headers.push("Z", "1");
    let jar = CookieJar::default();
    let mut before = Headers::default();
    before.push("Set-Cookie", "j=0");
    jar.store(&url, &before);
    let exchange = client().send(&request, &SendOptions::default(), &jar).await;
    assert_eq!(exchange.sent.get("cookie"), Some("own=1; j=0"));
    let host = url.trim_start_matches("http://");
    let seen = seen.lock().expect("not poisoned");
    assert_eq!(
        seen[1],
        format!(
            "GET /next HTTP/1.1\r\ncookie: own=1; j=0; a=1\r\nZ: 1\r\nReferer: {url}/\r\nHost: {host}\r\n\r\n"
        )
    );
}

#[tokio::test]
async fn credentials_that_a_redirect_dropped_do_not_come_back_with_the_next() {
    let (url, seen) = server(&[
        &["HTTP/1.1 302 Found\r\nLocation: http://localhost:{port}/a\r\nContent-Length: 0\r\n\r\n"],
        &["HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{port}/b\r\nContent-Length: 0\r\n\r\n"],
        &["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"],
    ])
    .await;
    let mut request = get(&url);
    request.headers.push("Cookie", "own=1");
    request.headers.push("Authorization", "Bearer t");
    assert_eq!(send(&client(), &request).await.expect("a response").code, 200);
    let seen = seen.lock().expect("not poisoned");
    let credentials: Vec<_> =
        seen.iter().map(|text| [text.contains("own=1"), text.contains("Bearer t")]).collect();
    assert_eq!(credentials, [[true, true], [false, false], [false, false]]);
}

#[tokio::test]
async fn the_length_comes_before_the_cookies_only_for_a_body_in_memory() {
    let jar = CookieJar::default();
    let mut set = Headers::default();
    set.push("Set-Cookie", "a=1; Path=/");
    jar.store("http://h/", &set);
    let names = |method: &str, payload: Payload| {
        let mut request = Request { method: method.into(), payload, ..get("http://h/") };
        request.headers.push_system("Content-Type", "t");
        let request = complete(request, None, &SendOptions::default(), &jar);
        request.headers.iter().map(|header| header.name.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names("POST", Payload::Bytes("x".into())), "Content-Type Content-Length Cookie");
    assert_eq!(names("FOO", Payload::None), "Content-Type Cookie Content-Length");
    assert_eq!(names("DELETE", Payload::None), "Content-Type Cookie");
    let file = Payload::File { path: "f".into(), length: 3 };
    assert_eq!(names("POST", file), "Cookie Content-Length Content-Type");
}

#[tokio::test]
async fn a_form_is_streamed_and_is_as_long_as_announced() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), vec![b'x'; 200_000]).expect("written");
    let payload = Payload::Form {
        boundary: "B".into(),
        parts: vec![
            crate::http::FormPart {
                head: "A: 1".into(),
                content: crate::http::PartContent::Bytes("v".into()),
            },
            crate::http::FormPart {
                head: "A: 2".into(),
                content: crate::http::PartContent::File { path: file.path().into(), length: 200_000 },
            },
        ],
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    let server = async {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut seen = Vec::new();
        while !seen.ends_with(b"--B--\r\n") {
            stream.read_buf(&mut seen).await.expect("a request");
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.expect("written");
        seen
    };
    let request = Request { method: "POST".into(), payload, ..get(&url) };
    let client = client();
    let (seen, response) = tokio::join!(server, send(&client, &request));
    assert_eq!(response.expect("a response").code, 200);
    let seen = String::from_utf8(seen).expect("text");
    let (head, body) = seen.split_once("\r\n\r\n").expect("a head");
    assert!(head.ends_with(&format!("Content-Length: {}", body.len())), "{head}");
    assert!(body.starts_with("--B\r\nA: 1\r\n\r\nv\r\n--B\r\nA: 2\r\n\r\nxxx"), "{}", &body[..60]);
}

#[tokio::test]
async fn a_file_is_sent_again_when_a_redirect_keeps_the_body() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "content").expect("written");
    let (url, seen) = server(&[&[
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    ]])
    .await;
    let payload = Payload::File { path: file.path().into(), length: 7 };
    let request = Request { method: "POST".into(), payload, ..get(&url) };
    assert_eq!(send(&client(), &request).await.expect("a response").code, 200);
    let seen = seen.lock().expect("not poisoned");
    assert!(seen[1].starts_with("POST /b ") && seen[1].ends_with("\r\n\r\ncontent"), "{seen:?}");
}

/// Reads a request until it ends with `end`, answers it and returns it.
async fn until(end: &str, listener: TcpListener) -> String {
    let (mut stream, _) = listener.accept().await.expect("a connection");
    let mut seen = Vec::new();
    while !seen.ends_with(end.as_bytes()) {
        stream.read_buf(&mut seen).await.expect("a request");
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.expect("written");
    String::from_utf8(seen).expect("text")
}

#[tokio::test]
async fn a_body_is_sent_in_chunks_without_a_length_when_its_headers_say_so() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "file").expect("written");
    let cases = [
        (Payload::Bytes("body".into()), "\r\n\r\n4\r\nbody\r\n0\r\n\r\n"),
        (Payload::File { path: file.path().into(), length: 4 }, "\r\n\r\n4\r\nfile\r\n0\r\n\r\n"),
        (Payload::None, "\r\n\r\n0\r\n\r\n"),
    ];
    for (payload, end) in cases {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        let mut request = Request { method: "POST".into(), payload, ..get(&url) };
        request.headers.push("Transfer-Encoding", "chunked");
        let client = client();
        let (seen, response) = tokio::join!(until(end, listener), send(&client, &request));
        assert_eq!(response.expect("a response").code, 200);
        assert!(!seen.contains("Content-Length"), "{seen}");
    }
}

#[tokio::test]
async fn a_connection_is_not_used_again_after_a_body_without_a_known_end() {
    const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    let (url, seen) = server(&[&[OK], &[OK]]).await;
    let client = client();
    let request = Request { method: "POST".into(), payload: Payload::Bytes("body".into()), ..get(&url) };
    let options = SendOptions { announce_length: false, ..SendOptions::default() };
    for _ in 0..2 {
        let exchange = client.send(&request, &options, &CookieJar::default()).await;
        assert_eq!(exchange.outcome.expect("a response").code, 200);
    }
    assert_eq!(seen.lock().expect("not poisoned").len(), 2);
}

#[tokio::test]
async fn a_server_may_answer_before_it_has_read_the_body() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut some = [0; 1000];
        stream.read_exact(&mut some).await.expect("a head");
        stream
            .write_all(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            .await
            .expect("written");
        #[expect(clippy::disallowed_methods, reason = "the peer has to read before this end closes")]
        // Closing with unread bytes resets the connection, so the client must read the answer before.
        tokio::time::sleep(Duration::from_millis(50)).await;
    });
    let payload = Payload::Bytes(vec![0; 20_000_000].into());
    let request = Request { method: "POST".into(), payload, ..get(&url) };
    assert_eq!(send(&client(), &request).await.expect("an answer").code, 413);
}

#[tokio::test]
async fn a_response_that_breaks_off_fails_with_newmans_message() {
    let cases: [(&'static [&'static [&'static str]], &str); 4] = [
        (&[&["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"]], "aborted"),
        (
            &[&["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"]],
            "Parse Error: Invalid character in chunk size",
        ),
        (&[&["garbage garbage\r\n\r\n"]], "Parse Error: Expected HTTP/, RTSP/ or ICE/"),
        (&[&["HTTP/1.1 200 OK\r\nBad Name: 1\r\n\r\n"]], "Parse Error: Invalid header token"),
    ];
    for (script, message) in cases {
        let (url, _) = server(script).await;
        assert_eq!(send(&client(), &get(&url)).await.expect_err("broken").message, message);
    }
}

#[tokio::test]
async fn requests_with_the_same_pin_have_a_connection_of_their_own() {
    const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    // Each connection answers with a different status.
    let (url, _) = server(&[
        &[OK, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"],
        &["HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"],
    ])
    .await;
    let client = client();
    let pinned = SendOptions { pin: Some(1), ..SendOptions::default() };
    let jar = CookieJar::default();
    let mut codes = Vec::new();
    for options in [&pinned, &pinned] {
        codes.push(client.send(&get(&url), options, &jar).await.outcome.expect("a response").code);
    }
    codes.push(send(&client, &get(&url)).await.expect("a response").code);
    assert_eq!(codes, [200, 201, 202]);
}
