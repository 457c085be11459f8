//! The exchange: connection, request, response, redirects, cookies, in Postman's order.

use bytes::Bytes;

use super::body::{self, Framing};
use super::codec::{self, Head};
use super::connection::Connection;
use super::connector::Connector;
use super::failure::hang_up;
use super::options::{ClientOptions, SendOptions};
use super::pool::Pool;
use super::url::Target;
use super::{
    CookieJar, FailureKind, Header, Headers, Payload, Request, RequestFailure, Response, Timings, payload,
    redirect,
};
use crate::clock::Clock;

/// Methods that announce no length when they have no body.
const NO_LENGTH: [&str; 6] = ["GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

/// Sends requests and keeps connections alive. Making one does no work.
pub struct Client {
    clock: Clock,
    connector: Connector,
    idle: Pool<Origin>,
    longest_body: usize,
}

/// Scheme (is it TLS, is it checked), host, port, and whose it is alone.
type Origin = (bool, bool, String, u16, Option<u64>);

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
    pub fn new(options: ClientOptions, clock: Clock) -> Self {
        Self {
            connector: Connector::new(clock.clone(), options.extra_ca),
            clock,
            idle: Pool::default(),
            longest_body: options.longest_body,
        }
    }

    /// Sends a request and follows where it leads.
    pub async fn send(&self, request: &Request, options: &SendOptions, jar: &CookieJar) -> Exchange {
        let own_cookie = request.headers.get("cookie");
        let first = complete(request.clone(), own_cookie, options, jar);
        let sent = first.headers.clone();
        let request_bytes = sent.wire_bytes() as u64 + first.payload.wire_bytes();
        let outcome = self.follow(first, own_cookie, options, jar).await;
        Exchange { outcome, sent, request_bytes }
    }

    async fn follow(
        &self,
        first: Request,
        own_cookie: Option<&str>,
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
                redirect::follow(&request, response.code, location, options)?
            } else {
                None
            };
            let Some(next) = next else {
                let cookies = jar.cookies_for(&request.url);
                return Ok(Response { cookies, ..response });
            };
            if hops >= options.max_redirects {
                let message =
                    format!("Exceeded maxRedirects. Probably stuck in a redirect loop {}", request.url);
                return Err(RequestFailure { kind: FailureKind::Redirect, code: None, message });
            }
            hops += 1;
            request = complete(next, own_cookie, options, jar);
        }
    }

    /// One request and its response. A kept connection that the server had closed is replaced once.
    async fn hop(&self, request: &Request, options: &SendOptions) -> Result<Response, RequestFailure> {
        let called = self.clock.elapsed();
        let target = Target::of(&request.url)?;
        let mut head = Vec::with_capacity(512);
        codec::write_head(&mut head, &request.method, &target.path, &request.headers)?;
        let origin = (target.secure, options.verify_tls, target.host.clone(), target.port, options.pin);
        loop {
            let began = self.clock.elapsed();
            let mut timings = Timings { prepare: began.saturating_sub(called), ..Timings::default() };
            let kept = self.idle.take(&origin);
            timings.wait = self.clock.elapsed().saturating_sub(began);
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
                    let body = body::decode(&head, wire.clone(), self.longest_body)?;
                    timings.process = self.clock.elapsed().saturating_sub(decoding);
                    timings.total = self.clock.elapsed().saturating_sub(began);
                    if keep {
                        self.idle.keep(origin, connection);
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
        let sent = payload::write(connection, bytes, &request.payload).await;
        if let Err(failure) = sent {
            // A server may refuse a body before it has read it all: its answer counts, not the broken pipe.
            let answered = failure.kind == FailureKind::Protocol
                && (!connection.buffer.is_empty() || matches!(connection.fill().await, Ok(1..)));
            if !answered {
                return Err(cut(failure, false));
            }
            connection.spoilt = true;
        }
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
        let body = body::read(connection, framing, self.longest_body).await.map_err(Cut::Within)?;
        timings.download = self.clock.elapsed().saturating_sub(first_byte);
        let keep = keeps_alive(&head, request, framing) && !connection.spoilt;
        Ok((head, body, keep))
    }
}

/// Where an exchange broke: before any byte of the response it may be a kept connection that had died.
enum Cut {
    BeforeResponse(RequestFailure),
    Within(RequestFailure),
}

fn cut(failure: RequestFailure, began: bool) -> Cut {
    if began || failure.kind != FailureKind::Protocol {
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
///
/// Order: the length of a body in memory stands before the cookies, that of a streamed one or of none after
/// them; a file's generated `Content-Type` comes last.
/// Source: newman 6.2.2, seen on the wire.
fn complete(
    mut request: Request,
    own_cookie: Option<&str>,
    options: &SendOptions,
    jar: &CookieJar,
) -> Request {
    let headers = &mut request.headers;
    let announced = headers.has("content-length") || headers.has("transfer-encoding");
    let bodiless = matches!(request.payload, Payload::None);
    let silent = bodiless && NO_LENGTH.contains(&request.method.as_str());
    let needs_length = !announced && !silent;
    let length = request.payload.wire_bytes().to_string();
    let in_memory = matches!(request.payload, Payload::Bytes(_));
    if needs_length && in_memory {
        headers.push_system("Content-Length", length.as_str());
    }
    if options.use_cookies {
        match (own_cookie, jar.header_for(&request.url)) {
            (Some(own), Some(cookies)) => headers.set_system("Cookie", format!("{own}; {cookies}")),
            (Some(own), None) => headers.set_system("Cookie", own),
            (None, Some(cookies)) => headers.set_system("Cookie", cookies),
            (None, None) => headers.remove("cookie"),
        }
    }
    if needs_length && !in_memory {
        headers.push_system("Content-Length", length);
    }
    let generated = |header: &Header| header.system && header.name.eq_ignore_ascii_case("content-type");
    if matches!(request.payload, Payload::File { .. }) && headers.iter().any(generated) {
        headers.move_last("content-type");
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
#[cfg(test)]
mod tls_tests;
