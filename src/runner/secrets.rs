//! Collects the secrets of a run, so that they are masked from its first event on: those that its inputs hold, and
//! those that its requests and responses carry.

use super::{Inputs, RunOptions};
use crate::collection::{Auth, Collection, HeaderParam, Node, Request, is_credential_header};
use crate::http::{Cookie, Headers};
use crate::secret::SecretCollector;
use crate::variable::{ScopeName, SecretVariables, VariableKind, to_text};

/// Schemes whose credentials are a signature: each request has another one.
const SIGNATURES: [&str; 7] =
    ["aws4-hmac-sha256", "digest", "eg1-hmac-sha256", "hawk", "negotiate", "ntlm", "oauth"];

/// Adds to the secrets of the options what the inputs of a run hold, as [`run`](super::run) does at its beginning.
pub fn collect_secrets(inputs: &Inputs, options: &RunOptions) {
    keep(inputs, options);
}

/// Adds the credentials that stand in a collection, in auth, headers and URLs.
pub fn collect_credentials(collection: &Collection, secrets: &SecretCollector) {
    collection.auth.iter().for_each(|auth| keep_auth(auth, secrets));
    keep_nodes(&collection.nodes, secrets);
}

/// Adds to the secrets: variables of type `secret` or named by the user, and the credentials in the auth, in the
/// headers and in the URLs of all items, whether they run or not: a report may hold the whole collection. Gives the
/// names of these variables.
pub(super) fn keep(inputs: &Inputs, options: &RunOptions) -> SecretVariables {
    let secrets = &options.secrets;
    let mut names = Vec::new();
    let is_named = |key: &String| options.secret_names.contains(key);
    let of_collections = inputs.collections.iter().map(|found| (ScopeName::Collection, &found.variables));
    let others = [(ScopeName::Environment, &inputs.environment), (ScopeName::Global, &inputs.globals)];
    let mut values = Vec::new();
    for (name, scope) in of_collections.chain(others) {
        for variable in scope.iter() {
            if variable.kind == VariableKind::Secret || is_named(&variable.key) {
                values.push(to_text(variable.value.as_ref()));
                names.push((name, variable.key.clone()));
            }
        }
    }
    for (_, value) in inputs.data.iter().flatten().filter(|(key, _)| is_named(key)) {
        values.push(to_text(Some(value)));
    }
    inputs.collections.iter().for_each(|collection| collect_credentials(collection, secrets));
    let variables = SecretVariables::new(options.secret_names.clone(), names, secrets.clone());
    for value in &values {
        variables.keep_value(value);
    }
    variables
}

/// Adds the credentials that a request was sent with: a response may echo them.
///
/// Signatures are not added: each request has another one. The headers themselves are masked in every event.
pub(super) fn keep_sent(headers: &Headers, secrets: &SecretCollector) {
    for header in headers.iter().filter(|header| is_credential_header(&header.name)) {
        if header.name.eq_ignore_ascii_case("cookie") {
            keep_cookies(&header.value, secrets);
        } else {
            keep_credentials(&header.value, secrets);
        }
    }
}

/// Adds the credentials that a response hands out: cookies, and tokens in headers.
pub(super) fn keep_received(headers: &Headers, cookies: &[Cookie], secrets: &SecretCollector) {
    for header in headers {
        if header.name.eq_ignore_ascii_case("set-cookie") {
            keep_cookies(header.value.split(';').next().unwrap_or_default(), secrets);
        } else if is_credential_header(&header.name) {
            keep_credentials(&header.value, secrets);
        }
    }
    for cookie in cookies {
        secrets.add_cookie(&cookie.value);
    }
}

fn keep_nodes(nodes: &[Node], secrets: &SecretCollector) {
    for node in nodes {
        match node {
            Node::Folder(folder) => {
                folder.auth.iter().for_each(|auth| keep_auth(auth, secrets));
                keep_nodes(&folder.nodes, secrets);
            }
            Node::Item(item) => keep_request(&item.request, secrets),
        }
    }
}

fn keep_request(request: &Request, secrets: &SecretCollector) {
    request.auth.iter().for_each(|auth| keep_auth(auth, secrets));
    request.headers.iter().for_each(|header| keep_header(header, secrets));
    if let Some((_, Some(password))) = &request.url.auth
        && is_literal(password)
    {
        secrets.add(password);
    }
}

fn keep_auth(auth: &Auth, secrets: &SecretCollector) {
    auth.secrets().filter(|secret| is_literal(secret)).for_each(|secret| secrets.add(&secret));
}

fn keep_header(header: &HeaderParam, secrets: &SecretCollector) {
    if is_credential_header(&header.key) && is_literal(&header.value) {
        secrets.add(&header.value);
        if header.key.eq_ignore_ascii_case("cookie") {
            keep_cookies(&header.value, secrets);
        } else if let Some((_, credentials)) = header.value.split_once(' ') {
            secrets.add(credentials.trim());
        }
    }
}

/// `sid=1; theme=dark`
fn keep_cookies(pairs: &str, secrets: &SecretCollector) {
    for pair in pairs.split(';') {
        secrets.add_cookie(pair.split_once('=').map_or(pair, |(_, value)| value).trim());
    }
}

/// `Bearer abc`, or a key without a scheme.
fn keep_credentials(value: &str, secrets: &SecretCollector) {
    match value.split_once(' ') {
        Some((scheme, _)) if SIGNATURES.iter().any(|known| known.eq_ignore_ascii_case(scheme)) => {}
        Some((_, credentials)) => secrets.add_passing(credentials.trim()),
        None => secrets.add_passing(value),
    }
}

/// False for a text with templates: its value is added once it is resolved.
fn is_literal(text: &str) -> bool {
    !text.contains("{{")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection;
    use serde_json::json;

    #[test]
    fn credentials_of_items_that_do_not_run_are_secrets_too() {
        let bearer = json!({"type": "bearer", "bearer": {"token": "of-the-folder"}});
        let file = json!({"info": {"name": "c"}, "item": [{"name": "f", "auth": bearer, "item": [
            {"name": "r", "request": {"url": "http://user:of-the-url@h", "header": [
                {"key": "X-Api-Key", "value": "of-a-header"}, {"key": "Cookie", "value": "a=1; sid=of-a-c00kie"},
                {"key": "Authorization", "value": "Bearer {{token}}"}]}}]}]});
        let inputs = Inputs::of(collection::parse(&file, || "an id".to_owned()).expect("a collection"));
        let options = RunOptions::default();
        keep(&inputs, &options);
        for secret in ["of-the-folder", "of-the-url", "of-a-header", "of-a-c00kie"] {
            assert!(options.secrets.contains(secret), "{secret}");
        }
        assert!(!options.secrets.contains("{{token}}"));
    }

    #[test]
    fn what_was_sent_and_received_is_secret_but_for_signatures() {
        let secrets = SecretCollector::default();
        let mut headers = Headers::default();
        headers.push("authorization", "Bearer of-the-request");
        headers.push("Proxy-Authorization", "Digest a-signature");
        headers.push("Cookie", "a=b; sid=c00kie-of-the-jar");
        keep_sent(&headers, &secrets);
        let mut headers = Headers::default();
        headers.push("Set-Cookie", "sid=c00kie-of-the-server; Path=/");
        headers.push("X-Auth-Token", "t0ken-of-the-server");
        keep_received(&headers, &[], &secrets);
        let known = ["of-the-request", "c00kie-of-the-jar", "c00kie-of-the-server", "t0ken-of-the-server"];
        assert!(known.iter().all(|secret| secrets.contains(secret)));
        assert_eq!(secrets.count(), known.len());
    }
}
