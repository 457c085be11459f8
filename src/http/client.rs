//! The exchange: connection, request, response, redirects, cookies, in Postman's order.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;

use super::body::{self, Framing};
use super::codec::{self, Head};
use super::connection::Connection;
use super::connector::Connector;
use super::failure::hang_up;
use super::url::Target;
use super::{
    CookieJar, FailureKind, Headers, Payload, Request, RequestFailure, Response, Timings, payload, redirect,
};
use crate::clock::Clock;

/// Methods that announce no length when they have no body.
const NO_LENGTH: [&str; 6] = ["GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

/// Sends requests and keeps connections alive. Making one does no work.
pub struct Client {
    clock: Clock,
    connector: Connector,
    idle: RefCell<HashMap<Origin, Vec<Connection>>>,
}

/// Scheme (is it TLS, is it checked), host, port.
type Origin = (bool, bool, String, u16);

/// Settings of a whole run. Nothing is needed for a plain one.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ClientOptions {}

/// Settings of one request.
#[derive(Debug, Clone)]
pub struct SendOptions {
    /// For connecting, and for each silence after it.
    pub timeout: Option<Duration>,
    /// Whether 3xx with `Location` is followed.
    pub follow_redirects: bool,
    /// How often.
    pub max_redirects: usize,
    /// Whether certificates are checked.
    pub verify_tls: bool,
    /// Keep method and body on every redirect.
    pub keep_method_on_redirect: bool,
    /// Keep `Authorization` towards another host.
    pub keep_auth_on_redirect: bool,
    /// Send `Referer` on a redirect.
    pub send_referer: bool,
    /// Send and keep cookies.
    pub use_cookies: bool,
}

impl Default for SendOptions {
    fn default() -> Self {
        Self {
            timeout: None,
            follow_redirects: true,
            max_redirects: 10,
            verify_tls: true,
            keep_method_on_redirect: false,
            keep_auth_on_redirect: false,
            send_referer: true,
            use_cookies: true,
        }
    }
}

/// What came of a request.
#[derive(Debug)]
pub struct Exchange {
    /// The last response, or why there is none.
    pub outcome: Result<Response, RequestFailure>,
    /// The headers of the first hop as they stood on the wire; empty if nothing could be sent.
    pub sent: Headers,
    /// Head and body of the first hop. Units: bytes.
    pub request_bytes: u64,
}

impl Client {
    /// A client without connections.
    pub fn new(_options: ClientOptions, clock: Clock) -> Self {
        Self { connector: Connector::new(clock.clone()), clock, idle: RefCell::default() }
    }

    /// Sends a request and follows where it leads.
    pub async fn send(&self, request: &Request, options: &SendOptions, jar: &CookieJar) -> Exchange {
        let first = complete(request, options, jar);
        let sent = first.headers.clone();
        let request_bytes = sent.wire_bytes() as u64 + first.payload.wire_bytes();
        let outcome = self.follow(first, options, jar).await;
        Exchange { outcome, sent, request_bytes }
    }

    async fn follow(
        &self,
        first: Request,
        options: &SendOptions,
        jar: &CookieJar,
    ) -> Result<Response, RequestFailure> {
        let mut request = first;
        let mut hops = 0;
        loop {
            let response = self.hop(&request, options).await?;
            if options.use_cookies {
                jar.store(&request.url, &response.headers);
            }
            let location = response.headers.get("location");
            let next = if options.follow_redirects {
                redirect::follow(&request, response.code, location, options)
            } else {
                None
            };
            let Some(next) = next else {
                let cookies = jar.cookies_for(&request.url);
                return Ok(Response { cookies, ..response });
            };
            if hops >= options.max_redirects {
                let message =
                    format!("Exceeded maxRedirects. Probably stuck in a redirect loop {}", next.url);
                return Err(RequestFailure { kind: FailureKind::Redirect, code: None, message });
            }
            hops += 1;
            let mut next = next;
            next.headers.remove("cookie");
            next.headers.remove("content-length");
            request = complete(&next, options, jar);
        }
    }

    /// One request and its response. A kept connection that the server had closed is replaced once.
    async fn hop(&self, request: &Request, options: &SendOptions) -> Result<Response, RequestFailure> {
        let target = Target::of(&request.url)?;
        let mut head = Vec::with_capacity(512);
        codec::write_head(&mut head, &request.method, &target.path, &request.headers)?;
        let origin = (target.secure, options.verify_tls, target.host.clone(), target.port);
        loop {
            let began = self.clock.elapsed();
            let mut timings = Timings::default();
            let kept = self.idle.borrow_mut().get_mut(&origin).and_then(Vec::pop);
            let mut connection = match kept {
                Some(connection) => connection,
                None => {
                    self.connector.connect(&target, options.verify_tls, options.timeout, &mut timings).await?
                }
            };
            connection.idle = options.timeout;
            match self.exchange(&mut connection, request, head.clone(), &mut timings).await {
                Ok((head, wire, keep)) => {
                    let decoding = self.clock.elapsed();
                    let body = body::decode(&head, wire.clone())?;
                    timings.process = self.clock.elapsed().saturating_sub(decoding);
                    timings.total = self.clock.elapsed().saturating_sub(began);
                    if keep {
                        connection.reused = true;
                        self.idle.borrow_mut().entry(origin).or_default().push(connection);
                    }
                    return Ok(response(head, body, wire.len() as u64, timings));
                }
                Err(Cut::BeforeResponse(_)) if connection.reused => {}
                Err(Cut::BeforeResponse(failure) | Cut::Within(failure)) => return Err(failure),
            }
        }
    }

    async fn exchange(
        &self,
        connection: &mut Connection,
        request: &Request,
        bytes: Vec<u8>,
        timings: &mut Timings,
    ) -> Result<(Head, Bytes, bool), Cut> {
        payload::write(connection, bytes, &request.payload).await.map_err(Cut::BeforeResponse)?;
        let written = self.clock.elapsed();
        let mut first_byte = None;
        let head = loop {
            match codec::read_head(&mut connection.buffer).map_err(Cut::Within)? {
                Some(head) if head.code >= 200 || head.code == 101 => break head,
                Some(_) => {}
                None => {
                    let read =
                        connection.fill().await.map_err(|failure| cut(failure, first_byte.is_some()))?;
                    if read == 0 {
                        return Err(cut(hang_up(), first_byte.is_some()));
                    }
                    first_byte.get_or_insert_with(|| self.clock.elapsed());
                }
            }
        };
        let first_byte = first_byte.unwrap_or(written);
        timings.first_byte = first_byte.saturating_sub(written);
        let framing = Framing::of(&request.method, &head).map_err(Cut::Within)?;
        let body = body::read(connection, framing).await.map_err(Cut::Within)?;
        timings.download = self.clock.elapsed().saturating_sub(first_byte);
        let keep = keeps_alive(&head, request, framing);
        Ok((head, body, keep))
    }
}

/// Where an exchange broke: before any byte of the response it may be a kept connection that had died.
enum Cut {
    BeforeResponse(RequestFailure),
    Within(RequestFailure),
}

fn cut(failure: RequestFailure, began: bool) -> Cut {
    if began || failure.kind == FailureKind::Timeout {
        Cut::Within(failure)
    } else {
        Cut::BeforeResponse(failure)
    }
}

fn keeps_alive(head: &Head, request: &Request, framing: Framing) -> bool {
    let says = |headers: &Headers, word: &str| {
        headers.get("connection").is_some_and(|value| value.to_ascii_lowercase().contains(word))
    };
    let server = if head.minor_version == 0 {
        says(&head.headers, "keep-alive")
    } else {
        !says(&head.headers, "close")
    };
    server && !says(&request.headers, "close") && framing != Framing::UntilClose && head.code != 101
}

/// Adds what only the exchange knows: the length of the body and the cookies.
fn complete(request: &Request, options: &SendOptions, jar: &CookieJar) -> Request {
    let mut request = request.clone();
    let own_length = request.headers.has("content-length") || request.headers.has("transfer-encoding");
    let bodiless = matches!(request.payload, Payload::None);
    if !own_length && !(bodiless && NO_LENGTH.contains(&request.method.as_str())) {
        request.headers.push_system("Content-Length", request.payload.wire_bytes().to_string());
    }
    if options.use_cookies
        && let Some(cookies) = jar.header_for(&request.url)
    {
        let own = request.headers.get("cookie").map(|own| format!("{own}; {cookies}"));
        request.headers.remove("cookie");
        request.headers.push_system("Cookie", own.unwrap_or(cookies));
    }
    request
}

fn response(head: Head, body: Bytes, wire_bytes: u64, timings: Timings) -> Response {
    Response {
        code: head.code,
        reason: head.reason,
        http_version: format!("1.{}", head.minor_version),
        headers: head.headers,
        body_bytes: body.len() as u64,
        body,
        wire_bytes,
        timings,
        cookies: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
