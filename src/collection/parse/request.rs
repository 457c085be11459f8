//! Requests, their URLs and headers.

use serde_json::Value;

use super::auth::auth;
use super::body::body;
use super::loose::{description, disabled, text_of};
use crate::collection::{HeaderParam, PathVariable, QueryParam, Request, Url};
use crate::variable::to_text;

/// Reads a request: an object, or a text that is its URL. Also what `pm.sendRequest` takes.
pub fn parse_request(json: &Value) -> Request {
    let Value::Object(json) = json else {
        let url = json.as_str().map(Url::parse).unwrap_or_default();
        return Request { method: "GET".to_owned(), url, ..Request::default() };
    };
    Request {
        method: text_of(json.get("method")).unwrap_or_else(|| "GET".to_owned()).to_uppercase(),
        url: json.get("url").map(url).unwrap_or_default(),
        headers: headers(json.get("header")),
        body: body(json.get("body")),
        auth: auth(json.get("auth")),
        description: description(json.get("description")),
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
        path: segments(parts.get("path"), '/'),
        query: query(parts.get("query")),
        variables: path_variables(parts.get("variable")),
        auth: None,
    };
    if let Some(Value::Object(auth)) = parts.get("auth") {
        url.auth = text_of(auth.get("user")).map(|user| (user, text_of(auth.get("password"))));
    }
    url
}

/// Host labels and path segments come as a text or as a list of texts or `{type, value}`.
fn segments(json: Option<&Value>, separator: char) -> Option<Vec<String>> {
    match json? {
        Value::String(text) => {
            let text = if separator == '/' { text.strip_prefix('/').unwrap_or(text) } else { text };
            Some(text.split(separator).map(str::to_owned).collect())
        }
        Value::Array(list) if list.is_empty() => None,
        Value::Array(list) => Some(list.iter().filter_map(segment).collect()),
        _ => None,
    }
}

fn segment(json: &Value) -> Option<String> {
    match json {
        Value::Object(parts) => text_of(parts.get("value")),
        other => text_of(Some(other)),
    }
}

fn query(json: Option<&Value>) -> Option<Vec<QueryParam>> {
    match json? {
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

fn path_variables(json: Option<&Value>) -> Vec<PathVariable> {
    let Some(Value::Array(list)) = json else { return Vec::new() };
    let named = list.iter().filter_map(Value::as_object).filter_map(|json| {
        let key = text_of(json.get("key")).or_else(|| text_of(json.get("id")))?;
        Some(PathVariable { key, value: json.get("value").and_then(Value::as_str).map(str::to_owned) })
    });
    named.collect()
}

fn headers(json: Option<&Value>) -> Vec<HeaderParam> {
    match json {
        Some(Value::Array(list)) => list.iter().filter_map(header).collect(),
        Some(Value::String(text)) => header_lines(text),
        Some(Value::Object(map)) => map
            .iter()
            .map(|(key, value)| HeaderParam {
                key: key.clone(),
                value: to_text(Some(value)),
                ..HeaderParam::default()
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn header(json: &Value) -> Option<HeaderParam> {
    match json {
        Value::String(line) => header_line(line),
        Value::Object(json) => Some(HeaderParam {
            key: text_of(json.get("key")).unwrap_or_default(),
            value: json.get("value").map(|value| to_text(Some(value))).unwrap_or_default(),
            disabled: disabled(json),
            system: false,
        }),
        _ => None,
    }
}

/// Headers of one text; a line that goes on with blanks belongs to the one before, and one whose first word has
/// no colon is none.
fn header_lines(text: &str) -> Vec<HeaderParam> {
    let unfolded = text.replace("\r\n ", " ").replace("\r\n\t", "\t");
    let lines = unfolded.split(['\r', '\n']).filter_map(|line| {
        let word = line.split(char::is_whitespace).next().unwrap_or_default();
        let (key, _) = word.rsplit_once(':').filter(|(key, _)| !key.is_empty())?;
        let value = line[key.len() + 1..].trim().to_owned();
        Some(HeaderParam { key: key.to_owned(), value, ..HeaderParam::default() })
    });
    lines.collect()
}

fn header_line(line: &str) -> Option<HeaderParam> {
    if line.trim().is_empty() {
        return None;
    }
    let (key, value) = line.split_once(':').unwrap_or((line, ""));
    Some(HeaderParam { key: key.trim().to_owned(), value: value.trim().to_owned(), ..HeaderParam::default() })
}
