//! YAML: what Postman's local mode writes, and the emulator's scenarios.

use serde::de::DeserializeOwned;
use serde_saphyr::SnippetMode;
use thiserror::Error;

/// Why a text cannot be read as YAML: one line, with the place.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct YamlError(String);

impl From<serde_saphyr::Error> for YamlError {
    fn from(error: serde_saphyr::Error) -> Self {
        Self(error.render_with_options(serde_saphyr::render_options! { snippets: SnippetMode::Off }))
    }
}

/// Reads a document into a `T`. A document that is empty or has only comments gives the default.
///
/// # Errors
///
/// Fails, with line and column, when the text is not YAML or does not fit a `T`, or when its aliases would make it grow
/// without end.
pub fn parse<T: DeserializeOwned + Default>(text: &str) -> Result<T, YamlError> {
    if text.trim().is_empty() {
        return Ok(T::default());
    }
    Ok(serde_saphyr::from_str::<Option<T>>(text)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn a_document_becomes_json() {
        let parsed = parse::<Value>(
            "$kind: http-request\nurl: '{{base}}/x'\nscripts:\n  - code: |-\n      a\n      b\n",
        )
        .expect("YAML");
        assert_eq!(
            parsed,
            json!({"$kind": "http-request", "url": "{{base}}/x", "scripts": [{"code": "a\nb"}]})
        );
    }

    #[test]
    fn broken_yaml_is_refused_with_its_place() {
        let message = parse::<Value>("a: [1\nb: 2").expect_err("refused").to_string();
        assert!(message.contains("line 2") || message.contains(":2"), "{message}");
    }
}
