//! Response bodies: finds their end and decompresses them.

use std::io::{self, Read};

use bytes::{Bytes, BytesMut};
use flate2::bufread::GzDecoder;
use flate2::read::{DeflateDecoder, ZlibDecoder};
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::RequestFailure;
use super::codec::Head;
use super::connection::Connection;
use super::failure::{aborted, not_http, too_long, undecodable};

/// The framing of a body, which gives its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    Empty,
    Length(usize),
    Chunked,
    UntilClose,
}

impl Framing {
    /// Reads the framing from a head. A head that contradicts itself is refused.
    ///
    /// When `lenient`, a head with chunks and a length is accepted, and the chunks count.
    pub(super) fn of(method: &str, head: &Head, lenient: bool) -> Result<Self, RequestFailure> {
        if method == "HEAD" || matches!(head.code, 100..200 | 204 | 304) {
            return Ok(Self::Empty);
        }
        let mut lengths = head.headers.all("content-length");
        let length = lengths.next();
        if lengths.next().is_some() {
            return Err(not_http("UNEXPECTED_CONTENT_LENGTH", "Duplicate Content-Length"));
        }
        let coding = head.headers.all("transfer-encoding").last().unwrap_or_default();
        if coding.rsplit(',').next().is_some_and(|last| last.trim().eq_ignore_ascii_case("chunked")) {
            return match length {
                Some(_) if !lenient => Err(not_http(
                    "INVALID_TRANSFER_ENCODING",
                    "Transfer-Encoding can't be present with Content-Length",
                )),
                _ => Ok(Self::Chunked),
            };
        }
        let Some(length) = length else { return Ok(Self::UntilClose) };
        let bad = |what: &str| not_http("INVALID_CONTENT_LENGTH", what);
        let digits = length.trim();
        if digits.is_empty() {
            return Err(bad("Empty Content-Length"));
        }
        // `parse` would also accept a plus sign.
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(bad("Invalid character in Content-Length"));
        }
        digits.parse().map(Self::Length).map_err(|_| bad("Content-Length overflow"))
    }
}

/// Reads a body to its end. `limit` is the longest length that is accepted, in bytes.
///
/// A body that ends with its connection is broken off when TLS's goodbye is missing. With `keep_cut` it counts as whole,
/// as in Node.js.
pub(super) async fn read(
    connection: &mut Connection,
    framing: Framing,
    limit: usize,
    keep_cut: bool,
) -> Result<Bytes, RequestFailure> {
    match framing {
        Framing::Empty => Ok(Bytes::new()),
        Framing::Length(length) if length > limit => Err(too_long(limit)),
        Framing::Length(length) => {
            gather(connection, length).await?;
            Ok(connection.buffer.split_to(length).freeze())
        }
        Framing::UntilClose => {
            while connection.fill().await? > 0 {
                if connection.buffer.len() > limit {
                    return Err(too_long(limit));
                }
            }
            if connection.cut && !keep_cut {
                return Err(aborted());
            }
            Ok(connection.buffer.split().freeze())
        }
        Framing::Chunked => chunks(connection, limit).await,
    }
}

/// Reads until the buffer holds this many bytes.
async fn gather(connection: &mut Connection, length: usize) -> Result<(), RequestFailure> {
    while connection.buffer.len() < length {
        if connection.fill().await? == 0 {
            return Err(aborted());
        }
    }
    Ok(())
}

