//! Private keys and their signatures.
//!
//! Keys are PKCS#8, as newman's libraries want them. OAuth 1.0 also accepts PKCS#1.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::signature::Signer as _;
use p256::pkcs8::DecodePrivateKey as _;
use rand::rngs::StdRng;
use rsa::pkcs1::DecodeRsaPrivateKey as _;
use rsa::traits::PublicKeyParts as _;
use rsa::{Pkcs1v15Sign, PrivateKey as RsaKey, Pss};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use thiserror::Error;

use super::hash::Hash;

const HEADER: &str = "-----BEGIN PRIVATE KEY-----";

/// Why a key cannot sign.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The text does not begin like a PKCS#8 key. The message is newman's.
    #[error("\"pkcs8\" must be PKCS#8 formatted string")]
    NotPkcs8,
    /// The text does not hold a key of the kind that the algorithm needs.
    #[error("the private key cannot be read as {kind}")]
    Unreadable {
        /// `RSA`, `P-256`, …
        kind: &'static str,
    },
    /// JWS refuses short RSA keys. The message is newman's.
    #[error("{algorithm} requires key modulusLength to be 2048 bits or larger")]
    Short {
        /// `RS256`, …
        algorithm: &'static str,
    },
    /// The key is too small for the hash.
    #[error("the private key is too short for this signature")]
    TooShort,
}

/// A private key that signs.
pub(super) enum PrivateKey {
    Rsa(Box<RsaKey>),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
}

/// The kind of key that an algorithm needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyKind {
    Rsa,
    P256,
    P384,
    P521,
}

impl PrivateKey {
    /// Reads PKCS#8. Line breaks and blanks inside do not matter.
    pub(super) fn from_pkcs8(pem: &str, kind: KeyKind) -> Result<Self, KeyError> {
        let der = der(pem)?;
        match kind {
            KeyKind::Rsa => RsaKey::from_pkcs8_der(&der)
                .map(|key| Self::Rsa(Box::new(key)))
                .map_err(|_| KeyError::Unreadable { kind: "RSA" }),
            KeyKind::P256 => p256::ecdsa::SigningKey::from_pkcs8_der(&der)
                .map(Self::P256)
                .map_err(|_| KeyError::Unreadable { kind: "P-256" }),
            KeyKind::P384 => p384::ecdsa::SigningKey::from_pkcs8_der(&der)
                .map(Self::P384)
                .map_err(|_| KeyError::Unreadable { kind: "P-384" }),
            KeyKind::P521 => p521::SecretKey::from_pkcs8_der(&der)
                .map(|key| Self::P521(key.into()))
                .map_err(|_| KeyError::Unreadable { kind: "P-521" }),
        }
    }

    /// Reads an RSA key as PKCS#8 or PKCS#1.
    pub(super) fn rsa_from_pem(pem: &str) -> Result<Self, KeyError> {
        let pem = pem.trim();
        let key = RsaKey::from_pkcs8_pem(pem).ok().or_else(|| RsaKey::from_pkcs1_pem(pem).ok());
        key.map(|key| Self::Rsa(Box::new(key))).ok_or(KeyError::Unreadable { kind: "RSA" })
    }

    /// The bits of an RSA key's modulus; `None` for other keys.
    pub(super) fn rsa_bits(&self) -> Option<u32> {
        match self {
            Self::Rsa(key) => Some(key.n().bit_width()),
            _ => None,
        }
    }

    /// RSASSA-PKCS1-v1_5.
    pub(super) fn sign_pkcs1(&self, hash: Hash, text: &[u8]) -> Result<Vec<u8>, KeyError> {
        let Self::Rsa(key) = self else { return Err(KeyError::Unreadable { kind: "RSA" }) };
        let padding = match hash {
            Hash::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
            Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
            Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
            _ => Pkcs1v15Sign::new::<Sha256>(),
        };
        key.sign(padding, &hash.of(text)).map_err(|_| KeyError::TooShort)
    }

    /// RSASSA-PSS, with a salt as long as the hash.
    pub(super) fn sign_pss(&self, hash: Hash, text: &[u8], random: &mut StdRng) -> Result<Vec<u8>, KeyError> {
        let Self::Rsa(key) = self else { return Err(KeyError::Unreadable { kind: "RSA" }) };
        let hashed = hash.of(text);
        let signed = match hash {
            Hash::Sha384 => key.sign_with_rng(random, Pss::<Sha384>::new(), &hashed),
            Hash::Sha512 => key.sign_with_rng(random, Pss::<Sha512>::new(), &hashed),
            _ => key.sign_with_rng(random, Pss::<Sha256>::new(), &hashed),
        };
        signed.map_err(|_| KeyError::TooShort)
    }

    /// ECDSA with the hash that belongs to the curve. The signature is its two numbers, one after the other.
    pub(super) fn sign_ecdsa(&self, text: &[u8]) -> Result<Vec<u8>, KeyError> {
        Ok(match self {
            Self::Rsa(_) => return Err(KeyError::Unreadable { kind: "EC" }),
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(text);
                signature.to_bytes().to_vec()
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign(text);
                signature.to_bytes().to_vec()
            }
            Self::P521(key) => {
                let signature: p521::ecdsa::Signature = key.sign(text);
                signature.to_bytes().to_vec()
            }
        })
    }
}

/// The bytes between the first and the last line of a PEM text.
fn der(pem: &str) -> Result<Vec<u8>, KeyError> {
    let body = pem.strip_prefix(HEADER).ok_or(KeyError::NotPkcs8)?;
    let body = body.split("-----END").next().unwrap_or_default();
    let body: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    STANDARD.decode(body).map_err(|_| KeyError::Unreadable { kind: "PKCS#8" })
}
