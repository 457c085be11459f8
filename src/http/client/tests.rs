//! Exchanges against servers that play a script of bytes.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

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
                let answer = answer.replace("{address}", &address.to_string());
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
async fn a_connection_is_kept_and_a_dead_one_replaced() {
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
async fn a_redirect_carries_the_cookie_that_it_set() {
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
async fn a_refused_connection_and_a_hang_up_are_told_in_newmans_words() {
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
