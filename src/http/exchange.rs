//! One request and its response over one connection of HTTP/1.1.

use bytes::Bytes;

use super::body::{self, Framing};
use super::codec::{self, Head};
use super::connection::Connection;
use super::failure::{download_timed_out, hang_up, not_http, too_many_interim};
use super::{FailureKind, Headers, Payload, Request, RequestFailure, SendOptions, Timings, payload};
use crate::clock::Clock;

/// What came back, before its body is decompressed.
pub(super) struct Answer {
    pub(super) head: Head,
    pub(super) body: Bytes,
    /// `1.1`, `1.0` or `2.0`.
    pub(super) http_version: String,
    /// True when the connection is good for another request.
    pub(super) keep: bool,
}

/// How many interim responses (1xx) may come before the final one.
const MOST_INTERIM: usize = 100;

/// Where an exchange broke.
pub(super) enum Cut {
    /// The server says that it has not processed the request.
    Unprocessed(RequestFailure),
    /// Before any byte of the response: it may be a kept connection that had died.
    BeforeResponse(RequestFailure),
    /// Within the response.
    Within(RequestFailure),
}

impl Cut {
    fn new(failure: RequestFailure, began: bool) -> Self {
        if began || failure.kind != FailureKind::Protocol {
            Self::Within(failure)
        } else {
            Self::BeforeResponse(failure)
        }
    }
}

/// Sends `head` and the request's body, and reads the response.
pub(super) async fn exchange(
    connection: &mut Connection,
    request: &Request,
    head: Vec<u8>,
    options: &SendOptions,
    longest_body: usize,
    (clock, timings): (&Clock, &mut Timings),
) -> Result<Answer, Cut> {
    connection.idle = options.timeout;
    let sent = if request.headers.are_chunked() {
        payload::write_chunked(connection, &head, &request.payload).await
    } else {
        payload::write(connection, head, &request.payload).await
    };
    if let Err(failure) = sent {
        // A server may refuse a body before it has read it all: its answer counts, not the broken pipe.
        let answered = failure.kind == FailureKind::Protocol
            && (!connection.buffer.is_empty() || matches!(connection.fill().await, Ok(1..)));
        if !answered {
            return Err(Cut::new(failure, false));
        }
        connection.spoilt = true;
    }
    let written = clock.elapsed();
    let mut first_byte = None;
    let mut interim = 0;
    let head = loop {
        match codec::read_head(&mut connection.buffer, options.lenient).map_err(Cut::Within)? {
            Some(head) if is_informational(head.code) => {
                interim += 1;
                if interim > MOST_INTERIM {
                    return Err(Cut::Within(too_many_interim()));
                }
            }
            Some(head) => break head,
            None => {
                let read =
                    connection.fill().await.map_err(|failure| Cut::new(failure, first_byte.is_some()))?;
                if read == 0 {
                    return Err(Cut::new(hang_up(), first_byte.is_some()));
                }
                first_byte.get_or_insert_with(|| clock.elapsed());
            }
        }
    };
    let first_byte = first_byte.unwrap_or(written);
    timings.first_byte = first_byte.saturating_sub(written);
    let framing = Framing::of(&request.method, &head, options.lenient).map_err(Cut::Within)?;
    let reading = body::read(connection, framing, longest_body);
    let body = match options.download_timeout {
        Some(limit) => {
            tokio::time::timeout(limit, reading).await.unwrap_or_else(|_| Err(download_timed_out(limit)))
        }
        None => reading.await,
    };
    let body = body.map_err(Cut::Within)?;
    timings.download = clock.elapsed().saturating_sub(first_byte);
    check_rest(connection, &head, framing, options.lenient).map_err(Cut::Within)?;
    let keep = keeps_alive(&head, request, framing) && ends_by_itself(request) && !connection.spoilt;
    Ok(Answer { http_version: format!("1.{}", head.minor_version), head, body, keep })
}

/// True for what comes before the response itself; after 101 there is no other.
fn is_informational(code: u16) -> bool {
    (100..200).contains(&code) && code != 101
}

/// Refuses, as Node.js does, what came behind the response; blank lines are nothing.
fn check_rest(
    connection: &mut Connection,
    head: &Head,
    framing: Framing,
    lenient: bool,
) -> Result<(), RequestFailure> {
    let blank = connection.buffer.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let rest = &connection.buffer[blank..];
    if rest.is_empty() || framing == Framing::UntilClose || head.code == 101 {
        return Ok(());
    }
    // A second response answers nothing that was asked.
    connection.spoilt = true;
    if says(&head.headers, "close") && !lenient {
        Err(not_http("CLOSED_CONNECTION", "Data after `Connection: close`"))
    } else if matches!(rest[0], b'H' | b'R' | b'I') {
        Ok(())
    } else {
        Err(not_http("INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/"))
    }
}

/// True when the connection is said to be of this kind.
fn says(headers: &Headers, word: &str) -> bool {
    headers.get("connection").is_some_and(|value| value.to_ascii_lowercase().contains(word))
}

/// True when the server can tell where the request ends: nothing may be sent after it otherwise.
fn ends_by_itself(request: &Request) -> bool {
    let headers = &request.headers;
    matches!(request.payload, Payload::None) || headers.has("content-length") || headers.are_chunked()
}

fn keeps_alive(head: &Head, request: &Request, framing: Framing) -> bool {
    let server = if head.minor_version == 0 {
        says(&head.headers, "keep-alive")
    } else {
        !says(&head.headers, "close")
    };
    server && !says(&request.headers, "close") && framing != Framing::UntilClose && head.code != 101
}
