//! Reads collections, of version 1 too, with every odd shape that newman accepts.
//!
//! Source: postman-collection 4.4, `lib/collection/*`; the rules are
//! `docs/postman-semantics.md` §1.3, Collections of versions 2.0 and 2.1, and §1.4, Entries that are turned off.

mod auth;
mod body;
pub(super) mod loose;
mod request;
mod script;

use std::sync::LazyLock;

use serde_json::{Map, Value};

use self::auth::auth;
use self::loose::{description, one_or_many, text_of, truthy};
use self::script::scripts;
use super::{Collection, CollectionError, Folder, Item, Node, Profile, upgrade};
use crate::file_kind::FileKind;
use crate::variable::{Variable, VariableScope};

pub(super) use self::request::header_lines;
pub use self::request::parse_request;

/// Folders may lie this deep; deeper ones are refused, since the tree is walked recursively.
pub(super) const DEEPEST: usize = 200;

/// Stands in for members that should be objects and are not.
static NOTHING: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

/// Makes an id where the file has none.
pub(super) type NewId<'a> = &'a mut dyn FnMut() -> String;

impl Collection {
    /// Reads the text of an exported collection: version 1, 2.0 or 2.1. Ids that the file lacks are random.
    ///
    /// # Errors
    ///
    /// Fails when the text is not JSON, or not a collection.
    ///
    /// ```
    /// let text = r#"{"info": {"name": "Shop"}, "item": [{"name": "list", "request": "http://shop.example/"}]}"#;
    /// let collection = postino::collection::Collection::from_json(text)?;
    /// assert_eq!(collection.name.as_deref(), Some("Shop"));
    /// # Ok::<(), postino::collection::CollectionError>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self, CollectionError> {
        let json: Value = serde_json::from_str(text).map_err(CollectionError::Json)?;
        parse(&json, || uuid::Uuid::new_v4().to_string())
    }
}

/// Reads a collection from its JSON.
///
/// Shape: `{"info": {…}, "item": […]}`, or the same wrapped in `{"collection": …}`.
///
/// # Errors
///
/// Fails when the JSON is not a collection. Odd members inside of it are skipped, as newman skips them.
pub fn parse(json: &Value, mut new_id: impl FnMut() -> String) -> Result<Collection, CollectionError> {
    check(json)?;
    parse_anything(json, &mut new_id)
}

/// Reads a collection as newman does: it takes every object and every list for a collection, which may be empty.
///
/// # Errors
///
/// Fails where folders lie too deep.
pub fn parse_anything(
    json: &Value,
    mut new_id: impl FnMut() -> String,
) -> Result<Collection, CollectionError> {
    let root = unwrapped(json).as_object().unwrap_or(&NOTHING);
    if upgrade::is_v1(json) {
        return read(&upgrade::upgrade(root, &mut new_id), &mut new_id);
    }
    read(root, &mut new_id)
}

fn read(root: &Map<String, Value>, new_id: NewId<'_>) -> Result<Collection, CollectionError> {
    let info = root.get("info").and_then(Value::as_object).cloned().unwrap_or_default();
    // Where there is an `info`, what stands outside it says nothing about the collection.
    let head = if info.is_empty() { root } else { &info };
    let variables = one_or_many(root.get("variable")).iter().filter_map(Variable::from_json);
    Ok(Collection {
        id: id_of(head).unwrap_or_else(&mut *new_id),
        name: text_of(head.get("name")).filter(|name| !name.is_empty()),
        description: description(head.get("description")),
        auth: auth(root.get("auth")),
        variables: VariableScope::new(new_id(), None, variables.collect()),
        scripts: scripts(root.get("event"), new_id),
        profile: profile(root),
        nodes: nodes(root.get("item"), 0, "/item", new_id)?,
        info,
    })
}

/// The content of `{"collection": …}`, in which Postman's API wraps a collection; newman unwraps twice.
pub(super) fn unwrapped(json: &Value) -> &Value {
    let inner = |json: &'_ Value| json.get("collection").is_some_and(Value::is_object);
    let mut json = json;
    for _ in 0..2 {
        if inner(json) {
            json = &json["collection"];
        }
    }
    json
}

/// Refuses a document that is not a collection, and names what it is.
fn check(json: &Value) -> Result<(), CollectionError> {
    match (FileKind::of_json(json), json) {
        (Some(FileKind::Collection | FileKind::NewmanReport), _) => Ok(()),
        (Some(found), _) => Err(CollectionError::OtherFile { found }),
        (None, Value::Object(root)) => {
            let known = ["info", "item", "event", "variable", "auth", "requests"];
            let any = known.iter().any(|key| root.contains_key(*key));
            if any { Ok(()) } else { Err(CollectionError::NoCollection) }
        }
        (None, Value::Array(_)) => Err(CollectionError::NotAnObject { found: "a list" }),
        (None, Value::String(_)) => Err(CollectionError::NotAnObject { found: "a string" }),
        (None, Value::Number(_)) => Err(CollectionError::NotAnObject { found: "a number" }),
        (None, Value::Bool(_) | Value::Null) => Err(CollectionError::NotAnObject { found: "a single value" }),
    }
}

/// `id`, else `_postman_id`; an empty id counts as missing.
fn id_of(json: &Map<String, Value>) -> Option<String> {
    let id = |key: &str| text_of(json.get(key)).filter(|id| !id.is_empty());
    id("id").or_else(|| id("_postman_id"))
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
    let members = one_or_many(json);
    let mut parsed = Vec::with_capacity(members.len());
    for (place, member) in members.iter().enumerate().filter(|(_, member)| !member.is_null()) {
        parsed.push(node(member, depth, &format!("{pointer}/{place}"), new_id)?);
    }
    Ok(parsed)
}

/// A member with a truthy `item` is a folder, whatever else it has. Every other member is a request, even if it cannot
/// be sent.
fn node(json: &Value, depth: usize, pointer: &str, new_id: NewId<'_>) -> Result<Node, CollectionError> {
    let json = json.as_object().unwrap_or(&NOTHING);
    let id = id_of(json).unwrap_or_else(&mut *new_id);
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
        description: description(json.get("description")),
        request: parse_request(json.get("request").unwrap_or(&Value::Null)),
        scripts: scripts(json.get("event"), new_id),
        profile: profile(json),
        responses,
    })))
}

fn profile(json: &Map<String, Value>) -> Profile {
    json.get("protocolProfileBehavior").and_then(Value::as_object).cloned().unwrap_or_default()
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
        assert_eq!(error.to_string(), "expected a Postman collection, found a Postman environment");
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
