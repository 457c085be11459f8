//! Hashes: whole ones for `crypto.subtle`, and their compression for crypto-js, which keeps its own state.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::super::host_value::{HostValue, words};

/// A hash of `crypto.subtle`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

words!(Hash, "the name of a hash", {
    "SHA-1" => Self::Sha1,
    "SHA-256" => Self::Sha256,
    "SHA-384" => Self::Sha384,
    "SHA-512" => Self::Sha512,
});

/// The longest key that is derived. Units: bytes.
const LONGEST_KEY: usize = 1 << 20;

fn reply(bytes: impl Into<Vec<u8>>) -> HostValue {
    HostValue::Bytes(bytes.into().into())
}

pub(super) fn digest(hash: Hash, data: &[u8]) -> HostValue {
    match hash {
        Hash::Sha1 => reply(Sha1::digest(data).to_vec()),
        Hash::Sha256 => reply(Sha256::digest(data).to_vec()),
        Hash::Sha384 => reply(Sha384::digest(data).to_vec()),
        Hash::Sha512 => reply(Sha512::digest(data).to_vec()),
    }
}

/// Does the same with one of the four hashes.
macro_rules! with_hash {
    ($hash:expr, $type:ident => $body:expr) => {
        match $hash {
            Hash::Sha1 => {
                type $type = Sha1;
                $body
            }
            Hash::Sha256 => {
                type $type = Sha256;
                $body
            }
            Hash::Sha384 => {
                type $type = Sha384;
                $body
            }
            Hash::Sha512 => {
                type $type = Sha512;
                $body
            }
        }
    };
}

pub(super) fn hmac(hash: Hash, key: &[u8], data: &[u8]) -> Option<HostValue> {
    with_hash!(hash, Algorithm => {
        let mut mac = Hmac::<Algorithm>::new_from_slice(key).ok()?;
        mac.update(data);
        Some(reply(mac.finalize().into_bytes().to_vec()))
    })
}

pub(super) fn pbkdf2(
    hash: Hash,
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    length: u32,
) -> Option<HostValue> {
    let mut key = derived_key(length)?;
    with_hash!(hash, Algorithm => {
        pbkdf2::pbkdf2::<Hmac<Algorithm>>(password, salt, iterations, &mut key).ok()?;
        Some(reply(key))
    })
}

pub(super) fn hkdf(hash: Hash, secret: &[u8], salt: &[u8], info: &[u8], length: u32) -> Option<HostValue> {
    let mut key = derived_key(length)?;
    with_hash!(hash, Algorithm => {
        Hkdf::<Algorithm>::new(Some(salt), secret).expand(info, &mut key).ok()?;
        Some(reply(key))
    })
}

fn derived_key(length: u32) -> Option<Vec<u8>> {
    let length = usize::try_from(length).ok()?;
    (length <= LONGEST_KEY).then(|| vec![0; length])
}

// Each of these feeds whole blocks to a hash. State and blocks are 32-bit words in the machine's order; the answer is
// the new state.

pub(super) fn blocks_md5(state: &[u8], words: &[u8]) -> Option<HostValue> {
    let (mut state, words) = (words_of(state), words_of(words));
    md5::block_api::compress(as_array(&mut state)?, &blocks_of(&words));
    Some(state_of(&state))
}

pub(super) fn blocks_sha1(state: &[u8], words: &[u8]) -> Option<HostValue> {
    let (mut state, words) = (words_of(state), words_of(words));
    sha1::block_api::compress(as_array(&mut state)?, &blocks_of(&words));
    Some(state_of(&state))
}

pub(super) fn blocks_sha256(state: &[u8], words: &[u8]) -> Option<HostValue> {
    let (mut state, words) = (words_of(state), words_of(words));
    sha2::block_api::compress256(as_array(&mut state)?, &blocks_of(&words));
    Some(state_of(&state))
}

pub(super) fn blocks_sha512(state: &[u8], words: &[u8]) -> Option<HostValue> {
    let (mut state, words) = (words_of(state), words_of(words));
    compress512(&mut state, &words)?;
    Some(state_of(&state))
}

fn state_of(words: &[u32]) -> HostValue {
    reply(words.iter().flat_map(|word| word.to_ne_bytes()).collect::<Vec<_>>())
}

/// SHA-512's words are pairs of crypto-js's.
fn compress512(state: &mut [u32], words: &[u32]) -> Option<()> {
    let pair = |halves: &[u32]| u64::from(halves[0]) << 32 | u64::from(halves[1]);
    let mut wide: [u64; 8] = state.chunks_exact(2).map(pair).collect::<Vec<_>>().try_into().ok()?;
    sha2::block_api::compress512(&mut wide, &blocks_of(words));
    for (halves, word) in state.chunks_exact_mut(2).zip(wide) {
        #[expect(clippy::cast_possible_truncation, reason = "the halves of a word")]
        halves.copy_from_slice(&[(word >> 32) as u32, word as u32]);
    }
    Some(())
}

fn words_of(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|word| u32::from_ne_bytes(*word)).collect()
}

fn as_array<const N: usize>(state: &mut [u32]) -> Option<&mut [u32; N]> {
    state.try_into().ok()
}

/// The blocks that crypto-js's words stand for: its words are big-endian.
fn blocks_of<const N: usize>(words: &[u32]) -> Vec<[u8; N]> {
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
    bytes.as_chunks::<N>().0.to_vec()
}
