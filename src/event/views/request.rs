//! What events say about requests.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::mirror::{each, mirror};
use super::{BodyView, UrlView};
use crate::collection::{Auth, HeaderParam, Request, is_secret_param, request_json};
use crate::event::to_text;
use crate::http::Header;

/// Who caused a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestOrigin {
    /// The item.
    Item,
    /// The item's auth: a first try that asks for a challenge.
    Auth,
    /// `pm.sendRequest`.
    Script,
    /// Whoever it was: a try that failed and is followed by another one (`--retry`).
    ///
    /// Only a `RequestFinished` bears it; that the try would be followed was not known when it began.
    Retry,
}

/// A request as it was sent: templates resolved, headers of the runner included.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RequestView {
    /// The method.
    pub method: String,
    /// The URL in its parts, resolved.
    pub url: UrlView,
    /// The URL as text, as newman prints it.
    pub url_text: String,
    /// The headers in the order of the wire.
    pub headers: Vec<RequestHeaderView>,
    /// The body, resolved, in its own mode; shared, since it may be long.
    pub body: Option<Arc<BodyView>>,
    /// The auth, resolved.
    pub auth: Option<AuthView>,
    /// What the body takes on the wire. Units: bytes.
    pub body_bytes: u64,
}

impl RequestView {
    /// The request as newman's json report holds it.
    pub fn postman_json(&self) -> Value {
        request_json(&Request {
            method: self.method.clone(),
            url: (&self.url).into(),
            headers: each(&self.headers),
            body: self.body.as_deref().map(Into::into),
            auth: self.auth.as_ref().map(Into::into),
            description: None,
        })
    }
}

/// A header of a request.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RequestHeaderView {
    /// The name.
    pub key: String,
    /// The value.
    pub value: String,
    /// True when it was not sent.
    #[serde(default)]
    pub disabled: bool,
    /// True when the runner added it, false when the user did.
    #[serde(default)]
    pub system: bool,
}

mirror!(RequestHeaderView, HeaderParam { key, value, disabled, system });

impl From<&Header> for RequestHeaderView {
    fn from(header: &Header) -> Self {
        Self { key: header.name.clone(), value: header.value.clone(), disabled: false, system: header.system }
    }
}

/// Which scheme signed a request, with what.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AuthView {
    /// Postman's name of the scheme: `basic`, `bearer`, `apikey`, …
    pub scheme: String,
    /// The parameters in the order of the file.
    pub params: Map<String, Value>,
}

mirror!(AuthView, Auth { scheme, params });

impl AuthView {
    /// The values of the parameters that are secrets, as texts.
    pub fn secrets(&self) -> impl Iterator<Item = String> {
        let secret = self.params.iter().filter(|(name, _)| is_secret_param(&self.scheme, name));
        secret.map(|(_, value)| to_text(Some(value))).filter(|text| !text.is_empty())
    }
}
