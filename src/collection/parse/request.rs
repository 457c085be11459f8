//! Requests, their URLs and headers.

use serde_json::Value;

use super::auth::auth;
use super::body::body;
use super::loose::{description, disabled, one_or_many, text_of};
use crate::collection::{HeaderParam, PathVariable, QueryParam, Request, Url};
use crate::variable::{Variable, VariableKind, to_text};

/// Reads a request: an object, or a text that is its URL. Also what `pm.sendRequest` takes.
pub fn parse_request(json: &Value) -> Request {
    let Value::Object(json) = json else {
        let url = json.as_str().map(Url::parse).unwrap_or_default();
        return Request { method: "GET".to_owned(), url, ..Request::default() };
    };
    Request {
        method: method(json.get("method")),
        url: json.get("url").map(url).unwrap_or_default(),
        headers: headers(json.get("header")),
        body: body(json.get("body")),
        auth: auth(json.get("auth")),
        description: description(json.get("description")),
    }
}

/// Upper case; a missing one is GET.
fn method(json: Option<&Value>) -> String {
    match json {
        None | Some(Value::Null) => "GET".to_owned(),
        method => to_text(method).to_uppercase(),
    }
}

/// Reads a URL: a text, or an object of parts, of which `raw` is never read.
fn url(json: &Value) -> Url {
    let parts = match json {
        Value::String(text) => return Url::parse(text),
        Value::Object(parts) => parts,
        _ => return Url::default(),
    };
    let mut url = Url {
        protocol: text_of(parts.get("protocol")).map(|text| text.trim_end_matches("://").to_owned()),
        port: text_of(parts.get("port")),
        hash: text_of(parts.get("hash")),
        host: segments(parts.get("host"), '.').unwrap_or_default(),
        path: path(parts.get("path")),
        query: query(parts.get("query")),
        variables: path_variables(parts.get("variable")),
        auth: None,
    };
    if let Some(Value::Object(auth)) = parts.get("auth") {
        let (user, password) = (text_of(auth.get("user")), text_of(auth.get("password")));
        if user.is_some() || password.is_some() {
            url.auth = Some((user.unwrap_or_default(), password));
        }
    }
    url
}

/// Host labels and path segments come as a text or as a list of texts or `{type, value}`.
fn segments(json: Option<&Value>, separator: char) -> Option<Vec<String>> {
    match json? {
        Value::String(text) => Some(text.split(separator).map(str::to_owned).collect()),
        Value::Array(list) => Some(list.iter().map(segment).collect()),
        _ => None,
    }
}

/// An empty text gives no path; an empty list gives the root.
fn path(json: Option<&Value>) -> Option<Vec<String>> {
    match json {
        Some(Value::String(text)) if text.is_empty() => None,
        Some(Value::String(text)) => {
            let text = text.strip_prefix('/').unwrap_or(text);
            Some(text.split('/').map(str::to_owned).collect())
        }
        Some(Value::Array(list)) if list.is_empty() => Some(vec![String::new()]),
        list => segments(list, '/'),
    }
}

/// `null` becomes an empty text, as where JavaScript joins a list.
fn segment(json: &Value) -> String {
    match json {
        Value::Object(parts) => text_of(parts.get("value")).unwrap_or_default(),
        Value::Null => String::new(),
        other => to_text(Some(other)),
    }
}

fn query(json: Option<&Value>) -> Option<Vec<QueryParam>> {
    match json? {
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(QueryParam::parse_list(text)),
        Value::Array(list) if list.is_empty() => None,
        Value::Array(list) => Some(list.iter().filter_map(query_param).collect()),
        Value::Object(map) => {
            Some(map.iter().map(|(key, value)| param_of(Some(key.clone()), value)).collect())
        }
        _ => None,
    }
}

fn query_param(json: &Value) -> Option<QueryParam> {
    match json {
        Value::String(text) => QueryParam::parse_list(text).into_iter().next(),
        Value::Object(json) => {
            let key = json.get("key").and_then(Value::as_str).map(str::to_owned);
            let mut param = param_of(key, json.get("value").unwrap_or(&Value::Null));
            param.disabled = disabled(json);
            Some(param)
        }
        _ => None,
    }
}

