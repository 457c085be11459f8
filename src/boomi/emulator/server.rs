//! Serves the emulator over HTTP, on the loopback address only.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, Limited, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderMap,
    HeaderName, RETRY_AFTER,
};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::call::{EmulatedCall, EmulatedEnding, EmulatedReply};
use super::state::Emulator;
use super::store::Store;
use crate::clock::Clock;

/// The largest body that is read; no request of this API is larger. Units: bytes.
const LARGEST: usize = 1024 * 1024;

/// The time within which a client must send the head of a request.
const HEAD_WITHIN: Duration = Duration::from_secs(10);

/// The page's content security policy: it loads no other file and calls only its own emulator.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

type Body = UnsyncBoxBody<Bytes, io::Error>;

/// The state that all connections share.
struct Shared {
    emulator: Mutex<(Emulator, Option<Store>)>,
    clock: Clock,
    /// Connections send an error here when the state file cannot be written.
    failed: mpsc::UnboundedSender<io::Error>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, (Emulator, Option<Store>)> {
        self.emulator.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, call: &EmulatedCall<'_>, too_large: bool) -> EmulatedReply {
        let mut guard = self.lock();
        let (emulator, store) = &mut *guard;
        let reply = if too_large { emulator.answer_too_large(call) } else { emulator.answer(call) };
        if let Some(Err(error)) = store.as_mut().map(|store| store.save(emulator)) {
            // Sending fails only when the emulator is about to end.
            let _ = self.failed.send(error);
        }
        reply
    }
}

/// Serves calls until the future is dropped.
///
/// # Errors
///
/// Fails when no further connection can be accepted.
pub async fn serve(listener: TcpListener, emulator: Emulator, clock: Clock) -> io::Result<()> {
    serve_with_store(listener, emulator, None, clock).await
}

/// Serves calls until the future is dropped, and keeps the emulator's state in a file.
///
/// # Errors
///
/// Fails when no further connection can be accepted, or the file cannot be written.
pub async fn serve_with_store(
    listener: TcpListener,
    emulator: Emulator,
    store: Option<Store>,
    clock: Clock,
) -> io::Result<()> {
    let (failed, mut failures) = mpsc::unbounded_channel();
    let shared = Arc::new(Shared { emulator: Mutex::new((emulator, store)), clock, failed });
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let (stream, _) = tokio::select! {
            accepted = listener.accept() => accepted?,
            Some(error) = failures.recv() => return Err(error),
        };
        // Small answers must not wait for an acknowledgement. A socket without this option still works.
        let _ = stream.set_nodelay(true);
        let shared = Arc::clone(&shared);
        let service = service_fn(move |request| {
            let shared = Arc::clone(&shared);
            async move { respond(&shared, request).await }
        });
        connections.spawn(async move {
            let mut builder = hyper::server::conn::http1::Builder::new();
            builder.timer(TokioTimer::new()).header_read_timeout(HEAD_WITHIN);
            // An error here means that a client disconnected or that an answer was dropped on purpose. Both are fine.
            let _ = builder.serve_connection(TokioIo::new(stream), service).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn respond(shared: &Shared, request: Request<Incoming>) -> io::Result<Response<Body>> {
    let (head, body) = request.into_parts();
    let read = Limited::new(body, LARGEST).collect().await;
    let too_large = read.is_err();
    let body = read.map(http_body_util::Collected::to_bytes).unwrap_or_default();
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
    let reply = shared.answer(&call, too_large);
    if !reply.delay.is_zero() {
        #[expect(clippy::disallowed_methods, reason = "the latency that the scenario asks for")]
        tokio::time::sleep(reply.delay).await;
    }
    render(reply)
}

/// An error closes the connection. Answers are dropped and cut in this way.
fn render(reply: EmulatedReply) -> io::Result<Response<Body>> {
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
        Full::from(reply.body).map_err(|never| match never {}).boxed_unsync()
    };
    // A scenario may have a content type that is not a valid header value.
    response.body(body).map_err(io::Error::other)
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
