//! Akamai `EdgeGrid`.
//!
//! Source: Akamai's `EdgeGrid` V1 specification; postman-runtime 7.39, `lib/authorizer/edgegrid.js` (it hashes only the
//! body of a POST).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use time::format_description::FormatItem;
use time::macros::format_description;

use super::authorizer::{header, set_signature};
use super::hash::Hash;
use super::signed_url::SignedUrl;
use super::{AuthError, Authorizer, Signing};
use crate::collection::{Auth, Request, Url};
use crate::http::Payload;

/// The default length of the part of a body that is hashed. Units: bytes.
const LONGEST_BODY: u64 = 131_072;

const TIMESTAMP: &[FormatItem<'static>] =
    format_description!("[year][month][day]T[hour]:[minute]:[second]+0000");

/// Parameters: `accessToken`, `clientToken`, `clientSecret`, `headersToSign`, `maxBodySize`, `baseURL`, `nonce`,
/// `timestamp`.
pub(super) struct EdgeGrid;

impl Authorizer for EdgeGrid {
    fn sign(&self, auth: &Auth, request: &mut Request, signing: &mut Signing<'_>) -> Result<(), AuthError> {
        let tokens = ["accessToken", "clientToken", "clientSecret"].map(|name| auth.text(name));
        if tokens.iter().any(String::is_empty) {
            return Ok(());
        }
        for token in &tokens {
            signing.secrets.add(token);
        }
        let [access, client, secret] = tokens;
        let given = |name: &str| Some(auth.text(name)).filter(|text| !text.is_empty());
        let now = || signing.clock.now().format(&TIMESTAMP).expect("every time has these parts");
        let timestamp = given("timestamp").unwrap_or_else(now);
        let nonce = given("nonce").unwrap_or_else(|| signing.random.uuid());
        let unsigned = format!(
            "EG1-HMAC-SHA256 client_token={client};access_token={access};timestamp={timestamp};nonce={nonce};"
        );
        let body = if request.method == "POST" { (signing.payload)() } else { Payload::None };
        let url = SignedUrl::of(request)?;
        let host = match given("baseURL") {
            Some(base) => SignedUrl::of(&Request { url: Url::parse(&base), ..Request::default() })?.host,
            None => url.host.clone(),
        };
        let text = [
            request.method.clone(),
            url.protocol.clone(),
            host,
            url.path_and_query(),
            signed_headers(auth, request),
            body_hash(auth, &body),
            unsigned.clone(),
        ];
        let mac = |text: &str, key: &str| STANDARD.encode(Hash::Sha256.hmac(key.as_bytes(), text.as_bytes()));
        let signature = mac(&text.join("\t"), &mac(&timestamp, &secret));
        set_signature(request, format!("{unsigned}signature={signature}"));
        Ok(())
    }
}

fn body_hash(auth: &Auth, body: &Payload) -> String {
    if matches!(body, Payload::None) {
        return String::new();
    }
    let limit = auth.text("maxBodySize").parse().ok().filter(|limit| *limit > 0).unwrap_or(LONGEST_BODY);
    Hash::Sha256.of_body(b"", body, b"", limit).map(|hash| STANDARD.encode(hash)).unwrap_or_default()
}

/// `name:value` of each named header, with single blanks. Missing and empty headers are left out.
fn signed_headers(auth: &Auth, request: &Request) -> String {
    let names: Vec<String> = match auth.params.get("headersToSign") {
        Some(Value::String(list)) => list.split(',').map(str::to_owned).collect(),
        Some(Value::Array(list)) => list.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    };
    let signed = names.iter().filter_map(|name| {
        let name = name.trim().to_lowercase();
        let value = header(request, &name).filter(|value| !value.is_empty())?;
        Some(format!("{name}:{}", value.split_whitespace().collect::<Vec<_>>().join(" ")))
    });
    signed.collect::<Vec<_>>().join("\t")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::authorizer::tests::{authorization, request};
    use super::*;
    use crate::collection::HeaderParam;

    fn example() -> Value {
        json!({
            "accessToken": "akab-access-token-xxx-xxxxxxxxxxxxxxxx",
            "clientToken": "akab-client-token-xxx-xxxxxxxxxxxxxxxx",
            "clientSecret": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=",
            "baseURL": "https://akaa-baseurl-xxxxxxxxxxx-xxxxxxxxxxxxx.luna.akamaiapis.net/",
            "nonce": "nonce-xx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "timestamp": "20140321T19:34:21+0000",
            "headersToSign": ["X-Test1", "X-Test2", "X-Test3"], "maxBodySize": 2048,
        })
    }

    fn signature(method: &str, path: &str, headers: &[(&str, &str)], body: &Payload) -> String {
        let base = "https://akaa-baseurl-xxxxxxxxxxx-xxxxxxxxxxxxx.luna.akamaiapis.net";
        let mut request = request(method, &format!("{base}{path}"));
        request.headers = headers
            .iter()
            .map(|(key, value)| HeaderParam {
                key: (*key).into(),
                value: (*value).into(),
                ..HeaderParam::default()
            })
            .collect();
        let header = authorization("edgegrid", &example(), request, body);
        header.split_once("signature=").expect("signed").1.to_owned()
    }

    /// Akamai's test data, as its signing libraries carry it.
    #[test]
    fn akamais_test_data_give_their_signatures() {
        let get = |path: &str| signature("GET", path, &[], &Payload::None);
        assert_eq!(get("/"), "tL+y4hxyHxgWVD30X3pWnGKHcPzmrIF+LThiAOhMxYU=");
        assert_eq!(get("/testapi/v1/t1?p1=1&p2=2"), "hKDH1UlnQySSHjvIcZpDMbQHihTQ0XyVAKZaApabdeA=");
        let post =
            |body: &str| signature("POST", "/testapi/v1/t3", &[], &Payload::Bytes(body.to_owned().into()));
        assert_eq!(post("datadatadatadatadatadatadatadata"), "hXm4iCxtpN22m4cbZb4lVLW5rhX8Ca82vCFqXzSTPe4=");
        let put = signature("PUT", "/testapi/v1/t6", &[], &Payload::Bytes("PUT".into()));
        assert_eq!(put, "GNBWEYSEWOLtu+7dD52da2C39aX/Jchpon3K/AmBqBU=");
    }

    #[test]
    fn the_signed_headers_have_single_blanks_and_the_users_order() {
        let path = "/testapi/v1/t4";
        let simple = signature("GET", path, &[("X-Test1", "test-simple-header")], &Payload::None);
        assert_eq!(simple, "8F9AybcRw+PLxnvT+H0JRkjROrrUgsxJTnRXMzqvcwY=");
        let blanks = [("X-Test1", "\"     test-header-with-spaces   \"")];
        let blanks = signature("GET", path, &blanks, &Payload::None);
        assert_eq!(blanks, "ucq2AbjCNtobHfCTuS38fdkl5UDdWHZhQX46fYR8CqI=");
    }

    #[test]
    fn without_a_token_nothing_is_signed() {
        let params = json!({"accessToken": "a", "clientToken": "c"});
        assert_eq!(authorization("edgegrid", &params, request("GET", "http://h"), &Payload::None), "");
    }
}
