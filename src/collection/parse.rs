//! Reads v2.0 and v2.1 collections with every odd shape that newman accepts.
//!
//! Source: postman-collection 4.4, `lib/collection/*`; the rules are `postman-semantics` §1.3 and §1.4.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    Auth, Body, Collection, CollectionError, Folder, FormParam, GraphQl, HeaderParam, Item, Listen, Node,
    Param, PathVariable, Profile, QueryParam, Request, Script, Url,
};
use crate::variable::{Variable, VariableKind, VariableScope, to_text};

/// Folders may lie this deep; deeper ones are refused, since the tree is walked recursively.
const DEEPEST: usize = 200;

/// Makes an id where the file has none.
type NewId<'a> = &'a mut dyn FnMut() -> String;

/// Reads a collection from its JSON.
///
/// Shape: `{"info": {…}, "item": […]}`, or the same wrapped in `{"collection": …}`.
///
/// # Errors
///
/// Fails when the JSON is no collection; odd members inside it are skipped as newman skips them.
pub fn parse(json: &Value, mut new_id: impl FnMut() -> String) -> Result<Collection, CollectionError> {
    let root = unwrap(json)?;
    let info = root.get("info").and_then(Value::as_object).cloned().unwrap_or_default();
    let id = text_of(info.get("_postman_id"))
        .or_else(|| text_of(info.get("id")))
        .or_else(|| text_of(root.get("id")));
    let new_id: NewId<'_> = &mut new_id;
    Ok(Collection {
        id: id.unwrap_or_else(&mut *new_id),
        name: text_of(info.get("name")).or_else(|| text_of(root.get("name"))),
        description: description(info.get("description")),
        auth: auth(root.get("auth")),
        variables: VariableScope::new(new_id(), None, variables(root.get("variable"))),
        scripts: scripts(root.get("event"), new_id),
        profile: profile(root),
        nodes: nodes(root.get("item"), 0, "/item", new_id)?,
        info,
    })
}

fn unwrap(json: &Value) -> Result<&Map<String, Value>, CollectionError> {
    static EMPTY: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    let root = match json {
        Value::Object(root) => root,
        Value::Array(list) if list.is_empty() => return Ok(&EMPTY),
        Value::Array(_) => return Err(CollectionError::OtherFile { found: "a list (iteration data?)" }),
        Value::String(_) => return Err(CollectionError::NotAnObject { found: "a string" }),
        Value::Number(_) => return Err(CollectionError::NotAnObject { found: "a number" }),
        Value::Bool(_) | Value::Null => return Err(CollectionError::NotAnObject { found: "a single value" }),
    };
    if let Some(Value::Object(inner)) = root.get("collection") {
        return Ok(inner);
    }
    let known = ["info", "item", "event", "variable", "auth"];
    if root.is_empty() || known.iter().any(|key| root.contains_key(*key)) {
        return Ok(root);
    }
    if root.get("values").is_some_and(Value::is_array) {
        return Err(CollectionError::OtherFile { found: "an environment or globals file" });
    }
    Err(CollectionError::NoCollection)
}

fn nodes(
    json: Option<&Value>,
    depth: usize,
    pointer: &str,
    new_id: NewId<'_>,
) -> Result<Vec<Node>, CollectionError> {
    if depth > DEEPEST {
        return Err(CollectionError::TooDeep { limit: DEEPEST, pointer: pointer.to_owned() });
    }
    let single;
    let members = match json {
        Some(Value::Array(members)) => members.as_slice(),
        Some(member @ Value::Object(_)) => {
            single = [member.clone()];
            &single
        }
        _ => &[],
    };
    let mut parsed = Vec::with_capacity(members.len());
    for (place, member) in members.iter().enumerate() {
        if let Value::Object(member) = member {
            parsed.push(node(member, depth, &format!("{pointer}/{place}"), new_id)?);
        }
    }
    Ok(parsed)
}