async fn chunks(connection: &mut Connection, limit: usize) -> Result<Bytes, RequestFailure> {
    let mut body = BytesMut::new();
    loop {
        let line = line(connection, "size").await?;
        let digits = line.split(';').next().unwrap_or_default();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(not_http("INVALID_CHUNK_SIZE", "Invalid character in chunk size"));
        }
        // All characters are digits, so only a number that is too large fails.
        let size = usize::from_str_radix(digits, 16)
            .map_err(|_| not_http("INVALID_CHUNK_SIZE", "Chunk size overflow"))?;
        if size == 0 {
            // Trailers are read and dropped, up to a limit.
            let mut trailers = 0;
            loop {
                let trailer = self::line(connection, "trailer").await?;
                trailers += trailer.len();
                if trailer.is_empty() {
                    return Ok(body.freeze());
                }
                if trailers > super::codec::LONGEST_HEAD {
                    return Err(not_http("HEADER_OVERFLOW", "Header overflow"));
                }
            }
        }
        if size > limit.saturating_sub(body.len()) {
            return Err(too_long(limit));
        }
        // The sum cannot overflow unless the limit is the largest number.
        let with_end = size.checked_add(2).ok_or_else(|| too_long(limit))?;
        gather(connection, with_end).await?;
        if &connection.buffer[size..with_end] != b"\r\n" {
            return Err(not_http("STRICT", "Expected LF after chunk data"));
        }
        body.extend_from_slice(&connection.buffer[..size]);
        let _ = connection.buffer.split_to(with_end);
    }
}

/// Reads a line between the chunks, without its end. `what` names the line in the failure that a lone line feed gives.
async fn line(connection: &mut Connection, what: &str) -> Result<String, RequestFailure> {
    let mut seen = 0;
    loop {
        if let Some(end) = connection.buffer[seen..].iter().position(|&byte| byte == b'\n') {
            let line = connection.buffer.split_to(seen + end + 1);
            let Some(line) = line.strip_suffix(b"\r\n") else {
                return Err(not_http("CR_EXPECTED", &format!("Missing expected CR after chunk {what}")));
            };
            return Ok(String::from_utf8_lossy(line).into_owned());
        }
        seen = connection.buffer.len();
        if seen > super::codec::LONGEST_HEAD {
            return Err(not_http("CHUNK_EXTENSIONS_OVERFLOW", "Chunk extensions overflow"));
        }
        if connection.fill().await? == 0 {
            return Err(aborted());
        }
    }
}

/// Decompresses a body as its `Content-Encoding` says. With an unknown encoding, the body stays as it is.
///
/// A body that breaks off is a failure. With `keep_cut`, the part of a gzip or deflate body that arrived is kept.
/// Source: postman-request 2.88 decodes with a synchronous flush at the end, which keeps that part.
pub(super) fn decode(
    head: &Head,
    body: Bytes,
    limit: usize,
    keep_cut: bool,
) -> Result<Bytes, RequestFailure> {
    if body.is_empty() {
        return Ok(body);
    }
    let named = head.headers.get("content-encoding").unwrap_or_default().trim().to_ascii_lowercase();
    let encoding = match named.as_str() {
        "gzip" => Encoding::Gzip,
        // Some servers send deflate without zlib's frame: the first byte shows whether there is a frame.
        "deflate" if body[0] & 0x0f == 8 => Encoding::Zlib,
        "deflate" => Encoding::BareDeflate,
        "zstd" => Encoding::Zstd,
        "br" => Encoding::Brotli,
        _ => return Ok(body),
    };
    let mut decoded = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let done = encoding.reader(&body)?.take(most).read_to_end(&mut decoded);
    if decoded.len() > limit {
        return Err(too_long(limit));
    }
    match done {
        Ok(_) => Ok(decoded.into()),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && keep_cut && encoding.is_zlibs() => {
            Ok(decoded.into())
        }
        Err(error) => Err(encoding.failure(&error, &body, decoded.is_empty() || keep_cut)),
    }
}

/// An encoding that is decompressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Gzip,
    Zlib,
    BareDeflate,
    Zstd,
    Brotli,
}

