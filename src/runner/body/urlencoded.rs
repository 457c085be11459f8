//! `application/x-www-form-urlencoded`, in the order and with the escapes of Node.js.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::collection::Param;
use crate::variable::to_text;

/// RFC 3986: everything but its unreserved characters is encoded.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// True for a content type that names this encoding, whatever follows.
pub(super) fn is_named_by(content_type: &str) -> bool {
    content_type
        .strip_prefix("application/x-www-form-urlencoded")
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
}

/// Shape: `a=1&b=2`. Repeated keys are grouped at the place of the first; keys that are whole numbers go first,
/// as the members of an object do in JavaScript.
pub(super) fn encode(params: &[Param]) -> String {
    let mut keys: Vec<&str> = Vec::new();
    for param in params {
        if !keys.contains(&param.key.as_str()) {
            keys.push(&param.key);
        }
    }
    keys.sort_by_key(|key| index(key).map_or((true, 0), |index| (false, index)));
    let grouped = keys.iter().flat_map(|key| params.iter().filter(move |param| param.key == *key));
    let pairs = grouped.flat_map(|param| {
        let key = utf8_percent_encode(&param.key, FORM);
        values(&param.value)
            .into_iter()
            .map(move |value| format!("{key}={}", utf8_percent_encode(&value, FORM)))
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// The number that a key is, if JavaScript would take it for one.
fn index(key: &str) -> Option<u32> {
    key.parse().ok().filter(|index: &u32| *index < u32::MAX && index.to_string() == key)
}

/// A list gives one pair for each of its values.
fn values(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().map(text).collect(),
        value => vec![text(value)],
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null | Value::Object(_) | Value::Array(_) => String::new(),
        value => to_text(Some(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn encoded(pairs: &[(&str, Value)]) -> String {
        let params = pairs.iter().map(|(key, value)| Param {
            key: (*key).to_owned(),
            value: value.clone(),
            disabled: false,
        });
        encode(&params.collect::<Vec<_>>())
    }

    #[test]
    fn all_but_unreserved_characters_are_encoded_and_keys_grouped() {
        let pairs = [("a", json!("x y!")), ("b", json!(null)), ("a", json!(3))];
        assert_eq!(encoded(&pairs), "a=x%20y%21&a=3&b=");
    }

    #[test]
    fn a_list_is_one_pair_for_each_value() {
        assert_eq!(encoded(&[("a", json!([1, "x", null]))]), "a=1&a=x&a=");
    }

    #[test]
    fn keys_that_are_whole_numbers_go_first() {
        let one = |key| (key, json!(""));
        assert_eq!(encoded(&[one("b"), one("10"), one("02"), one("9")]), "9=&10=&b=&02=");
    }

    #[test]
    fn a_content_type_names_it_with_or_without_parameters() {
        assert!(is_named_by("application/x-www-form-urlencoded; charset=utf-8"));
        assert!(!is_named_by("application/x-www-form-urlencoded2"));
        assert!(!is_named_by("text/plain"));
    }
}
