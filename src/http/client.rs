//! The client: it connects, sends a request, reads the response, follows redirects and keeps cookies, in Postman's
//! order.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::codec::{self, Head};
use super::connection::Connection;
use super::connector::{Connector, Route};
use super::exchange::{Answer, Cut, Outgoing, exchange};
use super::failure::{max_time_passed, no_http2};
use super::options::{ClientOptions, HttpVersion, SendOptions};
use super::pool::{Pool, Way};
use super::tls::Configs;
use super::url::Destination;
use super::{
    CookieJar, FailureKind, Header, Headers, Payload, Proxies, Request, RequestFailure, Response, Timings,
    body, http2, redirect,
};
use crate::clock::Clock;

/// Methods that send no `Content-Length` when they have no body.
const NO_LENGTH: [&str; 6] = ["GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

/// The largest number of further tries after the server says that it has not processed a request.
const MOST_UNPROCESSED: usize = 3;

/// Sends requests and keeps connections alive. A new client does nothing until its first request.
pub struct Client {
    clock: Clock,
    connector: Connector,
    pool: Pool,
    proxies: Proxies,
    longest_body: usize,
}

/// The outcome of a request, with the data that was sent.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The response of the last hop, or the failure.
    pub outcome: Result<Response, RequestFailure>,
    /// The headers of the first hop as they were sent; empty if nothing could be sent.
    pub sent: Headers,
    /// The length of the head and the body of the first hop. Units: bytes.
    pub request_bytes: u64,
    /// Problems that did not stop the request, such as a client certificate that cannot be read.
    pub warnings: Vec<String>,
    /// True when bytes of the request may have reached a server that may have processed them. When false, nothing was
    /// sent, or the server says that it has processed nothing.
    pub reached: bool,
}

impl Exchange {
    /// The exchange of a request that failed before it was sent.
    pub fn unsent(failure: RequestFailure) -> Self {
        Self {
            outcome: Err(failure),
            sent: Headers::default(),
            request_bytes: 0,
            warnings: Vec::new(),
            reached: false,
        }
    }
}

impl Client {
    /// A client without connections.
    pub fn new(options: ClientOptions, clock: Clock) -> Self {
        Self {
            connector: Connector::new(
                clock.clone(),
                Configs::new(options.extra_ca, options.certificates, options.key_log),
            ),
            clock,
            pool: Pool::default(),
            proxies: options.proxies,
            longest_body: options.longest_body,
        }
    }

    /// Sends a request, follows its redirects, and keeps the cookies of the responses in `jar`.
    pub async fn send(&self, request: &Request, options: &SendOptions, jar: &CookieJar) -> Exchange {
        let own_cookie = own_cookie(&request.headers);
        let own_cookie = own_cookie.as_deref();
        let first = complete(request.clone(), own_cookie, options, jar);
        let sent = first.headers.clone();
        let request_bytes = sent.wire_bytes() as u64 + first.payload.wire_bytes();
        let mut warnings = Vec::new();
        let reached = AtomicBool::new(false);
        let following = self.follow(first, own_cookie, options, jar, &mut warnings, &reached);
        let outcome = match options.max_time {
            Some(limit) => {
                tokio::time::timeout(limit, following).await.unwrap_or_else(|_| Err(max_time_passed(limit)))
            }
            None => following.await,
        };
        Exchange { outcome, sent, request_bytes, warnings, reached: reached.into_inner() }
    }

    /// The warnings that [`Client::send`] will give before it connects. A reporter can show them before the request.
    pub fn foresee(&self, request: &Request, options: &SendOptions) -> Vec<String> {
        let mut warnings = Vec::new();
        if let Ok(destination) = Destination::of(&request.url)
            && destination.secure
        {
            let route = self.connector.route(&destination, None, options);
            self.connector.read_settings(&route, &mut warnings);
        }
        warnings
    }

    /// Closes the connections of a [pin](SendOptions::pin) that is no longer used.
    pub fn release(&self, pin: u64) {
        self.pool.close(pin);
    }

    async fn follow(
        &self,
        first: Request,
        mut own_cookie: Option<&str>,
        options: &SendOptions,
        jar: &CookieJar,
        warnings: &mut Vec<String>,
        reached: &AtomicBool,
    ) -> Result<Response, RequestFailure> {
        let mut request = first;
        let mut hops = 0;
        loop {
            let response = self.hop(&request, options, warnings, reached).await?;
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
            // A redirect to another site has dropped the user's own cookies; no later one brings them back.
            own_cookie = own_cookie.filter(|_| next.headers.has("cookie"));
            request = complete(next, own_cookie, options, jar);
        }
    }