impl Encoding {
    fn reader<'a>(self, body: &'a [u8]) -> Result<Box<dyn Read + 'a>, RequestFailure> {
        Ok(match self {
            Self::Gzip if body.get(..2).is_some_and(|magic| magic != [0x1f, 0x8b]) => return Err(no_header()),
            Self::Gzip => Box::new(Members(GzDecoder::new(body))),
            Self::Zlib => Box::new(ZlibDecoder::new(body)),
            Self::BareDeflate => Box::new(DeflateDecoder::new(body)),
            Self::Zstd => match StreamingDecoder::new(body) {
                Ok(reader) => Box::new(Frames { frame: reader }),
                Err(_) => return Err(undecodable("ZSTD_error_prefix_unknown", "Unknown frame descriptor")),
            },
            Self::Brotli => Box::new(brotli::Decompressor::new(body, 16 * 1024)),
        })
    }

    /// True for the encodings that Node.js decompresses with zlib.
    fn is_zlibs(self) -> bool {
        matches!(self, Self::Gzip | Self::Zlib | Self::BareDeflate)
    }

    /// The failure of a body that does not decompress, with the message of Node.js. With `is_header`, an error in a
    /// checksum counts as an error in the header.
    fn failure(self, error: &io::Error, body: &[u8], is_header: bool) -> RequestFailure {
        match (self, error.kind()) {
            (_, io::ErrorKind::UnexpectedEof) => undecodable("Z_BUF_ERROR", "unexpected end of file"),
            (Self::Brotli, _) => undecodable("ERR__ERROR_FORMAT", "Decompression failed"),
            (Self::Zstd, _) => undecodable("ZSTD_error_corruption_detected", "Data corruption detected"),
            // The second and the third bit are the type of the first block.
            (Self::BareDeflate, _) if body[0] & 0b110 == 0 => {
                undecodable("Z_DATA_ERROR", "invalid stored block lengths")
            }
            (Self::BareDeflate, _) => undecodable("Z_DATA_ERROR", "invalid block type"),
            // Bytes after the last member have another kind of error: see `Members`.
            (_, io::ErrorKind::InvalidInput) if !is_header => {
                undecodable("Z_DATA_ERROR", "incorrect data check")
            }
            _ => no_header(),
        }
    }
}

fn no_header() -> RequestFailure {
    undecodable("Z_DATA_ERROR", "incorrect header check")
}

/// Decompresses the members of a gzip body one after the other. Other bytes after them are an error.
struct Members<'a>(GzDecoder<&'a [u8]>);

impl Read for Members<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.0.read(buffer)?;
            let rest = *self.0.get_ref();
            // Some servers add zeros.
            if read > 0 || buffer.is_empty() || matches!(rest, [] | [0, ..]) {
                return Ok(read);
            }
            if !rest.starts_with(&[0x1f, 0x8b]) {
                return Err(io::ErrorKind::InvalidData.into());
            }
            self.0 = GzDecoder::new(rest);
        }
    }
}

/// Decompresses the frames of a zstd body one after the other.
struct Frames<'a> {
    frame: StreamingDecoder<&'a [u8], FrameDecoder>,
}

