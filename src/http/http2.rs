//! The exchange of one request and its response over a connection of HTTP/2, which many requests share.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use h2::client::{Builder, SendRequest};
use h2::{RecvStream, SendStream};
use http::{HeaderName, HeaderValue, Method, Uri};

use super::codec::{Head, check_headers};
use super::connection::Stream;
use super::exchange::{Answer, Cut, Outgoing};
use super::failure::{http2, timed_out, too_long, unescaped_path};
use super::payload::{self, Sink};
use super::reason::standard_reason;
use super::url::Destination;
use super::{Header, Headers, Payload, Request, RequestFailure, Timings};

/// Headers for connections of HTTP/1.1. HTTP/2 forbids them, and `:authority` replaces `Host`.
const OF_THE_CONNECTION: [&str; 6] =
    ["connection", "host", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"];

/// The number of bytes that a server may send before they are read. Units: bytes.
const WINDOW: u32 = 1 << 20;

/// A connection of HTTP/2. Its clones share it.
pub(super) type Http2 = SendRequest<Bytes>;

/// Starts HTTP/2 on a stream. The connection runs in its own task until the runtime ends.
pub(super) async fn begin(stream: Stream) -> Result<Http2, RequestFailure> {
    let (sender, connection) = Builder::new()
        .initial_window_size(WINDOW)
        .initial_connection_window_size(WINDOW)
        .max_header_list_size(u32::try_from(super::codec::LONGEST_HEAD).unwrap_or(u32::MAX))
        .enable_push(false)
        .handshake(stream)
        .await
        .map_err(|error| http2(&error))?;
    // Each request learns of an error through its own stream.
    tokio::spawn(async move { drop(connection.await) });
    Ok(sender)
}

/// Sends the request and reads the response.
pub(super) async fn exchange(
    sender: Http2,
    destination: &Destination,
    outgoing: &Outgoing<'_>,
    timings: &mut Timings,
) -> Result<Answer, Cut> {
    let Outgoing { request, options, clock, .. } = *outgoing;
    let idle = options.timeout;
    let head = head(destination, request).map_err(Cut::Within)?;
    let lost = |error: h2::Error| cut(&error, Cut::BeforeResponse);
    let mut sender = within(idle, sender.ready()).await.map_err(Cut::Within)?.map_err(lost)?;
    let bodiless = matches!(request.payload, Payload::None);
    let (response, stream) = sender.send_request(head, bodiless).map_err(lost)?;
    if !bodiless {
        let mut body = Body { stream, idle };
        let sent = payload::write(&mut body, Vec::new(), &request.payload).await;
        // A server may answer before it has read the whole body. Its answer counts.
        if sent.is_ok() {
            let _ = body.stream.send_data(Bytes::new(), true);
        }
    }
    let written = clock.elapsed();
    let response =
        within(idle, response).await.map_err(Cut::Within)?.map_err(|error| cut(&error, Cut::Within))?;
    let first_byte = clock.elapsed();
    timings.first_byte = first_byte.saturating_sub(written);
    let (parts, stream) = response.into_parts();
    let body = outgoing.within_download_timeout(read(stream, idle, outgoing.longest_body)).await?;
    timings.download = clock.elapsed().saturating_sub(first_byte);
    let code = parts.status.as_u16();
    let headers = own_headers(&parts.headers);
    let head = Head { code, reason: standard_reason(code).to_owned(), minor_version: 0, headers };
    Ok(Answer { head, body, http_version: "2.0".to_owned(), keep: true })
}

/// Converts headers to our own type. Each byte of a value becomes one character.
fn own_headers(headers: &http::HeaderMap) -> Headers {
    let own = headers.iter().map(|(name, value)| Header {
        name: name.as_str().to_owned(),
        value: value.as_bytes().iter().map(|&byte| char::from(byte)).collect(),
        system: false,
    });
    own.collect()
}

/// The point at which an error of a stream broke the exchange. A server that goes away or refuses the stream has not
/// processed the request.
///
/// Source: RFC 9113, sections 6.8 and 8.7.
fn cut(error: &h2::Error, otherwise: fn(RequestFailure) -> Cut) -> Cut {
    let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
    let went_away = error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR);
    if error.is_remote() && (refused || went_away) {
        Cut::Unprocessed(http2(error))
    } else {
        otherwise(http2(error))
    }
}

fn head(destination: &Destination, request: &Request) -> Result<http::Request<()>, RequestFailure> {
    check_headers(&request.method, &destination.path, &request.headers)?;
    let authority = request.headers.get("host").map_or_else(|| destination.authority(), str::to_owned);
    let unfit = unescaped_path;
    let uri = Uri::builder()
        .scheme("https")
        .authority(authority)
        .path_and_query(destination.path.as_str())
        .build()
        .map_err(|_| unfit())?;
    let method = Method::from_bytes(request.method.as_bytes()).map_err(|_| unfit())?;
    let mut head = http::Request::new(());
    (*head.method_mut(), *head.uri_mut()) = (method, uri);
    for header in &request.headers {
        let name = HeaderName::from_bytes(header.name.as_bytes()).map_err(|_| unfit())?;
        if OF_THE_CONNECTION.contains(&name.as_str()) {
            continue;
        }
        let bytes: Vec<u8> = header.value.chars().filter_map(|c| u8::try_from(c).ok()).collect();
        head.headers_mut().append(name, HeaderValue::from_bytes(bytes.trim_ascii()).map_err(|_| unfit())?);
    }
    Ok(head)
}

/// Sends the body of a request as fast as the server reads it.
struct Body {
    stream: SendStream<Bytes>,
    idle: Option<Duration>,
}

impl Sink for Body {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), RequestFailure> {
        let mut left = Bytes::copy_from_slice(bytes);
        while !left.is_empty() {
            self.stream.reserve_capacity(left.len());
            let stream = &mut self.stream;
            let room = within(self.idle, std::future::poll_fn(|cx| stream.poll_capacity(cx))).await?;
            let room = room.transpose().map_err(|error| http2(&error))?.unwrap_or_default();
            let part = left.split_to(room.min(left.len()));
            self.stream.send_data(part, false).map_err(|error| http2(&error))?;
        }
        Ok(())
    }
}

async fn read(mut stream: RecvStream, idle: Option<Duration>, limit: usize) -> Result<Bytes, RequestFailure> {
    let mut body = BytesMut::new();
    while let Some(part) = within(idle, stream.data()).await? {
        let part = part.map_err(|error| http2(&error))?;
        if part.len() > limit.saturating_sub(body.len()) {
            return Err(too_long(limit));
        }
        body.extend_from_slice(&part);
        stream.flow_control().release_capacity(part.len()).map_err(|error| http2(&error))?;
    }
    Ok(body.freeze())
}

async fn within<T>(limit: Option<Duration>, step: impl Future<Output = T>) -> Result<T, RequestFailure> {
    match limit {
        Some(limit) => tokio::time::timeout(limit, step).await.map_err(|_| timed_out("ESOCKETTIMEDOUT")),
        None => Ok(step.await),
    }
}
