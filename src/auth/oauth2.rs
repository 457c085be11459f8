//! OAuth 2.0 tokens in requests. The module `token` fetches them.
//!
//! Source: RFC 6750; postman-runtime 7.39, `lib/authorizer/oauth2.js`.

use super::authorizer::{push_query, remove_header, remove_query, set_authorization};
use super::{AuthError, Authorizer, Signing};
use crate::collection::{Auth, Request};

/// Parameters: `accessToken`, `addTokenTo` (`header` or `queryParams`), `headerPrefix`, `tokenType`.
pub(super) struct OAuth2;

impl Authorizer for OAuth2 {
    fn sign(&self, auth: &Auth, request: &mut Request, signing: &mut Signing<'_>) -> Result<(), AuthError> {
        for name in ["accessToken", "clientSecret", "password", "refreshToken"] {
            signing.secrets.add(&auth.text(name));
        }
        let token = auth.text("accessToken");
        if token.is_empty() || auth.text("tokenType").eq_ignore_ascii_case("mac") {
            return Ok(());
        }
        remove_header(request, "authorization");
        remove_query(request, &["access_token"]);
        match auth.text("addTokenTo").as_str() {
            "queryParams" => push_query(request, "access_token", token),
            "" | "header" => {
                let prefix = match auth.params.get("headerPrefix") {
                    None | Some(serde_json::Value::Null) => "Bearer".to_owned(),
                    Some(_) => auth.text("headerPrefix").trim().to_owned(),
                };
                let value = if prefix.is_empty() { token } else { format!("{prefix} {token}") };
                set_authorization(request, value, signing.secrets);
            }
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::authorizer::header;
    use super::super::authorizer::tests::sign;

    fn value(params: &[(&str, &str)]) -> Option<String> {
        let (request, _) = sign("oauth2", params);
        header(&request, "authorization").map(str::to_owned)
    }

    #[test]
    fn the_prefix_is_bearer_by_default_and_may_be_empty() {
        assert_eq!(value(&[("accessToken", "t0k3n")]).as_deref(), Some("Bearer t0k3n"));
        assert_eq!(
            value(&[("accessToken", "t0k3n"), ("headerPrefix", " Own ")]).as_deref(),
            Some("Own t0k3n")
        );
        assert_eq!(value(&[("accessToken", "t0k3n"), ("headerPrefix", "")]).as_deref(), Some("t0k3n"));
    }

    #[test]
    fn a_token_in_the_query_removes_the_header() {
        let (request, secrets) = sign("oauth2", &[("accessToken", "t0k3n"), ("addTokenTo", "queryParams")]);
        assert_eq!(request.url.to_string(), "http://h/p?a=1&access_token=t0k3n");
        assert_eq!(header(&request, "authorization"), None);
        assert!(secrets.contains("t0k3n"));
    }

    #[test]
    fn a_mac_token_and_a_missing_token_leave_the_request_alone() {
        assert_eq!(value(&[("accessToken", "t0k3n"), ("tokenType", "MAC")]).as_deref(), Some("own"));
        assert_eq!(value(&[]).as_deref(), Some("own"));
    }
}