    /// Sends one request and reads its response. It replaces a kept connection that the server has closed. It sends a
    /// request again when the server says that it has not processed it.
    async fn hop(
        &self,
        request: &Request,
        options: &SendOptions,
        warnings: &mut Vec<String>,
        reached: &AtomicBool,
    ) -> Result<Response, RequestFailure> {
        let called = self.clock.elapsed();
        let destination = Destination::of(&request.url)?;
        let route = self.connector.route(&destination, self.proxies.for_destination(&destination), options);
        let head = wire_head(&destination, &route, request)?;
        let outgoing = Outgoing { request, options, longest_body: self.longest_body, clock: &self.clock };
        let mut unprocessed = 0;
        loop {
            let began = self.clock.elapsed();
            let mut timings = Timings { prepare: began.saturating_sub(called), ..Timings::default() };
            let kept = self.pool.take(&route);
            timings.wait = self.clock.elapsed().saturating_sub(began);
            let reused = kept.is_some();
            let mut way = if let Some(kept) = kept {
                kept
            } else {
                self.open(&destination, &route, options, &mut timings, warnings).await?
            };
            let before = reached.swap(true, Ordering::Relaxed);
            let answer = match &mut way {
                Way::Http1(connection) => exchange(connection, head.clone(), &outgoing, &mut timings).await,
                Way::Http2(shared) => {
                    http2::exchange(shared.clone(), &destination, &outgoing, &mut timings).await
                }
            };
            let cut = match answer {
                Ok(answer) => {
                    if answer.keep {
                        self.pool.keep(route, way);
                    }
                    return self.respond(answer, options, began, timings);
                }
                Err(cut) => cut,
            };
            if matches!(cut, Cut::Unprocessed(_)) {
                reached.store(before, Ordering::Relaxed);
            }
            self.pool.forget_shared(&route);
            let may_resend = options.resend_any_method || is_idempotent(&request.method);
            match cut {
                Cut::Unprocessed(_) if unprocessed < MOST_UNPROCESSED => unprocessed += 1,
                Cut::BeforeResponse(_) if reused && may_resend => {}
                cut => return Err(cut.into_failure()),
            }
        }
    }

    async fn open(
        &self,
        destination: &Destination,
        route: &Route,
        options: &SendOptions,
        timings: &mut Timings,
        warnings: &mut Vec<String>,
    ) -> Result<Way, RequestFailure> {
        let stream = self.connector.connect(destination, route, options.timeout, timings, warnings).await?;
        if stream.speaks_http2() {
            return Ok(Way::Http2(http2::begin(stream).await?));
        }
        if destination.secure && options.version == HttpVersion::Http2 {
            return Err(no_http2());
        }
        Ok(Way::Http1(Connection::new(stream)))
    }

    /// The response, with its body decompressed.
    fn respond(
        &self,
        answer: Answer,
        options: &SendOptions,
        began: Duration,
        mut timings: Timings,
    ) -> Result<Response, RequestFailure> {
        let decoding = self.clock.elapsed();
        let wire_bytes = answer.body.len() as u64;
        let body = body::decode(&answer.head, answer.body, self.longest_body, options.keep_cut_bodies)?;
        timings.process = self.clock.elapsed().saturating_sub(decoding);
        timings.total = self.clock.elapsed().saturating_sub(began);
        let Head { code, reason, headers, .. } = answer.head;
        Ok(Response {
            code,
            reason,
            http_version: answer.http_version,
            headers,
            body_bytes: body.len() as u64,
            body,
            wire_bytes,
            timings,
            cookies: Vec::new(),
        })
    }
}

/// The head as it is sent. A proxy that forwards the request gets the whole URL, and the credentials for the proxy.
fn wire_head(destination: &Destination, route: &Route, request: &Request) -> Result<Vec<u8>, RequestFailure> {
    let mut head = Vec::with_capacity(512);
    let proxy = route.proxy.as_ref().filter(|_| route.is_forwarded());
    let Some(proxy) = proxy else {
        codec::write_head(&mut head, &request.method, &destination.path, &request.headers)?;
        return Ok(head);
    };
    let authorization = proxy.authorization().filter(|_| !request.headers.has("proxy-authorization"));
    let mut headers = request.headers.clone();
    if let Some(authorization) = authorization {
        headers.push_system("Proxy-Authorization", authorization);
    }
    codec::write_head(&mut head, &request.method, &destination.url(), &headers)?;
    Ok(head)
}

/// The cookies of the request's own headers, joined as one header.
fn own_cookie(headers: &Headers) -> Option<String> {
    let own: Vec<_> = headers.all("cookie").collect();
    (!own.is_empty()).then(|| own.join("; "))
}

/// True for idempotent methods, which may reach the server twice without harm.
///
/// Source: RFC 9110, section 9.2.2.
fn is_idempotent(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS" | "PUT" | "DELETE" | "TRACE")
}

/// Adds the headers that only the exchange knows: the length of the body and the cookies.
///
/// Order: the length of a body in memory comes before the cookies; the length of a streamed body, or of no body, comes
/// after them; a file's generated `Content-Type` comes last.
/// Source: newman 6.2.2, seen on the wire.
fn complete(
    mut request: Request,
    own_cookie: Option<&str>,
    options: &SendOptions,
    jar: &CookieJar,
) -> Request {
    let headers = &mut request.headers;
    // Chunks have their own lengths. A `Content-Length` beside them allows request smuggling; newman sends it anyway.
    let announced = headers.has("content-length") || headers.are_chunked();
    let bodiless = matches!(request.payload, Payload::None);
    let silent = bodiless && NO_LENGTH.contains(&request.method.as_str());
    let needs_length = options.announce_length && !announced && !silent;
    let length = request.payload.wire_bytes().to_string();
    let in_memory = matches!(request.payload, Payload::Bytes(_));
    if needs_length && in_memory {
        headers.push_system("Content-Length", length.as_str());
    }
    if options.use_cookies {
        match (own_cookie, jar.header_for(&request.url)) {
            (Some(own), Some(cookies)) if !own.is_empty() => {
                headers.set_only("Cookie", format!("{own}; {cookies}"));
            }
            (_, Some(cookies)) => headers.set_only("Cookie", cookies),
            (Some(own), None) => headers.set_only("Cookie", own),
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

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tls_tests;
