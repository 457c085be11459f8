//! A connection: plain or over TLS, with the bytes that were read after the last response.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::RequestFailure;
use super::failure::{broken, timed_out};

/// A byte stream to a server. Its TLS may be inside the TLS of a proxy.
pub(super) enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<Stream>>),
}

impl Stream {
    fn tcp(&self) -> &TcpStream {
        match self {
            Self::Plain(tcp) => tcp,
            Self::Tls(tls) => tls.get_ref().0.tcp(),
        }
    }

    /// True when both sides agreed on HTTP/2.
    pub(super) fn speaks_http2(&self) -> bool {
        match self {
            Self::Plain(_) => false,
            Self::Tls(tls) => tls.get_ref().1.alpn_protocol() == Some(b"h2"),
        }
    }
}

/// A stream and its unread bytes.
pub(super) struct Connection {
    pub(super) stream: Stream,
    pub(super) buffer: BytesMut,
    /// The longest silence that is allowed.
    pub(super) idle: Option<Duration>,
    /// True when the connection must not be kept, because the request was not written completely.
    pub(super) spoilt: bool,
    /// True when an earlier exchange used the connection.
    pub(super) reused: bool,
    /// True when the stream ended without the goodbye of TLS: somebody may have cut it.
    pub(super) cut: bool,
}

impl Connection {
    pub(super) fn new(stream: Stream) -> Self {
        let buffer = BytesMut::with_capacity(16 * 1024);
        Self { stream, buffer, idle: None, spoilt: false, reused: false, cut: false }
    }

    /// Reads more bytes; returns 0 at the end of the stream.
    pub(super) async fn fill(&mut self) -> Result<usize, RequestFailure> {
        self.buffer.reserve(16 * 1024);
        let read = self.stream.read_buf(&mut self.buffer);
        let read = match self.idle {
            Some(limit) => {
                tokio::time::timeout(limit, read).await.map_err(|_| timed_out("ESOCKETTIMEDOUT"))?
            }
            None => read.await,
        };
        match read {
            // A TLS peer that closes without a goodbye has ended the stream too.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                self.cut = true;
                Ok(0)
            }
            read => read.map_err(|error| broken(&error, "read")),
        }
    }

    /// Writes all bytes. It reads what the server sends meanwhile, so that neither side waits for the other.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), RequestFailure> {
        let (mut left, idle) = (bytes, self.idle);
        loop {
            let step = std::future::poll_fn(|cx| self.poll_send(cx, left));
            let written = match idle {
                Some(limit) => {
                    tokio::time::timeout(limit, step).await.map_err(|_| timed_out("ESOCKETTIMEDOUT"))?
                }
                None => step.await,
            };
            match written.map_err(|error| broken(&error, "write"))? {
                Some(length) => left = &left[length..],
                None => return Ok(()),
            }
        }
    }

    /// One step: the number of bytes written, or `None` when all are written and flushed.
    fn poll_send(&mut self, cx: &mut Context<'_>, left: &[u8]) -> Poll<io::Result<Option<usize>>> {
        let stream = Pin::new(&mut self.stream);
        let sent = if left.is_empty() {
            stream.poll_flush(cx).map_ok(|()| None)
        } else {
            stream.poll_write(cx, left).map_ok(Some)
        };
        match sent {
            Poll::Ready(Ok(Some(0))) => Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
            Poll::Ready(sent) => Poll::Ready(sent),
            Poll::Pending => {
                self.poll_listen(cx);
                Poll::Pending
            }
        }
    }

    /// Reads the bytes that are there, without waiting. The next read finds an end or an error again.
    fn poll_listen(&mut self, cx: &mut Context<'_>) {
        let mut block = [0; 4096];
        loop {
            let mut read = ReadBuf::new(&mut block);
            match Pin::new(&mut self.stream).poll_read(cx, &mut read) {
                Poll::Ready(Ok(())) if !read.filled().is_empty() => {
                    self.buffer.extend_from_slice(read.filled());
                }
                _ => return,
            }
        }
    }

    /// True when the server has not closed a kept connection, and has not sent unexpected bytes.
    pub(super) fn is_quiet(&self) -> bool {
        let mut byte = [0];
        let mut peeked = ReadBuf::new(&mut byte);
        let polled = self.stream.tcp().poll_peek(&mut Context::from_waker(Waker::noop()), &mut peeked);
        let silent = match (polled, &self.stream) {
            (Poll::Pending, _) => true,
            // Session tickets of TLS may arrive at any time.
            (Poll::Ready(Ok(length)), Stream::Tls(_)) => length > 0,
            (Poll::Ready(_), _) => false,
        };
        silent && self.buffer.is_empty()
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream.as_mut()).poll_shutdown(cx),
        }
    }
}
