//! What a JSON or YAML document is.

use serde_json::{Map, Value};

use super::FileKind;

/// The first kind whose members are there; what is most certain stands first.
pub(super) fn kind(json: &Value) -> Option<FileKind> {
    match json {
        Value::Object(object) if object.is_empty() => Some(FileKind::EmptyObject),
        Value::Object(object) => {
            let kinds =
                [of_specification, of_other_client, of_postmans_account, of_postman, of_report, of_npm];
            kinds.iter().find_map(|kind| kind(object))
        }
        Value::Array(list) => of_list(list),
        _ => None,
    }
}

fn of_specification(object: &Map<String, Value>) -> Option<FileKind> {
    let version = |key: &str| object.get(key).is_some_and(|value| value.is_string() || value.is_number());
    Some(match object {
        _ if version("openapi") => FileKind::OpenApi,
        _ if version("swagger") => FileKind::Swagger,
        _ if version("asyncapi") => FileKind::AsyncApi,
        _ if version("$schema") && has(object, "properties", Value::is_object) => FileKind::JsonSchema,
        _ if object.get("log").is_some_and(|log| log.get("entries").is_some_and(Value::is_array)) => {
            FileKind::Har
        }
        _ => return None,
    })
}

fn of_other_client(object: &Map<String, Value>) -> Option<FileKind> {
    let text = |key: &str| object.get(key).and_then(Value::as_str).unwrap_or_default();
    let list = |key: &str| has(object, key, Value::is_array);
    let http =
        object.get("http").is_some_and(|http| http.get("method").is_some() && http.get("url").is_some());
    Some(match object {
        _ if object.contains_key("__export_format") || text("type").contains("insomnia.rest/") => {
            FileKind::Insomnia
        }
        _ if object.contains_key("opencollection") || (http && object.contains_key("info")) => {
            FileKind::OpenCollection
        }
        _ if object.contains_key("brunoConfig") => FileKind::Bruno,
        // `bruno.json` beside the `.bru` files; an export of Bruno has `items`.
        _ if text("version") == "1" && (text("type") == "collection" || list("items")) => FileKind::Bruno,
        _ if text("client") == "Thunder Client" || text("clientName") == "Thunder Client" => {
            FileKind::ThunderClient
        }
        _ if is_hoppscotch(object) => FileKind::Hoppscotch,
        _ if object.contains_key("apidogProject") => FileKind::Apidog,
        _ => return None,
    })
}

fn is_hoppscotch(object: &Map<String, Value>) -> bool {
    has(object, "v", Value::is_number)
        && has(object, "folders", Value::is_array)
        && has(object, "requests", Value::is_array)
}

/// What Postman hands out of a whole account.
fn of_postmans_account(object: &Map<String, Value>) -> Option<FileKind> {
    let lists = ["collections", "environments"].map(|key| object.get(key).and_then(Value::as_array));
    let of_api = |list: &Vec<Value>| list.iter().all(|entry| entry.get("uid").is_some()) && !list.is_empty();
    let flags = |key: &str| match object.get(key) {
        Some(Value::Object(ids)) => !ids.is_empty() && ids.values().all(Value::is_boolean),
        _ => false,
    };
    let refusal = object.get("error").filter(|error| error.get("message").is_some());
    Some(match lists {
        [Some(one), None] | [None, Some(one)] if object.len() < 3 && of_api(one) => FileKind::ApiList,
        [Some(_), _] | [None, Some(_)] if !object.contains_key("item") => FileKind::Dump,
        _ if flags("collection") || flags("environment") => FileKind::ExportIndex,
        _ if refusal.is_some() && object.len() == 1 => FileKind::ApiError,
        _ => return None,
    })
}

fn of_postman(object: &Map<String, Value>) -> Option<FileKind> {
    let wrapped = |key: &str| object.get(key).filter(|inner| inner.is_object());
    let list = |key: &str| has(object, key, Value::is_array);
    let local = object.get("$kind").and_then(Value::as_str);
    let scope = object.get("_postman_variable_scope").and_then(Value::as_str);
    Some(match object {
        _ if object.contains_key("run") && object.contains_key("collection") => FileKind::NewmanReport,
        _ if wrapped("collection").is_some() => FileKind::Collection,
        _ if local.is_some_and(|kind| kind != "environment") => FileKind::LocalResource,
        _ if scope == Some("globals") || (wrapped("globals").is_some() && !list("item")) => FileKind::Globals,
        _ if scope.is_some() || local.is_some() => FileKind::Environment,
        _ if list("values") && !list("item") => FileKind::Environment,
        _ if wrapped("environment").is_some_and(|inner| inner.get("values").is_some()) => {
            FileKind::Environment
        }
        _ if ["item", "requests", "event"].into_iter().any(list) => FileKind::Collection,
        _ if object.get("info").is_some_and(is_postmans_info) => FileKind::Collection,
        _ => return None,
    })
}

/// An `info` with what Postman writes there; those of specifications have a title.
fn is_postmans_info(info: &Value) -> bool {
    info.get("schema").or_else(|| info.get("_postman_id")).is_some()
}

