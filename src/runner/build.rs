//! Turns a resolved request into bytes for the wire: headers in Postman's order, the body in its mode.
//!
//! Source: postman-semantics §3.2 to §3.4 (postman-runtime 7.39, `lib/requester`).

use std::path::{Component, Path, PathBuf};

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::collection::{Body, FormParam, GraphQl, Param, Profile, Request};
use crate::http::{self, FailureKind, FormPart, Headers, PartContent, Payload, RequestFailure};
use crate::variable::to_text;

/// Methods whose body is dropped unless `disableBodyPruning` is set.
const BODILESS: [&str; 5] = ["GET", "COPY", "HEAD", "PURGE", "UNLOCK"];

/// RFC 3986: everything but its unreserved characters is encoded in a form.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where files may be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Files<'a> {
    pub(super) working_dir: &'a Path,
    pub(super) anywhere: bool,
}

/// A request for the wire, without auth and default headers, and what the user should be warned of.
pub(super) fn build(
    request: &Request,
    profile: &Profile,
    files: Files<'_>,
    boundary: impl FnOnce() -> String,
) -> Result<(http::Request, Vec<String>), RequestFailure> {
    if request.url.is_empty() {
        return Err(failure("runtime:extensions~request: request url is empty"));
    }
    let mut warnings = Vec::new();
    let mut headers = user_headers(request);
    let prune = BODILESS.contains(&request.method.as_str()) && !flag(profile, "disableBodyPruning");
    let body = request.body.as_ref().filter(|_| !prune);
    let own_type = headers.get("content-type").map(str::to_owned);
    let (payload, content_type) = match body {
        Some(body) => payload(body, own_type.as_deref(), files, boundary, &mut warnings)?,
        None => (Payload::None, None),
    };
    if let Some(content_type) =
        content_type.filter(|_| own_type.is_none() && !is_disabled(profile, "content-type"))
    {
        headers.push_system("Content-Type", content_type);
    }
    let url = http::encode_url(&request.url.to_string())?;
    Ok((http::Request { method: request.method.clone(), url, headers, payload }, warnings))
}

/// Adds what Postman sends with every request, unless the user's headers or the profile say otherwise.
pub(super) fn add_defaults(request: &mut http::Request, profile: &Profile, token: &str, agent: &str) {
    let host = host_of(&request.url);
    let defaults = [
        ("User-Agent", agent),
        ("Accept", "*/*"),
        ("Cache-Control", "no-cache"),
        ("Postman-Token", token),
        ("Host", &host),
        ("Accept-Encoding", "gzip, deflate, br"),
        ("Connection", "keep-alive"),
    ];
    for (name, value) in defaults {
        if !request.headers.has(name) && !is_disabled(profile, name) {
            request.headers.push_system(name, value);
        }
    }
    if is_form(request) {
        request.headers.move_last("content-type");
    }
}

/// True when the type of a form was generated: it stands after the other headers.
///
/// Source: newman 6.2.2, recorded on the wire.
fn is_form(request: &http::Request) -> bool {
    let generated = request.headers.iter().find(|header| header.system && header.name == "Content-Type");
    generated.is_some_and(|header| {
        matches!(request.payload, Payload::Form { .. }) || header.value == "application/x-www-form-urlencoded"
    })
}

/// Host and port as the `Host` header has them.
fn host_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default().to_owned()
}

/// Same name in the same case: all are sent. In another case: the last one only. No name: dropped.
fn user_headers(request: &Request) -> Headers {
    let given: Vec<_> = request.headers.iter().filter(|header| !header.key.is_empty()).collect();
    let mut headers = Headers::default();
    for (place, header) in given.iter().enumerate() {
        let hidden = given[place + 1..]
            .iter()
            .any(|later| later.key != header.key && later.key.eq_ignore_ascii_case(&header.key));
        if !hidden {
            headers.push(header.key.clone(), header.value.clone());
        }
    }
    headers
}

type Built = (Payload, Option<String>);

fn payload(
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

/// A true setting of the profile.
pub(super) fn flag(profile: &Profile, name: &str) -> bool {
    profile.get(name).and_then(Value::as_bool).unwrap_or(false)
}

fn is_disabled(profile: &Profile, header: &str) -> bool {
    let disabled = profile.get("disabledSystemHeaders").and_then(Value::as_object);
    disabled.is_some_and(|map| {
        map.iter().any(|(name, on)| name.eq_ignore_ascii_case(header) && on == &Value::Bool(true))
    })
}

fn failure(message: &str) -> RequestFailure {
    RequestFailure { kind: FailureKind::Invalid, code: None, message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::parse_request;
    use serde_json::json;

    fn built(request: &Value) -> http::Request {
        let files = Files { working_dir: Path::new("/nowhere"), anywhere: true };
        let (mut request, _) =
            build(&parse_request(request), &Profile::new(), files, || "B".to_owned()).expect("builds");
        add_defaults(&mut request, &Profile::new(), "t", "postino/0");
        request
    }

    fn body(request: &http::Request) -> String {
        match &request.payload {
            Payload::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn headers_stand_in_postmans_order() {
        let request =
            built(&json!({"method": "POST", "url": "h:81/p", "header": [{"key": "accept", "value": "a"}],
            "body": {"mode": "raw", "raw": "x"}}));
        let names: Vec<_> = request.headers.iter().map(|header| header.name.as_str()).collect();
        let expected = ["accept", "Content-Type", "User-Agent", "Cache-Control", "Postman-Token", "Host"];
        assert_eq!(names[..6], expected);
        assert_eq!(request.headers.get("host"), Some("h:81"));
    }

    #[test]
    fn of_a_name_in_two_cases_the_last_is_sent() {
        let header = |key: &str, value: &str| json!({"key": key, "value": value});
        let request = built(&json!({"url": "http://h",
            "header": [header("A", "1"), header("A", "2"), header("b", "3"), header("B", "4")]}));
        let sent: Vec<_> = request.headers.iter().take(3).map(|header| header.value.as_str()).collect();
        assert_eq!(sent, ["1", "2", "4"]);
    }

    #[test]
    fn a_get_loses_its_body() {
        let request = built(&json!({"url": "http://h", "body": {"mode": "raw", "raw": "x"}}));
        assert!(matches!(request.payload, Payload::None));
    }

    #[test]
    fn forms_encode_all_but_unreserved_characters_and_group_keys() {
        let pair = |key: &str, value: Value| json!({"key": key, "value": value});
        let request =
            built(&json!({"method": "POST", "url": "http://h", "body": {"mode": "urlencoded", "urlencoded":
            [pair("a", json!("x y!")), pair("b", json!(null)), pair("a", json!(3))]}}));
        assert_eq!(body(&request), "a=x%20y%21&a=3&b=");
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
        let request = built(&json!({"method": "POST", "url": "http://h", "body": {"mode": "graphql",
            "graphql": {"query": "{a}", "variables": "{\"x\": 1}"}}}));
        assert_eq!(body(&request), "{\"query\":\"{a}\",\"variables\":{\"x\": 1}}");
    }

    #[test]
    fn an_empty_url_is_refused_in_newmans_words() {
        let files = Files { working_dir: Path::new("/"), anywhere: true };
        let error =
            build(&parse_request(&json!({})), &Profile::new(), files, String::new).expect_err("refused");
        assert_eq!(error.message, "runtime:extensions~request: request url is empty");
    }
}