/// Only texts are values: numbers are dropped and leave the key alone, as in newman.
fn param_of(key: Option<String>, value: &Value) -> QueryParam {
    QueryParam { key, value: value.as_str().map(str::to_owned), disabled: false }
}

/// In a list, the name of a variable may stand under `id`. Only values that are texts are filled in.
fn path_variables(json: Option<&Value>) -> Vec<PathVariable> {
    let in_list = json.is_some_and(Value::is_array);
    let named = one_or_many(json).iter().filter_map(Value::as_object).filter_map(|json| {
        let by_id = || text_of(json.get("id")).filter(|_| in_list);
        let key = text_of(json.get("key")).filter(|key| !key.is_empty()).or_else(by_id)?;
        let kind = json.get("type").and_then(Value::as_str).map(VariableKind::named).unwrap_or_default();
        let value = Variable::declared("", json.get("value").cloned(), kind).value;
        Some(PathVariable { key, value: value.as_ref().and_then(Value::as_str).map(str::to_owned) })
    });
    named.collect()
}

fn headers(json: Option<&Value>) -> Vec<HeaderParam> {
    match json {
        Some(Value::Array(list)) => list.iter().filter_map(header).collect(),
        Some(Value::String(text)) => header_lines(text, false).map(header_of).collect(),
        Some(Value::Object(map)) => {
            map.iter().map(|(key, value)| header_of((key.clone(), to_text(Some(value))))).collect()
        }
        _ => Vec::new(),
    }
}

fn header(json: &Value) -> Option<HeaderParam> {
    match json {
        Value::String(line) => {
            let (key, value) = line.split_once(':').unwrap_or((line, ""));
            Some(header_of((key.trim().to_owned(), value.trim().to_owned())))
        }
        Value::Object(json) => Some(HeaderParam {
            key: text_of(json.get("key")).unwrap_or_default(),
            value: json.get("value").map(|value| to_text(Some(value))).unwrap_or_default(),
            disabled: disabled(json),
            system: false,
        }),
        _ => None,
    }
}

fn header_of((key, value): (String, String)) -> HeaderParam {
    HeaderParam { key, value, ..HeaderParam::default() }
}

/// Reads headers from lines of text. A name ends at the last colon before the first blank; a line without such a name
/// is left out. Where lines end in CRLF, a line that begins with a blank continues the one before it. With `commented`,
/// blanks may follow a `//` in front of the name.
///
/// Source: postman-collection 4.4, `Header.parse`; postman-collection-transformer 4.1, `parseHeaders`.
pub(in crate::collection) fn header_lines(
    text: &str,
    commented: bool,
) -> impl Iterator<Item = (String, String)> {
    let text = text.replace("\r\n ", " ").replace("\r\n\t", "\t");
    let lines: Vec<_> = text.split(['\n', '\r']).filter_map(|line| header_line(line, commented)).collect();
    lines.into_iter()
}

fn header_line(line: &str, commented: bool) -> Option<(String, String)> {
    let rest = line.strip_prefix("//").filter(|_| commented).map_or(line, str::trim_start);
    let skipped = line.len() - rest.len();
    let word = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
    let colon = skipped + word.rfind(':').filter(|at| *at > 0)?;
    Some((line[..colon].to_owned(), line[colon + 1..].trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, commented: bool) -> Vec<(String, String)> {
        header_lines(text, commented).collect()
    }

    fn pair(key: &str, value: &str) -> (String, String) {
        (key.to_owned(), value.to_owned())
    }

    #[test]
    fn a_header_s_name_ends_at_the_last_colon_before_a_blank() {
        assert_eq!(lines("A: 1\nB:2\r\nC:d:e", false), [pair("A", "1"), pair("B", "2"), pair("C:d", "e")]);
    }

    #[test]
    fn lines_without_a_name_are_left_out() {
        assert_eq!(lines("C : 3\nno colon\n: empty\n\n  E: 5", false), []);
    }

    #[test]
    fn a_line_that_begins_with_a_blank_goes_on_with_the_one_before() {
        assert_eq!(lines("B: 2\r\n folded", false), [pair("B", "2 folded")]);
    }

    #[test]
    fn only_version_1_has_blanks_after_slashes() {
        assert_eq!(lines("// A: 1", true), [pair("// A", "1")]);
        assert_eq!(lines("// A: 1", false), []);
    }
}
