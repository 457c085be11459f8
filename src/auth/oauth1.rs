//! OAuth 1.0a.
//!
//! Source: RFC 5849; postman-runtime 7.39, `lib/authorizer/oauth1.js`, and node-oauth1 1.3. Its base string contains the
//! default method even when the header does not.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;

use super::authorizer::{push_query, remove_header, remove_query, set_signature};
use super::hash::Hash;
use super::key::PrivateKey;
use super::signed_url::SignedUrl;
use super::{AuthError, Authorizer, Signing};
use crate::collection::{Auth, Body, Param, QueryParam, Request};
use crate::variable::to_text;

/// The characters that RFC 5849 §3.6 percent-encodes.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The parameters that are removed from a request before it is signed.
const OWN: [&str; 10] = [
    "oauth_consumer_key",
    "oauth_token",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_version",
    "oauth_signature",
    "oauth_callback",
    "oauth_verifier",
    "oauth_body_hash",
];

type Pairs = Vec<(String, String)>;

/// Parameters: `consumerKey`, `consumerSecret`, `token`, `tokenSecret`, `privateKey`, `signatureMethod`, `callback`,
/// `verifier`, `timestamp`, `nonce`, `version`, `realm`, `includeBodyHash`, `addParamsToHeader`,
/// `addEmptyParamsToSign`, `disableHeaderEncoding`.
pub(super) struct OAuth1;

impl Authorizer for OAuth1 {
    fn sign(&self, auth: &Auth, request: &mut Request, signing: &mut Signing<'_>) -> Result<(), AuthError> {
        for name in ["consumerSecret", "tokenSecret", "token", "privateKey"] {
            signing.secrets.add(&auth.text(name));
        }
        let method = auth.text("signatureMethod");
        let by_key = method.to_ascii_uppercase().starts_with("RSA");
        let secret = if by_key { "privateKey" } else { "consumerSecret" };
        if !auth.is_set("consumerKey") || !auth.is_set(secret) {
            return Ok(());
        }
        remove_header(request, "authorization");
        remove_query(request, &OWN);
        if let Some(Body::Urlencoded { params }) = &mut request.body {
            params.retain(|param| !OWN.contains(&param.key.as_str()));
        }
        let params = parameters(auth, request, signing);
        let url = SignedUrl::of(request)?;
        let text = base_string(request, &url, &params, &method);
        let signature = signature(auth, &method, &text)?;
        place(auth, request, &url, params, signature, signing);
        Ok(())
    }
}

