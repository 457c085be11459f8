//! Basic authentication.
//!
//! Source: RFC 7617; postman-runtime 7.39, `lib/authorizer/basic.js` (UTF-8 bytes, empty parts allowed).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::authorizer::set_authorization;
use super::{AuthError, Authorizer};
use crate::collection::Auth;
use crate::http::Request;
use crate::secret::SecretSet;

/// `username`, `password`.
pub(super) struct Basic;

impl Authorizer for Basic {
    fn sign(&self, auth: &Auth, request: &mut Request, secrets: &SecretSet) -> Result<(), AuthError> {
        let (username, password) = (auth.text("username"), auth.text("password"));
        secrets.add(&password);
        let credentials = STANDARD.encode(format!("{username}:{password}"));
        set_authorization(request, format!("Basic {credentials}"), secrets);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::authorizer::tests::sign;

    #[test]
    fn user_and_password_replace_an_explicit_header() {
        let (request, secrets) = sign("basic", &[("username", "BOOMI_TOKEN.a@b.c"), ("password", "gehéim")]);
        let value = request.headers.get("authorization");
        assert_eq!(value, Some("Basic Qk9PTUlfVE9LRU4uYUBiLmM6Z2Vow6lpbQ=="));
        assert_eq!(secrets.redact("gehéim Qk9PTUlfVE9LRU4uYUBiLmM6Z2Vow6lpbQ=="), "******** ********");
    }

    #[test]
    fn empty_parts_are_signed_too() {
        assert_eq!(sign("basic", &[]).0.headers.get("authorization"), Some("Basic Og=="));
    }
}
