//! Collections of Postman's local mode (version 3): a directory of YAML files, put together as version 2.1.
//!
//! No files are read here: the caller hands over a [`Directory`].
//!
//! Source: `docs/postman-semantics.md` §1.7, Local mode.

use serde_json::{Value, json};

use super::parse::loose::truthy;
use super::{Url, url_json};

/// A directory: what `.resources/definition.yaml` says, and what lies beside it.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// The definition; `null` when there is none.
    pub definition: Value,
    /// Folders and requests under the names of their files.
    pub entries: Vec<(String, Entry)>,
}

/// A member of a [`Directory`].
#[derive(Debug, Clone)]
pub enum Entry {
    /// A folder.
    Folder(Directory),
    /// What `<name>.request.yaml` holds.
    Request(Value),
}

/// A collection put together, and what was left out.
#[derive(Debug, Clone)]
pub struct Assembled {
    /// The collection in version 2.1.
    pub json: Value,
    /// Requests of kinds that are not sent by HTTP, each as `name (kind)`.
    pub skipped: Vec<String>,
}

/// Makes a collection of a directory. It is called `name` where its definition has no name.
pub fn assemble(name: &str, directory: &Directory) -> Assembled {
    let mut skipped = Vec::new();
    let definition = &directory.definition;
    let mut info = json!({"name": text_or(definition, "name", name)});
    if let Some(id) = definition.get("id").filter(|id| truthy(id)) {
        info["_postman_id"] = id.clone();
    }
    copy(definition, "description", &mut info);
    let mut json = json!({"info": info, "item": items(directory, &mut skipped)});
    add_shared(definition, &mut json);
    json["variable"] = pairs(definition.get("variables"));
    Assembled { json, skipped }
}

/// Folders and requests by their `order`, then by name.
fn items(directory: &Directory, skipped: &mut Vec<String>) -> Vec<Value> {
    let mut entries: Vec<&(String, Entry)> = directory.entries.iter().collect();
    let order = |entry: &Entry| match entry {
        Entry::Folder(folder) => folder.definition.get("order").and_then(Value::as_f64),
        Entry::Request(request) => request.get("order").and_then(Value::as_f64),
    };
    entries.sort_by(|(_, a), (_, b)| {
        let place = |entry| order(entry).unwrap_or(f64::MAX);
        place(a).total_cmp(&place(b))
    });
    entries.into_iter().filter_map(|(name, entry)| item(name, entry, skipped)).collect()
}

fn item(name: &str, entry: &Entry, skipped: &mut Vec<String>) -> Option<Value> {
    let source = match entry {
        Entry::Folder(folder) => {
            let name = text_or(&folder.definition, "name", name);
            let mut out = json!({"name": name, "item": items(folder, skipped)});
            copy(&folder.definition, "id", &mut out);
            copy(&folder.definition, "description", &mut out);
            add_shared(&folder.definition, &mut out);
            return Some(out);
        }
        Entry::Request(source) => source,
    };
    let name = text_or(source, "name", name);
    let kind = source.get("$kind").and_then(Value::as_str).unwrap_or("http-request");
    if !["http-request", "graphql-request"].contains(&kind) {
        skipped.push(format!("{} ({kind})", crate::variable::to_text(Some(&name))));
        return None;
    }
    let mut out = json!({"name": name, "request": request(source, kind)});
    copy(source, "id", &mut out);
    add_shared(source, &mut out);
    // An item's auth stands in its request.
    if let Some(auth) = out.as_object_mut().and_then(|out| out.shift_remove("auth")) {
        out["request"]["auth"] = auth;
    }
    Some(out)
}

fn request(source: &Value, kind: &str) -> Value {
    let default = if kind == "graphql-request" { "POST" } else { "GET" };
    let mut out = json!({
        "method": text_or(source, "method", default),
        "header": pairs(source.get("headers")),
        "url": url(source),
    });
    copy(source, "description", &mut out);
    if let Some(body) = body(source, kind) {
        out["body"] = body;
    }
    out
}

/// The list of parameters counts only where the text of the URL has none.
fn url(source: &Value) -> Value {
    let text = crate::variable::to_text(source.get("url"));
    let mut url = url_json(&Url::parse(&text));
    let listed = pairs(source.get("queryParams"));
    let own_is_empty = url["query"].as_array().is_none_or(Vec::is_empty);
    if own_is_empty && listed.as_array().is_some_and(|list| !list.is_empty()) {
        url["query"] = listed;
    }
    url["variable"] = pairs(source.get("pathVariables"));
    url
}

fn body(source: &Value, kind: &str) -> Option<Value> {
    let body = source.get("body")?;
    let content = body.get("content").cloned().unwrap_or_default();
    if kind == "graphql-request" {
        let content = if content.is_object() { content } else { body.clone() };
        return Some(json!({"mode": "graphql", "graphql": content}));
    }
    Some(match body.get("type").and_then(Value::as_str).unwrap_or("text") {
        "none" => return None,
        "formdata" => json!({"mode": "formdata", "formdata": pairs(Some(&content))}),
        "urlencoded" => json!({"mode": "urlencoded", "urlencoded": pairs(Some(&content))}),
        "graphql" => json!({"mode": "graphql", "graphql": content}),
        "file" if content.is_object() => json!({"mode": "file", "file": content}),
        "file" => json!({"mode": "file", "file": {"src": content}}),
        language => json!({"mode": "raw", "raw": content, "options": {"raw": {"language": language}}}),
    })
}

