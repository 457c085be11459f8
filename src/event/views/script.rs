//! What events say about scripts.

use serde::{Deserialize, Serialize};

use super::mirror::mirror_words;
use crate::collection::Listen;

/// A script, for reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptView {
    /// Its id.
    pub id: String,
    /// When it runs.
    pub listen: ListenView,
    /// What it belongs to.
    pub place: ScriptPlace,
    /// The name of what it belongs to.
    pub owner: String,
}

/// When a script runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ListenView {
    /// Before the request is resolved.
    Prerequest,
    /// After the response came.
    Test,
}

mirror_words!(ListenView, Listen { Prerequest, Test });

impl ListenView {
    /// Postman's word: `prerequest` or `test`.
    pub fn as_str(self) -> &'static str {
        Listen::from(self).as_str()
    }
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
