//! Bodies in every mode.

use serde_json::{Map, Value};

use super::loose::{disabled, text_of};
use crate::collection::{Body, FormParam, GraphQl, Param, QueryParam};
use crate::variable::to_text;

pub(super) fn body(json: Option<&Value>) -> Option<Body> {
    let json = match json? {
        Value::String(text) => return Some(Body::Raw { text: text.clone(), language: None }),
        Value::Object(json) => json,
        _ => return None,
    };
    if disabled(json) {
        return None;
    }
    match json.get("mode").and_then(Value::as_str)? {
        "raw" => {
            let language = json.get("options").and_then(|options| options.pointer("/raw/language"));
            Some(Body::Raw { text: raw_text(json.get("raw")), language: text_of(language) })
        }
        "urlencoded" => Some(Body::Urlencoded { params: params(json.get("urlencoded")) }),
        "formdata" => Some(Body::Formdata { params: form_params(json.get("formdata")) }),
        "file" => Some(file_body(json.get("file"))),
        "graphql" => Some(Body::GraphQl(graphql(json.get("graphql")))),
        _ => None,
    }
}

fn raw_text(json: Option<&Value>) -> String {
    match json {
        None | Some(Value::Null) => String::new(),
        Some(value @ (Value::Object(_) | Value::Array(_))) => value.to_string(),
        value => to_text(value),
    }
}

fn file_body(json: Option<&Value>) -> Body {
    match json {
        Some(Value::String(src)) => Body::File { src: Some(src.clone()), content: None },
        Some(Value::Object(json)) => {
            Body::File { src: text_of(json.get("src")), content: text_of(json.get("content")) }
        }
        _ => Body::File { src: None, content: None },
    }
}

fn graphql(json: Option<&Value>) -> GraphQl {
    let Some(Value::Object(json)) = json else { return GraphQl::default() };
    GraphQl {
        query: text_of(json.get("query")),
        operation_name: text_of(json.get("operationName")),
        variables: json.get("variables").cloned().unwrap_or(Value::Null),
    }
}

fn params(json: Option<&Value>) -> Vec<Param> {
    match json {
        Some(Value::Array(list)) => {
            let objects = list.iter().filter_map(Value::as_object);
            objects
                .map(|json| Param {
                    key: text_of(json.get("key")).unwrap_or_default(),
                    value: json.get("value").cloned().unwrap_or(Value::Null),
                    disabled: disabled(json),
                })
                .collect()
        }
        Some(Value::Object(map)) => {
            let pairs = map.iter();
            pairs
                .map(|(key, value)| Param { key: key.clone(), value: value.clone(), disabled: false })
                .collect()
        }
        Some(Value::String(text)) => QueryParam::parse_list(text)
            .into_iter()
            .map(|param| Param {
                key: param.key.unwrap_or_default(),
                value: param.value.map_or(Value::Null, Value::from),
                disabled: false,
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn form_params(json: Option<&Value>) -> Vec<FormParam> {
    let Some(Value::Array(list)) = json else { return Vec::new() };
    list.iter().filter_map(Value::as_object).map(form_param).collect()
}

fn form_param(json: &Map<String, Value>) -> FormParam {
    let src = match json.get("src") {
        Some(Value::String(path)) => vec![path.clone()],
        Some(Value::Array(paths)) => paths.iter().filter_map(|path| text_of(Some(path))).collect(),
        _ => Vec::new(),
    };
    FormParam {
        key: text_of(json.get("key")).unwrap_or_default(),
        value: json.get("value").cloned().unwrap_or(Value::Null),
        is_file: json.get("type").and_then(Value::as_str) == Some("file"),
        src,
        content_type: text_of(json.get("contentType")),
        file_name: text_of(json.get("fileName")),
        disabled: disabled(json),
    }
}
