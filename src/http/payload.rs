//! Sends the bodies of requests. Files are streamed.

use std::io;
use std::path::Path;

use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

use super::connection::Connection;
use super::failure::unreadable;
use super::{PartContent, Payload, RequestFailure};

/// Smaller bodies are sent in one write with the head. Units: bytes.
const TOGETHER: usize = 64 * 1024;

impl Payload {
    /// The length of the body on the wire. Units: bytes.
    pub(super) fn wire_bytes(&self) -> u64 {
        match self {
            Self::None => 0,
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File { length, .. } => *length,
            Self::Form { boundary, parts } => {
                let frame = boundary.len() as u64 + 8;
                let content = |content: &PartContent| match content {
                    PartContent::Bytes(bytes) => bytes.len() as u64,
                    PartContent::File { length, .. } => *length,
                };
                let parts =
                    parts.iter().map(|part| frame + part.head.len() as u64 + 2 + content(&part.content));
                parts.sum::<u64>() + boundary.len() as u64 + 6
            }
        }
    }
}

/// A sink for the bytes of a request.
pub(super) trait Sink {
    /// Writes all bytes.
    async fn write(&mut self, bytes: &[u8]) -> Result<(), RequestFailure>;
}

impl Sink for Connection {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), RequestFailure> {
        Self::write(self, bytes).await
    }
}

/// Writes the head, and the body in chunks (`Transfer-Encoding: chunked`).
pub(super) async fn write_chunked(
    connection: &mut impl Sink,
    head: &[u8],
    payload: &Payload,
) -> Result<(), RequestFailure> {
    connection.write(head).await?;
    write(&mut Chunks(&mut *connection), Vec::new(), payload).await?;
    connection.write(b"0\r\n\r\n").await
}

/// Writes each piece as one chunk.
struct Chunks<'a, S>(&'a mut S);

impl<S: Sink> Sink for Chunks<'_, S> {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), RequestFailure> {
        // An empty chunk would end the body.
        if bytes.is_empty() {
            return Ok(());
        }
        let size = format!("{:x}\r\n", bytes.len());
        self.0.write(&[size.as_bytes(), bytes, b"\r\n"].concat()).await
    }
}

/// Writes the head and the body.
pub(super) async fn write(
    connection: &mut impl Sink,
    mut head: Vec<u8>,
    payload: &Payload,
) -> Result<(), RequestFailure> {
    match payload {
        Payload::None => connection.write(&head).await,
        Payload::Bytes(bytes) if bytes.len() <= TOGETHER => {
            head.extend_from_slice(bytes);
            connection.write(&head).await
        }
        Payload::Bytes(bytes) => {
            connection.write(&head).await?;
            connection.write(bytes).await
        }
        Payload::File { path, length } => stream_file(connection, &mut head, path, *length).await,
        Payload::Form { boundary, parts } => {
            for part in parts {
                head.extend_from_slice(format!("--{boundary}\r\n{}\r\n\r\n", part.head).as_bytes());
                match &part.content {
                    PartContent::Bytes(bytes) => head.extend_from_slice(bytes),
                    PartContent::File { path, length } => {
                        stream_file(connection, &mut head, path, *length).await?;
                        head.clear();
                    }
                }
                head.extend_from_slice(b"\r\n");
            }
            head.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
            connection.write(&head).await
        }
    }
}

/// Writes the bytes `before` the file, and then the file: exactly as many bytes as were announced.
async fn stream_file(
    connection: &mut impl Sink,
    before: &mut Vec<u8>,
    path: &Path,
    length: u64,
) -> Result<(), RequestFailure> {
    let unreadable = |error: &io::Error| unreadable(path, Some(error));
    let mut file = File::open(path).await.map_err(|error| unreadable(&error))?.take(length);
    let mut left = length;
    while left > 0 {
        let room = TOGETHER.saturating_sub(before.len()).max(1024);
        before.reserve(room);
        let read = file.read_buf(before).await.map_err(|error| unreadable(&error))?;
        if read == 0 {
            return Err(self::unreadable(path, None));
        }
        left -= read as u64;
        connection.write(before).await?;
        before.clear();
    }
    connection.write(before).await
}
