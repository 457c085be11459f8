//! Basic authentication.
//!
//! Source: RFC 7617; postman-runtime 7.39, `lib/authorizer/basic.js` (it writes UTF-8, and allows empty parts).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::authorizer::set_authorization;
use super::{AuthError, Authorizer, Signing};
use crate::collection::{Auth, Request};

/// Parameters: `username`, `password`.
pub(super) struct Basic;

impl Authorizer for Basic {
    fn sign(&self, auth: &Auth, request: &mut Request, signing: &mut Signing<'_>) -> Result<(), AuthError> {
        let (username, password) = (auth.text("username"), auth.text("password"));
        signing.secrets.add(&password);
        let credentials = STANDARD.encode(format!("{username}:{password}"));
        set_authorization(request, format!("Basic {credentials}"), signing.secrets);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::authorizer::header;
    use super::super::authorizer::tests::sign;

    #[test]
    fn user_and_password_replace_the_users_header() {
        let (request, secrets) = sign("basic", &[("username", "BOOMI_TOKEN.a@b.c"), ("password", "gehéim")]);
        let value = header(&request, "authorization");
        assert_eq!(value, Some("Basic Qk9PTUlfVE9LRU4uYUBiLmM6Z2Vow6lpbQ=="));
        assert!(secrets.contains("gehéim") && secrets.contains("Qk9PTUlfVE9LRU4uYUBiLmM6Z2Vow6lpbQ=="));
    }

    #[test]
    fn an_empty_user_or_password_is_sent() {
        assert_eq!(header(&sign("basic", &[]).0, "authorization"), Some("Basic Og=="));
    }
}
