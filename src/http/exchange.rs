//! The exchange of one request and its response over a connection of HTTP/1.1.

use std::time::Duration;

use bytes::Bytes;

use super::body::{self, Framing};
use super::codec::{self, Head};
use super::connection::Connection;
use super::failure::{download_timed_out, hang_up, not_http, too_many_interim};
use super::{FailureKind, Headers, Payload, Request, RequestFailure, SendOptions, Timings, payload};
use crate::clock::Clock;

/// A response before its body is decompressed.
pub(super) struct Answer {
    pub(super) head: Head,
    pub(super) body: Bytes,
    /// `1.1`, `1.0` or `2.0`.
    pub(super) http_version: String,
    /// True when the connection can be used for another request.
    pub(super) keep: bool,
}

/// The largest number of interim responses (1xx) before the final one.
const MOST_INTERIM: usize = 100;

/// The point at which an exchange broke.
pub(super) enum Cut {
    /// The server says that it has not processed the request.
    Unprocessed(RequestFailure),
    /// It broke before the first byte of the response came: the server may have closed the kept connection.
    BeforeResponse(RequestFailure),
    /// It broke within the response.
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

    pub(super) fn into_failure(self) -> RequestFailure {
        match self {
            Self::Unprocessed(failure) | Self::BeforeResponse(failure) | Self::Within(failure) => failure,
        }
    }
}

/// A request that is being sent, with the limits and the timings of its response. Both versions of HTTP use it.
pub(super) struct Outgoing<'a> {
    pub(super) request: &'a Request,
    pub(super) options: &'a SendOptions,
    /// The longest body of a response that is accepted. Units: bytes.
    pub(super) longest_body: usize,
    pub(super) clock: &'a Clock,
}

impl Outgoing<'_> {
    /// Reads a body within the limit of `--timeout-download`.
    pub(super) async fn within_download_timeout(
        &self,
        reading: impl Future<Output = Result<Bytes, RequestFailure>>,
    ) -> Result<Bytes, Cut> {
        let body = match self.options.download_timeout {
            Some(limit) => {
                tokio::time::timeout(limit, reading).await.unwrap_or_else(|_| Err(download_timed_out(limit)))
            }
            None => reading.await,
        };
        body.map_err(Cut::Within)
    }
}

/// Sends `head` and the request's body, and reads the response.
pub(super) async fn exchange(
    connection: &mut Connection,
    head: Vec<u8>,
    outgoing: &Outgoing<'_>,
    timings: &mut Timings,
) -> Result<Answer, Cut> {
    let Outgoing { request, options, clock, .. } = *outgoing;
    connection.idle = options.timeout;
    send(connection, head, request).await?;
    let written = clock.elapsed();
    let arrived = read_final_head(connection, options.lenient, clock).await?;
    let (head, first_byte) = (arrived.head, arrived.first_byte.unwrap_or(written));
    timings.first_byte = first_byte.saturating_sub(written);
    let framing = Framing::of(&request.method, &head, options.lenient).map_err(Cut::Within)?;
    let reading = body::read(connection, framing, outgoing.longest_body, options.keep_cut_bodies);
    let body = outgoing.within_download_timeout(reading).await?;
    timings.download = clock.elapsed().saturating_sub(first_byte);
    check_rest(connection, &head, framing, options.lenient).map_err(Cut::Within)?;
    let keep = keeps_alive(&head, request, framing) && ends_by_itself(request) && !connection.spoilt;
    Ok(Answer { http_version: format!("1.{}", head.minor_version), head, body, keep })
}

/// Writes the head and the body. When the server answers without reading the whole body, the answer counts, but the
/// connection is not kept.
async fn send(connection: &mut Connection, head: Vec<u8>, request: &Request) -> Result<(), Cut> {
    let sent = if request.headers.are_chunked() {
        payload::write_chunked(connection, &head, &request.payload).await
    } else {
        payload::write(connection, head, &request.payload).await
    };
    if let Err(failure) = sent {
        // A server may refuse a body before it has read all of it. Its answer counts, and not the broken pipe.
        let answered = failure.kind == FailureKind::Protocol
            && (!connection.buffer.is_empty() || matches!(connection.fill().await, Ok(1..)));
        if !answered {
            return Err(Cut::new(failure, false));
        }
        connection.spoilt = true;
    }
    Ok(())
}

/// The head of the final response.
struct ArrivedHead {
    head: Head,
    /// The time of the first byte; `None` when it came before the whole request was written.
    first_byte: Option<Duration>,
}

/// Reads heads until the final one.
async fn read_final_head(
    connection: &mut Connection,
    lenient: bool,
    clock: &Clock,
) -> Result<ArrivedHead, Cut> {
    let mut first_byte = None;
    let mut interim = 0;
    loop {
        match codec::read_head(&mut connection.buffer, lenient).map_err(Cut::Within)? {
            Some(head) if is_informational(head.code) => {
                interim += 1;
                if interim > MOST_INTERIM {
                    return Err(Cut::Within(too_many_interim()));
                }
            }
            Some(head) => return Ok(ArrivedHead { head, first_byte }),
            None => {
                let read =
                    connection.fill().await.map_err(|failure| Cut::new(failure, first_byte.is_some()))?;
                if read == 0 {
                    return Err(Cut::new(hang_up(), first_byte.is_some()));
                }
                first_byte.get_or_insert_with(|| clock.elapsed());
            }
        }
    }
}

/// True for the status of an interim response. 101 is final.
fn is_informational(code: u16) -> bool {
    (100..200).contains(&code) && code != 101
}

/// Refuses bytes after the response, except blank lines, as Node.js does.
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
    // There was no second request that these bytes could answer.
    connection.spoilt = true;
    if says(&head.headers, "close") && !lenient {
        Err(not_http("CLOSED_CONNECTION", "Data after `Connection: close`"))
    } else if matches!(rest[0], b'H' | b'R' | b'I') {
        Ok(())
    } else {
        Err(not_http("INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/"))
    }
}

/// True when the `Connection` header has this word.
fn says(headers: &Headers, word: &str) -> bool {
    headers.get("connection").is_some_and(|value| value.to_ascii_lowercase().contains(word))
}

/// True when the server can know where the request ends. Otherwise nothing may be sent after it.
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
