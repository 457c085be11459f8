//! The compression streams.

use std::io::Read;

use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder, GzDecoder, GzEncoder, ZlibDecoder, ZlibEncoder};

use super::super::host_value::{HostValue, words};

/// What decompresses to more than this is refused. Units: bytes.
const LONGEST: u64 = 256 << 20;

/// A format of the compression streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum Format {
    Gzip,
    Deflate,
    DeflateRaw,
}

words!(Format, "a compression format", {
    "gzip" => Self::Gzip,
    "deflate" => Self::Deflate,
    "deflate-raw" => Self::DeflateRaw,
});

/// The bytes, smaller.
pub(super) fn compress(format: Format, data: &[u8]) -> Option<HostValue> {
    let level = Compression::default();
    match format {
        Format::Gzip => whole(GzEncoder::new(data, level)),
        Format::Deflate => whole(ZlibEncoder::new(data, level)),
        Format::DeflateRaw => whole(DeflateEncoder::new(data, level)),
    }
}

/// The bytes as they were; `None` where they are damaged.
pub(super) fn decompress(format: Format, data: &[u8]) -> Option<HostValue> {
    match format {
        Format::Gzip => whole(GzDecoder::new(data)),
        Format::Deflate => whole(ZlibDecoder::new(data)),
        Format::DeflateRaw => whole(DeflateDecoder::new(data)),
    }
}

fn whole(reader: impl Read) -> Option<HostValue> {
    let mut out = Vec::new();
    let read = reader.take(LONGEST + 1).read_to_end(&mut out).ok()?;
    (read as u64 <= LONGEST).then(|| HostValue::Bytes(out.into()))
}
