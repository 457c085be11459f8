//! The compression streams.

use std::io::Read;

use flate2::read::{DeflateEncoder, GzEncoder, MultiGzDecoder, ZlibEncoder};
use flate2::{Compression, Decompress, FlushDecompress, Status};

use super::super::host_value::{HostValue, words};

/// What decompresses to more than this is refused. Units: bytes.
const LONGEST: u64 = 256 << 20;
/// How much is decompressed at once, at least. Units: bytes.
const STEP: usize = 32 << 10;

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

/// The bytes as they were; `None` where they are damaged, cut off, followed by something else, or more than `most`.
pub(super) fn decompress(format: Format, data: &[u8], most: usize) -> Option<HostValue> {
    let most = LONGEST.min(most as u64);
    match format {
        Format::Gzip => limited(MultiGzDecoder::new(data), most),
        Format::Deflate => inflate(Decompress::new(true), data, most),
        Format::DeflateRaw => inflate(Decompress::new(false), data, most),
    }
}

/// flate2's readers take an end of the input for the end of the data.
fn inflate(mut decompress: Decompress, data: &[u8], most: u64) -> Option<HostValue> {
    let mut out = Vec::new();
    loop {
        out.reserve(STEP);
        let rest = data.get(usize::try_from(decompress.total_in()).ok()?..)?;
        let before = (decompress.total_in(), decompress.total_out());
        let status = decompress.decompress_vec(rest, &mut out, FlushDecompress::None).ok()?;
        if decompress.total_out() > most {
            return None;
        }
        if status == Status::StreamEnd {
            return (decompress.total_in() == data.len() as u64).then(|| HostValue::Bytes(out.into()));
        }
        if before == (decompress.total_in(), decompress.total_out()) {
            return None;
        }
    }
}

fn whole(reader: impl Read) -> Option<HostValue> {
    limited(reader, LONGEST)
}

fn limited(reader: impl Read, most: u64) -> Option<HostValue> {
    let mut out = Vec::new();
    let read = reader.take(most + 1).read_to_end(&mut out).ok()?;
    (read as u64 <= most).then(|| HostValue::Bytes(out.into()))
}