/// What collections, folders and requests have in common: auth, scripts, settings.
fn add_shared(source: &Value, out: &mut Value) {
    let scripts = source.get("scripts").and_then(Value::as_array);
    let events: Vec<Value> = scripts.into_iter().flatten().filter_map(event).collect();
    if !events.is_empty() {
        out["event"] = Value::Array(events);
    }
    if let Some(auth) = auth(source.get("auth")) {
        out["auth"] = auth;
    }
    if let Some(settings) = source.get("settings").filter(|settings| settings.is_object()) {
        out["protocolProfileBehavior"] = settings.clone();
    }
}

fn event(script: &Value) -> Option<Value> {
    let kind = script.get("type").and_then(Value::as_str)?;
    let listen = match kind.strip_prefix("http:").or_else(|| kind.strip_prefix("graphql:")).unwrap_or(kind) {
        "beforeRequest" => "prerequest",
        "afterResponse" => "test",
        _ => return None,
    };
    Some(json!({"listen": listen, "script": {"exec": script.get("code")}}))
}

/// The auth of `{type, credentials}`, or of the first in a list of them; `None` for the type `inherit`.
fn auth(json: Option<&Value>) -> Option<Value> {
    let auth = match json? {
        Value::Array(several) => several.first()?,
        single => single,
    };
    let kind = auth.get("type").and_then(Value::as_str).filter(|kind| *kind != "inherit")?;
    let params = auth.get("credentials").cloned().unwrap_or_else(|| json!([]));
    Some(json!({"type": kind, kind: params}))
}

/// A list of `{key, value}`, or an object of values, as the list.
fn pairs(json: Option<&Value>) -> Value {
    match json {
        Some(list @ Value::Array(_)) => list.clone(),
        Some(Value::Object(map)) => {
            map.iter().map(|(key, value)| json!({"key": key, "value": value})).collect()
        }
        _ => json!([]),
    }
}

fn copy(source: &Value, key: &str, out: &mut Value) {
    if let (Some(value), Some(out)) = (source.get(key), out.as_object_mut()) {
        out.insert(key.to_owned(), value.clone());
    }
}

fn text_or(source: &Value, key: &str, default: &str) -> Value {
    source.get(key).filter(|value| truthy(value)).cloned().unwrap_or_else(|| json!(default))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection::{Collection, Node, parse};

    fn collection(directory: &Directory) -> (Collection, Vec<String>) {
        let assembled = assemble("shop", directory);
        (parse(&assembled.json, || "new".to_owned()).expect("a collection"), assembled.skipped)
    }

    fn request(order: u32, more: &Value) -> Entry {
        let mut json = json!({"$kind": "http-request", "url": "http://h/x", "method": "get", "order": order});
        json.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        Entry::Request(json)
    }

    #[test]
    fn members_stand_in_their_order_and_are_called_after_their_files() {
        let folder = Directory {
            definition: json!({"name": "Inner", "order": 1000}),
            entries: vec![("deep".to_owned(), request(1, &json!({})))],
        };
        let (collection, _) = collection(&Directory {
            definition: json!({"$kind": "collection", "variables": [{"key": "v", "value": "1"}]}),
            entries: vec![
                ("b".to_owned(), request(3000, &json!({"name": "B?"}))),
                ("a".to_owned(), request(2000, &json!({}))),
                ("inner".to_owned(), Entry::Folder(folder)),
            ],
        });
        let names: Vec<_> = collection
            .nodes
            .iter()
            .map(|node| match node {
                Node::Folder(folder) => folder.name.as_str(),
                Node::Item(item) => item.name.as_deref().unwrap_or_default(),
            })
            .collect();
        assert_eq!(names, ["Inner", "a", "B?"]);
        assert_eq!(collection.name.as_deref(), Some("shop"));
        assert!(collection.variables.has("v"));
    }

    #[test]
    fn a_request_has_all_its_parts() {
        let entry = request(
            1,
            &json!({
                "url": "http://h/:id", "method": "post", "pathVariables": {"id": "7"},
                "queryParams": [{"key": "q", "value": "1"}, {"key": "off", "value": "2", "disabled": true}],
                "headers": [{"key": "A", "value": "b"}],
                "body": {"type": "json", "content": "{}"},
                "auth": {"type": "bearer", "credentials": {"token": "t"}},
                "settings": {"followRedirects": false},
                "scripts": [{"type": "afterResponse", "code": "x"}, {"type": "http:beforeRequest", "code": "y"}],
            }),
        );
        let (collection, _) =
            collection(&Directory { definition: json!({}), entries: vec![("r".to_owned(), entry)] });
        let Node::Item(item) = &collection.nodes[0] else { panic!("an item") };
        assert_eq!(item.request.url.to_string(), "http://h/7?q=1");
        assert_eq!((item.request.method.as_str(), item.request.headers.len()), ("POST", 1));
        assert_eq!(item.request.auth.as_ref().map(|auth| auth.text("token")).as_deref(), Some("t"));
        assert_eq!(item.profile["followRedirects"], json!(false));
        let listens: Vec<_> = item.scripts.iter().map(|script| script.listen.as_str()).collect();
        assert_eq!(listens, ["test", "prerequest"]);
    }

    #[test]
    fn requests_that_are_not_http_are_left_out_and_named() {
        let socket = Entry::Request(json!({"$kind": "websocket-request", "url": "ws://h"}));
        let (collection, skipped) =
            collection(&Directory { definition: json!({}), entries: vec![("s".to_owned(), socket)] });
        assert!(collection.nodes.is_empty());
        assert_eq!(skipped, ["s (websocket-request)"]);
    }
}
