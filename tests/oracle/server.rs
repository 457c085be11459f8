//! A deterministic HTTP server that records each request it receives.
//!
//! It speaks as much HTTP/1.1 as the cases need: bodies with a length or in chunks, connections
//! that stay open. It sends no `Date`, and echoes no header that two runs do not share.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::tls::{self, Certified};

#[path = "server/auth.rs"]
mod auth;

type Log = Arc<Mutex<Vec<Value>>>;

/// A running server; its threads end with the process.
pub(crate) struct Server {
    port: u16,
    log: Log,
}

struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Server {
    pub(crate) fn start() -> Self {
        let log = Log::default();
        let port = listen(&log, serve);
        Self { port, log }
    }

    /// Listens for TLS too, showing the certificate of this name; returns the port.
    pub(crate) fn secure(&self, name: &str) -> u16 {
        let config = tls::config(name);
        listen(&self.log, move |stream, log| {
            if let Some(stream) = tls::accept(stream, &config) {
                serve(stream, log);
            }
        })
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Order: as received.
    pub(crate) fn received(&self) -> Vec<Value> {
        self.log.lock().expect("no thread panicked").clone()
    }
}

/// Serves each connection on a thread of its own; returns the port.
fn listen(log: &Log, serve: impl Fn(TcpStream, &Log) + Clone + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port of the loopback");
    let port = listener.local_addr().expect("the port").port();
    let log = Arc::clone(log);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (log, serve) = (Arc::clone(&log), serve.clone());
            thread::spawn(move || serve(stream, &log));
        }
    });
    port
}

fn serve(mut stream: impl Read + Write + Certified, log: &Log) {
    let mut buffer = Vec::new();
    let mut connection = auth::Connection::default();
    while let Some(request) = next(&mut stream, &mut buffer) {
        let headers: Vec<_> = request.headers.iter().map(|(k, v)| format!("{k}: {v}")).collect();
        let mut entry = json!({
            "method": request.method, "target": request.target,
            "headers": headers, "body": request.body,
        });
        if let Some(certified) = stream.is_certified() {
            entry["certified"] = json!(certified);
        }
        log.lock().expect("no thread panicked").push(entry);
        let (answer, stays) = match request.target.strip_prefix("/raw?") {
            Some(bytes) => (percent_encoding::percent_decode_str(bytes).collect(), false),
            None => (response(&request, &mut connection), true),
        };
        if drip(&mut stream, &request, &answer).is_err() || !stays {
            return;
        }
    }
}

/// Writes an answer; that of `/drip` byte by byte, with 60 ms between the last ten.
fn drip(stream: &mut impl Write, request: &Request, answer: &[u8]) -> std::io::Result<()> {
    let slow = if request.target == "/drip" { 10 } else { 0 };
    let (at_once, slowly) = answer.split_at(answer.len() - slow);
    stream.write_all(at_once)?;
    for byte in slowly {
        stream.flush()?;
        thread::sleep(Duration::from_millis(60));
        stream.write_all(&[*byte])?;
    }
    stream.flush()
}

/// The next request of a connection; nothing at its end or on bytes that are not HTTP.
fn next(stream: &mut impl Read, buffer: &mut Vec<u8>) -> Option<Request> {
    loop {
        let mut slots = [httparse::EMPTY_HEADER; 64];
        let mut head = httparse::Request::new(&mut slots);
        if let httparse::Status::Complete(length) = head.parse(buffer).ok()? {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let mut request = Request {
                method: head.method?.to_owned(),
                target: head.path?.to_owned(),
                headers: head.headers.iter().map(|h| (h.name.to_owned(), text(h.value))).collect(),
                body: String::new(),
            };
            buffer.drain(..length);
            request.body = text(&body(stream, buffer, &request)?);
            return Some(request);
        }
        fill(stream, buffer)?;
    }
}

fn body(stream: &mut impl Read, buffer: &mut Vec<u8>, request: &Request) -> Option<Vec<u8>> {
    let header = |name: &str| {
        let found = request.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    };
    let mut body = Vec::new();
    // Who sends both means the chunks.
    if !header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        return match header("content-length") {
            Some(length) => take(stream, buffer, length.parse().ok()?),
            None => Some(body),
        };
    }
    loop {
        if let Ok(httparse::Status::Complete((head, size))) = httparse::parse_chunk_size(buffer) {
            buffer.drain(..head);
            let size = usize::try_from(size).ok()?;
            body.extend(take(stream, buffer, size)?);
            take(stream, buffer, 2)?;
            if size == 0 {
                return Some(body);
            }
        } else {
            fill(stream, buffer)?;
        }
    }
}

