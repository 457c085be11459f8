//! Bodies for the wire: each mode's bytes or files, and the content type that it brings.
//!
//! Source: postman-semantics §3.4 (postman-runtime 7.39, `lib/requester/core-body-builder`).

use std::path::{Component, Path, PathBuf};

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::build::failure;
use crate::collection::{Body, FormParam, GraphQl, Param};
use crate::http::{FormPart, PartContent, Payload, RequestFailure};
use crate::variable::to_text;

/// RFC 3986: everything but its unreserved characters is encoded in a form.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where files may be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Files<'a> {
    pub(super) working_dir: &'a Path,
    pub(super) anywhere: bool,
}

type Built = (Payload, Option<String>);

/// The payload of a body and the content type that it brings.
pub(super) fn payload(
    body: &Body,
    own_type: Option<&str>,
    files: Files<'_>,
    boundary: impl FnOnce() -> String,
    warnings: &mut Vec<String>,
) -> Result<Built, RequestFailure> {
    Ok(match body {
        Body::Raw { text, .. } if text.is_empty() => (Payload::None, None),
        Body::Raw { text, language } => raw(text, language.as_deref(), own_type),
        Body::Urlencoded { params } if params.is_empty() => (Payload::None, None),
        Body::Urlencoded { params } => {
            (Payload::Bytes(urlencoded(params).into()), Some("application/x-www-form-urlencoded".into()))
        }
        Body::Formdata { params } if params.is_empty() => (Payload::None, None),
        Body::Formdata { params } => {
            let own = own_type.and_then(boundary_of);
            let boundary = own.unwrap_or_else(boundary);
            let parts = params.iter().map(|param| form_parts(param, files, warnings));
            let parts: Vec<FormPart> = parts.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
            // A form of which nothing is left, its files being missing, is no body.
            if parts.is_empty() {
                return Ok((Payload::None, None));
            }
            let content_type = format!("multipart/form-data; boundary={boundary}");
            (Payload::Form { boundary, parts }, Some(content_type))
        }
        Body::File { src, content } => file(src.as_deref(), content.as_deref(), files, warnings)?,
        Body::GraphQl(graphql) => {
            (Payload::Bytes(graphql_json(graphql).into()), Some("application/json".into()))
        }
    })
}

fn raw(text: &str, language: Option<&str>, own_type: Option<&str>) -> Built {
    let content_type = match language {
        Some("html") => "text/html",
        Some("json") => "application/json",
        Some("javascript") => "application/javascript",
        Some("xml") => "application/xml",
        _ => "text/plain",
    };
    let is_json =
        language == Some("json") || (language.is_none() && own_type.is_some_and(|own| own.contains("json")));
    let bytes = if is_json { without_comments(text) } else { text.to_owned() };
    (Payload::Bytes(Bytes::from(bytes)), Some(content_type.to_owned()))
}

/// JSON with its `//` and `/* */` comments taken out; line breaks stay.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut in_string = false;
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('"', _) => {
                in_string = !in_string;
                out.push(c);
            }
            ('\\', _) if in_string => {
                out.push(c);
                out.extend(chars.next());
            }
            ('/', Some('/')) if !in_string => {
                while chars.peek().is_some_and(|c| *c != '\n') {
                    chars.next();
                }
            }
            ('/', Some('*')) if !in_string => {
                chars.next();
                let mut before = ' ';
                for c in chars.by_ref() {
                    if (before, c) == ('*', '/') {
                        break;
                    }
                    if c == '\n' {
                        out.push(c);
                    }
                    before = c;
                }
            }
            _ => out.push(c),
        }
    }
    out
}

