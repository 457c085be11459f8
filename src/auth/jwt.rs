//! JSON Web Tokens that postino signs.
//!
//! Source: RFC 7519; postman-runtime 7.39, `lib/authorizer/jwt.js`.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

use super::authorizer::{push_query, remove_query, set_authorization};
use super::jws::{self, Algorithm};
use super::{AuthError, Authorizer, Signing};
use crate::collection::{Auth, Request};

/// Base64 as Node.js reads it: padding is optional, and left-over bits are ignored.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Parameters: `algorithm`, `header`, `payload`, `secret`, `isSecretBase64Encoded`, `privateKey`, `addTokenTo`
/// (`header` or `queryParam`), `headerPrefix`, `queryParamKey`.
pub(super) struct Jwt;

impl Authorizer for Jwt {
    fn sign(&self, auth: &Auth, request: &mut Request, signing: &mut Signing<'_>) -> Result<(), AuthError> {
        for name in ["secret", "privateKey"] {
            signing.secrets.add(&auth.text(name));
        }
        let algorithm = Algorithm::named(&auth.text("algorithm")).ok_or(AuthError::TokenAlgorithm)?;
        let text = |name: &str| match auth.params.get(name) {
            Some(Value::String(text)) if !text.is_empty() => Some(text.as_str()),
            _ => None,
        };
        let secret = text("secret");
        let key = text("privateKey");
        if algorithm.is_symmetric() && secret.is_none() {
            return Err(AuthError::NoSecret);
        }
        if !algorithm.is_symmetric() && key.is_none() {
            return Err(AuthError::NoPrivateKey);
        }
        let mut header = object(auth, "header", "JWS Protected Header")?.unwrap_or_default();
        header.insert("alg".to_owned(), algorithm.name.into());
        let payload = object(auth, "payload", "JWT Claims Set")?;
        let missing = AuthError::NoObject { part: "JWT Claims Set" };
        let token = if algorithm.is_symmetric() {
            let secret = secret_bytes(auth, secret.unwrap_or_default());
            jws::sign_by_secret(algorithm, &header, &payload.ok_or(missing)?, &secret)
        } else {
            // The key is checked before the payload, as in newman.
            let (key, claims) = (key.unwrap_or_default(), payload.clone().unwrap_or_default());
            let token = jws::sign_by_key(algorithm, &header, &claims, key, signing.random.random())?;
            payload.map(|_| token).ok_or(missing)?
        };
        place(auth, request, token, signing);
        Ok(())
    }
}

/// A parameter that is an object or the JSON text of one. An empty text is an empty object; `None` when it is missing.
fn object(
    auth: &Auth,
    name: &'static str,
    part: &'static str,
) -> Result<Option<Map<String, Value>>, AuthError> {
    let value = match auth.params.get(name) {
        Some(Value::String(text)) if text.trim().is_empty() => return Ok(Some(Map::new())),
        Some(Value::String(text)) => {
            serde_json::from_str(text.trim()).map_err(|source| AuthError::Json { part: name, source })?
        }
        other => other.cloned().unwrap_or_default(),
    };
    match value {
        Value::Object(members) => Ok(Some(members)),
        Value::Null => Ok(None),
        _ => Err(AuthError::NoObject { part }),
    }
}

fn secret_bytes(auth: &Auth, secret: &str) -> Vec<u8> {
    if !auth.is_set("isSecretBase64Encoded") {
        return secret.as_bytes().to_vec();
    }
    let legal = secret.chars().take_while(|c| *c != '=').filter_map(|c| match c {
        '-' => Some('+'),
        '_' => Some('/'),
        c if c.is_ascii_alphanumeric() || c == '+' || c == '/' => Some(c),
        _ => None,
    });
    let mut legal: String = legal.collect();
    if legal.len() % 4 == 1 {
        legal.pop();
    }
    LENIENT.decode(legal).expect("all other characters were removed")
}

fn place(auth: &Auth, request: &mut Request, token: String, signing: &Signing<'_>) {
    let or = |name: &str, default: &str| {
        Some(auth.text(name)).filter(|text| !text.is_empty()).unwrap_or_else(|| default.to_owned())
    };
    match or("addTokenTo", "header").as_str() {
        "header" => {
            let prefix = match auth.params.get("headerPrefix") {
                None | Some(Value::Null) => "Bearer".to_owned(),
                Some(_) => auth.text("headerPrefix"),
            };
            let value = if prefix.is_empty() { token } else { format!("{prefix} {token}") };
            set_authorization(request, value, signing.secrets);
        }
        "queryParam" => {
            signing.secrets.add_passing(&token);
            let key = or("queryParamKey", "token");
            remove_query(request, &[&key]);
            push_query(request, key, token);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::authorizer::tests::{authorization, request, try_sign};
    use super::*;
    use crate::http::Payload;

    /// Based on RFC 7515 §A.1, but without its `typ` and the line breaks in its JSON.
    #[test]
    fn a_shared_secret_signs_the_claims_in_their_order() {
        let params = json!({
            "algorithm": "HS256", "secret": "your-256-bit-secret", "header": "{\"alg\":\"x\",\"typ\":\"JWT\"}",
            "payload": {"sub": "1234567890", "name": "John Doe", "iat": 1_516_239_022},
        });
        assert_eq!(
            authorization("jwt", &params, request("GET", "http://h"), &Payload::None),
            "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0Ijox\
             NTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
        );
    }

    #[test]
    fn bad_parameters_are_errors_with_newmans_messages() {
        let error = |params: Value| {
            let mut get = request("GET", "http://h");
            let (done, _) = try_sign("jwt", &params, &mut get, &Payload::None, 0);
            done.expect_err("fails").to_string()
        };
        assert_eq!(error(json!({"algorithm": "none"})), "invalid algorithm");
        assert_eq!(error(json!({"algorithm": "HS256"})), "Invalid secret key. Enter a valid key.");
        assert_eq!(error(json!({"algorithm": "ES256"})), "Invalid private key. Enter a valid key.");
        let pem = json!({"algorithm": "RS256", "privateKey": "key"});
        assert_eq!(error(pem), "\"pkcs8\" must be PKCS#8 formatted string");
        let broken = error(json!({"algorithm": "HS256", "secret": "s", "payload": "{x"}));
        assert!(broken.starts_with("the payload is not valid JSON"), "{broken}");
    }

    #[test]
    fn a_secret_in_base64_is_read_as_node_reads_it() {
        let auth = |secret: &str| {
            let params = json!({"isSecretBase64Encoded": true}).as_object().cloned().expect("an object");
            secret_bytes(&Auth { scheme: "jwt".into(), params }, secret)
        };
        assert_eq!(auth("c2VjcmV0"), b"secret");
        assert_eq!(auth("c2Vj\ncmV0IQ=="), b"secret!");
        assert_eq!(auth("_-8"), [0xff, 0xef]);
        assert_eq!(auth("x"), b"");
    }

    #[test]
    fn a_token_in_the_query_replaces_an_older_one() {
        let params = json!({"algorithm": "HS256", "secret": "s", "payload": "", "addTokenTo": "queryParam"});
        let mut get = request("GET", "http://h/?token=old&b=1");
        try_sign("jwt", &params, &mut get, &Payload::None, 0).0.expect("signs");
        assert!(
            get.url.to_string().starts_with("http://h/?b=1&token=eyJhbGciOiJIUzI1NiJ9.e30."),
            "{}",
            get.url
        );
    }
}
