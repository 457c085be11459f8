//! The shapes in which newman's reports and exports repeat a collection: those of Postman's own SDK.
//!
//! Source: postman-collection 4.4, `toJSON` of `Collection`, `Item`, `Request` and `Url`.

use serde_json::{Map, Value, json};

use super::{Auth, Body, Collection, Folder, HeaderParam, Item, Node, Profile, Request, Script, Url};
use crate::variable::{Variable, VariableKind};

/// The format that newman writes for a collection that names none.
const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// A collection as newman's json report holds it under `collection`.
pub fn collection_json(collection: &Collection) -> Value {
    let variables = collection.variables.iter().map(|variable| variable.to_json(sdk_kind(variable)));
    let mut out = Map::new();
    let meta: Map<String, Value> = collection.info.iter().filter_map(meta).collect();
    if !meta.is_empty() {
        out.insert("_".into(), Value::Object(meta));
    }
    out.insert("item".into(), collection.nodes.iter().map(node_json).collect());
    out.insert("event".into(), events(&collection.scripts));
    out.insert("variable".into(), variables.collect());
    insert_auth(&mut out, collection.auth.as_ref());
    insert_profile(&mut out, &collection.profile);
    let mut info = Map::new();
    info.insert("_postman_id".into(), json!(collection.id));
    if let Some(name) = &collection.name {
        info.insert("name".into(), json!(name));
    }
    if let Some(version) = collection.info.get("version") {
        info.insert("version".into(), version_json(version));
    }
    info.insert("schema".into(), json!(SCHEMA));
    insert_description(&mut info, collection.description.as_ref());
    out.insert("info".into(), Value::Object(info));
    Value::Object(out)
}

/// Members whose names begin with an underscore stand apart, without it.
fn meta((key, value): (&String, &Value)) -> Option<(String, Value)> {
    let name = key.strip_prefix('_').filter(|name| !name.is_empty())?;
    Some((name.to_owned(), value.clone()))
}

/// A version's text in its parts.
///
/// Shape: `1.2.3` → `{"raw", "major": 1, "minor": 2, "patch": 3, "prerelease": [], "build": [], "string"}`
fn version_json(version: &Value) -> Value {
    let Some(text) = version.as_str() else { return version.clone() };
    let numbers: Option<Vec<u64>> = text.split('.').map(|part| part.parse().ok()).collect();
    match numbers.as_deref() {
        Some([major, minor, patch]) => json!({"raw": text, "major": major, "minor": minor, "patch": patch,
            "prerelease": [], "build": [], "string": text}),
        _ => json!({"raw": text}),
    }
}

/// The SDK has no type for secrets: it calls them `any`.
fn sdk_kind(variable: &Variable) -> &'static str {
    match variable.kind {
        VariableKind::Secret => VariableKind::Any.name(),
        kind => kind.name(),
    }
}

fn node_json(node: &Node) -> Value {
    match node {
        Node::Folder(folder) => folder_json(folder),
        Node::Item(item) => item_json(item),
    }
}

fn folder_json(folder: &Folder) -> Value {
    let mut out = Map::new();
    out.insert("id".into(), json!(folder.id));
    out.insert("name".into(), json!(folder.name));
    insert_description(&mut out, folder.description.as_ref());
    out.insert("item".into(), folder.nodes.iter().map(node_json).collect());
    out.insert("event".into(), events(&folder.scripts));
    insert_auth(&mut out, folder.auth.as_ref());
    insert_profile(&mut out, &folder.profile);
    Value::Object(out)
}

/// An item as newman's json report holds it in the collection and in each execution.
pub fn item_json(item: &Item) -> Value {
    let mut out = Map::new();
    out.insert("id".into(), json!(item.id));
    if let Some(name) = item.name.as_ref().filter(|name| !name.is_empty()) {
        out.insert("name".into(), json!(name));
    }
    insert_description(&mut out, item.description.as_ref());
    out.insert("request".into(), request_json(&item.request));
    out.insert("response".into(), Value::Array(item.responses.clone()));
    out.insert("event".into(), events(&item.scripts));
    insert_profile(&mut out, &item.profile);
    Value::Object(out)
}

/// A request as newman's json report holds it.
pub fn request_json(request: &Request) -> Value {
    let mut out = Map::new();
    insert_description(&mut out, request.description.as_ref());
    out.insert("url".into(), url_json(&request.url));
    if !request.headers.is_empty() {
        out.insert("header".into(), request.headers.iter().map(header_json).collect());
    }
    out.insert("method".into(), json!(request.method));
    if let Some(body) = &request.body {
        out.insert("body".into(), body_json(body));
    }
    insert_auth(&mut out, request.auth.as_ref());
    Value::Object(out)
}

