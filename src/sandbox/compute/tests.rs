use super::*;

fn bytes(bytes: &[u8]) -> Bytes {
    Bytes::copy_from_slice(bytes)
}

fn hex(value: &HostValue) -> String {
    let HostValue::Bytes(bytes) = value else { panic!("{value:?}") };
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

#[test]
fn digests_are_those_of_fips_180() {
    let digest = |hash| hex(&Computation::Digest { hash, data: bytes(b"abc") }.carry_out(usize::MAX));
    assert_eq!(digest(Hash::Sha256), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(digest(Hash::Sha1), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

#[test]
fn hmac_is_that_of_rfc_4231() {
    let (key, data) = (bytes(b"Jefe"), bytes(b"what do ya want for nothing?"));
    let mac = Computation::Hmac { hash: Hash::Sha256, key, data }.carry_out(usize::MAX);
    assert_eq!(hex(&mac), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

#[test]
fn pbkdf2_is_that_of_rfc_6070() {
    let (password, salt) = (bytes(b"password"), bytes(b"salt"));
    let derived = Computation::Pbkdf2 { hash: Hash::Sha1, password, salt, iterations: 2, length: 20 };
    assert_eq!(hex(&derived.carry_out(usize::MAX)), "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
}

#[test]
fn what_was_encrypted_decrypts_in_every_mode() {
    for (mode, iv) in [(AesMode::Cbc, 16), (AesMode::Ctr, 16), (AesMode::Gcm, 12)] {
        for size in [16, 24, 32] {
            let (key, iv, additional) = (bytes(&vec![7; size]), bytes(&vec![9; iv]), bytes(b"more"));
            let encrypted = Computation::AesEncrypt {
                mode,
                key: key.clone(),
                iv: iv.clone(),
                data: bytes(b"hello"),
                additional: additional.clone(),
            };
            let HostValue::Bytes(data) = encrypted.carry_out(usize::MAX) else { panic!("{mode:?} {size}") };
            assert_ne!(&data[..], b"hello");
            let decrypted = Computation::AesDecrypt { mode, key, iv, data, additional };
            assert_eq!(hex(&decrypted.carry_out(usize::MAX)), "68656c6c6f", "{mode:?} {size}");
        }
    }
}

#[test]
fn damaged_data_does_not_decrypt() {
    let (key, iv, data) = (bytes(&[7; 16]), bytes(&[9; 12]), bytes(&[0; 24]));
    let decrypted = Computation::AesDecrypt { mode: AesMode::Gcm, key, iv, data, additional: Bytes::new() };
    assert_eq!(decrypted.carry_out(usize::MAX), HostValue::Undefined);
}

#[test]
fn keys_of_a_wrong_size_are_refused() {
    for mode in [AesMode::Cbc, AesMode::Ctr, AesMode::Gcm] {
        let (key, iv, data) = (bytes(&[7; 15]), bytes(&[9; 16]), bytes(b"a"));
        let encrypted = Computation::AesEncrypt { mode, key, iv, data, additional: Bytes::new() };
        assert_eq!(encrypted.carry_out(usize::MAX), HostValue::Undefined, "{mode:?}");
    }
}

#[test]
fn names_sort_as_people_sort_them() {
    let order = |locale: &str, sensitivity, numeric, first: &str, second: &str| {
        let computation = Computation::Collate {
            locale: locale.to_owned(),
            sensitivity,
            numeric,
            upper_first: false,
            ignores_punctuation: false,
            first: first.to_owned(),
            second: second.to_owned(),
        };
        let HostValue::Number(order) = computation.carry_out(usize::MAX) else { panic!("no order") };
        order
    };
    assert!(order("en-US", Sensitivity::Variant, false, "a", "á") < 0.0);
    assert!(order("en-US", Sensitivity::Variant, false, "á", "b") < 0.0);
    assert!(order("en-US", Sensitivity::Variant, false, "a", "A") < 0.0);
    assert!(order("en-US", Sensitivity::Base, false, "a", "Á") == 0.0);
    assert!(order("en-US", Sensitivity::Variant, true, "2", "10") < 0.0);
    assert!(order("de", Sensitivity::Variant, false, "ä", "z") < 0.0);
    assert!(order("sv", Sensitivity::Variant, false, "ä", "z") > 0.0);
}

#[test]
fn what_was_compressed_decompresses_and_damage_is_nothing() {
    for format in [Format::Gzip, Format::Deflate, Format::DeflateRaw] {
        let small = Computation::Compress { format, data: bytes(b"hello") }.carry_out(usize::MAX);
        let HostValue::Bytes(data) = small else { panic!("not compressed") };
        assert_eq!(hex(&Computation::Decompress { format, data }.carry_out(usize::MAX)), "68656c6c6f");
        let damaged = Computation::Decompress { format, data: bytes(b"\xff\xff no gzip") };
        assert_eq!(damaged.carry_out(usize::MAX), HostValue::Undefined, "{format:?}");
    }
}

#[test]
fn what_decompresses_to_more_than_scripts_may_use_is_refused() {
    for format in [Format::Gzip, Format::Deflate, Format::DeflateRaw] {
        let HostValue::Bytes(data) =
            (Computation::Compress { format, data: vec![0; 100_000].into() }).carry_out(usize::MAX)
        else {
            panic!("{format:?}")
        };
        let decompressed = |most| Computation::Decompress { format, data: data.clone() }.carry_out(most);
        assert_eq!(decompressed(99_999), HostValue::Undefined, "{format:?}");
        assert_eq!(decompressed(100_000), HostValue::Bytes(vec![0; 100_000].into()), "{format:?}");
    }
}
