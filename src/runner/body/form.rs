//! The parts of `multipart/form-data`.
//!
//! Source: postman-runtime 7.39, `request-helpers-presend`; `@postman/form-data`: names are written as they are,
//! quotes and line breaks included.

use std::fmt::Write as _;
use std::path::Path;

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::files::{Files, from_base64};
use super::media_type;
use crate::collection::FormParam;
use crate::http::{FormPart, PartContent};

/// RFC 8187: what a `filename*` leaves as it is.
const EXTENDED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'|')
    .remove(b'`')
    .remove(b'^');

/// The boundary that an own content type names; no other type than `multipart/form-data` may.
pub(super) fn boundary_of(content_type: &str) -> Option<&str> {
    let parameters = content_type.strip_prefix("multipart/form-data;")?;
    parameters.rmatch_indices("boundary=").find_map(|(at, name)| {
        let value = &parameters[at + name.len()..];
        let quoted = value.strip_prefix('"').and_then(|value| value.split_once('"'));
        let quoted = quoted.map(|(value, _)| value).filter(|value| !value.is_empty());
        quoted.or_else(|| value.split(';').next().filter(|value| !value.is_empty()))
    })
}

/// One part for a text, one for each file; a file that cannot be read is left out with a warning.
pub(super) fn parts(param: &FormParam, files: Files<'_>, warnings: &mut Vec<String>) -> Vec<FormPart> {
    if !param.is_file {
        let text = match &param.value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        return vec![part(param, None, PartContent::Bytes(text.into()))];
    }
    if param.src.iter().all(String::is_empty) {
        return vec![without_source(param, warnings)];
    }
    let mut parts = Vec::new();
    for src in &param.src {
        match files.open(src) {
            Ok((path, length)) => {
                let content = PartContent::File { path: path.clone(), length };
                parts.push(part(param, Some(&path), content));
            }
            Err(reason) => warnings.push(refusal(param, &reason)),
        }
    }
    parts
}

/// A file part whose content is its value, in base64, or empty.
fn without_source(param: &FormParam, warnings: &mut Vec<String>) -> FormPart {
    if let Some(value) = param.value.as_str().filter(|value| !value.is_empty()) {
        let mut own = param.clone();
        let named = param.file_name.as_deref().and_then(media_type::of_name);
        let guessed = || named.unwrap_or_else(|| media_type::UNKNOWN.to_owned());
        own.content_type = Some(own.content_type.take().unwrap_or_else(guessed));
        return part(&own, None, PartContent::Bytes(from_base64(value)));
    }
    warnings.push(refusal(param, "missing file source"));
    let named = FormParam { file_name: Some(param.file_name.clone().unwrap_or_default()), ..param.clone() };
    part(&named, None, PartContent::Bytes(Bytes::new()))
}

fn refusal(param: &FormParam, reason: &str) -> String {
    format!("Form param `{}`, file load error: {reason}", param.key)
}

fn part(param: &FormParam, path: Option<&Path>, content: PartContent) -> FormPart {
    let path_name = path.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let own_name = param.file_name.as_deref().map(base_name);
    let name = own_name.map(str::to_owned).or_else(|| path_name.clone());
    let content_type = param
        .content_type
        .clone()
        .or_else(|| media_type::of_name(path_name.as_deref()?))
        .or_else(|| media_type::of_name(param.file_name.as_deref()?))
        .or_else(|| path.map(|_| media_type::UNKNOWN.to_owned()));
    FormPart { head: head(&param.key, name.as_deref(), content_type.as_deref()), content }
}

/// What stands after the last slash; slashes at the end do not count.
fn base_name(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}

fn head(name: &str, file_name: Option<&str>, content_type: Option<&str>) -> String {
    let mut head = format!("Content-Disposition: form-data; name=\"{name}\"");
    if let Some(file_name) = file_name {
        write!(head, "; filename=\"{file_name}\"").expect("a text takes all");
        let plain = |c: char| c == '\t' || (' '..='~').contains(&c) || ('\u{80}'..='\u{ff}').contains(&c);
        if !file_name.chars().all(plain) {
            let extended = utf8_percent_encode(file_name, EXTENDED).to_string().replace("%2A", "%2a");
            write!(head, "; filename*=UTF-8''{extended}").expect("a text takes all");
        }
    }
    if let Some(content_type) = content_type {
        write!(head, "\r\nContent-Type: {content_type}").expect("a text takes all");
    }
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_is_taken_from_multipart_alone() {
        let cases = [
            ("multipart/form-data; boundary=own", Some("own")),
            ("multipart/form-data; boundary=\"a b\"; x", Some("a b")),
            ("multipart/form-data; boundary=a; boundary=b", Some("b")),
            ("multipart/form-data; boundary=", None),
            ("multipart/mixed; boundary=own", None),
            ("multipart/form-data", None),
        ];
        for (content_type, boundary) in cases {
            assert_eq!(boundary_of(content_type), boundary, "{content_type}");
        }
    }

    #[test]
    fn a_file_name_beyond_latin_1_is_written_twice() {
        assert_eq!(
            head("f", Some("日*(!).txt"), None),
            "Content-Disposition: form-data; name=\"f\"; filename=\"日*(!).txt\"; \
             filename*=UTF-8''%E6%97%A5%2a%28!%29.txt"
        );
        assert!(!head("f", Some("ü.txt"), None).contains("filename*"));
    }

    #[test]
    fn a_name_has_no_folders() {
        assert_eq!(["a/b.txt", "b/", "b", ""].map(base_name), ["b.txt", "b", "b", ""]);
    }
}