/// A member with a truthy `item` is a folder, whatever else it has.
fn node(
    json: &Map<String, Value>,
    depth: usize,
    pointer: &str,
    new_id: NewId<'_>,
) -> Result<Node, CollectionError> {
    let id =
        text_of(json.get("id")).or_else(|| text_of(json.get("_postman_id"))).unwrap_or_else(&mut *new_id);
    if json.get("item").is_some_and(truthy) {
        return Ok(Node::Folder(Box::new(Folder {
            id,
            name: text_of(json.get("name")).unwrap_or_default(),
            description: description(json.get("description")),
            auth: auth(json.get("auth")),
            scripts: scripts(json.get("event"), new_id),
            profile: profile(json),
            nodes: nodes(json.get("item"), depth + 1, &format!("{pointer}/item"), new_id)?,
        })));
    }
    let responses = json.get("response").and_then(Value::as_array).cloned().unwrap_or_default();
    Ok(Node::Item(Box::new(Item {
        id,
        name: text_of(json.get("name")),
        request: parse_request(json.get("request").unwrap_or(&Value::Null)),
        scripts: scripts(json.get("event"), new_id),
        profile: profile(json),
        responses,
    })))
}

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
        Some(Value::String(text)) => text.lines().filter_map(header_line).collect(),
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

fn header_line(line: &str) -> Option<HeaderParam> {
    if line.trim().is_empty() {
        return None;
    }
    let (key, value) = line.split_once(':').unwrap_or((line, ""));
    Some(HeaderParam { key: key.trim().to_owned(), value: value.trim().to_owned(), ..HeaderParam::default() })
}

