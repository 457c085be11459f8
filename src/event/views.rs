//! What events say about collections, items, scripts and requests: serialisable, cheap to clone.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::collection::{Auth, Body, HeaderParam, Listen, Url};
use crate::http::Response;
use crate::variable::VariableScope;

/// A response shared by everyone who looks at it.
pub type SharedResponse = Arc<Response>;

/// What is going to run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RunView {
    /// The collection.
    pub collection: CollectionView,
    /// How many iterations are planned.
    pub iterations: usize,
    /// The items of one iteration, in order.
    pub items: Vec<Arc<ItemView>>,
    /// The environment as it was loaded.
    pub environment: Arc<VariableScope>,
    /// The globals as they were loaded.
    pub globals: Arc<VariableScope>,
    /// The name and version of what runs it.
    pub agent: String,
}

/// A collection, for reports.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CollectionView {
    /// Its id.
    pub id: String,
    /// Its name, or its id where it has none.
    pub name: String,
    /// Its description.
    pub description: Option<String>,
    /// The whole collection as newman's json report repeats it, if a reporter wanted it.
    pub json: Option<Arc<Value>>,
}

/// An item, for reports.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ItemView {
    /// Its id.
    pub id: String,
    /// Its name; empty if it has none.
    pub name: String,
    /// Names of the folders above it, outermost first.
    pub folders: Vec<String>,
    /// The id of the folder it lies in.
    pub folder_id: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// The item as newman's json report repeats it, if a reporter wanted it.
    pub json: Option<Arc<Value>>,
}

/// A script, for reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptView {
    /// Its id.
    pub id: String,
    /// When it runs.
    pub listen: Listen,
    /// What it belongs to.
    pub place: ScriptPlace,
    /// The name of what it belongs to.
    pub owner: String,
}

/// What a script belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScriptPlace {
    /// The collection.
    Collection,
    /// A folder.
    Folder,
    /// The item itself.
    Item,
}

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
    pub url: Url,
    /// The URL as text, as newman prints it.
    pub url_text: String,
    /// The headers in the order of the wire.
    pub headers: Vec<HeaderParam>,
    /// The body, resolved, in its own mode.
    pub body: Option<Body>,
    /// The auth, resolved.
    pub auth: Option<Auth>,
    /// What the body takes on the wire. Units: bytes.
    pub body_bytes: u64,
}
