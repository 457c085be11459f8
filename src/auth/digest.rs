//! Digest access authentication.
//!
//! Source: RFC 2617, RFC 7616; postman-runtime 7.39, `lib/authorizer/digest.js`: the order of the fields, challenges in
//! 401 and 403 responses, and parameters of the user, which override those of the server.

use serde_json::Value;

use super::authorizer::set_signature;
use super::hash::{Hash, hex};
use super::signed_url::SignedUrl;
use super::{AuthError, Authorizer, Signing};
use crate::collection::{Auth, Request};
use crate::http::{Payload, Response};

/// The count of the first request under a nonce.
const FIRST: &str = "00000001";

/// Parameters: `username`, `password`, `disableRetryRequest`. From the user or the server: `realm`, `nonce`,
/// `algorithm`, `qop`, `nonceCount`, `clientNonce`, `opaque`.
pub(super) struct DigestAuth;

impl Authorizer for DigestAuth {
    fn sign(&self, auth: &Auth, request: &mut Request, signing: &mut Signing<'_>) -> Result<(), AuthError> {
        let params = Params::of(auth);
        signing.secrets.add(&params.password);
        if params.nonce.is_empty() || params.realm.is_empty() || params.username.is_empty() {
            return Ok(());
        }
        super::authorizer::remove_header(request, "authorization");
        let hash = params.hash()?;
        let uri = SignedUrl::of(request)?.path_and_query();
        // The boundary of a form is chosen later, so its hash is unknown here: newman writes JavaScript's `undefined`.
        let body = |payload: &Payload| {
            hash.of_body(b"", payload, b"", u64::MAX)
                .map_or_else(|| "undefined".to_owned(), |hash| hex(&hash))
        };
        let body = if params.qop == "auth-int" { body(&(signing.payload)()) } else { String::new() };
        set_signature(request, params.header(hash, &request.method.clone(), &uri, &body));
        Ok(())
    }

    fn retry(
        &self,
        auth: &Auth,
        response: &Response,
        signing: &mut Signing<'_>,
    ) -> Result<Option<Auth>, AuthError> {
        let challenge = response
            .headers
            .all("www-authenticate")
            .find(|value| value.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("digest ")));
        let Some(challenge) = challenge.filter(|_| matches!(response.code, 401 | 403)) else {
            return Ok(None);
        };
        if auth.is_set("disableRetryRequest") {
            return Ok(None);
        }
        let told = |name: &str| field(challenge, name).unwrap_or_default();
        let mut given = vec![("nonce", told("nonce")), ("realm", told("realm"))];
        given.extend(
            ["opaque", "qop"]
                .map(|name| (name, told(name)))
                .into_iter()
                .filter(|(_, value)| !value.is_empty()),
        );
        // The challenge may list several values of `qop`: choose one that needs no body, if there is one.
        for (name, value) in &mut given {
            if *name == "qop" && value.contains(',') {
                *value = choose_quality(value);
            }
        }
        if !auth.text("qop").is_empty() || given.iter().any(|(name, _)| *name == "qop") {
            given.push(("clientNonce", signing.nonce(8)));
            given.push(("nonceCount", FIRST.to_owned()));
        }
        // Postman ignores the server's algorithm and uses MD5. postino uses the server's, unless the user set one.
        if let Some(algorithm) = unquoted(challenge, "algorithm") {
            given.push(("algorithm", algorithm));
        }
        // The refused request already had these parameters: another try would fail too.
        if given.iter().all(|(name, _)| auth.is_set(name)) {
            return Ok(None);
        }
        let mut next = auth.clone();
        for (name, value) in given {
            if !auth.is_set(name) {
                next.params.insert(name.to_owned(), Value::from(value));
            }
        }
        Ok(Some(next))
    }
}

/// `auth` if the server offers it, or else the first value of `qop` that it names.
fn choose_quality(list: &str) -> String {
    let mut names = list.split(',').map(str::trim);
    let first = names.clone().next().unwrap_or_default();
    names.find(|name| *name == "auth").unwrap_or(first).to_owned()
}

/// The quoted value of a field in a challenge.
fn field(challenge: &str, name: &str) -> Option<String> {
    let value = after(challenge, name)?.strip_prefix('"')?;
    Some(value[..value.find('"')?].to_owned())
}

/// The value of a field in a challenge that most servers do not quote.
fn unquoted(challenge: &str, name: &str) -> Option<String> {
    let value = after(challenge, name)?;
    let end = value.find([',', ' ']).unwrap_or(value.len());
    Some(value[..end].trim_matches('"').to_owned()).filter(|value| !value.is_empty())
}

