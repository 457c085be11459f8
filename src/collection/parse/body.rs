//! Bodies in every mode.

use serde_json::{Map, Value};

use super::loose::{disabled, one_or_many, text_of, truthy};
use crate::collection::{Body, FormParam, GraphQl, Param, QueryParam};

pub(super) fn body(json: Option<&Value>) -> Option<Body> {
    let json = match json? {
        Value::String(text) => return Some(Body::Raw { text: text.clone(), language: None }),
        Value::Object(json) => json,
        _ => return None,
    };
    if disabled(json) {
        return None;
    }
    let mode = json.get("mode").filter(|mode| truthy(mode))?;
    match text_of(Some(mode)).unwrap_or_default().to_lowercase().as_str() {
        "urlencoded" => Some(Body::Urlencoded { params: params(json.get("urlencoded")) }),
        "formdata" => Some(Body::Formdata { params: form_params(json.get("formdata")) }),
        "file" => file_body(json.get("file")),
        "graphql" => Some(Body::GraphQl(graphql(json.get("graphql")))),
        // An unknown mode gives no body either.
        _ => {
            let language = json.get("options").and_then(|options| options.pointer("/raw/language"));
            Some(Body::Raw { text: raw_text(json.get("raw")), language: text_of(language) })
        }
    }
}

/// A text, or the JSON that stands in its place. Numbers and empty values give no body.
fn raw_text(json: Option<&Value>) -> String {
    match json {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Object(members)) if !members.is_empty() => json.map(Value::to_string).unwrap_or_default(),
        Some(Value::Array(items)) if !items.is_empty() => json.map(Value::to_string).unwrap_or_default(),
        _ => String::new(),
    }
}

fn file_body(json: Option<&Value>) -> Option<Body> {
    match json? {
        Value::String(src) => Some(Body::File { src: Some(src.clone()), content: None }),
        Value::Object(json) => {
            Some(Body::File { src: text_of(json.get("src")), content: text_of(json.get("content")) })
        }
        _ => None,
    }
}

fn graphql(json: Option<&Value>) -> GraphQl {
    let Some(Value::Object(json)) = json else { return GraphQl::default() };
    let member = |name: &str| json.get(name).cloned();
    GraphQl {
        query: member("query"),
        operation_name: member("operationName"),
        variables: member("variables"),
    }
}

fn params(json: Option<&Value>) -> Vec<Param> {
    match json {
        Some(Value::Array(list)) => list.iter().filter_map(param).collect(),
        Some(Value::Object(map)) => {
            let pairs = map.iter();
            pairs
                .map(|(key, value)| Param { key: key.clone(), value: value.clone(), disabled: false })
                .collect()
        }
        Some(Value::String(text)) if !text.is_empty() => {
            QueryParam::parse_list(text).into_iter().map(param_of).collect()
        }
        _ => Vec::new(),
    }
}

/// A parameter: an object, or a text.
fn param(json: &Value) -> Option<Param> {
    match json {
        Value::String(text) => QueryParam::parse_list(text).into_iter().next().map(param_of),
        Value::Object(json) => Some(Param {
            key: text_of(json.get("key")).unwrap_or_default(),
            value: json.get("value").cloned().unwrap_or(Value::Null),
            disabled: disabled(json),
        }),
        _ => None,
    }
}

fn param_of(param: QueryParam) -> Param {
    Param {
        key: param.key.unwrap_or_default(),
        value: param.value.map_or(Value::Null, Value::from),
        disabled: false,
    }
}

fn form_params(json: Option<&Value>) -> Vec<FormParam> {
    one_or_many(json).iter().filter_map(Value::as_object).map(form_param).collect()
}

fn form_param(json: &Map<String, Value>) -> FormParam {
    let src = match json.get("src") {
        Some(Value::String(path)) if !path.is_empty() => vec![path.clone()],
        Some(Value::Array(paths)) => {
            paths.iter().map(|path| text_of(Some(path)).unwrap_or_default()).collect()
        }
        _ => Vec::new(),
    };
    let own_text = |name: &str| json.get(name).and_then(Value::as_str).map(str::to_owned);
    FormParam {
        key: text_of(json.get("key")).unwrap_or_default(),
        // A value that JavaScript takes for false, such as 0, becomes an empty text.
        value: json.get("value").filter(|value| truthy(value)).cloned().unwrap_or_else(|| "".into()),
        is_file: json.get("type").and_then(Value::as_str) == Some("file"),
        src,
        content_type: own_text("contentType").filter(|text| !text.is_empty()),
        file_name: own_text("fileName"),
        disabled: disabled(json),
    }
}
