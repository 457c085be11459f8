//! AES for `crypto.subtle`: `(mode, direction, key, iv, data, additional data)`.

use aes::cipher::KeyIvInit;
use aes::cipher::block_padding::Pkcs7;
use aes::{Aes128, Aes192, Aes256};
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{KeyInit, Payload};
use aes_gcm::{AesGcm, Nonce};

use super::super::reply::Reply;
use super::argument::{Argument, bytes, text};

/// One encryption or decryption; `None` for wrong sizes and for data that does not decrypt.
pub(super) fn aes(arguments: &[Argument]) -> Option<Reply> {
    let encrypts = text(arguments, 1)? == "encrypt";
    let (key, iv, data) = (bytes(arguments, 2)?, bytes(arguments, 3)?, bytes(arguments, 4)?);
    let additional = bytes(arguments, 5).unwrap_or_default();
    let out = match (text(arguments, 0)?, key.len()) {
        ("AES-CBC", 16) if encrypts => encrypt_cbc::<cbc::Encryptor<Aes128>>(key, iv, data),
        ("AES-CBC", 24) if encrypts => encrypt_cbc::<cbc::Encryptor<Aes192>>(key, iv, data),
        ("AES-CBC", 32) if encrypts => encrypt_cbc::<cbc::Encryptor<Aes256>>(key, iv, data),
        ("AES-CBC", 16) => decrypt_cbc::<cbc::Decryptor<Aes128>>(key, iv, data),
        ("AES-CBC", 24) => decrypt_cbc::<cbc::Decryptor<Aes192>>(key, iv, data),
        ("AES-CBC", 32) => decrypt_cbc::<cbc::Decryptor<Aes256>>(key, iv, data),
        ("AES-CTR", 16) => apply_ctr::<ctr::Ctr128BE<Aes128>>(key, iv, data),
        ("AES-CTR", 24) => apply_ctr::<ctr::Ctr128BE<Aes192>>(key, iv, data),
        ("AES-CTR", 32) => apply_ctr::<ctr::Ctr128BE<Aes256>>(key, iv, data),
        ("AES-GCM", 16) => gcm::<AesGcm<Aes128, U12>>(encrypts, key, iv, data, additional),
        ("AES-GCM", 24) => gcm::<AesGcm<Aes192, U12>>(encrypts, key, iv, data, additional),
        ("AES-GCM", 32) => gcm::<AesGcm<Aes256, U12>>(encrypts, key, iv, data, additional),
        _ => None,
    };
    out.map(|out| Reply::Bytes(out.into()))
}

fn encrypt_cbc<C: KeyIvInit + aes::cipher::BlockModeEncrypt>(
    key: &[u8],
    iv: &[u8],
    data: &[u8],
) -> Option<Vec<u8>> {
    Some(C::new_from_slices(key, iv).ok()?.encrypt_padded_vec::<Pkcs7>(data))
}

fn decrypt_cbc<C: KeyIvInit + aes::cipher::BlockModeDecrypt>(
    key: &[u8],
    iv: &[u8],
    data: &[u8],
) -> Option<Vec<u8>> {
    C::new_from_slices(key, iv).ok()?.decrypt_padded_vec::<Pkcs7>(data).ok()
}

fn apply_ctr<C: KeyIvInit + aes::cipher::StreamCipher>(
    key: &[u8],
    iv: &[u8],
    data: &[u8],
) -> Option<Vec<u8>> {
    let mut out = data.to_vec();
    C::new_from_slices(key, iv).ok()?.try_apply_keystream(&mut out).ok()?;
    Some(out)
}

fn gcm<C: KeyInit + aes_gcm::aead::Aead + aes_gcm::AeadCore<NonceSize = U12>>(
    encrypts: bool,
    key: &[u8],
    iv: &[u8],
    data: &[u8],
    additional: &[u8],
) -> Option<Vec<u8>> {
    let cipher = C::new_from_slice(key).ok()?;
    let nonce = Nonce::<U12>::try_from(iv).ok()?;
    let payload = Payload { msg: data, aad: additional };
    if encrypts { cipher.encrypt(&nonce, payload).ok() } else { cipher.decrypt(&nonce, payload).ok() }
}
