//! Collections of version 1, turned into the JSON of version 2.1, which [`super::parse`] then reads.
//!
//! Source: `docs/postman-semantics.md` §1.2, Collections of version 1 (what postman-collection-transformer 4.1 makes of them).

mod auth;
mod body;

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::parse::header_lines;
use super::parse::loose::truthy;
use super::parse::{NewId, unwrapped};
use super::{Url, url_json};

/// Folders may lie this deep.
const DEEPEST: usize = 100;

/// True for a collection of version 1: it has a name, an order and requests.
pub fn is_v1(json: &Value) -> bool {
    let json = unwrapped(json);
    json.get("name").is_some_and(truthy)
        && ["order", "requests"].iter().all(|key| json.get(key).is_some_and(truthy))
}

/// The same collection in version 2.1: folders first, then the requests that lie in none.
pub(super) fn upgrade(v1: &Map<String, Value>, new_id: NewId<'_>) -> Map<String, Value> {
    let mut source = Source::of(v1);
    let mut items = source.top_folders(v1);
    // A request outside of folders is placed once, even if it is named several times.
    let mut seen = HashSet::new();
    let order = ids(v1, "order").into_iter().filter(|id| seen.insert(*id)).collect();
    items.extend(source.requests_in(order));
    let id = v1.get("id").filter(|id| truthy(id)).cloned().unwrap_or_else(|| new_id().into());
    let mut info = json!({"_postman_id": id, "name": v1.get("name")});
    copy_text(v1, &mut info, "description");
    info["schema"] = json!("https://schema.getpostman.com/json/collection/v2.1.0/collection.json");
    let mut out = json!({"info": info, "item": items});
    add_shared(v1, &mut out);
    if let Some(variables) = variables(v1) {
        out["variable"] = variables;
    }
    match out {
        Value::Object(out) => out,
        _ => Map::new(),
    }
}

/// Entries by their ids; the last of several with one id counts.
type ById<'a> = HashMap<&'a Value, &'a Map<String, Value>>;

fn by_id<'a>(list: &[&'a Map<String, Value>]) -> ById<'a> {
    list.iter().filter_map(|entry| Some((entry.get("id")?, *entry))).collect()
}

/// Everything that ids may name.
struct Source<'a> {
    requests: ById<'a>,
    folders: ById<'a>,
    /// Folders that were placed already. Each is placed once: a folder that names itself would never end.
    placed: HashSet<&'a Value>,
}

impl<'a> Source<'a> {
    fn of(v1: &'a Map<String, Value>) -> Self {
        let (requests, folders) = (by_id(&list(v1, "requests")), by_id(&list(v1, "folders")));
        Self { requests, folders, placed: HashSet::new() }
    }

    /// The folders that lie in no other, in the collection's order if it has one.
    fn top_folders(&mut self, v1: &'a Map<String, Value>) -> Vec<Value> {
        let folders = list(v1, "folders");
        let inner: HashSet<&Value> = folders.iter().flat_map(|folder| ids(folder, "folders_order")).collect();
        let order: Vec<&Value> = match v1.get("folders_order") {
            Some(Value::Array(_)) => ids(v1, "folders_order"),
            _ => folders.iter().filter_map(|folder| folder.get("id")).collect(),
        };
        let top = order.into_iter().filter(|id| !inner.contains(id));
        top.filter_map(|id| self.folder(id, 0)).collect()
    }

    /// The folder of this id with its content; `None` when it was placed already.
    fn folder(&mut self, id: &'a Value, depth: usize) -> Option<Value> {
        let v1 = *self.folders.get(id)?;
        if depth > DEEPEST || !self.placed.insert(id) {
            return None;
        }
        let inner = ids(v1, "folders_order");
        let mut items: Vec<Value> = inner.into_iter().filter_map(|id| self.folder(id, depth + 1)).collect();
        items.extend(self.requests_in(ids(v1, "order")));
        let mut out = json!({"name": v1.get("name"), "item": items});
        copy_text(v1, &mut out, "description");
        add_shared(v1, &mut out);
        Some(out)
    }

    /// The requests of these ids, as often as they are named.
    fn requests_in(&self, order: Vec<&Value>) -> Vec<Value> {
        order.into_iter().filter_map(|id| self.requests.get(id)).map(|request| item(request)).collect()
    }
}

fn list<'a>(v1: &'a Map<String, Value>, key: &str) -> Vec<&'a Map<String, Value>> {
    let list = v1.get(key).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_object).collect()
}

fn ids<'a>(v1: &'a Map<String, Value>, key: &str) -> Vec<&'a Value> {
    v1.get(key).and_then(Value::as_array).into_iter().flatten().collect()
}

fn copy_text(v1: &Map<String, Value>, out: &mut Value, key: &str) {
    if let Some(text) = v1.get(key).filter(|text| truthy(text)) {
        out[key] = text.clone();
    }
}

/// What collections, folders and requests have in common: auth, scripts, settings.
fn add_shared(v1: &Map<String, Value>, out: &mut Value) {
    if let Some(events) = events(v1) {
        out["event"] = events;
    }
    if let Some(auth) = auth::auth(v1) {
        out["auth"] = auth;
    }
    if let Some(profile) = v1.get("protocolProfileBehavior").filter(|profile| profile.is_object()) {
        out["protocolProfileBehavior"] = profile.clone();
    }
}

