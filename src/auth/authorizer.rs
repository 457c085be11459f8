//! The interface of all auth schemes, and the table of the schemes.

use thiserror::Error;

use super::{apikey, asap, awsv4, basic, bearer, digest, edgegrid, hawk, jwt, key, ntlm, oauth1, oauth2};
use crate::clock::Clock;
use crate::collection::{Auth, HeaderParam, Profile, QueryParam, Request};
use crate::http::{Payload, Response};
use crate::secret::SecretCollector;
use crate::variable::Dynamic;

/// An auth scheme.
pub trait Authorizer: Sync {
    /// Signs a resolved request that has only the user's own headers.
    ///
    /// Secret parameters and the values that are derived from them join `signing.secrets`. When a parameter is missing,
    /// the request stays as it is.
    ///
    /// # Errors
    ///
    /// Fails when the parameters cannot sign the request. It is then sent unsigned, with a warning.
    fn sign(&self, auth: &Auth, request: &mut Request, signing: &mut Signing<'_>) -> Result<(), AuthError>;

    /// The parameters for another try after this response, which is a challenge; `None` accepts the response.
    ///
    /// # Errors
    ///
    /// Fails when the server's challenge is invalid. The response is then accepted as it is, with a warning.
    fn retry(
        &self,
        auth: &Auth,
        response: &Response,
        signing: &mut Signing<'_>,
    ) -> Result<Option<Auth>, AuthError> {
        let _ = (auth, response, signing);
        Ok(None)
    }

    /// True when all tries of a request must use the same connection.
    fn signs_connections(&self) -> bool {
        false
    }
}

/// The inputs of signing other than the request: time, randomness, the body, and the set of secrets.
pub struct Signing<'a> {
    /// The collector that learns secrets.
    pub secrets: &'a SecretCollector,
    /// For time stamps.
    pub clock: &'a Clock,
    /// For nonces, ids and salts.
    pub random: &'a mut Dynamic,
    /// The item's `protocolProfileBehavior`.
    pub profile: &'a Profile,
    /// The body as it will be sent. It is built only for schemes that sign it.
    pub payload: &'a dyn Fn() -> Payload,
}

impl Signing<'_> {
    /// The current time. Units: seconds since 1970.
    pub(super) fn unix_time(&self) -> i64 {
        self.clock.now().unix_timestamp()
    }

    /// A random text of letters and digits.
    pub(super) fn nonce(&mut self, length: usize) -> String {
        const ALPHABET: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        let index = |number: u64| usize::try_from(number).expect("below 62");
        (0..length).map(|_| char::from(ALPHABET[index(self.random.number(62))])).collect()
    }
}

/// Why a request could not be signed. The texts are newman's where newman has one.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AuthError {
    /// The URL cannot be sent.
    #[error("the URL cannot be signed: {message}")]
    Url {
        /// What is wrong with the URL.
        message: String,
    },
    /// Digest auth names an unknown hash.
    #[error("Unsupported digest algorithm: {algorithm}")]
    DigestAlgorithm {
        /// The algorithm, as given.
        algorithm: String,
    },
    /// OAuth 1.0 names an unknown signature method.
    #[error("Unsupported signature method")]
    SignatureMethod,
    /// A token names an unknown algorithm.
    #[error("invalid algorithm")]
    TokenAlgorithm,
    /// The secret is missing or is not a text.
    #[error("Invalid secret key. Enter a valid key.")]
    NoSecret,
    /// The private key is missing or is not a text.
    #[error("Invalid private key. Enter a valid key.")]
    NoPrivateKey,
    /// The private key does not parse, or does not fit the algorithm.
    #[error(transparent)]
    Key(#[from] key::KeyError),
    /// The header or payload of a token is not JSON.
    #[error("the {part} is not valid JSON: {source}")]
    Json {
        /// `header` or `payload`.
        part: &'static str,
        /// The JSON error, with its place.
        source: serde_json::Error,
    },
    /// The header or payload of a token is JSON, but not an object.
    #[error("{part} MUST be an object")]
    NoObject {
        /// Its name in the JOSE standards.
        part: &'static str,
    },
    /// ASAP lacks a required claim.
    #[error("One or more of required claims missing")]
    ClaimsMissing,
    /// ASAP's claims are not a JSON object.
    #[error("Failed to parse claims")]
    Claims,
    /// ASAP's key cannot be read.
    #[error("Failed to parse private key.")]
    AsapKey,
    /// ASAP's key cannot sign.
    #[error("Failed to sign request with key.")]
    AsapSign,
    /// NTLM: the server did not answer the first message.
    #[error("ntlm: server did not send NTLM type 2 message")]
    NtlmNoChallenge,
    /// NTLM: the server's answer is not a challenge.
    #[error("ntlm: server did not correctly process authentication request")]
    NtlmChallenge,
}

