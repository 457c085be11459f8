//! The templates of a request, and the names that files, options and scripts set.

use std::collections::HashSet;

use serde_json::Value;

use crate::clock::{Clock, Seed};
use crate::collection::{Auth, Request, body_json, url_json};
use crate::variable::{Dynamic, VariableScope, template_names};

/// Calls by which scripts set variables, up to the name's quote.
const SETTERS: [&str; 3] = [".set(", "setEnvironmentVariable(", "setGlobalVariable("];

/// Every name that something sets.
pub(super) struct Known<'a> {
    scopes: Vec<&'a VariableScope>,
    others: HashSet<String>,
    dynamic: Dynamic,
}

impl<'a> Known<'a> {
    /// Names of these scopes, and further ones.
    pub(super) fn new(scopes: Vec<&'a VariableScope>, others: impl IntoIterator<Item = String>) -> Self {
        let dynamic = Dynamic::new(Seed(0), Clock::system());
        Self { scopes, others: others.into_iter().collect(), dynamic }
    }

    /// Adds what a script sets by a literal name.
    pub(super) fn add_script(&mut self, source: &str) {
        for setter in SETTERS {
            let calls = source.match_indices(setter).map(|(at, _)| source[at + setter.len()..].trim_start());
            self.others.extend(calls.filter_map(literal));
        }
    }

    /// The names in a text that nothing sets, and those in the values of the names. Each is given once.
    pub(super) fn unset(&mut self, text: &str) -> Vec<String> {
        let mut open: Vec<String> = template_names(text).map(str::to_owned).collect();
        let mut seen = HashSet::new();
        let mut unset = Vec::new();
        while let Some(name) = open.pop() {
            // A secret comes with the run: --vault and --vault-env.
            let given = name.starts_with("vault:") || self.others.contains(&name);
            if !seen.insert(name.clone()) || is_handlebars(&name) || given {
                continue;
            }
            let values: Vec<_> = self.scopes.iter().filter_map(|scope| scope.get(&name)).collect();
            for value in &values {
                if let Some(Value::String(text)) = &value.value {
                    open.extend(template_names(text).map(str::to_owned));
                }
            }
            if values.is_empty() && self.dynamic.value(&name).is_none() {
                unset.push(name);
            }
        }
        unset.reverse();
        unset
    }
}

/// A string literal at the start of a text.
fn literal(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|quote| ['"', '\'', '`'].contains(quote))?;
    let (name, _) = text[1..].split_once(quote)?;
    Some(name.to_owned())
}

/// A body may be a Handlebars template: its blocks look like templates of Postman, and are not.
fn is_handlebars(name: &str) -> bool {
    name.starts_with(['#', '/', '^', '>', '!', '&']) || name == "else" || name.starts_with("else ")
}

/// The texts of a request by the part that they stand in; disabled entries are left out.
pub(super) fn texts(request: &Request, auth: Option<&Auth>) -> Vec<(&'static str, String)> {
    let mut texts = vec![("method", request.method.clone())];
    collect(&url_json(&request.url), "url", &mut texts);
    for header in request.headers.iter().filter(|header| !header.disabled) {
        texts.push(("headers", header.key.clone()));
        texts.push(("headers", header.value.clone()));
    }
    if let Some(body) = &request.body {
        collect(&body_json(body), "body", &mut texts);
    }
    for value in auth.iter().flat_map(|auth| auth.params.values()) {
        collect(value, "auth", &mut texts);
    }
    texts
}

fn collect(json: &Value, place: &'static str, texts: &mut Vec<(&'static str, String)>) {
    match json {
        Value::String(text) => texts.push((place, text.clone())),
        Value::Array(items) => items.iter().for_each(|item| collect(item, place, texts)),
        Value::Object(members) if members.get("disabled") == Some(&Value::Bool(true)) => {}
        Value::Object(members) => members.values().for_each(|member| collect(member, place, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::variable::Variable;

    #[test]
    fn names_in_values_are_followed_and_each_is_told_once() {
        let values = vec![Variable::new("base", "{{host}}/{{gone}}"), Variable::new("host", "h")];
        let scope = VariableScope::new("id", None, values);
        let mut known = Known::new(vec![&scope], ["row".to_owned()]);
        known.add_script("pm.environment.set( 'made', 1); pm.variables.set(name, 2)");
        assert_eq!(known.unset("{{base}}{{base}}{{row}}{{made}}{{$guid}}{{#if a}}"), ["gone"]);
    }
}