/// The parameters of the signature in newman's order. Empty parameters are included only when the user wants them
/// signed.
fn parameters(auth: &Auth, request: &Request, signing: &mut Signing<'_>) -> Pairs {
    let keep_empty = auth.is_set("addEmptyParamsToSign");
    let given = |name: &str| {
        Some(auth.text(name)).filter(|text| keep_empty || !text.trim().is_empty()).unwrap_or_default()
    };
    let or =
        |text: String, default: &mut dyn FnMut() -> String| if text.is_empty() { default() } else { text };
    let timestamp = or(auth.text("timestamp"), &mut || signing.unix_time().to_string());
    let nonce = or(auth.text("nonce"), &mut || signing.nonce(11));
    let mut params = vec![
        ("oauth_consumer_key", given("consumerKey")),
        ("oauth_token", given("token")),
        ("oauth_signature_method", given("signatureMethod")),
        ("oauth_timestamp", timestamp),
        ("oauth_nonce", nonce),
        ("oauth_version", given("version")),
    ];
    params.retain(|(_, value)| keep_empty || !value.is_empty());
    let extensions = [
        ("oauth_body_hash", body_hash(auth, request, signing)),
        ("oauth_callback", given("callback")),
        ("oauth_verifier", given("verifier")),
    ];
    params.extend(extensions.into_iter().filter(|(_, value)| !value.is_empty()));
    params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The hash of a body. A form has none, because its parameters are signed.
fn body_hash(auth: &Auth, request: &Request, signing: &Signing<'_>) -> String {
    let hash = match auth.text("signatureMethod").split('-').nth(1) {
        Some("SHA1") => Hash::Sha1,
        Some("SHA256") => Hash::Sha256,
        Some("SHA512") => Hash::Sha512,
        _ => return String::new(),
    };
    if !auth.is_set("includeBodyHash") || matches!(request.body, Some(Body::Urlencoded { .. })) {
        return String::new();
    }
    let hash = hash.of_body(b"", &(signing.payload)(), b"", u64::MAX);
    hash.map(|hash| STANDARD.encode(hash)).unwrap_or_default()
}

fn base_string(request: &Request, url: &SignedUrl, params: &Pairs, method: &str) -> String {
    let mut all: Pairs = decode_form(url.query.as_deref().unwrap_or_default())
        .into_iter()
        .map(|(name, value)| (name, value.unwrap_or_default()))
        .collect();
    all.extend(params.iter().cloned());
    if let Some(Body::Urlencoded { params }) = &request.body {
        let enabled = params.iter().filter(|param| !param.disabled);
        all.extend(enabled.map(|param| (param.key.clone(), text_of(&param.value))));
    }
    if method.is_empty() {
        all.push(("oauth_signature_method".to_owned(), "HMAC-SHA1".to_owned()));
    }
    let mut encoded: Pairs = all.iter().map(|(name, value)| (encode(name), encode(value))).collect();
    encoded.sort();
    let normal: Vec<_> = encoded.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let default_port = matches!(url.port.as_deref(), Some("80" | "443"));
    let host = if default_port { &url.hostname } else { &url.host };
    let url = format!("{}://{}{}", url.protocol, host.to_lowercase(), url.path);
    [request.method.to_uppercase(), url, normal.join("&")].map(|part| encode(&part)).join("&")
}

fn text_of(value: &Value) -> String {
    if value.is_null() { String::new() } else { to_text(Some(value)) }
}

fn signature(auth: &Auth, method: &str, text: &str) -> Result<String, AuthError> {
    let secrets = || {
        let parts = ["consumerSecret", "tokenSecret"]
            .map(|name| Some(auth.text(name)).filter(|secret| !secret.trim().is_empty()).unwrap_or_default());
        parts.map(|part| encode(&part)).join("&")
    };
    let mac = |hash: Hash| Ok(hash.hmac(secrets().as_bytes(), text.as_bytes()));
    let by_key = |hash: Hash| {
        Ok::<_, AuthError>(
            PrivateKey::rsa_from_pem(&auth.text("privateKey"))?.sign_pkcs1(hash, text.as_bytes())?,
        )
    };
    let bytes = match method.strip_suffix("-Accessor").unwrap_or(method) {
        "PLAINTEXT" => return Ok(secrets()),
        "" | "HMAC-SHA1" => mac(Hash::Sha1),
        "HMAC-SHA256" => mac(Hash::Sha256),
        "HMAC-SHA512" => mac(Hash::Sha512),
        "RSA-SHA1" => by_key(Hash::Sha1),
        "RSA-SHA256" => by_key(Hash::Sha256),
        "RSA-SHA512" => by_key(Hash::Sha512),
        _ => Err(AuthError::SignatureMethod),
    }?;
    Ok(STANDARD.encode(bytes))
}

/// Adds the parameters to the header if the user wants that, or else to the body of a form, or else to the query.
fn place(
    auth: &Auth,
    request: &mut Request,
    url: &SignedUrl,
    mut params: Pairs,
    signature: String,
    signing: &Signing<'_>,
) {
    let raw = signing.profile.get("disableUrlEncoding") == Some(&Value::Bool(true));
    if !raw && let Some(query) = &url.query {
        request.url.query = Some(recoded(query)).filter(|params| !params.is_empty());
    }
    params.push(("oauth_signature".to_owned(), signature));
    let in_body = request.method.contains("PUT") || request.method.contains("POST");
    if auth.is_set("addParamsToHeader") {
        set_signature(request, authorization(auth, &params));
    } else if let (true, Some(Body::Urlencoded { params: body })) = (in_body, &mut request.body) {
        body.extend(params.into_iter().map(|(key, value)| Param {
            key,
            value: value.into(),
            disabled: false,
        }));
    } else {
        for (key, value) in params {
            let (key, value) = if raw { (key, value) } else { (encode(&key), encode(&value)) };
            push_query(request, key, value);
        }
    }
}

/// The query in the encoding of RFC 5849, which the signature covers.
fn recoded(query: &str) -> Vec<QueryParam> {
    let pairs = decode_form(query).into_iter().map(|(key, value)| QueryParam {
        key: Some(encode(&key)),
        value: value.map(|value| encode(&value)),
        disabled: false,
    });
    pairs.collect()
}

fn authorization(auth: &Auth, params: &Pairs) -> String {
    let plain = auth.is_set("disableHeaderEncoding");
    let coded = |text: &str| if plain { text.to_owned() } else { encode(text) };
    let mut fields = Vec::new();
    let realm = auth.text("realm");
    if !realm.trim().is_empty() {
        fields.push(format!("realm=\"{}\"", coded(&realm)));
    }
    let filled = params.iter().filter(|(_, value)| !value.is_empty());
    fields.extend(filled.map(|(name, value)| format!("{}=\"{}\"", coded(name), coded(value.trim()))));
    format!("OAuth {}", fields.join(","))
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, STRICT).to_string()
}

