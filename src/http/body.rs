//! Response bodies: where they end, and how they are decompressed.

use std::io::Read;

use bytes::{Bytes, BytesMut};
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::RequestFailure;
use super::codec::Head;
use super::connection::Connection;
use super::failure::{hang_up, not_http, undecodable};

/// How the end of a body is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    Empty,
    Length(u64),
    Chunked,
    UntilClose,
}

impl Framing {
    pub(super) fn of(method: &str, head: &Head) -> Result<Self, RequestFailure> {
        if method == "HEAD" || head.code < 200 || matches!(head.code, 204 | 304) {
            return Ok(Self::Empty);
        }
        if head.headers.all("transfer-encoding").any(|value| value.to_ascii_lowercase().contains("chunked")) {
            return Ok(Self::Chunked);
        }
        match head.headers.get("content-length") {
            Some(length) => length
                .trim()
                .parse()
                .map(Self::Length)
                .map_err(|_| not_http("Invalid character in Content-Length")),
            None => Ok(Self::UntilClose),
        }
    }
}

/// Reads a body to its end.
pub(super) async fn read(connection: &mut Connection, framing: Framing) -> Result<Bytes, RequestFailure> {
    match framing {
        Framing::Empty => Ok(Bytes::new()),
        Framing::Length(length) => {
            let length = usize::try_from(length).map_err(|_| not_http("Invalid Content-Length"))?;
            while connection.buffer.len() < length {
                if connection.fill().await? == 0 {
                    return Err(aborted());
                }
            }
            Ok(connection.buffer.split_to(length).freeze())
        }
        Framing::UntilClose => {
            while connection.fill().await? > 0 {}
            Ok(connection.buffer.split().freeze())
        }
        Framing::Chunked => chunks(connection).await,
    }
}

async fn chunks(connection: &mut Connection) -> Result<Bytes, RequestFailure> {
    let mut body = BytesMut::new();
    loop {
        let line = line(connection).await?;
        let digits = line.split(';').next().unwrap_or_default().trim();
        let size =
            usize::from_str_radix(digits, 16).map_err(|_| not_http("Invalid character in chunk size"))?;
        if size == 0 {
            while !self::line(connection).await?.is_empty() {}
            return Ok(body.freeze());
        }
        let end = size.checked_add(2).ok_or_else(|| not_http("Invalid chunk size"))?;
        while connection.buffer.len() < end {
            if connection.fill().await? == 0 {
                return Err(aborted());
            }
        }
        body.extend_from_slice(&connection.buffer.split_to(size));
        let _ = connection.buffer.split_to(2);
    }
}

async fn line(connection: &mut Connection) -> Result<String, RequestFailure> {
    loop {
        if let Some(end) = connection.buffer.iter().position(|&byte| byte == b'\n') {
            let line = connection.buffer.split_to(end + 1);
            return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
        }
        if connection.buffer.len() > super::codec::LONGEST_HEAD {
            return Err(not_http("Chunk extensions overflow"));
        }
        if connection.fill().await? == 0 {
            return Err(aborted());
        }
    }
}

fn aborted() -> RequestFailure {
    RequestFailure { message: "aborted".to_owned(), ..hang_up() }
}

/// Undoes `Content-Encoding`; an unknown one leaves the body as it is.
pub(super) fn decode(head: &Head, body: Bytes) -> Result<Bytes, RequestFailure> {
    if body.is_empty() {
        return Ok(body);
    }
    let encoding = head.headers.get("content-encoding").unwrap_or_default().trim().to_ascii_lowercase();
    let mut out = Vec::new();
    let done = match encoding.as_str() {
        "gzip" | "x-gzip" => MultiGzDecoder::new(&body[..]).read_to_end(&mut out),
        // Some servers send bare deflate: zlib's first byte tells them apart.
        "deflate" if body[0] & 0x0f == 8 => ZlibDecoder::new(&body[..]).read_to_end(&mut out),
        "deflate" => DeflateDecoder::new(&body[..]).read_to_end(&mut out),
        "br" => brotli::Decompressor::new(&body[..], 16 * 1024).read_to_end(&mut out),
        _ => return Ok(body),
    };
    match (done, encoding.as_str()) {
        (Ok(_), _) => Ok(out.into()),
        (Err(_), "br") => Err(undecodable("Decompression failed")),
        (Err(_), _) => Err(undecodable("incorrect header check")),
    }
}
