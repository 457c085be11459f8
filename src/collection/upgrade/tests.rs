use super::super::{Body, Collection, Node, parse};
use super::*;

fn parsed(v1: &Value) -> Collection {
    parse(v1, || "new".to_owned()).expect("a collection")
}

/// A collection with one request, which has these members too.
fn one(request: &Value) -> super::super::Item {
    let mut request = request.clone();
    request["id"] = json!("r");
    let collection = parsed(&json!({"name": "c", "order": ["r"], "requests": [request]}));
    match &collection.nodes[0] {
        Node::Item(item) => (**item).clone(),
        Node::Folder(_) => panic!("a folder"),
    }
}

/// The names of a tree in order, folders with a slash.
fn names(nodes: &[Node], into: &mut Vec<String>) {
    for node in nodes {
        match node {
            Node::Folder(folder) => {
                into.push(format!("{}/", folder.name));
                names(&folder.nodes, into);
            }
            Node::Item(item) => into.extend(item.name.clone()),
        }
    }
}

#[test]
fn folders_run_before_the_requests_beside_them() {
    let collection = parsed(&json!({
        "id": "c1", "name": "c", "order": ["r1"], "folders_order": ["f2", "f1"],
        "folders": [
            {"id": "f1", "name": "one", "order": ["r2"]},
            {"id": "f2", "name": "two", "order": [], "folders_order": ["f3"]},
            {"id": "f3", "name": "inner", "order": ["r3"]},
        ],
        "requests": [
            {"id": "r1", "name": "root", "url": "http://h/1", "method": "GET"},
            {"id": "r2", "name": "in one", "url": "http://h/2", "method": "GET"},
            {"id": "r3", "name": "in inner", "url": "http://h/3", "method": "GET"},
        ],
    }));
    let mut found = Vec::new();
    names(&collection.nodes, &mut found);
    assert_eq!(found, ["two/", "inner/", "in inner", "one/", "in one", "root"]);
    assert_eq!((collection.id.as_str(), collection.name.as_deref()), ("c1", Some("c")));
}

#[test]
fn header_lines_become_headers_and_commented_ones_are_off() {
    let item = one(&json!({"url": "http://h", "headers": "A: b: c\n//Off: x\nnot a header\n//  D:1\n"}));
    let headers: Vec<_> = item
        .request
        .headers
        .iter()
        .map(|header| (header.key.as_str(), header.value.as_str(), header.disabled))
        .collect();
    assert_eq!(headers, [("A", "b: c", false), ("Off", "x", true), ("D", "1", true)]);
}

#[test]
fn scripts_come_from_tests_and_pre_request_script() {
    let item = one(&json!({"url": "http://h", "tests": "a\nb", "preRequestScript": ["c", "d"],
        "events": [{"listen": "test", "script": {"exec": "ignored"}}]}));
    let sources: Vec<_> =
        item.scripts.iter().map(|script| (script.listen.as_str(), &*script.source)).collect();
    assert_eq!(sources, [("test", "a\nb"), ("prerequest", "c\nd")]);
    let item = one(&json!({"url": "http://h", "events": [{"script": {"exec": ["e"]}}]}));
    assert_eq!(&*item.scripts[0].source, "e");
}

#[test]
fn every_data_mode_becomes_its_body() {
    let body = |request: Value| one(&request).request.body;
    let raw = body(json!({"dataMode": "raw", "rawModeData": "x"}));
    assert_eq!(raw, Some(Body::Raw { text: "x".to_owned(), language: None }));
    let form = body(json!({"dataMode": "params", "data": [
        {"key": "f", "type": "file", "value": "a.txt"}, {"value": "no key"}, {"key": "o", "value": "1", "enabled": false},
    ]}));
    let Some(Body::Formdata { params }) = form else { panic!("a form") };
    assert_eq!(
        (params[0].src.as_slice(), params[1].disabled, params.len()),
        (&["a.txt".to_owned()][..], true, 2)
    );
    let binary = body(json!({"dataMode": "binary", "rawModeData": "a.bin"}));
    assert_eq!(binary, Some(Body::File { src: Some("a.bin".to_owned()), content: None }));
    let graphql = body(json!({"dataMode": "graphql", "graphqlModeData": {"query": "{a}"}}));
    assert!(matches!(graphql, Some(Body::GraphQl(graphql)) if graphql.query == Some(json!("{a}"))));
    assert_eq!(body(json!({"dataMode": null, "rawModeData": "x"})), None);
    assert!(matches!(body(json!({"data": [{"key": "a", "value": "b"}]})), Some(Body::Formdata { .. })));
}

