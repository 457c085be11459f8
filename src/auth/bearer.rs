//! Bearer tokens.
//!
//! Source: RFC 6750; postman-runtime 7.39, `lib/authorizer/bearer.js` (no token, no header).

use super::authorizer::set_authorization;
use super::{AuthError, Authorizer};
use crate::collection::Auth;
use crate::http::Request;
use crate::secret::SecretSet;

/// `token`.
pub(super) struct Bearer;

impl Authorizer for Bearer {
    fn sign(&self, auth: &Auth, request: &mut Request, secrets: &SecretSet) -> Result<(), AuthError> {
        let token = auth.text("token");
        if !token.is_empty() {
            set_authorization(request, format!("Bearer {token}"), secrets);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::authorizer::tests::sign;

    #[test]
    fn the_token_replaces_an_explicit_header() {
        let (request, _) = sign("bearer", &[("token", "abc.def")]);
        assert_eq!(request.headers.get("authorization"), Some("Bearer abc.def"));
    }

    #[test]
    fn without_a_token_the_users_header_stays() {
        assert_eq!(sign("bearer", &[("token", "")]).0.headers.get("authorization"), Some("own"));
    }
}
