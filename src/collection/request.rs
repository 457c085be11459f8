//! A request as the file describes it.

use serde::{Deserialize, Serialize};

use super::{Auth, Body, Url};

/// What an item sends; every text may hold templates.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Request {
    /// The method, upper case.
    pub method: String,
    /// The URL to send it to.
    pub url: Url,
    /// Headers in order, disabled ones included.
    pub headers: Vec<HeaderParam>,
    /// The body, unless there is none or it is disabled.
    pub body: Option<Body>,
    /// Its own auth; `None` inherits.
    pub auth: Option<Auth>,
    /// The text of its description.
    pub description: Option<String>,
}

/// A header of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HeaderParam {
    /// The name.
    pub key: String,
    /// The value.
    pub value: String,
    /// Not to be sent.
    #[serde(default)]
    pub disabled: bool,
    /// True when the runner added it (seen by test scripts and reports only).
    #[serde(default)]
    pub system: bool,
}