fn of_report(object: &Map<String, Value>) -> Option<FileKind> {
    let events = object.get("format").and_then(Value::as_str) == Some("postino-events");
    Some(match object {
        _ if events => FileKind::Events,
        _ if has(object, "cookies", Value::is_array) => FileKind::CookieJar,
        _ => return None,
    })
}

fn of_npm(object: &Map<String, Value>) -> Option<FileKind> {
    let packages = ["dependencies", "devDependencies", "scripts"];
    let named = has(object, "name", Value::is_string) && has(object, "version", Value::is_string);
    let found = named && packages.into_iter().any(|key| has(object, key, Value::is_object));
    found.then_some(FileKind::PackageJson)
}

fn of_list(list: &[Value]) -> Option<FileKind> {
    let all =
        |is: &dyn Fn(&Map<String, Value>) -> bool| list.iter().all(|entry| entry.as_object().is_some_and(is));
    let is_collection = |object: &Map<String, Value>| {
        object.contains_key("info") && object.contains_key("item")
            || object.contains_key("order") && object.contains_key("requests")
    };
    Some(match list {
        [] => FileKind::EmptyList,
        _ if all(&is_hoppscotch) => FileKind::Hoppscotch,
        _ if all(&is_collection) => FileKind::CollectionList,
        _ if all(&|object| object.contains_key("key")) => FileKind::VariableList,
        _ if all(&|_| true) => FileKind::DataRows,
        _ => return None,
    })
}

fn has(object: &Map<String, Value>, key: &str, is: fn(&Value) -> bool) -> bool {
    object.get(key).is_some_and(is)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_document_is_known_by_its_members() {
        for (document, expected) in [
            (json!({"openapi": "3.0.3", "info": {"title": "t"}, "paths": {}}), FileKind::OpenApi),
            (json!({"swagger": "2.0", "info": {"title": "t"}, "paths": {}}), FileKind::Swagger),
            (json!({"swagger": 2.0}), FileKind::Swagger),
            (json!({"log": {"version": "1.2", "entries": []}}), FileKind::Har),
            (json!({"_type": "export", "__export_format": 4, "resources": []}), FileKind::Insomnia),
            (json!({"type": "collection.insomnia.rest/5.0", "collection": []}), FileKind::Insomnia),
            (
                json!({"opencollection": "1.0.0", "info": {"name": "c"}, "items": []}),
                FileKind::OpenCollection,
            ),
            (
                json!({"info": {"name": "r", "type": "http"}, "http": {"method": "GET", "url": "u"}}),
                FileKind::OpenCollection,
            ),
            (json!({"version": "1", "name": "c", "type": "collection"}), FileKind::Bruno),
            (json!({"version": 1, "collections": [], "environments": [], "globals": []}), FileKind::Dump),
            (json!({"collections": [{"info": {}, "item": []}]}), FileKind::Dump),
            (json!({"collections": [{"id": "1", "uid": "2-1", "name": "c"}]}), FileKind::ApiList),
            (json!({"collection": {"8f3f1bb1": true}, "environment": {}}), FileKind::ExportIndex),
            (json!({"error": {"name": "instanceNotFoundError", "message": "…"}}), FileKind::ApiError),
            (json!({"$kind": "http-request", "url": "u"}), FileKind::LocalResource),
            (json!({"v": 2, "name": "c", "folders": [], "requests": []}), FileKind::Hoppscotch),
            (json!({"name": "p", "version": "1.0.0", "dependencies": {}}), FileKind::PackageJson),
            (json!({"cookies": []}), FileKind::CookieJar),
            (json!({"format": "postino-events", "version": 1}), FileKind::Events),
            (json!({}), FileKind::EmptyObject),
            (json!([]), FileKind::EmptyList),
            (json!([{"id": 1}]), FileKind::DataRows),
            (json!([{"key": "a", "value": 1}]), FileKind::VariableList),
            (json!([{"info": {}, "item": []}]), FileKind::CollectionList),
        ] {
            assert_eq!(kind(&document), Some(expected), "{document}");
        }
    }

    #[test]
    fn postmans_own_files_are_told_apart() {
        for (document, expected) in [
            (json!({"info": {"name": "c"}, "item": []}), FileKind::Collection),
            (json!({"collection": {"info": {"name": "c"}, "item": []}}), FileKind::Collection),
            (json!({"name": "old", "order": [], "requests": []}), FileKind::Collection),
            (json!({"name": "e", "values": []}), FileKind::Environment),
            (json!({"environment": {"name": "e", "values": []}}), FileKind::Environment),
            (json!({"values": [], "_postman_variable_scope": "globals"}), FileKind::Globals),
        ] {
            assert_eq!(kind(&document), Some(expected), "{document}");
        }
    }

    #[test]
    fn a_document_of_ones_own_is_of_no_kind() {
        for document in [json!({"a": 1}), json!({"info": {"name": "c"}}), json!("text"), json!([1])] {
            assert_eq!(kind(&document), None, "{document}");
        }
    }
}
