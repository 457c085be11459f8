//! Hashes: whole ones for `crypto.subtle`, and their compression for crypto-js, which keeps its own state.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::super::reply::Reply;
use super::argument::{Argument, bytes, count, text};

/// The longest key that is derived. Units: bytes.
const LONGEST_KEY: usize = 1 << 20;

fn reply(bytes: impl Into<Vec<u8>>) -> Reply {
    Reply::Bytes(bytes.into().into())
}

/// `(hash, data)`.
pub(super) fn digest(arguments: &[Argument]) -> Option<Reply> {
    let data = bytes(arguments, 1)?;
    match text(arguments, 0)? {
        "SHA-1" => Some(reply(Sha1::digest(data).to_vec())),
        "SHA-256" => Some(reply(Sha256::digest(data).to_vec())),
        "SHA-384" => Some(reply(Sha384::digest(data).to_vec())),
        "SHA-512" => Some(reply(Sha512::digest(data).to_vec())),
        _ => None,
    }
}

/// Does the same with one of the four hashes.
macro_rules! with_hash {
    ($name:expr, $hash:ident => $body:expr) => {
        match $name {
            "SHA-1" => {
                type $hash = Sha1;
                $body
            }
            "SHA-256" => {
                type $hash = Sha256;
                $body
            }
            "SHA-384" => {
                type $hash = Sha384;
                $body
            }
            "SHA-512" => {
                type $hash = Sha512;
                $body
            }
            _ => None,
        }
    };
}

/// `(hash, key, data)`.
pub(super) fn hmac(arguments: &[Argument]) -> Option<Reply> {
    let (key, data) = (bytes(arguments, 1)?, bytes(arguments, 2)?);
    with_hash!(text(arguments, 0)?, Hash => {
        let mut mac = Hmac::<Hash>::new_from_slice(key).ok()?;
        mac.update(data);
        Some(reply(mac.finalize().into_bytes().to_vec()))
    })
}

/// `(hash, password, salt, iterations, length)`.
pub(super) fn pbkdf2(arguments: &[Argument]) -> Option<Reply> {
    let (password, salt) = (bytes(arguments, 1)?, bytes(arguments, 2)?);
    let (iterations, mut key) = (count(arguments, 3)?, derived_key(arguments, 4)?);
    with_hash!(text(arguments, 0)?, Hash => {
        pbkdf2::pbkdf2::<Hmac<Hash>>(password, salt, iterations, &mut key).ok()?;
        Some(reply(key))
    })
}

/// `(hash, secret, salt, info, length)`.
pub(super) fn hkdf(arguments: &[Argument]) -> Option<Reply> {
    let (secret, salt, info) = (bytes(arguments, 1)?, bytes(arguments, 2)?, bytes(arguments, 3)?);
    let mut key = derived_key(arguments, 4)?;
    with_hash!(text(arguments, 0)?, Hash => {
        Hkdf::<Hash>::new(Some(salt), secret).expand(info, &mut key).ok()?;
        Some(reply(key))
    })
}

fn derived_key(arguments: &[Argument], place: usize) -> Option<Vec<u8>> {
    let length = usize::try_from(count(arguments, place)?).ok()?;
    (length <= LONGEST_KEY).then(|| vec![0; length])
}

/// Feeds whole blocks to a hash: `(state, blocks)`, both as 32-bit words of the machine's order; the new state likewise.
pub(super) fn blocks(hash: &str, arguments: &[Argument]) -> Option<Reply> {
    let (mut state, words) = (words_of(bytes(arguments, 0)?), words_of(bytes(arguments, 1)?));
    match hash {
        "sha256" => sha2::block_api::compress256(as_array(&mut state)?, &blocks_of(&words)),
        "sha1" => sha1::block_api::compress(as_array(&mut state)?, &blocks_of(&words)),
        "md5" => md5::block_api::compress(as_array(&mut state)?, &blocks_of(&words)),
        "sha512" => compress512(&mut state, &words)?,
        _ => return None,
    }
    Some(reply(state.iter().flat_map(|word| word.to_ne_bytes()).collect::<Vec<_>>()))
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
