//! One thing that is wrong, and its sentence.

use serde::Serialize;
use thiserror::Error;

/// Something that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file, as the user named it.
    pub file: String,
    /// The names of the folders and of the request; empty for the collection itself and for an environment.
    pub path: Vec<String>,
    /// The line in the user's own script, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What is wrong.
    #[serde(flatten)]
    pub kind: FindingKind,
}

/// What can be wrong. The texts are fragments that follow the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum FindingKind {
    /// A template that stays as written.
    #[error("{{{{{name}}}}} in the {place} is set nowhere: by no file, no option and no script")]
    UnresolvedVariable {
        /// The name between the braces.
        name: String,
        /// Which part of the request: `url`, `headers`, `body`, `auth`.
        place: &'static str,
    },
    /// The auth type is unknown, so that the request would be sent unsigned.
    #[error("the auth type \"{scheme}\" is unknown: the request would be sent without")]
    UnknownAuth {
        /// What the file says.
        scheme: String,
    },
    /// A script that cannot be run.
    #[error("the {script} script does not parse: {message}")]
    ScriptSyntax {
        /// `test` or `prerequest`.
        script: &'static str,
        /// The engine's sentence.
        message: String,
    },
    /// A secret stands in the file, where everybody who has the file can read it.
    #[error(
        "{what} stands in the file: keep it empty and give it by --env-var or in an environment of your own"
    )]
    StoredSecret {
        /// What is stored; never its value.
        what: String,
    },
    /// The collection holds nothing that could be sent.
    #[error("the collection holds no request: a run would send nothing")]
    NoRequest,
    /// The request has no URL.
    #[error("the request has no url")]
    NoUrl,
}