/// `a=1&b=2`; repeated keys are grouped at the place of the first.
fn urlencoded(params: &[Param]) -> String {
    let mut keys: Vec<&str> = Vec::new();
    for param in params {
        if !keys.contains(&param.key.as_str()) {
            keys.push(&param.key);
        }
    }
    let grouped = keys.iter().flat_map(|key| params.iter().filter(move |param| param.key == *key));
    let pairs = grouped.map(|param| {
        let value = match &param.value {
            Value::Null | Value::Object(_) | Value::Array(_) => String::new(),
            value => to_text(Some(value)),
        };
        format!("{}={}", utf8_percent_encode(&param.key, FORM), utf8_percent_encode(&value, FORM))
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn boundary_of(content_type: &str) -> Option<String> {
    let (_, boundary) = content_type.split_once("boundary=")?;
    Some(boundary.split(';').next().unwrap_or_default().trim().trim_matches('"').to_owned())
}

/// One part for a text, one for each file; a file that cannot be read is left out with a warning.
fn form_parts(
    param: &FormParam,
    files: Files<'_>,
    warnings: &mut Vec<String>,
) -> Result<Vec<FormPart>, RequestFailure> {
    let name = &param.key;
    let own_type = |guess: Option<String>| param.content_type.clone().or(guess);
    if !param.is_file {
        let head = part_head(name, None, own_type(None).as_deref());
        let text = if param.value.is_null() { String::new() } else { to_text(Some(&param.value)) };
        return Ok(vec![FormPart { head, content: PartContent::Bytes(text.into()) }]);
    }
    if param.src.is_empty() {
        warnings.push(format!("Form param `{name}`, file load error: missing file source"));
        let head = part_head(name, Some(""), own_type(None).as_deref());
        return Ok(vec![FormPart { head, content: PartContent::Bytes(Bytes::new()) }]);
    }
    let mut parts = Vec::new();
    for src in &param.src {
        match open(src, files)? {
            Ok((path, length)) => {
                let base = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let file_name = param.file_name.clone().unwrap_or(base);
                let guess = mime_guess::from_path(&path).first_or_octet_stream().to_string();
                let head = part_head(name, Some(&file_name), own_type(Some(guess)).as_deref());
                parts.push(FormPart { head, content: PartContent::File { path, length } });
            }
            Err(reason) => warnings.push(format!("Form param `{name}`, file load error: {reason}")),
        }
    }
    Ok(parts)
}

fn part_head(name: &str, file_name: Option<&str>, content_type: Option<&str>) -> String {
    let mut head = format!("Content-Disposition: form-data; name=\"{name}\"");
    if let Some(file_name) = file_name {
        head.push_str("; filename=\"");
        head.push_str(file_name);
        head.push('"');
    }
    if let Some(content_type) = content_type {
        head.push_str("\r\nContent-Type: ");
        head.push_str(content_type);
    }
    head
}

fn file(
    src: Option<&str>,
    content: Option<&str>,
    files: Files<'_>,
    warnings: &mut Vec<String>,
) -> Result<Built, RequestFailure> {
    let Some(src) = src.filter(|src| !src.is_empty()) else {
        if content.is_none() {
            warnings.push("Binary file load error: invalid or missing file source".to_owned());
        }
        let bytes = content.map(|content| Payload::Bytes(content.to_owned().into()));
        return Ok((bytes.unwrap_or_default(), content.map(|_| "application/octet-stream".to_owned())));
    };
    Ok(match open(src, files)? {
        Ok((path, length)) => {
            let content_type = mime_guess::from_path(&path).first_or_octet_stream().to_string();
            (Payload::File { path, length }, Some(content_type))
        }
        Err(reason) => {
            warnings.push(format!("Binary file load error: {reason}"));
            (Payload::None, None)
        }
    })
}

/// A file's path and length; the inner `Err` is newman's sentence about a file that cannot be sent.
fn open(src: &str, files: Files<'_>) -> Result<Result<(PathBuf, u64), String>, RequestFailure> {
    let path = normal(&files.working_dir.join(src));
    if !files.anywhere && !path.starts_with(normal(files.working_dir)) {
        return Err(failure("PPERM: insecure file access outside working directory"));
    }
    Ok(match std::fs::metadata(&path) {
        Ok(found) if found.is_file() => Ok((path, found.len())),
        Ok(_) => Err(format!("\"{src}\", is not a file")),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            Err(format!("\"{src}\", read permission denied"))
        }
        Err(_) => Err(format!("\"{src}\", no such file")),
    })
}

/// The path without `.` and `..`, by its text alone.
fn normal(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut normal, component| {
        match component {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            other => normal.push(other),
        }
        normal
    })
}

/// `{"query":…,"operationName":…,"variables":…}`; text variables are embedded as the JSON that they are.
fn graphql_json(graphql: &GraphQl) -> String {
    let mut members = Vec::new();
    if let Some(query) = &graphql.query {
        members.push(format!("\"query\":{}", Value::from(query.as_str())));
    }
    if let Some(name) = &graphql.operation_name {
        members.push(format!("\"operationName\":{}", Value::from(name.as_str())));
    }
    match &graphql.variables {
        Value::Null => {}
        Value::String(text) if text.trim().is_empty() => {}
        Value::String(text) => members.push(format!("\"variables\":{text}")),
        other => members.push(format!("\"variables\":{other}")),
    }
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::parse_request;
    use serde_json::json;

    fn built(body: &Value) -> (Payload, Option<String>, Vec<String>) {
        let files = Files { working_dir: Path::new("/nowhere"), anywhere: true };
        let body = parse_request(&json!({"url": "http://h", "body": body})).body.expect("a body");
        let mut warnings = Vec::new();
        let (payload, content_type) =
            payload(&body, None, files, || "B".to_owned(), &mut warnings).expect("builds");
        (payload, content_type, warnings)
    }

    fn bytes(body: &Value) -> String {
        match built(body).0 {
            Payload::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn forms_encode_all_but_unreserved_characters_and_group_keys() {
        let pair = |key: &str, value: Value| json!({"key": key, "value": value});
        let list = [pair("a", json!("x y!")), pair("b", json!(null)), pair("a", json!(3))];
        assert_eq!(bytes(&json!({"mode": "urlencoded", "urlencoded": list})), "a=x%20y%21&a=3&b=");
    }

    #[test]
    fn comments_are_taken_out_of_json_only() {
        assert_eq!(
            without_comments("{\"a\": \"//x\" /* y */, // z\n\"b\": 1}"),
            "{\"a\": \"//x\" , \n\"b\": 1}"
        );
    }

    #[test]
    fn text_variables_of_graphql_are_embedded_as_they_are() {
        let body = json!({"mode": "graphql", "graphql": {"query": "{a}", "variables": "{\"x\": 1}"}});
        assert_eq!(bytes(&body), "{\"query\":\"{a}\",\"variables\":{\"x\": 1}}");
    }

    #[test]
    fn a_form_whose_only_file_is_missing_is_no_body() {
        let part = json!({"key": "f", "type": "file", "src": "missing.txt"});
        let (payload, content_type, warnings) = built(&json!({"mode": "formdata", "formdata": [part]}));
        assert!(matches!(payload, Payload::None));
        assert_eq!(content_type, None);
        assert_eq!(warnings, ["Form param `f`, file load error: \"missing.txt\", no such file"]);
    }

    #[test]
    fn a_file_body_without_a_source_says_so() {
        let (_, _, warnings) = built(&json!({"mode": "file", "file": {}}));
        assert_eq!(warnings, ["Binary file load error: invalid or missing file source"]);
    }
}
