use p256::ecdsa::signature::Verifier as _;
use p256::pkcs8::{EncodePrivateKey as _, LineEnding};
use rand::SeedableRng as _;
use rsa::{Pkcs1v15Sign, Pss};
use serde_json::json;

use super::*;

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().expect("an object")
}

fn random() -> StdRng {
    StdRng::seed_from_u64(7)
}

/// The signed part and the signature of a token.
fn split(token: &str) -> (&str, Vec<u8>) {
    let (text, signature) = token.rsplit_once('.').expect("three parts");
    (text, URL_SAFE_NO_PAD.decode(signature).expect("base64"))
}

fn signed(name: &str, pem: &str) -> Result<String, KeyError> {
    let algorithm = Algorithm::named(name).expect("known");
    let (header, payload) = (object(&json!({"alg": name})), object(&json!({"a": 1})));
    sign_by_key(algorithm, &header, &payload, pem, &mut random())
}

#[test]
fn rsa_signatures_verify_with_the_public_key() {
    let key = rsa::PrivateKey::new(&mut random(), 2048).expect("a key");
    let pem = key.to_pkcs8_pem(LineEnding::LF).expect("encoded").to_string();
    let public = key.to_public_key();
    for (name, hash) in [("RS256", Hash::Sha256), ("RS384", Hash::Sha384), ("RS512", Hash::Sha512)] {
        let token = signed(name, &pem).expect("signs");
        let (text, signature) = split(&token);
        let hashed = hash.of(text.as_bytes());
        let padding = match hash {
            Hash::Sha384 => Pkcs1v15Sign::new::<sha2::Sha384>(),
            Hash::Sha512 => Pkcs1v15Sign::new::<sha2::Sha512>(),
            _ => Pkcs1v15Sign::new::<sha2::Sha256>(),
        };
        public.verify(padding, &hashed, &signature).expect(name);
    }
    for (name, hash) in [("PS256", Hash::Sha256), ("PS384", Hash::Sha384), ("PS512", Hash::Sha512)] {
        let token = signed(name, &pem).expect("signs");
        let (text, signature) = split(&token);
        let hashed = hash.of(text.as_bytes());
        let verified = match hash {
            Hash::Sha384 => public.verify(Pss::<sha2::Sha384>::new(), &hashed, &signature),
            Hash::Sha512 => public.verify(Pss::<sha2::Sha512>::new(), &hashed, &signature),
            _ => public.verify(Pss::<sha2::Sha256>::new(), &hashed, &signature),
        };
        verified.expect(name);
    }
    let joined = pem.replace('\n', "");
    assert!(signed("RS256", &joined).is_ok(), "line breaks do not matter");
}

#[test]
fn elliptic_signatures_verify_and_consist_of_two_numbers() {
    let key = p256::SecretKey::from_slice(&[7; 32]).expect("a key");
    let pem = key.to_pkcs8_pem(LineEnding::LF).expect("encoded").to_string();
    let token = signed("ES256", &pem).expect("signs");
    let (text, signature) = split(&token);
    let public = p256::ecdsa::VerifyingKey::from(&p256::ecdsa::SigningKey::from(&key));
    let signature = p256::ecdsa::Signature::from_slice(&signature).expect("64 bytes");
    public.verify(text.as_bytes(), &signature).expect("verifies");

    let key = p384::SecretKey::from_slice(&[7; 48]).expect("a key");
    let token = signed("ES384", &key.to_pkcs8_pem(LineEnding::LF).expect("encoded")).expect("signs");
    let (text, signature) = split(&token);
    let public = p384::ecdsa::VerifyingKey::from(&p384::ecdsa::SigningKey::from(&key));
    let signature = p384::ecdsa::Signature::from_slice(&signature).expect("96 bytes");
    public.verify(text.as_bytes(), &signature).expect("verifies");

    let key = p521::SecretKey::from_slice(&[&[0, 7][..], &[7; 64]].concat()).expect("a key");
    let token = signed("ES512", &key.to_pkcs8_pem(LineEnding::LF).expect("encoded")).expect("signs");
    let (text, signature) = split(&token);
    let public = p521::ecdsa::VerifyingKey::from(&p521::ecdsa::SigningKey::from(key));
    let signature = p521::ecdsa::Signature::from_slice(&signature).expect("132 bytes");
    public.verify(text.as_bytes(), &signature).expect("verifies");
}

#[test]
fn a_key_of_another_kind_and_a_short_key_are_refused() {
    let key = p256::SecretKey::from_slice(&[7; 32]).expect("a key");
    let pem = key.to_pkcs8_pem(LineEnding::LF).expect("encoded");
    assert!(matches!(signed("ES384", &pem), Err(KeyError::Unreadable { kind: "P-384" })));
    assert!(matches!(signed("RS256", &pem), Err(KeyError::Unreadable { kind: "RSA" })));
    let short = rsa::PrivateKey::new(&mut random(), 1024).expect("a key");
    let short = short.to_pkcs8_pem(LineEnding::LF).expect("encoded");
    let message = signed("PS512", &short).expect_err("refused").to_string();
    assert_eq!(message, "PS512 requires key modulusLength to be 2048 bits or larger");
    assert!(matches!(signed("RS256", "-----BEGIN RSA PRIVATE KEY-----"), Err(KeyError::NotPkcs8)));
}

#[test]
fn numbers_are_written_as_javascript_writes_them() {
    let token = sign_by_secret(
        Algorithm::named("HS256").expect("known"),
        &object(&json!({"alg": "HS256"})),
        &object(&json!({"a": 1.0, "b": [2.5]})),
        b"s",
    );
    let payload = token.split('.').nth(1).expect("a payload");
    assert_eq!(URL_SAFE_NO_PAD.decode(payload).expect("base64"), br#"{"a":1,"b":[2.5]}"#);
}
