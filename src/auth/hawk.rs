//! Hawk: a MAC over the request line, the host and optionally the body.
//!
//! Source: Hawk's specification (header version 1); postman-runtime 7.39, `lib/authorizer/hawk.js`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::authorizer::{header, set_signature};
use super::hash::Hash;
use super::signed_url::SignedUrl;
use super::{AuthError, Authorizer, Signing};
use crate::collection::{Auth, Request};
use crate::http::Payload;

/// Parameters: `authId`, `authKey`, `algorithm`, `nonce`, `timestamp`, `extraData`, `app`, `delegation`,
/// `includePayloadHash`.
pub(super) struct Hawk;

impl Authorizer for Hawk {
    fn sign(&self, auth: &Auth, request: &mut Request, signing: &mut Signing<'_>) -> Result<(), AuthError> {
        let (id, key) = (auth.text("authId"), auth.text("authKey"));
        if id.is_empty() || key.is_empty() {
            return Ok(());
        }
        signing.secrets.add(&key);
        let hash = match auth.text("algorithm").as_str() {
            "sha1" => Hash::Sha1,
            "sha256" => Hash::Sha256,
            // newman sends an empty header for any other algorithm.
            _ => {
                set_signature(request, String::new());
                return Ok(());
            }
        };
        let body_hash = if auth.is_set("includePayloadHash") {
            payload_hash(hash, header(request, "content-type"), &(signing.payload)())
        } else {
            None
        };
        let nonce = Some(auth.text("nonce")).filter(|nonce| !nonce.is_empty());
        let time = leading_number(&auth.text("timestamp"));
        let artifacts = Artifacts {
            id,
            time: time.map_or_else(|| signing.unix_time().to_string(), |_| auth.text("timestamp")),
            nonce: nonce.unwrap_or_else(|| signing.nonce(6)),
            body_hash: body_hash.unwrap_or_default(),
            extra: auth.text("extraData"),
            app: auth.text("app"),
            delegation: auth.text("delegation"),
        };
        let mac = hash.hmac(key.as_bytes(), artifacts.text(request, &SignedUrl::of(request)?).as_bytes());
        set_signature(request, artifacts.header(&STANDARD.encode(mac)));
        Ok(())
    }
}

/// The number that JavaScript's `parseInt` reads; `None` for zero.
fn leading_number(text: &str) -> Option<u64> {
    let digits: String = text.trim().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|number| *number > 0)
}

fn payload_hash(hash: Hash, content_type: Option<&str>, payload: &Payload) -> Option<String> {
    if matches!(payload, Payload::None) {
        return None;
    }
    let media = content_type.unwrap_or_default().split(';').next().unwrap_or_default();
    let prefix = format!("hawk.1.payload\n{}\n", media.trim().to_lowercase());
    let hash = hash.of_body(prefix.as_bytes(), payload, b"\n", u64::MAX)?;
    Some(STANDARD.encode(hash))
}

struct Artifacts {
    id: String,
    time: String,
    nonce: String,
    body_hash: String,
    extra: String,
    app: String,
    delegation: String,
}

impl Artifacts {
    /// The text that the MAC covers.
    fn text(&self, request: &Request, url: &SignedUrl) -> String {
        let default = if url.protocol == "http" { "80" } else { "443" };
        let extra = self.extra.replacen('\\', "\\\\", 1).replacen('\n', "\\n", 1);
        let mut lines = vec![
            "hawk.1.header".to_owned(),
            self.time.clone(),
            self.nonce.clone(),
            request.method.to_uppercase(),
            url.path_and_query(),
            url.hostname.to_lowercase(),
            url.port.as_deref().unwrap_or(default).to_owned(),
            self.body_hash.clone(),
            extra,
        ];
        if !self.app.is_empty() {
            lines.extend([self.app.clone(), self.delegation.clone()]);
        }
        lines.join("\n") + "\n"
    }

    fn header(&self, mac: &str) -> String {
        let mut fields =
            vec![("id", self.id.clone()), ("ts", self.time.clone()), ("nonce", self.nonce.clone())];
        if !self.body_hash.is_empty() {
            fields.push(("hash", self.body_hash.clone()));
        }
        if !self.extra.is_empty() {
            fields.push(("ext", self.extra.replace('\\', "\\\\").replace('"', "\\\"")));
        }
        fields.push(("mac", mac.to_owned()));
        if !self.app.is_empty() {
            fields.push(("app", self.app.clone()));
            if !self.delegation.is_empty() {
                fields.push(("dlg", self.delegation.clone()));
            }
        }
        let fields: Vec<_> = fields.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        format!("Hawk {}", fields.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::authorizer::tests::{authorization, request};
    use super::*;
    use crate::collection::HeaderParam;

    fn example() -> Value {
        json!({
            "authId": "dh37fgj492je", "authKey": "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn",
            "algorithm": "sha256", "timestamp": "1353832234", "nonce": "j4h3g2", "extraData": "some-app-ext-data",
        })
    }

    #[test]
    fn the_get_of_hawks_readme_gives_its_mac() {
        let get = request("GET", "http://example.com:8000/resource/1?b=1&a=2");
        assert_eq!(
            authorization("hawk", &example(), get, &Payload::None),
            "Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", ext=\"some-app-ext-data\", \
             mac=\"6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=\""
        );
    }

    #[test]
    fn the_post_of_hawks_readme_signs_its_body() {
        let mut post = request("POST", "http://example.com:8000/resource/1?b=1&a=2");
        let header = HeaderParam {
            key: "content-type".into(),
            value: "Text/plain; x=y".into(),
            ..HeaderParam::default()
        };
        post.headers.push(header);
        let mut params = example();
        params["includePayloadHash"] = true.into();
        let signed =
            authorization("hawk", &params, post, &Payload::Bytes("Thank you for flying Hawk".into()));
        assert!(signed.contains("hash=\"Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=\""), "{signed}");
        assert!(signed.contains("mac=\"aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw=\""), "{signed}");
    }

    #[test]
    fn the_app_and_its_delegation_come_last() {
        let mut params = example();
        params["app"] = "app".into();
        params["delegation"] = "dlg".into();
        let signed = authorization("hawk", &params, request("GET", "http://h/"), &Payload::None);
        assert!(signed.ends_with("\", app=\"app\", dlg=\"dlg\""), "{signed}");
    }
}
