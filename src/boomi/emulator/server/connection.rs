//! One connection: reads calls within their limits, and sends the answers.

use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, StreamExt as _};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::{Body as _, Frame, Incoming};
use hyper::header::{
    ACCEPT, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST,
    HeaderMap, HeaderName, RETRY_AFTER,
};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;

use super::Shared;
use super::memory::Taken;
use super::patience::Patience;
use crate::boomi::emulator::call::{EmulatedCall, EmulatedEnding, EmulatedReply};
use crate::boomi::emulator::refusal::Refusal;

/// The page's content security policy: it loads no other file and calls only its own emulator.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

type Body = UnsyncBoxBody<Bytes, io::Error>;

/// The memory of a connection's last answer, which its client may still be reading.
type Answered = Mutex<Option<Taken>>;

/// Serves a connection until it closes.
pub(super) async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let limits = shared.limits.clone();
    let answered = Arc::new(Answered::default());
    let service = service_fn(move |request| {
        let (shared, answered) = (Arc::clone(&shared), Arc::clone(&answered));
        async move { respond(&shared, &answered, request).await }
    });
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.head_within).max_buf_size(limits.head_bytes);
    let stream = TokioIo::new(Patience::new(stream, limits.answer_stalls));
    // An error here means that a client disconnected, that it broke a limit, or that an answer was dropped on purpose.
    let _ = builder.serve_connection(stream, service).await;
}

async fn respond(
    shared: &Shared,
    answered: &Answered,
    request: Request<Incoming>,
) -> io::Result<Response<Body>> {
    // The next call of a connection comes when the answer before it was read.
    drop(hold(answered, None));
    let (head, body) = request.into_parts();
    let received = receive(shared, body).await?;
    let (body, _taken, unread) = match received {
        Ok((body, taken)) => (body, Some(taken), None),
        Err(refusal) => (Bytes::new(), None, Some(refusal)),
    };
    let closes = unread.is_some();
    let call = EmulatedCall {
        method: head.method.as_str(),
        path: head.uri.path(),
        query: head.uri.query(),
        host: text(&head.headers, &HOST).unwrap_or("localhost"),
        authorization: text(&head.headers, &AUTHORIZATION),
        content_type: text(&head.headers, &CONTENT_TYPE),
        accept: text(&head.headers, &ACCEPT),
        body: &body,
        at: shared.clock.elapsed(),
        now: shared.clock.now(),
    };
    let reply = shared.answer(&call, unread);
    let mut taken = shared.memory.start();
    if !taken.grow(reply.body.len()) {
        return render(EmulatedReply::empty(503), true);
    }
    drop(hold(answered, Some(taken)));
    if !reply.delay.is_zero() {
        #[expect(clippy::disallowed_methods, reason = "the latency that the scenario asks for")]
        tokio::time::sleep(reply.delay).await;
    }
    render(reply, closes)
}

fn hold(answered: &Answered, taken: Option<Taken>) -> Option<Taken> {
    std::mem::replace(&mut *answered.lock().unwrap_or_else(PoisonError::into_inner), taken)
}

/// Reads a body within its limits; the inner error says why it could not be read.
///
/// # Errors
///
/// Fails when the client went away or its body breaks the rules of HTTP.
async fn receive(shared: &Shared, body: Incoming) -> io::Result<Result<(Bytes, Taken), Refusal>> {
    let limits = &shared.limits;
    let length = body.size_hint().lower();
    if length > u64::try_from(limits.body_bytes).unwrap_or(u64::MAX) {
        return Ok(Err(Refusal::TooLarge));
    }
    let read = read(shared, body);
    tokio::time::timeout(limits.body_within, read).await.unwrap_or(Ok(Err(Refusal::TooSlow)))
}

async fn read(shared: &Shared, mut body: Incoming) -> io::Result<Result<(Bytes, Taken), Refusal>> {
    let mut whole = BytesMut::new();
    let mut taken = shared.memory.start();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(io::Error::other)?.into_data() else { continue };
        if whole.len() + data.len() > shared.limits.body_bytes {
            return Ok(Err(Refusal::TooLarge));
        }
        if !taken.grow(data.len()) {
            return Ok(Err(Refusal::NoMemory));
        }
        whole.extend_from_slice(&data);
    }
    Ok(Ok((whole.freeze(), taken)))
}

/// An error closes the connection. Answers are dropped and cut in this way.
fn render(reply: EmulatedReply, closes: bool) -> io::Result<Response<Body>> {
    let broken = || io::Error::from(io::ErrorKind::ConnectionAborted);
    if reply.ending == EmulatedEnding::Dropped {
        return Err(broken());
    }
    let mut response = Response::builder().status(reply.status);
    if let Some(kind) = &reply.content_type {
        response = response.header(CONTENT_TYPE, kind);
        if kind.starts_with("text/html") {
            response = response.header(CONTENT_SECURITY_POLICY, POLICY);
        }
    }
    if let Some(seconds) = reply.retry_after {
        response = response.header(RETRY_AFTER, seconds);
    }
    if closes {
        // What is left of the body would be read as the next request.
        response = response.header(CONNECTION, "close");
    }
    let body = if reply.ending == EmulatedEnding::Cut {
        response = response.header(CONTENT_LENGTH, reply.body.len().max(1));
        let half = reply.body.slice(..reply.body.len() / 2);
        let first = stream::iter([Ok(Frame::data(half))]);
        // The connection sends its buffer only when the body has nothing ready for a moment.
        let end = stream::once(async move {
            tokio::task::yield_now().await;
            Err(broken())
        });
        StreamBody::new(first.chain(end)).boxed_unsync()
    } else {
        Full::from(reply.body).map_err(|never: Infallible| match never {}).boxed_unsync()
    };
    // A scenario may have a content type that is not a valid header value.
    response.body(body).map_err(io::Error::other)
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
