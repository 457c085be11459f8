//! A request's body as the file describes it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The body's mode and content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "mode")]
pub enum Body {
    /// Text, sent as it is.
    Raw {
        /// The text.
        text: String,
        /// `options.raw.language`: `json`, `xml`, `html`, `javascript`, `text`.
        language: Option<String>,
    },
    /// `application/x-www-form-urlencoded`.
    Urlencoded {
        /// The pairs in order, disabled ones included.
        params: Vec<Param>,
    },
    /// `multipart/form-data`.
    Formdata {
        /// The parts in order, disabled ones included.
        params: Vec<FormParam>,
    },
    /// A file.
    File {
        /// Path, relative to the working directory.
        src: Option<String>,
        /// The content itself in base64, where there is no path.
        content: Option<String>,
    },
    /// A GraphQL query, sent as JSON.
    GraphQl(GraphQl),
}

impl Body {
    /// Postman's word for the mode.
    pub fn mode(&self) -> &'static str {
        match self {
            Self::Raw { .. } => "raw",
            Self::Urlencoded { .. } => "urlencoded",
            Self::Formdata { .. } => "formdata",
            Self::File { .. } => "file",
            Self::GraphQl(_) => "graphql",
        }
    }
}

/// A key and a value of a urlencoded body.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Param {
    /// The key.
    pub key: String,
    /// The value; `null`, numbers and text are told apart when encoding.
    pub value: Value,
    /// Not to be sent.
    #[serde(default)]
    pub disabled: bool,
}

/// One part of a form.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FormParam {
    /// The field's name.
    pub key: String,
    /// The text of a `text` part; a `file` part without `src` may carry its content here, in base64.
    pub value: Value,
    /// True for `type: file`.
    pub is_file: bool,
    /// Paths of the files to send.
    pub src: Vec<String>,
    /// The part's own content type.
    pub content_type: Option<String>,
    /// Overrides the file's name.
    pub file_name: Option<String>,
    /// Not to be sent.
    #[serde(default)]
    pub disabled: bool,
}

/// The members of a GraphQL body. A member that is `null` is sent as `null`; a missing one is not sent.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct GraphQl {
    /// The query: a text.
    pub query: Option<Value>,
    /// The operation to run: a text.
    pub operation_name: Option<Value>,
    /// Raw JSON text, or a JSON value.
    pub variables: Option<Value>,
}
