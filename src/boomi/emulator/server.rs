//! Carries the emulator over HTTP, on the loopback address only.

use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

use super::{Answer, Call, Emulator};
use crate::clock::Clock;

/// No request of this API is larger. Units: bytes.
const LARGEST: usize = 1024 * 1024;

/// A client must send its head within this time.
const HEAD_WITHIN: Duration = Duration::from_secs(10);

/// Serves calls until the future is dropped.
///
/// # Errors
///
/// Fails when no further connection can be accepted.
pub async fn serve(listener: TcpListener, emulator: Emulator, clock: Clock) -> io::Result<()> {
    let emulator = Arc::new(Mutex::new(emulator));
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await?;
        // Small answers must not wait for an acknowledgement; a socket that cannot do it still works.
        let _ = stream.set_nodelay(true);
        let (emulator, clock) = (Arc::clone(&emulator), clock.clone());
        let service = service_fn(move |request| {
            let (emulator, clock) = (Arc::clone(&emulator), clock.clone());
            async move { Ok::<_, Infallible>(respond(&emulator, &clock, request).await) }
        });
        connections.spawn(async move {
            let mut builder = hyper::server::conn::http1::Builder::new();
            builder.timer(TokioTimer::new()).header_read_timeout(HEAD_WITHIN);
            // A client that breaks off is no failure of the emulator.
            let _ = builder.serve_connection(TokioIo::new(stream), service).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn respond(
    emulator: &Mutex<Emulator>,
    clock: &Clock,
    request: Request<Incoming>,
) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let json = text(&head.headers, &ACCEPT).is_some_and(|value| value.contains("json"));
    let answer = match Limited::new(body, LARGEST).collect().await {
        Err(_) => Answer::TooLarge,
        Ok(body) => emulator.lock().unwrap_or_else(PoisonError::into_inner).answer(&Call {
            method: head.method.as_str(),
            path: head.uri.path(),
            authorization: text(&head.headers, &AUTHORIZATION),
            content_type: text(&head.headers, &CONTENT_TYPE),
            body: &body.to_bytes(),
            at: clock.elapsed(),
        }),
    };
    let body = answer.body(json);
    let mut response = Response::builder().status(answer.status());
    if !body.is_empty() {
        response = response.header(CONTENT_TYPE, if json { "application/json" } else { "application/xml" });
    }
    response.body(Full::from(body)).expect("statuses and header values here are constants")
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
