//! What events say about the bodies of requests.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::mirror::{each, mirror};
use crate::collection::{Body, FormParam, GraphQl, Param, body_json};
use crate::variable::to_text;

/// A body's mode and content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "mode")]
pub enum BodyView {
    /// Text, sent as it is.
    Raw {
        /// The text.
        text: String,
        /// `json`, `xml`, `html`, `javascript`, `text`.
        language: Option<String>,
    },
    /// `application/x-www-form-urlencoded`.
    Urlencoded {
        /// The pairs in order, disabled ones included.
        params: Vec<ParamView>,
    },
    /// `multipart/form-data`.
    Formdata {
        /// The parts in order, disabled ones included.
        params: Vec<FormPartView>,
    },
    /// A file.
    File {
        /// Path, relative to the working directory.
        src: Option<String>,
        /// The content itself in base64, where there is no path.
        content: Option<String>,
    },
    /// A GraphQL query, sent as JSON.
    GraphQl(GraphQlView),
}

impl BodyView {
    /// Postman's word for the mode: `raw`, `urlencoded`, `formdata`, `file`, `graphql`.
    pub fn mode(&self) -> &'static str {
        match self {
            Self::Raw { .. } => "raw",
            Self::Urlencoded { .. } => "urlencoded",
            Self::Formdata { .. } => "formdata",
            Self::File { .. } => "file",
            Self::GraphQl(_) => "graphql",
        }
    }

    /// The body as newman's json report holds it.
    pub fn postman_json(&self) -> Value {
        body_json(&self.into())
    }
}

/// A key and a value of a urlencoded body.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ParamView {
    /// The key.
    pub key: String,
    /// The value: a text, a number or `null`.
    pub value: Value,
    /// True when it was not sent.
    #[serde(default)]
    pub disabled: bool,
}

impl ParamView {
    /// The value as JavaScript prints it.
    pub fn value_text(&self) -> String {
        to_text(Some(&self.value))
    }
}

/// One part of a form.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FormPartView {
    /// The field's name.
    pub key: String,
    /// The text of a `text` part; a `file` part without `src` may carry its content here, in base64.
    pub value: Value,
    /// True for `type: file`.
    pub is_file: bool,
    /// Paths of the files that were sent.
    pub src: Vec<String>,
    /// The part's own content type.
    pub content_type: Option<String>,
    /// Overrides the file's name.
    pub file_name: Option<String>,
    /// True when it was not sent.
    #[serde(default)]
    pub disabled: bool,
}

/// What went into a GraphQL body; a member that is `null` was sent as such, one that is missing was not.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct GraphQlView {
    /// The query: a text.
    pub query: Option<Value>,
    /// The operation to run: a text.
    pub operation_name: Option<Value>,
    /// Raw JSON text, or a JSON value.
    pub variables: Option<Value>,
}

mirror!(ParamView, Param { key, value, disabled });
mirror!(FormPartView, FormParam { key, value, is_file, src, content_type, file_name, disabled });
mirror!(GraphQlView, GraphQl { query, operation_name, variables });

impl From<&Body> for BodyView {
    fn from(body: &Body) -> Self {
        match body {
            Body::Raw { text, language } => Self::Raw { text: text.clone(), language: language.clone() },
            Body::Urlencoded { params } => Self::Urlencoded { params: each(params) },
            Body::Formdata { params } => Self::Formdata { params: each(params) },
            Body::File { src, content } => Self::File { src: src.clone(), content: content.clone() },
            Body::GraphQl(graphql) => Self::GraphQl(graphql.into()),
        }
    }
}

impl From<&BodyView> for Body {
    fn from(view: &BodyView) -> Self {
        match view {
            BodyView::Raw { text, language } => Self::Raw { text: text.clone(), language: language.clone() },
            BodyView::Urlencoded { params } => Self::Urlencoded { params: each(params) },
            BodyView::Formdata { params } => Self::Formdata { params: each(params) },
            BodyView::File { src, content } => Self::File { src: src.clone(), content: content.clone() },
            BodyView::GraphQl(graphql) => Self::GraphQl(graphql.into()),
        }
    }
}