fn take(stream: &mut impl Read, buffer: &mut Vec<u8>, length: usize) -> Option<Vec<u8>> {
    while buffer.len() < length {
        fill(stream, buffer)?;
    }
    Some(buffer.drain(..length).collect())
}

fn fill(stream: &mut impl Read, buffer: &mut Vec<u8>) -> Option<()> {
    let mut chunk = [0; 8192];
    let read = stream.read(&mut chunk).ok()?;
    buffer.extend_from_slice(&chunk[..read]);
    (read > 0).then_some(())
}

fn response(request: &Request, connection: &mut auth::Connection) -> Vec<u8> {
    let path = request.target.split('?').next().unwrap_or_default();
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let json_type = "Content-Type: application/json; charset=utf-8\r\n".to_owned();
    let (status, head, body) = match parts.as_slice() {
        ["status", code] => (code.parse().unwrap_or(400), String::new(), String::new()),
        ["redirect", code, to @ ..] => {
            let location = format!("Location: /{}\r\n", to.join("/"));
            (code.parse().unwrap_or(302), location, String::new())
        }
        ["setcookie", name, value] => {
            let cookie = format!("Set-Cookie: {name}={value}; Path=/\r\n");
            (200, cookie, "cookie".to_owned())
        }
        ["text"] => (200, "Content-Type: text/plain\r\nX-Mark: a\r\n".to_owned(), "hello".to_owned()),
        ["json"] => (200, json_type, r#"{"a":1,"b":{"c":[1,2,3]},"s":"x"}"#.to_owned()),
        ["loop"] => (302, "Location: /loop\r\n".to_owned(), String::new()),
        ["drip"] => (200, String::new(), "drop by drop".to_owned()),
        _ if request.method == "CONNECT" => (407, String::new(), String::new()),
        ["slow"] => {
            thread::sleep(Duration::from_millis(1200));
            (200, String::new(), "late".to_owned())
        }
        ["reply"] => return reply(&request.target),
        _ => {
            authenticated(request, connection).unwrap_or_else(|| (200, json_type, echo(request).to_string()))
        }
    };
    let reason = reason(status);
    let length = body.len();
    let body = if request.method == "HEAD" { String::new() } else { body };
    let head = format!("HTTP/1.1 {status} {reason}\r\n{head}Content-Length: {length}\r\n\r\n");
    (head + &body).into_bytes()
}

fn authenticated(request: &Request, connection: &mut auth::Connection) -> Option<(u16, String, String)> {
    let header = request.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case("authorization"));
    let asked = auth::Asked {
        method: &request.method,
        target: &request.target,
        authorization: header.map(|(_, value)| value.as_str()),
        body: &request.body,
    };
    auth::answer(&asked, connection)
}

/// What the query asks for: `status` (its blanks as `_`), any number of `header`, and `body`, whose escapes may make any bytes.
fn reply(target: &str) -> Vec<u8> {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let (mut status, mut head, mut body) = ("200 OK".to_owned(), Vec::new(), Vec::new());
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let value = percent_encoding::percent_decode_str(value);
        match name {
            "status" => status = value.decode_utf8_lossy().replace('_', " "),
            "header" => head.extend(value.chain(*b"\r\n")),
            _ => body = value.collect(),
        }
    }
    let start = format!("HTTP/1.1 {status}\r\n");
    let length = format!("Content-Length: {}\r\n\r\n", body.len());
    [start.into_bytes(), head, length.into_bytes(), body].concat()
}

fn echo(request: &Request) -> Value {
    let volatile = ["user-agent", "postman-token", "host"];
    let headers: BTreeMap<String, &str> = request
        .headers
        .iter()
        .map(|(key, value)| (key.to_lowercase(), value.as_str()))
        .filter(|(key, value)| !volatile.contains(&key.as_str()) && !value.contains("boundary="))
        .collect();
    json!({ "method": request.method, "target": request.target, "headers": headers })
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        406 => "Not Acceptable",
        407 => "Proxy Authentication Required",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Other",
    }
}