/// The scheme with this name; `None` if the name is unknown.
pub fn authorizer(scheme: &str) -> Option<&'static dyn Authorizer> {
    Some(match scheme {
        "noauth" => &NoAuth,
        "basic" => &basic::Basic,
        "bearer" => &bearer::Bearer,
        "apikey" => &apikey::ApiKey,
        "digest" => &digest::DigestAuth,
        "oauth1" => &oauth1::OAuth1,
        "oauth2" => &oauth2::OAuth2,
        "hawk" => &hawk::Hawk,
        "awsv4" => &awsv4::AwsV4,
        "ntlm" => &ntlm::Ntlm,
        "edgegrid" => &edgegrid::EdgeGrid,
        "jwt" => &jwt::Jwt,
        "asap" => &asap::Asap,
        _ => return None,
    })
}

/// Stops inheritance and signs nothing.
struct NoAuth;

impl Authorizer for NoAuth {
    fn sign(&self, _: &Auth, _: &mut Request, _: &mut Signing<'_>) -> Result<(), AuthError> {
        Ok(())
    }
}

/// Replaces all `Authorization` headers by this value. The part after the scheme is secret.
pub(super) fn set_authorization(request: &mut Request, value: String, secrets: &SecretCollector) {
    secrets.add_passing(value.split_once(' ').map_or(value.as_str(), |(_, credentials)| credentials));
    set_signature(request, value);
}

/// Does the same for a signature. A signature is valid for one request only, so it does not join the secrets; the
/// header itself is masked in every event.
pub(super) fn set_signature(request: &mut Request, value: String) {
    remove_header(request, "authorization");
    push_header(request, "Authorization", value);
}

/// Removes every header with this name, in any case.
pub(super) fn remove_header(request: &mut Request, name: &str) {
    request.headers.retain(|header| !header.key.eq_ignore_ascii_case(name));
}

/// Adds a header that the user did not write.
pub(super) fn push_header(request: &mut Request, name: &str, value: impl Into<String>) {
    let header = HeaderParam { key: name.to_owned(), value: value.into(), disabled: false, system: true };
    request.headers.push(header);
}

/// The value of the last enabled header with this name.
pub(super) fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let mut named = request.headers.iter().rev().filter(|header| header.key.eq_ignore_ascii_case(name));
    named.find(|header| !header.disabled).map(|header| header.value.as_str())
}

/// Removes the query parameters with these names.
pub(super) fn remove_query(request: &mut Request, names: &[&str]) {
    if let Some(query) = &mut request.url.query {
        query.retain(|param| !param.key.as_deref().is_some_and(|key| names.contains(&key)));
        if query.is_empty() {
            request.url.query = None;
        }
    }
}

/// Adds a query parameter. It is encoded when the request is sent.
pub(super) fn push_query(request: &mut Request, key: impl Into<String>, value: impl Into<String>) {
    let param = QueryParam { key: Some(key.into()), value: Some(value.into()), ..QueryParam::default() };
    request.url.query.get_or_insert_default().push(param);
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::Value;
    use time::OffsetDateTime;

    use super::*;
    use crate::clock::Seed;
    use crate::collection::Url;

    /// Signs with these parameters at a fixed time and with a fixed seed.
    pub(in crate::auth) fn try_sign(
        scheme: &str,
        params: &Value,
        request: &mut Request,
        payload: &Payload,
        time: i64,
    ) -> (Result<(), AuthError>, SecretCollector) {
        let params = params.as_object().cloned().unwrap_or_default();
        let auth = Auth { scheme: scheme.to_owned(), params };
        let secrets = SecretCollector::default();
        let clock = Clock::fixed(OffsetDateTime::from_unix_timestamp(time).expect("in range"));
        let mut signing = Signing {
            secrets: &secrets,
            clock: &clock,
            random: &mut Dynamic::new(Seed(1), clock.clone()),
            profile: &Profile::default(),
            payload: &|| payload.clone(),
        };
        let done = authorizer(scheme).expect("known").sign(&auth, request, &mut signing);
        (done, secrets)
    }

    /// A request without a body and headers.
    pub(in crate::auth) fn request(method: &str, url: &str) -> Request {
        Request { method: method.into(), url: Url::parse(url), ..Request::default() }
    }

    /// The `Authorization` header after signing.
    pub(in crate::auth) fn authorization(
        scheme: &str,
        params: &Value,
        mut request: Request,
        payload: &Payload,
    ) -> String {
        try_sign(scheme, params, &mut request, payload, 0).0.expect("signs");
        header(&request, "authorization").unwrap_or_default().to_owned()
    }

    /// Signs a GET of `http://h/p?a=1` that already has an `Authorization` header.
    pub(in crate::auth) fn sign(scheme: &str, params: &[(&str, &str)]) -> (Request, SecretCollector) {
        let params = params.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect();
        let mut request = request("GET", "http://h/p?a=1");
        let own = HeaderParam { key: "Authorization".into(), value: "own".into(), ..HeaderParam::default() };
        request.headers.push(own);
        let (done, secrets) = try_sign(scheme, &Value::Object(params), &mut request, &Payload::None, 0);
        done.expect("signs");
        (request, secrets)
    }

    #[test]
    fn noauth_leaves_the_users_header_alone() {
        assert_eq!(header(&sign("noauth", &[]).0, "authorization"), Some("own"));
    }

    #[test]
    fn an_unknown_scheme_has_no_authorizer() {
        assert!(authorizer("magic").is_none());
    }
}
