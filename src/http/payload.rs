//! Request bodies on their way out; files are streamed.

use tokio::io::AsyncReadExt as _;

use super::connection::Connection;
use super::failure::broken;
use super::{PartContent, Payload, RequestFailure};

/// Smaller bodies travel in one write with the head. Units: bytes.
const TOGETHER: usize = 64 * 1024;

impl Payload {
    /// What it takes on the wire. Units: bytes.
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

/// Writes head and body.
pub(super) async fn write(
    connection: &mut Connection,
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
        Payload::File { path, .. } => {
            connection.write(&head).await?;
            stream_file(connection, path).await
        }
        Payload::Form { boundary, parts } => {
            for part in parts {
                head.extend_from_slice(format!("--{boundary}\r\n{}\r\n\r\n", part.head).as_bytes());
                match &part.content {
                    PartContent::Bytes(bytes) => head.extend_from_slice(bytes),
                    PartContent::File { path, .. } => {
                        connection.write(&head).await?;
                        head.clear();
                        stream_file(connection, path).await?;
                    }
                }
                head.extend_from_slice(b"\r\n");
            }
            head.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
            connection.write(&head).await
        }
    }
}

async fn stream_file(connection: &mut Connection, path: &std::path::Path) -> Result<(), RequestFailure> {
    let mut file = tokio::fs::File::open(path).await.map_err(|error| broken(&error, "open"))?;
    let mut block = vec![0; TOGETHER];
    loop {
        match file.read(&mut block).await.map_err(|error| broken(&error, "read"))? {
            0 => return Ok(()),
            length => connection.write(&block[..length]).await?,
        }
    }
}
