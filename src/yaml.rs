//! YAML as JSON values: what Postman's local mode writes.

use serde_json::Value;
use thiserror::Error;

/// A text that is no YAML.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct YamlError(#[from] serde_saphyr::Error);

/// Reads a document; an empty one is `null`.
///
/// # Errors
///
/// Fails with line and column on what is no YAML, and on documents that would grow without end.
pub fn parse(text: &str) -> Result<Value, YamlError> {
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    Ok(serde_saphyr::from_str(text)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_document_becomes_json() {
        let parsed =
            parse("$kind: http-request\nurl: '{{base}}/x'\nscripts:\n  - code: |-\n      a\n      b\n")
                .expect("YAML");
        assert_eq!(
            parsed,
            json!({"$kind": "http-request", "url": "{{base}}/x", "scripts": [{"code": "a\nb"}]})
        );
    }

    #[test]
    fn what_is_no_yaml_is_refused_with_its_place() {
        let message = parse("a: [1\nb: 2").expect_err("refused").to_string();
        assert!(message.contains("line 2") || message.contains(":2"), "{message}");
    }
}