fn body(json: Option<&Value>) -> Option<Body> {
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

/// The auth of a level; `None` (missing, `null`, `{}` or without a type) inherits.
///
/// Parameters come as v2.1's list of `{key, value}` or as v2.0's object.
fn auth(json: Option<&Value>) -> Option<Auth> {
    let json = json?.as_object()?;
    let scheme = json.get("type").and_then(Value::as_str)?.to_owned();
    let params: Map<String, Value> = match json.get(&scheme) {
        Some(Value::Array(list)) => list.iter().filter_map(auth_param).collect(),
        Some(Value::Object(map)) => map.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
        _ => Map::new(),
    };
    Some(Auth { scheme, params })
}

fn auth_param(json: &Value) -> Option<(String, Value)> {
    let json = json.as_object()?;
    if disabled(json) {
        return None;
    }
    Some((text_of(json.get("key"))?, json.get("value").cloned().unwrap_or(Value::Null)))
}

fn scripts(json: Option<&Value>, new_id: NewId<'_>) -> Vec<Script> {
    let Some(Value::Array(list)) = json else { return Vec::new() };
    let mut parsed = Vec::with_capacity(list.len());
    for event in list.iter().filter_map(Value::as_object).filter(|event| !disabled(event)) {
        let listen = match event.get("listen").and_then(Value::as_str) {
            Some("prerequest") => Listen::Prerequest,
            Some("test") => Listen::Test,
            _ => continue,
        };
        let Some(script) = event.get("script") else { continue };
        let id = script.get("id").and_then(Value::as_str).map_or_else(&mut *new_id, str::to_owned);
        parsed.push(Script { id, listen, source: source(script) });
    }
    parsed
}

/// A script as text, as lines, or as an object with `exec`.
fn source(json: &Value) -> Arc<str> {
    match json {
        Value::String(text) => text.replace("\r\n", "\n").into(),
        Value::Array(lines) => {
            let lines: Vec<_> = lines.iter().map(|line| to_text(Some(line))).collect();
            lines.join("\n").into()
        }
        Value::Object(script) => script.get("exec").map_or_else(|| "".into(), source),
        _ => "".into(),
    }
}

fn variables(json: Option<&Value>) -> Vec<Variable> {
    let Some(Value::Array(list)) = json else { return Vec::new() };
    let objects = list.iter().filter_map(Value::as_object);
    objects
        .filter_map(|json| {
            let kind = match json.get("type").and_then(Value::as_str) {
                Some("secret") => VariableKind::Secret,
                Some("string") => VariableKind::String,
                Some("number") => VariableKind::Number,
                Some("boolean") => VariableKind::Boolean,
                _ => VariableKind::Any,
            };
            let key = text_of(json.get("key"))?;
            Some(Variable { key, value: json.get("value").cloned(), kind, disabled: disabled(json) })
        })
        .collect()
}

fn profile(json: &Map<String, Value>) -> Profile {
    json.get("protocolProfileBehavior").and_then(Value::as_object).cloned().unwrap_or_default()
}

fn description(json: Option<&Value>) -> Option<String> {
    match json? {
        Value::Object(described) => text_of(described.get("content")),
        other => text_of(Some(other)),
    }
}

fn disabled(json: &Map<String, Value>) -> bool {
    json.get("disabled").is_some_and(truthy)
}

/// Texts and numbers as text; everything else is as if it were missing.
fn text_of(json: Option<&Value>) -> Option<String> {
    match json? {
        Value::String(text) => Some(text.clone()),
        number @ Value::Number(_) => Some(to_text(Some(number))),
        _ => None,
    }
}

/// JavaScript's idea of truth.
fn truthy(json: &Value) -> bool {
    match json {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parsed(json: &Value) -> Collection {
        parse(json, || "new-id".to_owned()).expect("a collection")
    }

    fn first_item(collection: &Collection) -> &Item {
        match &collection.nodes[0] {
            Node::Item(item) => item,
            Node::Folder(_) => panic!("a folder"),
        }
    }

    #[test]
    fn both_notations_of_auth_mean_the_same() {
        let list = auth(Some(&json!({"type": "basic", "basic": [{"key": "username", "value": "u"}]})));
        let map = auth(Some(&json!({"type": "basic", "basic": {"username": "u"}})));
        assert_eq!(list, map);
        assert_eq!(list.map(|auth| auth.text("username")), Some("u".to_owned()));
    }

    #[test]
    fn a_request_may_be_just_its_url() {
        let collection = parsed(&json!({"item": [{"name": "a", "request": "http://x/y"}]}));
        let request = &first_item(&collection).request;
        assert_eq!((request.method.as_str(), request.url.to_string().as_str()), ("GET", "http://x/y"));
    }

    #[test]
    fn raw_of_a_url_object_is_never_read() {
        let collection = parsed(&json!({"item": {"request": {"url": {"raw": "http://x"}}}}));
        assert!(first_item(&collection).request.url.is_empty());
    }

    #[test]
    fn an_item_with_an_empty_item_list_is_a_folder() {
        let collection = parsed(&json!({"item": [{"name": "f", "item": [], "request": "http://x"}, null]}));
        assert!(matches!(collection.nodes.as_slice(), [Node::Folder(_)]));
    }

    #[test]
    fn scripts_are_read_from_lines_and_text_and_disabled_ones_left_out() {
        let collection = parsed(&json!({"event": [
            {"listen": "test", "script": {"exec": ["a", "b"]}},
            {"listen": "Test", "script": "never"},
            {"listen": "prerequest", "disabled": true, "script": "off"},
            {"listen": "prerequest", "script": {"id": "s", "exec": "c\r\nd"}},
        ]}));
        let sources: Vec<_> = collection.scripts.iter().map(|script| &*script.source).collect();
        assert_eq!(sources, ["a\nb", "c\nd"]);
    }

    #[test]
    fn an_environment_is_refused_by_name() {
        let error = parse(&json!({"name": "e", "values": []}), String::new).expect_err("no collection");
        assert_eq!(error.to_string(), "expected a Postman collection, found an environment or globals file");
    }

    #[test]
    fn folders_without_end_are_refused() {
        let mut json = json!({"name": "leaf", "request": "http://x"});
        for _ in 0..=DEEPEST + 1 {
            json = json!({"item": [json]});
        }
        assert!(matches!(parse(&json, String::new), Err(CollectionError::TooDeep { .. })));
    }
}
