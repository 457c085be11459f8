//! AES for `crypto.subtle`.

use aes::cipher::KeyIvInit;
use aes::cipher::block_padding::Pkcs7;
use aes::{Aes128, Aes192, Aes256};
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, AeadCore, KeyInit, Payload};
use aes_gcm::{AesGcm, Nonce};

use super::super::host_value::{HostValue, words};

/// A mode of AES.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum AesMode {
    Cbc,
    Ctr,
    Gcm,
}

words!(AesMode, "a mode of AES", {
    "AES-CBC" => Self::Cbc,
    "AES-CTR" => Self::Ctr,
    "AES-GCM" => Self::Gcm,
});

/// What is encrypted or decrypted, and with what. The key has 16, 24 or 32 bytes.
pub(super) struct AesInput<'a> {
    pub(super) key: &'a [u8],
    /// The initialization vector; for CTR the first counter block, for GCM the nonce.
    pub(super) iv: &'a [u8],
    pub(super) data: &'a [u8],
    /// The additional data of GCM.
    pub(super) additional: &'a [u8],
}

/// The encrypted data; `None` for wrong sizes.
pub(super) fn encrypt(mode: AesMode, input: &AesInput<'_>) -> Option<HostValue> {
    let AesInput { key, iv, data, .. } = *input;
    let out = match (mode, key.len()) {
        (AesMode::Cbc, 16) => encrypt_cbc::<cbc::Encryptor<Aes128>>(key, iv, data),
        (AesMode::Cbc, 24) => encrypt_cbc::<cbc::Encryptor<Aes192>>(key, iv, data),
        (AesMode::Cbc, 32) => encrypt_cbc::<cbc::Encryptor<Aes256>>(key, iv, data),
        (AesMode::Ctr, _) => apply_ctr(input),
        (AesMode::Gcm, 16) => encrypt_gcm::<AesGcm<Aes128, U12>>(input),
        (AesMode::Gcm, 24) => encrypt_gcm::<AesGcm<Aes192, U12>>(input),
        (AesMode::Gcm, 32) => encrypt_gcm::<AesGcm<Aes256, U12>>(input),
        _ => None,
    };
    out.map(|out| HostValue::Bytes(out.into()))
}

/// The decrypted data; `None` for wrong sizes and for data that does not decrypt.
pub(super) fn decrypt(mode: AesMode, input: &AesInput<'_>) -> Option<HostValue> {
    let AesInput { key, iv, data, .. } = *input;
    let out = match (mode, key.len()) {
        (AesMode::Cbc, 16) => decrypt_cbc::<cbc::Decryptor<Aes128>>(key, iv, data),
        (AesMode::Cbc, 24) => decrypt_cbc::<cbc::Decryptor<Aes192>>(key, iv, data),
        (AesMode::Cbc, 32) => decrypt_cbc::<cbc::Decryptor<Aes256>>(key, iv, data),
        (AesMode::Ctr, _) => apply_ctr(input),
        (AesMode::Gcm, 16) => decrypt_gcm::<AesGcm<Aes128, U12>>(input),
        (AesMode::Gcm, 24) => decrypt_gcm::<AesGcm<Aes192, U12>>(input),
        (AesMode::Gcm, 32) => decrypt_gcm::<AesGcm<Aes256, U12>>(input),
        _ => None,
    };
    out.map(|out| HostValue::Bytes(out.into()))
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

/// CTR decrypts as it encrypts.
fn apply_ctr(input: &AesInput<'_>) -> Option<Vec<u8>> {
    match input.key.len() {
        16 => apply_stream::<ctr::Ctr128BE<Aes128>>(input),
        24 => apply_stream::<ctr::Ctr128BE<Aes192>>(input),
        32 => apply_stream::<ctr::Ctr128BE<Aes256>>(input),
        _ => None,
    }
}

fn apply_stream<C: KeyIvInit + aes::cipher::StreamCipher>(input: &AesInput<'_>) -> Option<Vec<u8>> {
    let mut out = input.data.to_vec();
    C::new_from_slices(input.key, input.iv).ok()?.try_apply_keystream(&mut out).ok()?;
    Some(out)
}

fn encrypt_gcm<C: KeyInit + Aead + AeadCore<NonceSize = U12>>(input: &AesInput<'_>) -> Option<Vec<u8>> {
    let cipher = C::new_from_slice(input.key).ok()?;
    let nonce = Nonce::<U12>::try_from(input.iv).ok()?;
    cipher.encrypt(&nonce, Payload { msg: input.data, aad: input.additional }).ok()
}

fn decrypt_gcm<C: KeyInit + Aead + AeadCore<NonceSize = U12>>(input: &AesInput<'_>) -> Option<Vec<u8>> {
    let cipher = C::new_from_slice(input.key).ok()?;
    let nonce = Nonce::<U12>::try_from(input.iv).ok()?;
    cipher.decrypt(&nonce, Payload { msg: input.data, aad: input.additional }).ok()
}
