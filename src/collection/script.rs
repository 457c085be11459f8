//! Scripts: what the JSON calls `event`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// When a script runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Listen {
    /// Before the request is resolved.
    Prerequest,
    /// After the response came.
    Test,
}

impl Listen {
    /// Postman's word: `prerequest` or `test`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prerequest => "prerequest",
            Self::Test => "test",
        }
    }
}

/// What the user wrote, at its place in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// The script's id, from the file or generated.
    pub id: String,
    /// When it runs.
    pub listen: Listen,
    /// The source, lines joined by `\n`.
    pub source: Arc<str>,
    /// The file outside of the collection that holds the source. Nobody reads it, neither Postman nor newman.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub src: Option<String>,
}
