//! API keys in a header or in the query.
//!
//! Source: postman-runtime 7.39, `lib/authorizer/apikey.js` (a same-named header or parameter is replaced).

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::{AuthError, Authorizer};
use crate::collection::Auth;
use crate::http::Request;
use crate::secret::SecretSet;

/// What a value in a query may not hold as it is.
const QUERY_VALUE: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'\'').add(b'<').add(b'>').add(b'&').add(b'%');

/// `key`, `value`, `in` (`header` or `query`).
pub(super) struct ApiKey;

impl Authorizer for ApiKey {
    fn sign(&self, auth: &Auth, request: &mut Request, secrets: &SecretSet) -> Result<(), AuthError> {
        let (key, value) = (auth.text("key"), auth.text("value"));
        if key.is_empty() {
            return Ok(());
        }
        secrets.add(&value);
        if auth.text("in") == "query" {
            request.url = with_query(&request.url, &key, &value);
        } else {
            request.headers.remove(&key);
            request.headers.push_system(key, value);
        }
        Ok(())
    }
}

/// The URL with this parameter at the end of its query and no other of its name.
fn with_query(url: &str, key: &str, value: &str) -> String {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let key = utf8_percent_encode(key, QUERY_VALUE).to_string();
    let others =
        query.split('&').filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(key.as_str()));
    let own = format!("{key}={}", utf8_percent_encode(value, QUERY_VALUE));
    let all: Vec<&str> = others.chain([own.as_str()]).collect();
    format!("{base}?{}", all.join("&"))
}

#[cfg(test)]
mod tests {
    use super::super::authorizer::tests::sign;

    #[test]
    fn a_header_is_the_default_and_the_authorization_header_survives() {
        let (request, _) = sign("apikey", &[("key", "X-Key"), ("value", "v")]);
        assert_eq!(request.headers.get("x-key"), Some("v"));
        assert_eq!(request.headers.get("authorization"), Some("own"));
    }

    #[test]
    fn a_query_parameter_of_the_same_name_is_replaced() {
        let (request, _) = sign("apikey", &[("key", "a"), ("value", "x y"), ("in", "query")]);
        assert_eq!(request.url, "http://h/p?a=x%20y");
    }
}
