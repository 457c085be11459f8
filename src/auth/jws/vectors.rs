//! Published signatures. Source: RFC 7515, appendix A.

use p256::ecdsa::signature::Verifier as _;
use p256::pkcs8::{EncodePrivateKey as _, LineEnding};
use rsa::BoxedUint;

use super::*;

/// The claims of A.1 to A.3, with the line breaks that the RFC gives them.
const CLAIMS: &str =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

fn bytes(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).expect("base64")
}

#[test]
fn rfc_7515_a_1_hmac_sha_256() {
    let secret =
        bytes("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
    let text = format!("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{CLAIMS}");
    let signature = Hash::Sha256.hmac(&secret, text.as_bytes());
    assert_eq!(URL_SAFE_NO_PAD.encode(signature), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
}

#[test]
fn rfc_7515_a_2_rsassa_pkcs1_sha_256() {
    let modulus = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yR\
        T-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo\
        7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91\
        kzk2PAcDTW9gb54h4FRWyuXpoQ";
    let exponent = "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46su\
        i395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV\
        _0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWS\
        eWjnczT0QU91p1DhOVRuOopznQ";
    let number = |text: &str| BoxedUint::from_be_slice(&bytes(text), 2048).expect("2048 bits");
    let public = BoxedUint::from(65537_u32);
    let key = rsa::PrivateKey::from_components(number(modulus), public, number(exponent), Vec::new());
    let pem = key.expect("a key").to_pkcs8_pem(LineEnding::LF).expect("encoded");
    let key = PrivateKey::from_pkcs8(&pem, KeyKind::Rsa).expect("a key");
    let text = format!("eyJhbGciOiJSUzI1NiJ9.{CLAIMS}");
    let signature = key.sign_pkcs1(Hash::Sha256, text.as_bytes()).expect("signs");
    let published = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9\
        uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383\
        LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVm\
        tVrBp0igcN_IoypGlUPQGe77Rw";
    assert_eq!(URL_SAFE_NO_PAD.encode(signature), published);
}

/// An elliptic signature contains a random number, so ours differs from the published one. Both verify.
#[test]
fn rfc_7515_a_3_ecdsa_p_256() {
    let secret =
        p256::SecretKey::from_slice(&bytes("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI")).expect("a key");
    let public = p256::ecdsa::VerifyingKey::from(&p256::ecdsa::SigningKey::from(&secret));
    let key = PrivateKey::from_pkcs8(&secret.to_pkcs8_pem(LineEnding::LF).expect("encoded"), KeyKind::P256);
    let text = format!("eyJhbGciOiJFUzI1NiJ9.{CLAIMS}");
    let published = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    for signature in [bytes(published), key.expect("a key").sign_ecdsa(text.as_bytes()).expect("signs")] {
        let signature = p256::ecdsa::Signature::from_slice(&signature).expect("64 bytes");
        public.verify(text.as_bytes(), &signature).expect("verifies");
    }
}

#[test]
fn rfc_7515_a_4_ecdsa_p_521() {
    let secret = "AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53vM9mE15j2C";
    let secret = p521::SecretKey::from_slice(&bytes(secret)).expect("a key");
    let pem = secret.to_pkcs8_pem(LineEnding::LF).expect("encoded");
    let public = p521::ecdsa::VerifyingKey::from(&p521::ecdsa::SigningKey::from(secret));
    let key = PrivateKey::from_pkcs8(&pem, KeyKind::P521).expect("a key");
    let text = b"eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA";
    let published = "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7Xdt\
        AG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";
    for signature in [bytes(published), key.sign_ecdsa(text).expect("signs")] {
        let signature = p521::ecdsa::Signature::from_slice(&signature).expect("132 bytes");
        public.verify(text, &signature).expect("verifies");
    }
}