impl Read for Frames<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.frame.read(buffer)?;
            let rest = *self.frame.get_ref();
            if read > 0 || buffer.is_empty() || rest.is_empty() {
                return Ok(read);
            }
            self.frame = StreamingDecoder::new(rest).map_err(io::Error::other)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;
    use crate::http::Headers;

    fn head(name: &str, value: &str) -> Head {
        let mut headers = Headers::default();
        headers.push(name, value);
        Head { code: 200, reason: String::new(), minor_version: 1, headers }
    }

    fn decoded(encoding: &str, body: impl Into<Bytes>) -> Result<Bytes, String> {
        decode(&head("Content-Encoding", encoding), body.into(), 1000, false)
            .map_err(|failure| failure.message)
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).expect("in memory");
        encoder.finish().expect("in memory")
    }

    fn br(text: &[u8]) -> Vec<u8> {
        let mut br = Vec::new();
        brotli::CompressorWriter::new(&mut br, 4096, 5, 22).write_all(text).expect("in memory");
        br
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
    }

    #[test]
    fn gzip_and_both_kinds_of_deflate_and_brotli_and_zstd_are_decompressed() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(b"zlib").expect("in memory");
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
        bare.write_all(b"bare").expect("in memory");
        assert_eq!(decoded("GZIP", gzip(b"gzip")), Ok("gzip".into()));
        assert_eq!(decoded("deflate", zlib.finish().expect("in memory")), Ok("zlib".into()));
        assert_eq!(decoded("deflate", bare.finish().expect("in memory")), Ok("bare".into()));
        assert_eq!(decoded("br", br(b"br")), Ok("br".into()));
        assert_eq!(decoded("zstd", zstd(b"zstd")), Ok("zstd".into()));
        assert_eq!(decoded("x-own", "as is"), Ok("as is".into()));
    }

    #[test]
    fn broken_and_cut_bodies_fail() {
        assert_eq!(decoded("gzip", "not gzip at all"), Err("incorrect header check".into()));
        assert_eq!(decoded("br", "xxxxxxxxxxxxx"), Err("Decompression failed".into()));
        assert_eq!(decoded("zstd", "not zstd at all"), Err("Unknown frame descriptor".into()));
        let whole = gzip(b"hello hello hello");
        for kept in [whole.len() - 4, whole.len() / 2] {
            let cut = whole[..kept].to_vec();
            assert_eq!(decoded("gzip", cut), Err("unexpected end of file".into()), "{kept} bytes");
        }
        let mut wrong = whole.clone();
        wrong[whole.len() - 8] ^= 1;
        assert_eq!(decoded("gzip", wrong), Err("incorrect data check".into()));
    }

    #[test]
    fn the_part_of_a_cut_body_is_kept_as_in_newman() {
        let whole = gzip(b"hello hello hello");
        let cut = Bytes::from(whole[..whole.len() - 4].to_vec());
        let taken = decode(&head("Content-Encoding", "gzip"), cut, 1000, true).expect("what came");
        assert_eq!(&taken[..], b"hello hello hello");
    }

    #[test]
    fn gzip_may_have_several_members_and_nothing_after_them() {
        assert_eq!(decoded("gzip", [gzip(b"a"), gzip(b"b")].concat()), Ok("ab".into()));
        assert_eq!(decoded("gzip", [gzip(b"a"), vec![0; 8]].concat()), Ok("a".into()));
        assert_eq!(
            decoded("gzip", [gzip(b"a"), b"rest".to_vec()].concat()),
            Err("incorrect header check".into())
        );
    }

    #[test]
    fn zstd_may_have_several_frames_and_nothing_after_them() {
        assert_eq!(decoded("zstd", [zstd(b"a"), zstd(b"b")].concat()), Ok("ab".into()));
        let rest = decoded("zstd", [zstd(b"a"), b"rest".to_vec()].concat());
        assert_eq!(rest, Err("Data corruption detected".into()));
    }

    #[test]
    fn brotli_and_zstd_that_are_cut_fail() {
        for (encoding, whole) in [("br", br(&b"long ".repeat(200))), ("zstd", zstd(&b"long ".repeat(200)))] {
            for kept in [whole.len() - 1, whole.len() / 2, 1] {
                assert!(decoded(encoding, whole[..kept].to_vec()).is_err(), "{encoding} {kept}");
            }
        }
    }

    #[test]
    fn a_bomb_is_stopped_at_the_limit() {
        let told = "Maximum response size reached: the body has more than 1000 bytes (--max-response-size raises the limit)";
        assert_eq!(decoded("gzip", gzip(&vec![0; 100_000])), Err(told.into()));
    }

    #[test]
    fn heads_that_contradict_themselves_are_refused() {
        let mut two = head("Content-Length", "1");
        assert_eq!(Framing::of("GET", &two, false), Ok(Framing::Length(1)));
        assert_eq!(Framing::of("HEAD", &two, false), Ok(Framing::Empty));
        two.headers.push("transfer-encoding", "chunked");
        assert!(Framing::of("GET", &two, false).is_err());
        for bad in ["1x", "+1", "-1", "", "99999999999999999999999"] {
            assert!(Framing::of("GET", &head("Content-Length", bad), false).is_err(), "{bad}");
        }
    }
}