/// `tests` and `preRequestScript` where one is there, else `events`.
fn events(v1: &Map<String, Value>) -> Option<Value> {
    let old = [("test", "tests"), ("prerequest", "preRequestScript")];
    let old: Vec<Value> = old
        .into_iter()
        .filter_map(|(listen, key)| Some((listen, v1.get(key).filter(|script| truthy(script))?)))
        .map(|(listen, script)| json!({"listen": listen, "script": {"type": "text/javascript", "exec": script}}))
        .collect();
    if !old.is_empty() {
        return Some(Value::Array(old));
    }
    let mut events = v1.get("events")?.as_array()?.clone();
    for event in events.iter_mut().filter_map(Value::as_object_mut) {
        event.entry("listen").or_insert_with(|| json!("test"));
        event.shift_remove("id");
        if let Some(Value::Object(script)) = event.get_mut("script") {
            script.shift_remove("id");
        }
    }
    Some(Value::Array(events))
}

fn item(v1: &Map<String, Value>) -> Value {
    let mut request = json!({"method": v1.get("method"), "header": headers(v1), "url": url(v1)});
    copy_text(v1, &mut request, "description");
    if let Some(body) = body::body(v1) {
        request["body"] = body;
    }
    let mut item = json!({"name": v1.get("name").filter(|name| truthy(name)).unwrap_or(&json!(""))});
    add_shared(v1, &mut item);
    if let Some(auth) = item.as_object_mut().and_then(|item| item.shift_remove("auth")) {
        request["auth"] = auth;
    }
    item["request"] = request;
    item
}

/// `headerData` first, then the lines of `headers` whose names are not there yet.
fn headers(v1: &Map<String, Value>) -> Value {
    if let Some(list @ Value::Array(_)) = v1.get("headers") {
        return list.clone();
    }
    let mut headers: Vec<Value> = list(v1, "headerData").into_iter().map(header).collect();
    let known: Vec<Value> = headers.iter().map(|header| header["key"].clone()).collect();
    let lines = v1.get("headers").and_then(Value::as_str).unwrap_or_default();
    for (key, value) in header_lines(lines, true) {
        let off = key.strip_prefix("//").map(str::trim_start);
        let mut header = json!({"key": off.unwrap_or(&key), "value": value});
        if off.is_some() {
            header["disabled"] = json!(true);
        }
        if !known.contains(&header["key"]) {
            headers.push(header);
        }
    }
    Value::Array(headers)
}

fn header(v1: &Map<String, Value>) -> Value {
    let mut header = v1.clone();
    let off = header.shift_remove("enabled") == Some(Value::Bool(false));
    let key = header.get("key").and_then(Value::as_str).unwrap_or_default().to_owned();
    if off || key.starts_with("//") {
        header.insert("disabled".to_owned(), json!(true));
        header.insert("key".to_owned(), json!(key.replacen("//", "", 1).trim()));
    }
    Value::Object(header)
}

fn url(v1: &Map<String, Value>) -> Value {
    let Some(text) = v1.get("url").filter(|url| !url.is_null()) else { return Value::Null };
    let text = crate::variable::to_text(Some(text));
    let mut variables: Vec<Value> = list(v1, "pathVariableData").into_iter().map(path_variable).collect();
    let by_name = v1.get("pathVariables").and_then(Value::as_object).into_iter().flatten();
    for (key, value) in by_name {
        if !variables.iter().any(|known| known["key"] == json!(key)) {
            variables.push(json!({"key": key, "value": value}));
        }
    }
    let query: Vec<Value> = list(v1, "queryParams").into_iter().map(query_param).collect();
    let mut parts = url_json(&Url::parse(&text));
    if !query.is_empty() {
        parts["query"] = Value::Array(query);
    }
    if !variables.is_empty() {
        parts["variable"] = Value::Array(variables);
    }
    parts
}

/// Only its key names it; its id is not read here.
fn path_variable(v1: &Map<String, Value>) -> Value {
    let mut variable = v1.clone();
    variable.shift_remove("id");
    Value::Object(variable)
}

/// `equals` says whether a `=` stands after the key of an empty value.
fn query_param(v1: &Map<String, Value>) -> Value {
    let mut param = v1.clone();
    if param.shift_remove("enabled") == Some(Value::Bool(false)) {
        param.insert("disabled".to_owned(), json!(true));
    }
    if let Some(equals) = param.shift_remove("equals") {
        let empty = !param.get("value").is_some_and(truthy);
        if truthy(&equals) && param.get("value").is_none_or(Value::is_null) {
            param.insert("value".to_owned(), json!(""));
        } else if !truthy(&equals) && empty {
            param.insert("value".to_owned(), Value::Null);
        }
    }
    Value::Object(param)
}

fn variables(v1: &Map<String, Value>) -> Option<Value> {
    let list = v1.get("variables").or_else(|| v1.get("variable"))?.as_array()?;
    let named = list.iter().filter_map(Value::as_object).map(|variable| {
        let mut variable = variable.clone();
        if !variable.get("key").is_some_and(truthy) {
            let id = variable.get("id").cloned().unwrap_or_default();
            variable.insert("key".to_owned(), id);
        }
        if variable.get("type") == Some(&json!("text")) {
            variable.insert("type".to_owned(), json!("string"));
        }
        Value::Object(variable)
    });
    Some(named.collect())
}

#[cfg(test)]
mod tests;
