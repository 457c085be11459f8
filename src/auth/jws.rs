//! JSON Web Signatures in their compact form.
//!
//! Source: RFC 7515, RFC 7518; jose 4.15, which adds nothing to the header that it is given.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::rngs::StdRng;
use serde_json::{Map, Value};

use super::hash::Hash;
use super::key::{KeyError, KeyKind, PrivateKey};

/// A signature algorithm: its family and its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Algorithm {
    pub(super) name: &'static str,
    family: Family,
    hash: Hash,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Hmac,
    Pkcs1,
    Pss,
    Ecdsa(KeyKind),
}

const ALGORITHMS: [Algorithm; 12] = {
    const fn of(name: &'static str, family: Family, hash: Hash) -> Algorithm {
        Algorithm { name, family, hash }
    }
    [
        of("HS256", Family::Hmac, Hash::Sha256),
        of("HS384", Family::Hmac, Hash::Sha384),
        of("HS512", Family::Hmac, Hash::Sha512),
        of("RS256", Family::Pkcs1, Hash::Sha256),
        of("RS384", Family::Pkcs1, Hash::Sha384),
        of("RS512", Family::Pkcs1, Hash::Sha512),
        of("PS256", Family::Pss, Hash::Sha256),
        of("PS384", Family::Pss, Hash::Sha384),
        of("PS512", Family::Pss, Hash::Sha512),
        of("ES256", Family::Ecdsa(KeyKind::P256), Hash::Sha256),
        of("ES384", Family::Ecdsa(KeyKind::P384), Hash::Sha384),
        of("ES512", Family::Ecdsa(KeyKind::P521), Hash::Sha512),
    ]
};

impl Algorithm {
    /// The algorithm with this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        ALGORITHMS.into_iter().find(|algorithm| algorithm.name == name)
    }

    /// True when the key is a shared secret, false when it is a private key.
    pub(super) fn is_symmetric(self) -> bool {
        self.family == Family::Hmac
    }

    fn key_kind(self) -> KeyKind {
        match self.family {
            Family::Ecdsa(kind) => kind,
            _ => KeyKind::Rsa,
        }
    }
}

/// A token that is signed with a shared secret.
pub(super) fn sign_by_secret(
    algorithm: Algorithm,
    header: &Map<String, Value>,
    payload: &Map<String, Value>,
    secret: &[u8],
) -> String {
    let text = signed_part(header, payload);
    let signature = algorithm.hash.hmac(secret, text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// A token that is signed with a private key in PKCS#8.
pub(super) fn sign_by_key(
    algorithm: Algorithm,
    header: &Map<String, Value>,
    payload: &Map<String, Value>,
    pem: &str,
    random: &mut StdRng,
) -> Result<String, KeyError> {
    let key = PrivateKey::from_pkcs8(pem, algorithm.key_kind())?;
    if key.rsa_bits().is_some_and(|bits| bits < 2048) {
        return Err(KeyError::Short { algorithm: algorithm.name });
    }
    let text = signed_part(header, payload);
    let signature = match algorithm.family {
        Family::Pss => key.sign_pss(algorithm.hash, text.as_bytes(), random),
        Family::Ecdsa(_) => key.sign_ecdsa(text.as_bytes()),
        Family::Hmac | Family::Pkcs1 => key.sign_pkcs1(algorithm.hash, text.as_bytes()),
    }?;
    Ok(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn signed_part(header: &Map<String, Value>, payload: &Map<String, Value>) -> String {
    let part = |object: &Map<String, Value>| {
        let plain = plain_numbers(Value::Object(object.clone()));
        URL_SAFE_NO_PAD.encode(plain.to_string())
    };
    format!("{}.{}", part(header), part(payload))
}

/// Turns numbers into those that JavaScript writes: `1.0` becomes `1`.
fn plain_numbers(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            let text = crate::variable::to_text(Some(&Value::Number(number.clone())));
            serde_json::from_str(&text).unwrap_or(Value::Number(number))
        }
        Value::Array(items) => items.into_iter().map(plain_numbers).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (name, plain_numbers(value))).collect()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod vectors;
