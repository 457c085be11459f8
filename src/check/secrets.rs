//! Secrets that stand in files.

use serde_json::Value;

use crate::collection::Auth;
use crate::variable::{Variable, VariableKind, VariableScope, template_names};

/// Words in names of variables that say that the value is secret.
const WORDS: [&str; 8] =
    ["password", "passwd", "secret", "token", "apikey", "api_key", "api-key", "private_key"];

/// Secrets of an environment, a globals file or a collection's variables.
pub(super) fn in_scope(scope: &VariableScope) -> impl Iterator<Item = String> {
    scope.iter().filter(|variable| is_stored(variable)).map(|variable| match variable.kind {
        VariableKind::Secret => format!("the value of the secret \"{}\"", variable.key),
        _ => format!("the value of \"{}\"", variable.key),
    })
}

fn is_stored(variable: &Variable) -> bool {
    let named = variable.key.to_lowercase();
    let secret = variable.kind == VariableKind::Secret || WORDS.iter().any(|word| named.contains(word));
    secret && variable.value.as_ref().is_some_and(is_literal)
}

/// Secrets among the parameters of an auth.
pub(super) fn in_auth(auth: &Auth) -> impl Iterator<Item = String> {
    let secret = auth.params.iter().filter(|(name, value)| auth.is_secret(name) && is_literal(value));
    secret.map(|(name, _)| format!("the {name} of its {} auth", auth.scheme))
}

/// True for a text that is there and neither a template nor a URL (`tokenUrl`).
fn is_literal(value: &Value) -> bool {
    value.as_str().is_some_and(|text| {
        let url = text.starts_with("http://") || text.starts_with("https://");
        !url && !text.trim().is_empty() && template_names(text).next().is_none()
    })
}
