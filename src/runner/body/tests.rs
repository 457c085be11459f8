use super::*;
use crate::collection::parse_request;
use crate::compat::Compat;
use serde_json::json;
use std::path::Path;

fn built_with(body: &Value, own_type: Option<&str>) -> (Payload, Option<ContentType>, Vec<String>) {
    let files = Files { working_dir: Path::new("/nowhere"), anywhere: true, compat: Compat::Postman };
    let body = parse_request(&json!({"url": "http://h", "body": body})).body.expect("a body");
    let mut lost = Vec::new();
    let (payload, content_type) = payload(&body, own_type, files, || "B".to_owned(), &mut lost);
    (payload, content_type, lost.iter().map(Lost::newmans_words).collect())
}

fn built(body: &Value) -> (Payload, Option<ContentType>, Vec<String>) {
    built_with(body, None)
}

fn bytes(body: &Value, own_type: Option<&str>) -> String {
    match built_with(body, own_type).0 {
        Payload::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn comments_are_taken_out_of_what_is_named_json_only() {
    let body = json!({"mode": "raw", "raw": "1 // x"});
    for (own, stripped) in [
        (None, false),
        (Some("application/json"), true),
        (Some("application/vnd.api+json; charset=x"), true),
        (Some("text/json"), false),
        (Some("application/+json"), false),
    ] {
        assert_eq!(bytes(&body, own) == "1 ", stripped, "{own:?}");
    }
    let html = json!({"mode": "raw", "raw": "1 // x", "options": {"raw": {"language": "html"}}});
    assert_eq!(bytes(&html, Some("application/json")), "1 // x");
}

#[test]
fn text_variables_of_graphql_are_embedded_as_they_are() {
    let body = json!({"mode": "graphql", "graphql": {"query": "{a}", "variables": "{\"x\": 1}"}});
    assert_eq!(bytes(&body, None), "{\"query\":\"{a}\",\"variables\":{\"x\": 1}}");
}

#[test]
fn members_of_graphql_that_are_null_are_sent_and_missing_ones_are_not() {
    let body = json!({"mode": "graphql", "graphql": {"query": "{a}", "operationName": null}});
    assert_eq!(bytes(&body, None), "{\"query\":\"{a}\",\"operationName\":null}");
}

#[test]
fn a_form_whose_only_file_is_missing_is_no_body() {
    let part = json!({"key": "f", "type": "file", "src": "missing.txt"});
    let (payload, content_type, warnings) = built(&json!({"mode": "formdata", "formdata": [part]}));
    assert!(matches!(payload, Payload::None));
    assert_eq!(content_type, None);
    assert_eq!(warnings, ["Form param `f`, file load error: \"missing.txt\", no such file"]);
}

#[test]
fn a_file_body_without_a_source_says_so() {
    let (_, _, warnings) = built(&json!({"mode": "file", "file": {}}));
    assert_eq!(warnings, ["Binary file load error: invalid or missing file source"]);
}

#[test]
fn only_forms_replace_an_own_content_type() {
    let kept = |body: Value, own: &str| built_with(&body, Some(own)).1.expect("a type").allows(own);
    let pair = json!([{"key": "a", "value": "1"}]);
    assert!(kept(json!({"mode": "raw", "raw": "x"}), "x/y"));
    assert!(!kept(json!({"mode": "urlencoded", "urlencoded": pair}), "x/y"));
    assert!(!kept(json!({"mode": "formdata", "formdata": pair}), "multipart/form-data"));
    assert!(kept(json!({"mode": "formdata", "formdata": pair}), "multipart/form-data; boundary=x"));
}