/// The decoded pairs of a query. A pair without `=` has no value.
fn decode_form(form: &str) -> Vec<(String, Option<String>)> {
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs = form.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) => (decode(name), Some(decode(value))),
            None => (decode(pair), None),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::authorizer::tests::{authorization as header_of, request, try_sign};
    use super::*;
    use crate::http::Payload;

    fn pairs(list: &[(&str, &str)]) -> Pairs {
        list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// RFC 5849 §3.4.1.1, whose body is `c2&a3=2+q`.
    #[test]
    fn the_base_string_of_rfc_5849_is_reproduced() {
        let mut post = request("POST", "http://example.com/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b");
        let param = |key: &str, value: &str| Param { key: key.into(), value: value.into(), disabled: false };
        post.body = Some(Body::Urlencoded { params: vec![param("c2", ""), param("a3", "2 q")] });
        let params = pairs(&[
            ("oauth_consumer_key", "9djdj82h48djs9d2"),
            ("oauth_token", "kkk9d7dh3k39sjv7"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131201"),
            ("oauth_nonce", "7d8f3e4a"),
        ]);
        assert_eq!(
            base_string(&post, &SignedUrl::of(&post).expect("a URL"), &params, "HMAC-SHA1"),
            "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540\
             %3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method\
             %3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
        );
    }

    fn photos() -> Value {
        json!({
            "consumerKey": "dpf43f3p2l4k3l03", "consumerSecret": "kd94hf93k423kf44", "token": "nnch734d00sl2jdk",
            "tokenSecret": "pfkkdhi9sl3r4s00", "signatureMethod": "HMAC-SHA1", "timestamp": "137131202",
            "nonce": "chapoH", "realm": "Photos", "addParamsToHeader": true,
        })
    }

    #[test]
    fn the_photos_example_of_rfc_5849_gives_its_signature() {
        let get = request("GET", "http://photos.example.net/photos?file=vacation.jpg&size=original");
        assert_eq!(
            header_of("oauth1", &photos(), get, &Payload::None),
            "OAuth realm=\"Photos\",oauth_consumer_key=\"dpf43f3p2l4k3l03\",oauth_token=\"nnch734d00sl2jdk\",\
             oauth_signature_method=\"HMAC-SHA1\",oauth_timestamp=\"137131202\",oauth_nonce=\"chapoH\",\
             oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\""
        );
    }

    #[test]
    fn a_plaintext_signature_is_the_two_secrets() {
        let mut params = photos();
        params["signatureMethod"] = "PLAINTEXT".into();
        let signed = header_of("oauth1", &params, request("GET", "http://h/"), &Payload::None);
        assert!(signed.ends_with("oauth_signature=\"kd94hf93k423kf44%26pfkkdhi9sl3r4s00\""), "{signed}");
    }

    #[test]
    fn outside_the_header_the_parameters_go_into_a_form_or_else_into_the_query() {
        let mut params = photos();
        params["addParamsToHeader"] = false.into();
        let mut post = request("POST", "http://h/p?oauth_nonce=old&q=a b");
        post.body = Some(Body::Urlencoded { params: Vec::new() });
        try_sign("oauth1", &params, &mut post, &Payload::None, 0).0.expect("signs");
        assert_eq!(post.url.to_string(), "http://h/p?q=a%20b");
        let Some(Body::Urlencoded { params: body }) = post.body else { panic!("a form") };
        assert_eq!(body.last().map(|param| param.key.as_str()), Some("oauth_signature"));

        let mut get = request("GET", "http://h/p");
        try_sign("oauth1", &params, &mut get, &Payload::None, 0).0.expect("signs");
        assert!(get.url.to_string().starts_with("http://h/p?oauth_consumer_key=dpf43f3p2l4k3l03&"));
    }

    #[test]
    fn an_unknown_method_is_an_error() {
        let mut params = photos();
        params["signatureMethod"] = "HMAC-MD5".into();
        let (done, _) = try_sign("oauth1", &params, &mut request("GET", "http://h"), &Payload::None, 0);
        assert_eq!(done.expect_err("fails").to_string(), "Unsupported signature method");
    }
}
