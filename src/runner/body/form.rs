//! The parts of `multipart/form-data`.
//!
//! Source: postman-runtime 7.39, `request-helpers-presend`; `@postman/form-data`, which writes names as they are,
//! quotes and line breaks included.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::Path;

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::files::{Files, from_base64};
use super::lost::{Lost, Reason};
use super::media_type;
use crate::collection::FormParam;
use crate::compat::Compat;
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
pub(super) fn parts(param: &FormParam, files: Files<'_>, lost: &mut Vec<Lost>) -> Vec<FormPart> {
    if let Some(found) = unfit(param).filter(|_| !files.compat.sends_without_lost_files()) {
        lost.push(found);
        return Vec::new();
    }
    if !param.is_file {
        let text = match &param.value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        return vec![part(param, None, files.compat, PartContent::Bytes(text.into()))];
    }
    if param.src.iter().all(String::is_empty) {
        return vec![without_source(param, files, lost)];
    }
    let mut parts = Vec::new();
    for src in &param.src {
        match files.open(src) {
            Ok((path, length)) => {
                let content = PartContent::File { path: path.clone(), length };
                parts.push(part(param, Some(&path), files.compat, content));
            }
            Err(reason) => lost.push(Lost { field: Some(param.key.clone()), src: src.clone(), reason }),
        }
    }
    parts
}

/// A part that newman sends although something of it is lost, or breaks the form.
fn unfit(param: &FormParam) -> Option<Lost> {
    let lost = |src: &String, reason| Lost { field: Some(param.key.clone()), src: src.clone(), reason };
    let content_type = param.content_type.as_ref().filter(|own| own.contains(['\r', '\n', '\0']));
    if let Some(content_type) = content_type {
        return Some(lost(content_type, Reason::ContentType));
    }
    let src = param.src.iter().find(|src| !src.is_empty());
    src.filter(|_| !param.is_file && param.value == "").map(|src| lost(src, Reason::NotAFileField))
}

/// A file part whose content is its value, in base64, or empty.
fn without_source(param: &FormParam, files: Files<'_>, lost: &mut Vec<Lost>) -> FormPart {
    if let Some(value) = param.value.as_str().filter(|value| !value.is_empty()) {
        let mut own = param.clone();
        let named = param.file_name.as_deref().and_then(media_type::of_name);
        let guessed = || named.unwrap_or_else(|| media_type::UNKNOWN.to_owned());
        own.content_type = Some(own.content_type.take().unwrap_or_else(guessed));
        return part(&own, None, files.compat, PartContent::Bytes(from_base64(value)));
    }
    lost.push(Lost { field: Some(param.key.clone()), src: String::new(), reason: Reason::NoSources });
    let named = FormParam { file_name: Some(param.file_name.clone().unwrap_or_default()), ..param.clone() };
    part(&named, None, files.compat, PartContent::Bytes(Bytes::new()))
}

fn part(param: &FormParam, path: Option<&Path>, compat: Compat, content: PartContent) -> FormPart {
    let path_name = path.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let own_name = param.file_name.as_deref().map(base_name);
    let name = own_name.map(str::to_owned).or_else(|| path_name.clone());
    let content_type = param
        .content_type
        .clone()
        .or_else(|| media_type::of_name(path_name.as_deref()?))
        .or_else(|| media_type::of_name(param.file_name.as_deref()?))
        .or_else(|| path.map(|_| media_type::UNKNOWN.to_owned()));
    let escape = if compat.escapes_part_names() { escaped } else { as_written };
    FormPart { head: head(&param.key, name.as_deref(), content_type.as_deref(), escape), content }
}

/// What stands after the last slash; slashes at the end do not count.
fn base_name(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}

/// A name as newman writes it.
fn as_written(name: &str) -> Cow<'_, str> {
    name.into()
}

/// A name as browsers write it: what would end its quotes or its line is percent-encoded.
///
/// Source: WHATWG HTML, multipart form data.
fn escaped(name: &str) -> Cow<'_, str> {
    if !name.contains(['\r', '\n', '"', '\0']) {
        return name.into();
    }
    name.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22").replace('\0', "%00").into()
}

fn head(
    name: &str,
    file_name: Option<&str>,
    content_type: Option<&str>,
    escape: fn(&str) -> Cow<'_, str>,
) -> String {
    let mut head = format!("Content-Disposition: form-data; name=\"{}\"", escape(name));
    if let Some(file_name) = file_name {
        write!(head, "; filename=\"{}\"", escape(file_name)).expect("a text takes all");
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
            head("f", Some("日*(!).txt"), None, escaped),
            "Content-Disposition: form-data; name=\"f\"; filename=\"日*(!).txt\"; \
             filename*=UTF-8''%E6%97%A5%2a%28!%29.txt"
        );
        assert!(!head("f", Some("ü.txt"), None, escaped).contains("filename*"));
    }

    #[test]
    fn a_name_cannot_end_its_quotes_or_its_line() {
        let name = "a\"; x=\"\r\nX-Injected: 1\0";
        let expected = "Content-Disposition: form-data; name=\"a%22; x=%22%0D%0AX-Injected: 1%00\"";
        assert_eq!(head(name, None, None, escaped), expected);
        let written = head("f", Some("a\"\r\nb"), None, escaped);
        assert!(written.ends_with("; filename=\"a%22%0D%0Ab\"; filename*=UTF-8''a%22%0D%0Ab"), "{written}");
    }

    #[test]
    fn a_content_type_with_a_line_break_and_a_file_of_a_text_field_are_told() {
        let param = FormParam { content_type: Some("a/b\r\nX: 1".to_owned()), ..FormParam::default() };
        assert_eq!(unfit(&param).map(|lost| lost.reason), Some(Reason::ContentType));
        let param = FormParam { src: vec!["a.txt".to_owned()], value: "".into(), ..FormParam::default() };
        assert_eq!(unfit(&param).map(|lost| lost.reason), Some(Reason::NotAFileField));
        let param = FormParam { value: "text".into(), ..param };
        assert_eq!(unfit(&param), None);
    }

    #[test]
    fn newman_writes_names_as_they_are() {
        let param = FormParam { key: "a\"b\nc".to_owned(), ..FormParam::default() };
        let part = part(&param, None, Compat::Newman, PartContent::Bytes(Bytes::new()));
        assert_eq!(part.head, "Content-Disposition: form-data; name=\"a\"b\nc\"");
    }

    #[test]
    fn a_name_has_no_folders() {
        assert_eq!(["a/b.txt", "b/", "b", ""].map(base_name), ["b.txt", "b", "b", ""]);
    }
}
