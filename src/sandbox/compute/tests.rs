use super::*;

fn text(text: &str) -> Argument {
    Argument::Text(text.to_owned())
}

fn bytes(bytes: &[u8]) -> Argument {
    Argument::Bytes(bytes.to_vec())
}

fn hex(reply: &Reply) -> String {
    let Reply::Bytes(bytes) = reply else { panic!("{reply:?}") };
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

#[test]
fn digests_are_those_of_fips_180() {
    let answer = compute("digest", &[text("SHA-256"), bytes(b"abc")]);
    assert_eq!(hex(&answer), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let answer = compute("digest", &[text("SHA-1"), bytes(b"abc")]);
    assert_eq!(hex(&answer), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

#[test]
fn hmac_is_that_of_rfc_4231() {
    let answer = compute("hmac", &[text("SHA-256"), bytes(b"Jefe"), bytes(b"what do ya want for nothing?")]);
    assert_eq!(hex(&answer), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

#[test]
fn pbkdf2_is_that_of_rfc_6070() {
    let arguments =
        [text("SHA-1"), bytes(b"password"), bytes(b"salt"), Argument::Number(2.0), Argument::Number(20.0)];
    assert_eq!(hex(&compute("pbkdf2", &arguments)), "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
}

#[test]
fn what_was_encrypted_decrypts_in_every_mode() {
    for (mode, iv) in [("AES-CBC", 16), ("AES-CTR", 16), ("AES-GCM", 12)] {
        for size in [16, 24, 32] {
            let key = bytes(&vec![7; size]);
            let iv = bytes(&vec![9; iv]);
            let encrypted =
                compute("aes", &[text(mode), text("encrypt"), key.clone(), iv.clone(), bytes(b"hello")]);
            let Reply::Bytes(encrypted) = encrypted else { panic!("{mode} {size}") };
            assert_ne!(&encrypted[..], b"hello");
            let decrypted = compute("aes", &[text(mode), text("decrypt"), key, iv, bytes(&encrypted)]);
            assert_eq!(hex(&decrypted), "68656c6c6f", "{mode} {size}");
        }
    }
}

#[test]
fn damaged_data_does_not_decrypt() {
    let arguments = [text("AES-GCM"), text("decrypt"), bytes(&[7; 16]), bytes(&[9; 12]), bytes(&[0; 24])];
    assert!(matches!(compute("aes", &arguments), Reply::Nothing));
}

#[test]
fn keys_of_a_wrong_size_are_refused() {
    let arguments = [text("AES-CBC"), text("encrypt"), bytes(&[7; 15]), bytes(&[9; 16]), bytes(b"a")];
    assert!(matches!(compute("aes", &arguments), Reply::Nothing));
}

#[test]
fn names_sort_as_people_sort_them() {
    let order = |locale: &str, sensitivity: &str, numeric, first: &str, second: &str| {
        let no = Argument::Flag(false);
        let arguments = [
            text(locale),
            text(sensitivity),
            Argument::Flag(numeric),
            no.clone(),
            no,
            text(first),
            text(second),
        ];
        let Reply::Number(order) = compute("collate", &arguments) else { panic!("no order") };
        order
    };
    assert!(order("en-US", "variant", false, "a", "á") < 0.0);
    assert!(order("en-US", "variant", false, "á", "b") < 0.0);
    assert!(order("en-US", "variant", false, "a", "A") < 0.0);
    assert!(order("en-US", "base", false, "a", "Á") == 0.0);
    assert!(order("en-US", "variant", true, "2", "10") < 0.0);
    assert!(order("de", "variant", false, "ä", "z") < 0.0);
    assert!(order("sv", "variant", false, "ä", "z") > 0.0);
}

#[test]
fn what_was_compressed_decompresses_and_damage_is_nothing() {
    let small = compute("compress", &[text("gzip"), bytes(b"hello")]);
    let Reply::Bytes(small) = small else { panic!("not compressed") };
    assert_eq!(hex(&compute("decompress", &[text("gzip"), bytes(&small)])), "68656c6c6f");
    assert!(matches!(compute("decompress", &[text("gzip"), bytes(b"no gzip")]), Reply::Nothing));
}
