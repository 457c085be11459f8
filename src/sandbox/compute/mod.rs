//! What scripts' globals and libraries leave to native code: pure computation, values in, values out.
//!
//! Knows no JavaScript engine and no script; touches nothing outside its arguments. Entry point: [`Computation`].
//!
//! # Design
//!
//! 2026-11-25: bytes and texts cross the border whole, once for each operation. Host objects that live longer (a
//! hasher, a parsed URL) were rejected: they would need an owner and an end on both sides.

mod cipher;
mod collate;
mod compress;
mod digest;
mod text;
mod url;

use bytes::Bytes;

use self::cipher::{AesInput, AesMode};
use self::collate::{Collation, Sensitivity};
use self::compress::Format;
use self::digest::Hash;
use self::url::UrlPart;
use super::call::calls;
use super::host_value::{HostValue, Json};

calls! {
    /// A computation with its arguments.
    Computation as Self, by std::convert::identity {
        UrlParse = "urlParse" { url: String, base: Option<String> },
        UrlSet = "urlSet" { url: String, part: UrlPart, value: String },
        QueryParse = "queryParse" { query: String },
        QueryWrite = "queryWrite" { pairs: Json },
        TextEncode = "textEncode" { text: String },
        TextLabel = "textLabel" { label: String },
        TextDecode = "textDecode" { label: String, fatal: bool, keeps_mark: bool, bytes: Bytes },
        TextWords = "textWords" { text: String },
        TextLength = "textLength" { text: String },
        Digest = "digest" { hash: Hash, data: Bytes },
        Hmac = "hmac" { hash: Hash, key: Bytes, data: Bytes },
        Pbkdf2 = "pbkdf2" { hash: Hash, password: Bytes, salt: Bytes, iterations: u32, length: u32 },
        Hkdf = "hkdf" { hash: Hash, secret: Bytes, salt: Bytes, info: Bytes, length: u32 },
        BlocksMd5 = "blocksMd5" { state: Bytes, words: Bytes },
        BlocksSha1 = "blocksSha1" { state: Bytes, words: Bytes },
        BlocksSha256 = "blocksSha256" { state: Bytes, words: Bytes },
        BlocksSha512 = "blocksSha512" { state: Bytes, words: Bytes },
        AesEncrypt = "aesEncrypt" { mode: AesMode, key: Bytes, iv: Bytes, data: Bytes, additional: Bytes },
        AesDecrypt = "aesDecrypt" { mode: AesMode, key: Bytes, iv: Bytes, data: Bytes, additional: Bytes },
        Compress = "compress" { format: Format, data: Bytes },
        Decompress = "decompress" { format: Format, data: Bytes },
        Collate = "collate" {
            locale: String,
            sensitivity: Sensitivity,
            numeric: bool,
            upper_first: bool,
            ignores_punctuation: bool,
            first: String,
            second: String,
        },
    }
}

impl Computation {
    /// The result; `undefined` when it cannot be computed of these arguments, or would be larger than `most` bytes.
    /// Only what decompresses can be much larger than its arguments.
    pub(super) fn carry_out(self, most: usize) -> HostValue {
        let result = match self {
            Self::UrlParse { url, base } => url::parse(&url, base.as_deref()),
            Self::UrlSet { url, part, value } => url::set(&url, part, &value),
            Self::QueryParse { query } => Some(url::parse_query(&query)),
            Self::QueryWrite { pairs } => url::write_query(pairs),
            Self::TextEncode { text } => Some(HostValue::Bytes(text.into_bytes().into())),
            Self::TextLabel { label } => text::label(&label),
            Self::TextDecode { label, fatal, keeps_mark, bytes } => {
                text::decode(&label, fatal, keeps_mark, &bytes)
            }
            Self::TextWords { text } => Some(HostValue::Bytes(text::words(&text).into())),
            Self::TextLength { text } => Some(text::length(&text)),
            Self::Digest { hash, data } => Some(digest::digest(hash, &data)),
            Self::Hmac { hash, key, data } => digest::hmac(hash, &key, &data),
            Self::Pbkdf2 { hash, password, salt, iterations, length } => {
                digest::pbkdf2(hash, &password, &salt, iterations, length)
            }
            Self::Hkdf { hash, secret, salt, info, length } => {
                digest::hkdf(hash, &secret, &salt, &info, length)
            }
            Self::BlocksMd5 { state, words } => digest::blocks_md5(&state, &words),
            Self::BlocksSha1 { state, words } => digest::blocks_sha1(&state, &words),
            Self::BlocksSha256 { state, words } => digest::blocks_sha256(&state, &words),
            Self::BlocksSha512 { state, words } => digest::blocks_sha512(&state, &words),
            Self::AesEncrypt { mode, key, iv, data, additional } => {
                cipher::encrypt(mode, &AesInput { key: &key, iv: &iv, data: &data, additional: &additional })
            }
            Self::AesDecrypt { mode, key, iv, data, additional } => {
                cipher::decrypt(mode, &AesInput { key: &key, iv: &iv, data: &data, additional: &additional })
            }
            Self::Compress { format, data } => compress::compress(format, &data),
            Self::Decompress { format, data } => compress::decompress(format, &data, most),
            Self::Collate {
                locale,
                sensitivity,
                numeric,
                upper_first,
                ignores_punctuation,
                first,
                second,
            } => {
                let collation = Collation { locale, sensitivity, numeric, upper_first, ignores_punctuation };
                collate::collate(collation, &first, &second)
            }
        };
        result.unwrap_or(HostValue::Undefined)
    }
}

#[cfg(test)]
mod tests;
