//! Private keys in PEM: plain, encrypted as PKCS#8, and encrypted in OpenSSL's older format (`Proc-Type`).
//!
//! The error texts are those of Node.js 20 with OpenSSL 3.

use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt as _, KeyIvInit as _};
use md5::{Digest as _, Md5};
use pkcs8::{Document, EncryptedPrivateKeyInfoRef};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, PrivateSec1KeyDer};

use crate::http::RequestFailure;
use crate::http::failure::tls_refused;

/// Reads a key, and decrypts it if it is encrypted.
pub(super) fn parse(text: &[u8], passphrase: &str) -> Result<PrivateKeyDer<'static>, RequestFailure> {
    let text = String::from_utf8_lossy(text);
    if text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") {
        return encrypted(&text, passphrase);
    }
    if text.contains("Proc-Type: 4,ENCRYPTED") {
        return Legacy::find(&text).ok_or_else(unsupported)?.decipher(passphrase);
    }
    PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| unsupported())
}

fn unsupported() -> RequestFailure {
    tls_refused("ERR_OSSL_UNSUPPORTED", "error:1E08010C:DECODER routines::unsupported")
}

fn bad_decrypt() -> RequestFailure {
    tls_refused("ERR_OSSL_BAD_DECRYPT", "error:1C800064:Provider routines::bad decrypt")
}

fn encrypted(text: &str, passphrase: &str) -> Result<PrivateKeyDer<'static>, RequestFailure> {
    let start = text.find("-----BEGIN ENCRYPTED").unwrap_or_default();
    // The parser accepts exactly one block.
    let last = "-----END ENCRYPTED PRIVATE KEY-----";
    let end = text.find(last).ok_or_else(unsupported)? + last.len();
    let block = text.get(start..end).ok_or_else(unsupported)?.replace('\r', "");
    let (_, document) = Document::from_pem(&block).map_err(|_| unsupported())?;
    let info = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes()).map_err(|_| unsupported())?;
    let key = info.decrypt(passphrase).map_err(|_| bad_decrypt())?;
    Ok(PrivatePkcs8KeyDer::from(key.as_bytes().to_vec()).into())
}

/// Decrypts a key in OpenSSL's older format, whose block has the cipher and its vector in the head.
///
/// Shape: `DEK-Info: AES-256-CBC,AD527BA9D004123DB60F04B9D91CDA4D`
struct Legacy {
    kind: String,
    cipher: String,
    vector: Vec<u8>,
    ciphertext: Vec<u8>,
}

impl Legacy {
    fn find(text: &str) -> Option<Self> {
        use base64::Engine as _;
        let (_, block) = text[..text.find("Proc-Type:")?].rsplit_once("-----BEGIN ")?;
        let kind = block.split("-----").next()?.to_owned();
        let (_, rest) = text.split_once("DEK-Info:")?;
        let (info, rest) = rest.split_once('\n')?;
        let (cipher, vector) = info.trim().split_once(',')?;
        let body: String = rest.split("-----END").next()?.split_whitespace().collect();
        let byte = |at: usize| u8::from_str_radix(vector.get(at..at + 2)?, 16).ok();
        Some(Self {
            kind,
            cipher: cipher.to_owned(),
            vector: (0..vector.len()).step_by(2).map(byte).collect::<Option<_>>()?,
            ciphertext: base64::engine::general_purpose::STANDARD.decode(body).ok()?,
        })
    }

    fn decipher(&self, passphrase: &str) -> Result<PrivateKeyDer<'static>, RequestFailure> {
        let key = |length| self.key(passphrase, length);
        let vector = &self.vector;
        macro_rules! decipher {
            ($cipher:ty, $length:literal) => {
                cbc::Decryptor::<$cipher>::new_from_slices(&key($length), vector)
                    .map_err(|_| unsupported())?
                    .decrypt_padded_vec::<Pkcs7>(&self.ciphertext)
                    .map_err(|_| bad_decrypt())?
            };
        }
        let plain = match self.cipher.as_str() {
            "AES-128-CBC" => decipher!(aes::Aes128, 16),
            "AES-192-CBC" => decipher!(aes::Aes192, 24),
            "AES-256-CBC" => decipher!(aes::Aes256, 32),
            "DES-EDE3-CBC" => decipher!(des::TdesEde3, 24),
            _ => return Err(unsupported()),
        };
        // With a wrong passphrase the padding may be valid by chance, but the key is not.
        if plain.first() != Some(&0x30) {
            return Err(bad_decrypt());
        }
        Ok(match self.kind.as_str() {
            "EC PRIVATE KEY" => PrivateSec1KeyDer::from(plain).into(),
            _ => PrivatePkcs1KeyDer::from(plain).into(),
        })
    }

    /// OpenSSL's `EVP_BytesToKey`: MD5 over the previous hash, the passphrase and the first 8 bytes of the vector.
    fn key(&self, passphrase: &str, length: usize) -> Vec<u8> {
        let salt = &self.vector[..self.vector.len().min(8)];
        let mut key: Vec<u8> = Vec::new();
        let mut block: Vec<u8> = Vec::new();
        while key.len() < length {
            let digest =
                Md5::new().chain_update(&block).chain_update(passphrase).chain_update(salt).finalize();
            block = digest.to_vec();
            key.extend_from_slice(&block);
        }
        key.truncate(length);
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    macro_rules! fixture {
        ($name:literal) => {
            include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tls/", $name)).as_slice()
        };
    }

    #[test]
    fn a_key_is_the_same_in_every_encrypted_format() {
        let plain = parse(fixture!("client.key"), "").expect("a key");
        let modern = parse(fixture!("client-encrypted.key"), "secret").expect("a key");
        assert_eq!(plain.secret_der(), modern.secret_der());
        // The older format has only the RSA key, which is the end of the newer format.
        let legacy = parse(fixture!("client-legacy.key"), "secret").expect("a key");
        assert!(plain.secret_der().ends_with(legacy.secret_der()));
    }

    #[test]
    fn a_wrong_passphrase_and_an_invalid_key_fail_with_openssls_messages() {
        for file in [fixture!("client-encrypted.key"), fixture!("client-legacy.key")] {
            for passphrase in ["", "wrong"] {
                let failure = parse(file, passphrase).expect_err("refused");
                assert_eq!(failure.message, "error:1C800064:Provider routines::bad decrypt");
            }
        }
        let broken =
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,é\n\nAA\n";
        for text in ["garbage", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n", broken] {
            let failure = parse(text.as_bytes(), "x").expect_err("refused");
            assert_eq!(failure.message, "error:1E08010C:DECODER routines::unsupported", "{text}");
        }
    }
}
