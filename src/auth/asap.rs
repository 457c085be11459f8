//! Atlassian's S2S authentication (ASAP): a short-lived token signed by a private key.
//!
//! Source: the ASAP specification; postman-runtime 7.39, `lib/authorizer/asap.js` (claims override parameters, the
//! subject is the issuer by default, a key may be a data URI with the key's id).

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::authorizer::set_authorization;
use super::jws::{self, Algorithm};
use super::{AuthError, Authorizer, Signing};
use crate::collection::{Auth, Request};

/// The default lifetime of a token. Units: seconds.
const LIFETIME: i64 = 3600;

/// Parameters: `alg`, `kid`, `iss`, `sub`, `aud`, `exp`, `privateKey`, `claims`.
pub(super) struct Asap;

impl Authorizer for Asap {
    fn sign(&self, auth: &Auth, request: &mut Request, signing: &mut Signing<'_>) -> Result<(), AuthError> {
        signing.secrets.add(&auth.text("privateKey"));
        let mut claims = claims(auth)?;
        let first = |names: [Option<&Value>; 2]| {
            names.into_iter().flatten().find(|value| is_true(value)).cloned().unwrap_or_default()
        };
        let issuer = first([claims.get("iss"), auth.params.get("iss")]);
        let subject = first([claims.get("sub"), auth.params.get("sub")]);
        let subject = if subject.is_null() { issuer.clone() } else { subject };
        let audience = first([claims.get("aud"), auth.params.get("aud")]);
        let key_id = first([claims.get("kid"), auth.params.get("kid")]);
        let id = first([claims.get("jti"), None]);
        let id = if id.is_null() { signing.random.uuid().into() } else { id };
        let now = signing.unix_time();
        let since = first([claims.get("iat"), None]);
        let since = if since.is_null() { json!(now) } else { since };
        let expiry = claims
            .get("exp")
            .and_then(whole)
            .unwrap_or_else(|| now + auth.params.get("exp").and_then(whole).unwrap_or(LIFETIME));
        if [&key_id, &issuer, &audience].iter().any(|value| value.is_null()) || !auth.is_set("privateKey") {
            return Err(AuthError::ClaimsMissing);
        }
        let algorithm = Some(auth.text("alg")).filter(|name| !name.is_empty());
        let algorithm = Algorithm::named(algorithm.as_deref().unwrap_or("RS256"))
            .filter(|algorithm| !algorithm.is_symmetric())
            .ok_or(AuthError::TokenAlgorithm)?;
        let pem = private_key(&crate::variable::to_text(Some(&key_id)), &auth.text("privateKey"))?;
        let named = [
            ("iat", since),
            ("iss", issuer),
            ("sub", subject),
            ("jti", id),
            ("aud", audience),
            ("exp", json!(expiry)),
        ];
        claims.extend(named.map(|(name, value)| (name.to_owned(), value)));
        let header = [("alg", Value::from(algorithm.name)), ("kid", key_id)];
        let header = header.map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
        let token = jws::sign_by_key(algorithm, &header, &claims, &pem, signing.random.random())
            .map_err(|_| AuthError::AsapSign)?;
        set_authorization(request, format!("Bearer {token}"), signing.secrets);
        Ok(())
    }
}

fn claims(auth: &Auth) -> Result<Map<String, Value>, AuthError> {
    let value = match auth.params.get("claims") {
        Some(Value::String(text)) if text.trim().is_empty() => Value::Null,
        Some(Value::String(text)) => serde_json::from_str(text.trim()).map_err(|_| AuthError::Claims)?,
        other => other.cloned().unwrap_or_default(),
    };
    match value {
        Value::Object(claims) => Ok(claims),
        Value::Null => Ok(Map::new()),
        _ => Err(AuthError::Claims),
    }
}

fn is_true(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false)) && value != "" && value.as_f64() != Some(0.0)
}

/// The number that JavaScript's `parseInt` reads; `None` for zero.
fn whole(value: &Value) -> Option<i64> {
    let text = crate::variable::to_text(Some(value));
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(text.len());
    text[..end].parse().ok().filter(|number| *number != 0)
}

/// Reads a PEM text or a data URI. Returns a PEM text without line breaks.
fn private_key(key_id: &str, given: &str) -> Result<String, AuthError> {
    let joined = given.replace('\n', "");
    let bare = joined.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(&joined);
    let plain = percent_decode_str(bare).decode_utf8().map_err(|_| AuthError::AsapKey)?;
    let Some(rest) = plain.strip_prefix("data:") else { return Ok(plain.into_owned()) };
    let (named, key) = rest
        .strip_prefix("application/pkcs8;kid=")
        .and_then(|rest| rest.split_once(";base64,"))
        .ok_or(AuthError::AsapKey)?;
    if named != key_id {
        return Err(AuthError::AsapKey);
    }
    Ok(format!("-----BEGIN PRIVATE KEY-----{key}-----END PRIVATE KEY-----"))
}

#[cfg(test)]
mod tests {
    use super::super::authorizer::tests::{request, try_sign};
    use super::*;
    use crate::http::Payload;

    fn error(params: &Value) -> String {
        let mut get = request("GET", "http://h");
        try_sign("asap", params, &mut get, &Payload::None, 0).0.expect_err("fails").to_string()
    }

    #[test]
    fn bad_parameters_are_errors_with_newmans_messages() {
        assert_eq!(error(&json!({"claims": "{x"})), "Failed to parse claims");
        assert_eq!(error(&json!({"iss": "i", "aud": "a"})), "One or more of required claims missing");
        let mut params =
            json!({"iss": "i", "aud": "a", "kid": "k", "privateKey": "nonsense", "alg": "HS256"});
        assert_eq!(error(&params), "invalid algorithm");
        params["alg"] = Value::Null;
        assert_eq!(error(&params), "Failed to sign request with key.");
        params["privateKey"] = "data:application/pkcs8;kid=other;base64,AAAA".into();
        assert_eq!(error(&params), "Failed to parse private key.");
    }

    #[test]
    fn a_lifetime_may_be_a_text_whose_unit_is_ignored() {
        assert_eq!(whole(&json!("60s")), Some(60));
        assert_eq!(whole(&json!(90)), Some(90));
        assert_eq!(whole(&json!("soon")), None);
    }
}
