//! Bearer tokens.
//!
//! Source: RFC 6750; postman-runtime 7.39, `lib/authorizer/bearer.js` (without a token it adds no header).

use super::authorizer::set_authorization;
use super::{AuthError, Authorizer, Signing};
use crate::collection::{Auth, Request};

/// Parameter: `token`.
pub(super) struct Bearer;

impl Authorizer for Bearer {
    fn sign(&self, auth: &Auth, request: &mut Request, signing: &mut Signing<'_>) -> Result<(), AuthError> {
        let token = auth.text("token");
        if !token.is_empty() {
            signing.secrets.add(&token);
            set_authorization(request, format!("Bearer {token}"), signing.secrets);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::authorizer::header;
    use super::super::authorizer::tests::sign;

    #[test]
    fn the_token_replaces_the_users_header() {
        let (request, _) = sign("bearer", &[("token", "abc.def")]);
        assert_eq!(header(&request, "authorization"), Some("Bearer abc.def"));
    }

    #[test]
    fn without_a_token_the_users_header_stays() {
        assert_eq!(header(&sign("bearer", &[("token", "")]).0, "authorization"), Some("own"));
    }
}
