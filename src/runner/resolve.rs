//! Replaces the templates of a request: every text that Postman's rules name, and nothing else.
//!
//! Source: `docs/postman-semantics.md` §2.3, Where they are replaced: keys and values of lists, bodies, auth parameters, path variables and the
//! URL; never names, descriptions, scripts or settings.

use serde_json::Value;

use crate::collection::{Auth, Body, Request, Url};
use crate::variable::Resolver;

/// The request with its templates replaced and its URL spliced.
pub(super) fn resolve(request: &Request, auth: Option<&Auth>, resolver: &mut Resolver<'_>) -> Request {
    let mut headers = Vec::with_capacity(request.headers.len());
    for header in &request.headers {
        let mut header = header.clone();
        text(&mut header.key, resolver);
        text(&mut header.value, resolver);
        headers.push(header);
    }
    Request {
        method: resolver.resolve(&request.method).to_uppercase(),
        url: url(&request.url, resolver),
        headers,
        body: request.body.as_ref().map(|given| body(given, resolver)),
        auth: auth.map(|given| resolved_auth(given, resolver)),
        description: request.description.clone(),
    }
}

/// Resolves the path variables, then the whole text, and splits that again, since a value may change the structure.
/// A segment that looks like a path variable only then is not one.
fn url(url: &Url, resolver: &mut Resolver<'_>) -> Url {
    let mut spliced = url.clone();
    for variable in &mut spliced.variables {
        if let Some(value) = &mut variable.value {
            text(value, resolver);
        }
    }
    Url::parse(&resolver.resolve(&spliced.to_string()))
}

fn resolved_auth(auth: &Auth, resolver: &mut Resolver<'_>) -> Auth {
    let mut auth = auth.clone();
    for (_, value) in &mut auth.params {
        json(value, resolver);
    }
    auth
}

fn body(body: &Body, resolver: &mut Resolver<'_>) -> Body {
    let mut body = body.clone();
    match &mut body {
        Body::Raw { text: raw, .. } => text(raw, resolver),
        Body::Urlencoded { params } => {
            for param in params {
                text(&mut param.key, resolver);
                json(&mut param.value, resolver);
            }
        }
        Body::Formdata { params } => {
            for param in params {
                text(&mut param.key, resolver);
                json(&mut param.value, resolver);
                param.src.iter_mut().for_each(|src| text(src, resolver));
                optional(&mut param.content_type, resolver);
                optional(&mut param.file_name, resolver);
            }
        }
        Body::File { src, content } => {
            optional(src, resolver);
            optional(content, resolver);
        }
        Body::GraphQl(graphql) => {
            let members = [&mut graphql.query, &mut graphql.operation_name, &mut graphql.variables];
            members.into_iter().flatten().for_each(|member| json(member, resolver));
        }
    }
    body
}

fn text(text: &mut String, resolver: &mut Resolver<'_>) {
    if text.contains("{{") {
        *text = resolver.resolve(text).into_owned();
    }
}

fn optional(value: &mut Option<String>, resolver: &mut Resolver<'_>) {
    if let Some(value) = value {
        text(value, resolver);
    }
}

/// Resolves the texts inside of a JSON value, at any depth. Names of properties stay as they are.
fn json(value: &mut Value, resolver: &mut Resolver<'_>) {
    match value {
        Value::String(value) => text(value, resolver),
        Value::Array(items) => items.iter_mut().for_each(|item| json(item, resolver)),
        Value::Object(map) => map.values_mut().for_each(|item| json(item, resolver)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, Seed};
    use crate::collection::parse_request;
    use crate::variable::{Dynamic, Scopes, Variable, VariableScope};
    use serde_json::json;
    use std::sync::Arc;
    use time::OffsetDateTime;

    fn resolved(request: &Value) -> Request {
        let variables = vec![Variable::new("a", "1&b=2"), Variable::new("host", "h:81/p")];
        let environment = Arc::new(VariableScope::new("e", None, variables));
        let scopes = Scopes { environment, ..Scopes::default() };
        let mut dynamic = Dynamic::new(Seed(1), Clock::fixed(OffsetDateTime::UNIX_EPOCH));
        resolve(&parse_request(request), None, &mut Resolver::new(&scopes, &mut dynamic))
    }

    #[test]
    fn a_value_may_change_the_structure_of_the_url() {
        let url = resolved(&json!("http://{{host}}/:id?x={{a}}")).url;
        assert_eq!((url.port.as_deref(), url.query.map(|query| query.len())), (Some("81"), Some(2)));
    }

    #[test]
    fn names_of_properties_stay_and_disabled_entries_are_resolved() {
        let request = resolved(&json!({"url": "http://h", "header": [
            {"key": "{{a}}", "value": "{{a}}"}, {"key": "off", "value": "{{a}}", "disabled": true},
        ], "body": {"mode": "graphql", "graphql": {"query": "{{a}}", "variables": {"{{a}}": "{{a}}"}}}}));
        assert_eq!(request.headers[1].value, "1&b=2");
        let Some(Body::GraphQl(graphql)) = request.body else { panic!("a graphql body") };
        assert_eq!(graphql.variables, Some(json!({"{{a}}": "1&b=2"})));
    }
}