fn header_json(header: &HeaderParam) -> Value {
    let mut out = Map::new();
    out.insert("key".into(), json!(header.key));
    out.insert("value".into(), json!(header.value));
    if header.disabled {
        out.insert("disabled".into(), json!(true));
    }
    if header.system {
        out.insert("system".into(), json!(true));
    }
    Value::Object(out)
}

/// A URL in its parts; `raw` is never among them.
pub fn url_json(url: &Url) -> Value {
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        out.insert(key.to_owned(), value);
    };
    if let Some(protocol) = &url.protocol {
        put("protocol", json!(protocol));
    }
    if let Some((user, password)) = &url.auth {
        let mut auth = json!({"user": user});
        if let Some(password) = password {
            auth["password"] = json!(password);
        }
        put("auth", auth);
    }
    if let Some(port) = &url.port {
        put("port", json!(port));
    }
    if let Some(path) = &url.path {
        put("path", json!(path));
    }
    if !url.host.is_empty() {
        put("host", json!(url.host));
    }
    let query = url.query.iter().flatten().map(|param| {
        let mut out = Map::new();
        if param.disabled {
            out.insert("disabled".into(), json!(true));
        }
        out.insert("key".into(), json!(param.key));
        out.insert("value".into(), json!(param.value));
        Value::Object(out)
    });
    put("query", query.collect());
    let variables = url.variables.iter().map(|variable| match &variable.value {
        Some(value) => json!({"type": "any", "value": value, "key": variable.key}),
        None => json!({"type": "any", "key": variable.key}),
    });
    put("variable", variables.collect());
    if let Some(hash) = &url.hash {
        put("hash", json!(hash));
    }
    Value::Object(out)
}

/// A body with its mode.
pub fn body_json(body: &Body) -> Value {
    let mode = body.mode();
    match body {
        Body::Raw { text, language } => {
            let mut out = json!({"mode": mode, "raw": text});
            if let Some(language) = language {
                out["options"] = json!({"raw": {"language": language}});
            }
            out
        }
        Body::Urlencoded { params } => {
            let list = params.iter().map(|param| {
                let mut out = json!({"key": param.key, "value": param.value});
                if param.disabled {
                    out["disabled"] = json!(true);
                }
                out
            });
            json!({"mode": mode, mode: list.collect::<Vec<_>>()})
        }
        Body::Formdata { params } => {
            let list = params.iter().map(|param| {
                let kind = if param.is_file { "file" } else { "text" };
                let mut out = json!({"key": param.key, "value": param.value, "type": kind});
                if param.is_file && !param.src.is_empty() {
                    out["src"] = if let [one] = param.src.as_slice() { json!(one) } else { json!(param.src) };
                }
                if let Some(content_type) = &param.content_type {
                    out["contentType"] = json!(content_type);
                }
                if let Some(file_name) = &param.file_name {
                    out["fileName"] = json!(file_name);
                }
                if param.disabled {
                    out["disabled"] = json!(true);
                }
                out
            });
            json!({"mode": mode, mode: list.collect::<Vec<_>>()})
        }
        Body::File { src, content } => match (src, content) {
            (None, Some(content)) => json!({"mode": mode, "file": {"content": content}}),
            (src, _) => json!({"mode": mode, "file": {"src": src}}),
        },
        Body::GraphQl(graphql) => {
            let members = [
                ("query", &graphql.query),
                ("operationName", &graphql.operation_name),
                ("variables", &graphql.variables),
            ];
            let given =
                members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
            json!({"mode": mode, "graphql": given.collect::<Map<_, _>>()})
        }
    }
}

fn events(scripts: &[Script]) -> Value {
    let events = scripts.iter().map(|script| {
        let lines: Vec<&str> = script.source.split('\n').collect();
        let mut json = json!({"id": script.id, "type": "text/javascript", "exec": lines});
        if let Some(src) = &script.src {
            json["src"] = src.as_str().into();
        }
        json!({"listen": script.listen.as_str(), "script": json})
    });
    events.collect()
}

fn insert_auth(out: &mut Map<String, Value>, auth: Option<&Auth>) {
    let Some(auth) = auth else { return };
    let params: Vec<Value> =
        auth.params.iter().map(|(key, value)| json!({"type": "any", "value": value, "key": key})).collect();
    out.insert("auth".into(), json!({"type": auth.scheme, auth.scheme.as_str(): params}));
}

fn insert_description(out: &mut Map<String, Value>, description: Option<&String>) {
    if let Some(description) = description {
        out.insert("description".into(), json!({"content": description, "type": "text/plain"}));
    }
}

fn insert_profile(out: &mut Map<String, Value>, profile: &Profile) {
    if !profile.is_empty() {
        out.insert("protocolProfileBehavior".into(), Value::Object(profile.clone()));
    }
}
