//! The interface of all schemes, and the table of those known.

use thiserror::Error;

use crate::collection::Auth;
use crate::http::{Request, Response};
use crate::secret::SecretSet;

use super::{apikey, basic, bearer};

/// One way to authenticate.
pub trait Authorizer: Sync {
    /// Adds what the scheme needs to a request that is otherwise complete but for the default headers.
    ///
    /// Secret parameters, and what is derived from them, join `secrets`. A missing parameter leaves the request
    /// as it is.
    ///
    /// # Errors
    ///
    /// Fails when the parameters cannot sign; the request is then sent unsigned, with a warning.
    fn sign(&self, auth: &Auth, request: &mut Request, secrets: &SecretSet) -> Result<(), AuthError>;

    /// Parameters for another try after this response (a challenge); `None` accepts the response.
    fn retry(&self, auth: &Auth, response: &Response) -> Option<Auth> {
        let _ = (auth, response);
        None
    }
}

/// Why a request could not be signed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AuthError {
    /// A value that no header can carry.
    #[error("the {parameter} holds a character that a header cannot carry")]
    Illegal {
        /// Which parameter.
        parameter: &'static str,
    },
}

/// The scheme of this name; `None` if it is unknown.
pub fn authorizer(scheme: &str) -> Option<&'static dyn Authorizer> {
    match scheme {
        "noauth" => Some(&NoAuth),
        "basic" => Some(&basic::Basic),
        "bearer" => Some(&bearer::Bearer),
        "apikey" => Some(&apikey::ApiKey),
        _ => None,
    }
}

/// Stops inheritance and signs nothing.
struct NoAuth;

impl Authorizer for NoAuth {
    fn sign(&self, _: &Auth, _: &mut Request, _: &SecretSet) -> Result<(), AuthError> {
        Ok(())
    }
}

/// Puts a value in place of every `Authorization` header.
pub(super) fn set_authorization(request: &mut Request, value: String, secrets: &SecretSet) {
    if let Some((_, credentials)) = value.split_once(' ') {
        secrets.add(credentials);
    }
    request.headers.remove("authorization");
    request.headers.push_system("Authorization", value);
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::http::{Headers, Payload};
    use serde_json::Value;

    /// Signs a GET of `http://h/p?a=1` that already carries an `Authorization` header.
    pub(in crate::auth) fn sign(scheme: &str, params: &[(&str, &str)]) -> (Request, SecretSet) {
        let params = params.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect();
        let auth = Auth { scheme: scheme.to_owned(), params };
        let mut headers = Headers::default();
        headers.push("Authorization", "own");
        let mut request =
            Request { method: "GET".into(), url: "http://h/p?a=1".into(), headers, payload: Payload::None };
        let secrets = SecretSet::default();
        authorizer(scheme).expect("known").sign(&auth, &mut request, &secrets).expect("signs");
        (request, secrets)
    }

    #[test]
    fn noauth_leaves_the_users_header_alone() {
        assert_eq!(sign("noauth", &[]).0.headers.get("authorization"), Some("own"));
    }

    #[test]
    fn an_unknown_scheme_has_no_authorizer() {
        assert!(authorizer("magic").is_none());
    }
}