/// The text after `name=`, where `name` is a whole name and not the end of a longer one.
fn after<'a>(challenge: &'a str, name: &str) -> Option<&'a str> {
    let lower = challenge.to_ascii_lowercase();
    let sought = format!("{name}=");
    let found = lower
        .match_indices(&sought)
        .find(|(at, _)| !lower[..*at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    found.map(|(at, _)| &challenge[at + sought.len()..])
}

struct Params {
    username: String,
    password: String,
    realm: String,
    nonce: String,
    algorithm: String,
    qop: String,
    nonce_count: String,
    client_nonce: String,
    opaque: String,
}

impl Params {
    fn of(auth: &Auth) -> Self {
        let algorithm = Some(auth.text("algorithm")).filter(|given| !given.is_empty());
        Self {
            username: auth.text("username"),
            password: auth.text("password"),
            realm: auth.text("realm"),
            nonce: auth.text("nonce"),
            algorithm: algorithm.unwrap_or_else(|| "MD5".to_owned()),
            qop: auth.text("qop"),
            nonce_count: auth.text("nonceCount"),
            client_nonce: auth.text("clientNonce"),
            opaque: auth.text("opaque"),
        }
    }

    fn hash(&self) -> Result<Hash, AuthError> {
        Ok(match self.algorithm.as_str() {
            "MD5" | "MD5-sess" => Hash::Md5,
            "SHA-256" | "SHA-256-sess" => Hash::Sha256,
            "SHA-512-256" | "SHA-512-256-sess" => Hash::Sha512256,
            other => return Err(AuthError::DigestAlgorithm { algorithm: other.to_owned() }),
        })
    }

    fn response(&self, hash: Hash, method: &str, uri: &str, body: &str) -> String {
        let of = |parts: &[&str]| hash.hex_of(parts.join(":").as_bytes());
        let mut first = of(&[&self.username, &self.realm, &self.password]);
        if self.algorithm.ends_with("-sess") {
            first = of(&[&first, &self.nonce, &self.client_nonce]);
        }
        let second = if self.qop == "auth-int" { of(&[method, uri, body]) } else { of(&[method, uri]) };
        if self.protects() {
            of(&[&first, &self.nonce, &self.nonce_count, &self.client_nonce, &self.qop, &second])
        } else {
            of(&[&first, &self.nonce, &second])
        }
    }

    fn protects(&self) -> bool {
        self.qop == "auth" || self.qop == "auth-int"
    }

    fn header(&self, hash: Hash, method: &str, uri: &str, body: &str) -> String {
        let quoted = |name: &str, value: &str| format!("{name}=\"{value}\"");
        let mut fields = vec![
            quoted("username", &self.username),
            quoted("realm", &self.realm),
            quoted("nonce", &self.nonce),
            quoted("uri", uri),
            quoted("algorithm", &self.algorithm),
        ];
        if self.protects() {
            fields.push(format!("qop={}", self.qop));
        }
        if self.protects() || self.algorithm == "MD5-sess" {
            if !self.nonce_count.is_empty() {
                fields.push(format!("nc={}", self.nonce_count));
            }
            fields.push(quoted("cnonce", &self.client_nonce));
        }
        fields.push(quoted("response", &self.response(hash, method, uri, body)));
        if !self.opaque.is_empty() {
            fields.push(quoted("opaque", &self.opaque));
        }
        format!("Digest {}", fields.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::authorizer::tests::{authorization, request, try_sign};
    use super::*;

    fn response_of(params: &Value, url: &str) -> String {
        let header = authorization("digest", params, request("GET", url), &Payload::None);
        field(&header, "response").expect("a response")
    }

    #[test]
    fn the_example_of_rfc_2617_gives_its_response() {
        let params = json!({
            "username": "Mufasa", "password": "Circle Of Life", "realm": "testrealm@host.com",
            "nonce": "dcd98b7102dd2f0e8b11d0f600bfb0c093", "qop": "auth", "nonceCount": "00000001",
            "clientNonce": "0a4f113b", "opaque": "5ccc069c403ebaf9f0171e9517f40e41",
        });
        assert_eq!(
            response_of(&params, "http://www.nowhere.org/dir/index.html"),
            "6629fae49393a05397450978507c4ef1"
        );
    }

    #[test]
    fn the_examples_of_rfc_7616_give_their_responses() {
        let mut params = json!({
            "username": "Mufasa", "password": "Circle of Life", "realm": "http-auth@example.org",
            "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "qop": "auth",
            "nonceCount": "00000001", "clientNonce": "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        });
        let url = "http://www.example.org/dir/index.html";
        assert_eq!(response_of(&params, url), "8ca523f5e9506fed4657c9700eebdbec");
        params["algorithm"] = "SHA-256".into();
        let sha256 = "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1";
        assert_eq!(response_of(&params, url), sha256);
    }

    /// The example as erratum 4897 corrects it: RFC 7616 itself shows a truncated SHA-512.
    #[test]
    fn the_example_of_rfc_7616_with_sha_512_256_gives_its_response() {
        let params = json!({
            "username": "Jäsøn Doe", "password": "Secret, or not?", "realm": "api@example.org",
            "nonce": "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", "qop": "auth", "algorithm": "SHA-512-256",
            "nonceCount": "00000001", "clientNonce": "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
        });
        let response = "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5";
        assert_eq!(response_of(&params, "http://api.example.org/doe.json"), response);
    }

    #[test]
    fn an_unknown_algorithm_is_an_error_with_newmans_message() {
        let params = json!({"username": "u", "realm": "r", "nonce": "n", "algorithm": "SHA3"});
        let (done, _) = try_sign("digest", &params, &mut request("GET", "http://h"), &Payload::None, 0);
        assert_eq!(done.expect_err("fails").to_string(), "Unsupported digest algorithm: SHA3");
    }

    #[test]
    fn a_field_of_a_challenge_is_not_mistaken_for_a_longer_name() {
        let challenge =
            "Digest cnonce=\"x\", realm=\"a, b\", Nonce=\"n\", algorithm=SHA-256, qop=\"auth-int, auth\"";
        assert_eq!(field(challenge, "nonce").as_deref(), Some("n"));
        assert_eq!(field(challenge, "realm").as_deref(), Some("a, b"));
        assert_eq!(unquoted(challenge, "algorithm").as_deref(), Some("SHA-256"));
        assert_eq!(choose_quality(&field(challenge, "qop").expect("there")), "auth");
        assert_eq!(choose_quality("auth-int"), "auth-int");
    }
}