#[test]
fn helpers_become_auth_under_their_new_names() {
    let item = one(&json!({"url": "http://h", "currentHelper": "hawkAuth",
        "helperAttributes": "{\"hawk_id\": \"i\", \"algorithm\": \"sha256\"}"}));
    let auth = item.request.auth.expect("auth");
    assert_eq!((auth.scheme.as_str(), auth.text("authId").as_str()), ("hawk", "i"));
    let normal = one(&json!({"url": "http://h", "currentHelper": "normal", "helperAttributes": {}}));
    assert_eq!(normal.request.auth, None);
    let newer = one(
        &json!({"url": "http://h", "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "t"}]}}),
    );
    assert_eq!(newer.request.auth.map(|auth| auth.text("token")), Some("t".to_owned()));
}

#[test]
fn path_variables_and_query_parameters_join_the_url() {
    let item = one(&json!({"url": "http://h/:a/:b?x=1", "pathVariableData": [{"key": "a", "value": "1"}],
        "pathVariables": {"a": "no", "b": "2"}}));
    assert_eq!(item.request.url.to_string(), "http://h/1/2?x=1");
    let item = one(&json!({"url": "http://h/?x=1", "queryParams": [
        {"key": "y", "value": "", "equals": false}, {"key": "z", "value": null, "equals": true}, {"key": "off", "value": "1", "enabled": false}]}));
    assert_eq!(item.request.url.to_string(), "http://h/?y&z=");
}

#[test]
fn a_folder_that_holds_itself_ends() {
    let collection =
        parsed(&json!({"name": "c", "order": ["x"], "folders_order": ["f"], "requests": [{"id": "x"}],
        "folders": [{"id": "f", "folders_order": ["g"]}, {"id": "g", "folders_order": ["g"]}]}));
    assert!(matches!(collection.nodes.as_slice(), [Node::Folder(_), Node::Item(_)]));
}

#[test]
fn variables_of_the_collection_are_kept_by_key_or_id() {
    let collection =
        parsed(&json!({"name": "c", "order": ["x"], "requests": [{"id": "x", "url": "http://h"}],
        "variables": [{"id": "a", "value": "1"}, {"key": "b", "value": "2"}]}));
    assert!(collection.variables.has("a") && collection.variables.has("b"));
}

#[test]
fn folders_that_hold_each_other_have_one_place_each() {
    let folder = |id: usize| {
        let inner: Vec<String> = (0..40).map(|other| other.to_string()).collect();
        json!({"id": id.to_string(), "name": "F", "order": ["r"], "folders_order": inner})
    };
    let mut folders: Vec<Value> = (0..40).map(folder).collect();
    folders.push(json!({"id": "top", "name": "T", "folders_order": ["0", "0"]}));
    let v1 = json!({"name": "c", "order": ["r", "r"], "folders": folders, "requests": [{"id": "r", "url": "http://h"}]});
    let parsed = parse(&v1, || "new".to_owned()).expect("a collection");
    assert_eq!(parsed.nodes.len(), 2, "the folder that lies in no other, and the request");
    assert_eq!(super::super::collection_json(&parsed).to_string().matches("\"F\"").count(), 40);
}

#[test]
fn thousands_of_requests_are_found_at_once() {
    let ids: Vec<String> = (0..20_000).map(|id| id.to_string()).collect();
    let requests: Vec<Value> =
        ids.iter().map(|id| json!({"id": id, "name": id, "url": "http://h"})).collect();
    let v1 = json!({"name": "c", "order": ids, "requests": requests});
    assert_eq!(parse(&v1, || "new".to_owned()).expect("a collection").nodes.len(), 20_000);
}
