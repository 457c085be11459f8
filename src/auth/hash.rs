//! Hashes and MACs by name, and hashes of bodies.

use std::fs::File;
use std::io::Read;

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::digest::DynDigest;
use sha2::{Sha256, Sha384, Sha512, Sha512_256};

use crate::http::Payload;

/// The hashes that auth schemes use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
    Sha512256,
}

impl Hash {
    fn start(self) -> Box<dyn DynDigest> {
        match self {
            Self::Md5 => Box::<Md5>::default(),
            Self::Sha1 => Box::<Sha1>::default(),
            Self::Sha256 => Box::<Sha256>::default(),
            Self::Sha384 => Box::<Sha384>::default(),
            Self::Sha512 => Box::<Sha512>::default(),
            Self::Sha512256 => Box::<Sha512_256>::default(),
        }
    }

    /// The hash of these bytes.
    pub(super) fn of(self, bytes: &[u8]) -> Vec<u8> {
        let mut hash = self.start();
        hash.update(bytes);
        hash.finalize().into_vec()
    }

    /// The hash of these bytes in lower-case hexadecimal.
    pub(super) fn hex_of(self, bytes: &[u8]) -> String {
        hex(&self.of(bytes))
    }

    /// The HMAC of these bytes. Only NTLM uses MD5 here, and no scheme uses SHA-512/256.
    pub(super) fn hmac(self, key: &[u8], bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => mac::<Hmac<Md5>>(key, bytes),
            Self::Sha1 => mac::<Hmac<Sha1>>(key, bytes),
            Self::Sha256 => mac::<Hmac<Sha256>>(key, bytes),
            Self::Sha384 => mac::<Hmac<Sha384>>(key, bytes),
            Self::Sha512 => mac::<Hmac<Sha512>>(key, bytes),
            Self::Sha512256 => mac::<Hmac<Sha512_256>>(key, bytes),
        }
    }

    /// The hash of a prefix, a body's first `limit` bytes, and a suffix.
    ///
    /// `None` for a multipart form, whose boundary is not known when the request is signed, and for a file that cannot
    /// be read, which the exchange reports.
    pub(super) fn of_body(
        self,
        prefix: &[u8],
        payload: &Payload,
        suffix: &[u8],
        limit: u64,
    ) -> Option<Vec<u8>> {
        let mut hash = self.start();
        hash.update(prefix);
        match payload {
            Payload::None => {}
            Payload::Bytes(bytes) => {
                let most = usize::try_from(limit).unwrap_or(usize::MAX).min(bytes.len());
                hash.update(&bytes[..most]);
            }
            Payload::File { path, length } => {
                let mut file = File::open(path).ok()?.take(limit.min(*length));
                let mut chunk = vec![0; 64 * 1024];
                loop {
                    match file.read(&mut chunk).ok()? {
                        0 => break,
                        read => hash.update(&chunk[..read]),
                    }
                }
            }
            Payload::Form { .. } => return None,
        }
        hash.update(suffix);
        Some(hash.finalize().into_vec())
    }
}

fn mac<M: Mac + KeyInit>(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(key).expect("a key of any length is one for HMAC");
    mac.update(bytes);
    mac.finalize().into_bytes().to_vec()
}

/// The bytes in lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes everything");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_their_standards() {
        assert_eq!(Hash::Md5.hex_of(b"abc"), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(Hash::Sha1.hex_of(b"abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        let expected = "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23";
        assert_eq!(Hash::Sha512256.hex_of(b"abc"), expected);
    }

    #[test]
    fn macs_are_those_of_rfc_4231() {
        let mac = Hash::Sha256.hmac(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(hex(&mac), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn a_body_is_hashed_up_to_its_limit_and_a_missing_file_has_no_hash() {
        let bytes = Payload::Bytes("abcdef".into());
        assert_eq!(Hash::Md5.of_body(b"", &bytes, b"", 3), Some(Hash::Md5.of(b"abc")));
        let file = Payload::File { path: "no/such/file".into(), length: 1 };
        assert_eq!(Hash::Md5.of_body(b"", &file, b"", 3), None);
    }
}
