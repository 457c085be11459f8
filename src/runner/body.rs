//! Bodies for the wire: each mode's bytes or files, and the content type that it brings.
//!
//! Source: `docs/postman-semantics.md` §3.4, Kinds of bodies (postman-runtime 7.39, `lib/requester/core-body-builder`; postman-request
//! 2.88, `form`).

mod files;
mod form;
mod json_comments;
mod lost;
mod media_type;
mod urlencoded;

use bytes::Bytes;
use serde_json::Value;

pub(super) use files::Files;
pub(super) use lost::Lost;

use crate::collection::{Body, GraphQl};
use crate::http::Payload;

/// The content type that a body brings.
#[derive(Debug, PartialEq)]
pub(super) struct ContentType {
    pub(super) value: String,
    rule: OwnType,
}

/// Which own `Content-Type` header stays beside a body.
#[derive(Debug, Clone, Copy, PartialEq)]
enum OwnType {
    /// Every one.
    Any,
    /// One that names this encoding.
    Urlencoded,
    /// One with a boundary.
    Multipart,
}

impl ContentType {
    fn new(value: impl Into<String>, rule: OwnType) -> Self {
        Self { value: value.into(), rule }
    }

    /// False when the user's own header is replaced.
    pub(super) fn allows(&self, own: &str) -> bool {
        match self.rule {
            OwnType::Any => true,
            OwnType::Urlencoded => urlencoded::is_named_by(own),
            OwnType::Multipart => form::boundary_of(own).is_some(),
        }
    }
}

type Built = (Payload, Option<ContentType>);

/// The payload of a body and the content type that it brings. Files that cannot be sent are left out, and told.
pub(super) fn payload(
    body: &Body,
    own_type: Option<&str>,
    files: Files<'_>,
    boundary: impl FnOnce() -> String,
    lost: &mut Vec<Lost>,
) -> Built {
    match body {
        Body::Raw { text, .. } if text.is_empty() => (Payload::None, None),
        Body::Raw { text, language } => raw(text, language.as_deref(), own_type),
        Body::Urlencoded { params } if params.is_empty() => (Payload::None, None),
        Body::Urlencoded { params } => {
            let content_type = ContentType::new("application/x-www-form-urlencoded", OwnType::Urlencoded);
            (Payload::Bytes(urlencoded::encode(params).into()), Some(content_type))
        }
        Body::Formdata { params } => {
            let parts: Vec<_> = params.iter().flat_map(|param| form::parts(param, files, lost)).collect();
            // A form whose only parts were missing files has no body.
            if parts.is_empty() {
                return (Payload::None, None);
            }
            let own = own_type.and_then(form::boundary_of).map(str::to_owned);
            let boundary = own.unwrap_or_else(boundary);
            let value = format!("multipart/form-data; boundary={boundary}");
            (Payload::Form { boundary, parts }, Some(ContentType::new(value, OwnType::Multipart)))
        }
        Body::File { src, content } => files::binary(src.as_deref(), content.as_deref(), files, lost),
        Body::GraphQl(graphql) => {
            let bytes = Payload::Bytes(graphql_json(graphql).into());
            (bytes, Some(ContentType::new("application/json", OwnType::Any)))
        }
    }
}

fn raw(text: &str, language: Option<&str>, own_type: Option<&str>) -> Built {
    let content_type = match language {
        Some("html") => "text/html",
        Some("json") => "application/json",
        Some("javascript") => "application/javascript",
        Some("xml") => "application/xml",
        _ => "text/plain",
    };
    let is_json = match language {
        None | Some("") => own_type.is_some_and(names_json),
        Some(language) => language == "json",
    };
    let text = if is_json { json_comments::strip(text) } else { text.to_owned() };
    (Payload::Bytes(Bytes::from(text)), Some(ContentType::new(content_type, OwnType::Any)))
}

/// True for `application/json` and the likes of `application/vnd.api+json`.
fn names_json(content_type: &str) -> bool {
    content_type.strip_prefix("application/").is_some_and(|subtype| {
        let word = subtype.split_whitespace().next().unwrap_or_default();
        subtype.starts_with("json") || word.find("+json").is_some_and(|at| at > 0)
    })
}

/// `{"query":…,"operationName":…,"variables":…}`; text variables are embedded as the JSON that they are.
fn graphql_json(graphql: &GraphQl) -> String {
    let mut members = Vec::new();
    let text_variables = matches!(graphql.variables, Some(Value::String(_)));
    for (name, value) in [("query", &graphql.query), ("operationName", &graphql.operation_name)] {
        // Beside variables that are a text, newman takes nothing but texts.
        let value = value.as_ref().filter(|value| !text_variables || value.is_string());
        members.extend(value.map(|value| format!("\"{name}\":{value}")));
    }
    match &graphql.variables {
        None => {}
        // Blanks alone would make the whole invalid.
        Some(Value::String(text)) if text.trim().is_empty() => {}
        Some(Value::String(text)) => members.push(format!("\"variables\":{text}")),
        Some(other) => members.push(format!("\"variables\":{other}")),
    }
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests;
