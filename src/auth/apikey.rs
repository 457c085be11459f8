//! API keys in a header or in the query.
//!
//! Source: postman-runtime 7.39, `lib/authorizer/apikey.js` (it replaces a header or parameter of the same name).

use super::authorizer::{push_header, push_query, remove_header, remove_query};
use super::{AuthError, Authorizer, Signing};
use crate::collection::{Auth, Request};

/// Parameters: `key`, `value`, `in` (`header` or `query`).
pub(super) struct ApiKey;

impl Authorizer for ApiKey {
    fn sign(&self, auth: &Auth, request: &mut Request, signing: &mut Signing<'_>) -> Result<(), AuthError> {
        let (key, value) = (auth.text("key"), auth.text("value"));
        if key.is_empty() {
            return Ok(());
        }
        signing.secrets.add(&value);
        if auth.text("in") == "query" {
            remove_query(request, &[&key]);
            push_query(request, key, value);
        } else {
            remove_header(request, &key);
            push_header(request, &key, value);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::authorizer::header;
    use super::super::authorizer::tests::sign;

    #[test]
    fn the_key_is_a_header_by_default_and_the_authorization_header_stays() {
        let (request, _) = sign("apikey", &[("key", "X-Key"), ("value", "v")]);
        assert_eq!(header(&request, "x-key"), Some("v"));
        assert_eq!(header(&request, "authorization"), Some("own"));
    }

    #[test]
    fn a_query_parameter_of_the_same_name_is_replaced() {
        let (request, _) = sign("apikey", &[("key", "a"), ("value", "x y"), ("in", "query")]);
        assert_eq!(request.url.to_string(), "http://h/p?a=x y");
    }
}
