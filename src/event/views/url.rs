//! What events say about URLs.

use serde::{Deserialize, Serialize};

use super::mirror::{each, mirror};
use crate::collection::{PathVariable, QueryParam, Url};

/// A URL in parts.
///
/// Shape: `https://u:p@a.b:8080/x/:id?q=1#h` → protocol `https`, auth `(u, p)`, host `[a, b]`, port `8080`,
/// path `[x, :id]`, query `[q=1]`, hash `h`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct UrlView {
    /// Without `://`.
    pub protocol: Option<String>,
    /// User and password.
    pub auth: Option<(String, Option<String>)>,
    /// Labels of the host.
    pub host: Vec<String>,
    /// As written.
    pub port: Option<String>,
    /// Segments; `None` when there is no slash after the host.
    pub path: Option<Vec<String>>,
    /// Parameters in order, disabled ones included; `None` when there is no `?`.
    pub query: Option<Vec<QueryView>>,
    /// Without `#`.
    pub hash: Option<String>,
    /// Values for `:name` segments.
    pub variables: Vec<PathVariableView>,
}

/// One query parameter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct QueryView {
    /// The key; `None` prints only the value.
    pub key: Option<String>,
    /// The value; `None` prints only the key.
    pub value: Option<String>,
    /// True when it was not sent.
    #[serde(default)]
    pub disabled: bool,
}

/// The value of a `:name` segment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PathVariableView {
    /// The name, without the colon.
    pub key: String,
    /// The value; `None` leaves the segment as it is.
    pub value: Option<String>,
}

mirror!(QueryView, QueryParam { key, value, disabled });
mirror!(PathVariableView, PathVariable { key, value });

impl From<&Url> for UrlView {
    fn from(url: &Url) -> Self {
        Self {
            protocol: url.protocol.clone(),
            auth: url.auth.clone(),
            host: url.host.clone(),
            port: url.port.clone(),
            path: url.path.clone(),
            query: url.query.as_deref().map(each),
            hash: url.hash.clone(),
            variables: each(&url.variables),
        }
    }
}

impl From<&UrlView> for Url {
    fn from(view: &UrlView) -> Self {
        Self {
            protocol: view.protocol.clone(),
            auth: view.auth.clone(),
            host: view.host.clone(),
            port: view.port.clone(),
            path: view.path.clone(),
            query: view.query.as_deref().map(each),
            hash: view.hash.clone(),
            variables: each(&view.variables),
        }
    }
}
