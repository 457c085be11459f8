//! The compression streams: `(format, bytes)`.

use std::io::Read;

use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder, GzDecoder, GzEncoder, ZlibDecoder, ZlibEncoder};

use super::super::reply::Reply;
use super::argument::{Argument, bytes, text};

/// What decompresses to more than this is refused. Units: bytes.
const LONGEST: u64 = 256 << 20;

/// The bytes, smaller.
pub(super) fn compress(arguments: &[Argument]) -> Option<Reply> {
    let (data, level) = (bytes(arguments, 1)?, Compression::default());
    match text(arguments, 0)? {
        "gzip" => whole(GzEncoder::new(data, level)),
        "deflate" => whole(ZlibEncoder::new(data, level)),
        "deflate-raw" => whole(DeflateEncoder::new(data, level)),
        _ => None,
    }
}

/// The bytes as they were; `None` where they are damaged.
pub(super) fn decompress(arguments: &[Argument]) -> Option<Reply> {
    let data = bytes(arguments, 1)?;
    match text(arguments, 0)? {
        "gzip" => whole(GzDecoder::new(data)),
        "deflate" => whole(ZlibDecoder::new(data)),
        "deflate-raw" => whole(DeflateDecoder::new(data)),
        _ => None,
    }
}

fn whole(reader: impl Read) -> Option<Reply> {
    let mut out = Vec::new();
    let read = reader.take(LONGEST + 1).read_to_end(&mut out).ok()?;
    (read as u64 <= LONGEST).then(|| Reply::Bytes(out.into()))
}
