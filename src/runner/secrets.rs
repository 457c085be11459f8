//! Collects the secrets that the inputs of a run hold, so that they are masked from its first event on.

use super::{Inputs, Plan, RunOptions};
use crate::collection::{Auth, HeaderParam};
use crate::secret::SecretCollector;
use crate::variable::{ScopeName, SecretVariables, VariableKind, to_text};

/// Adds to the secrets: variables of type `secret` or named by the user, and the credentials in the auth and in the
/// headers of planned items. Gives the names of these variables.
pub(super) fn keep(inputs: &Inputs, plans: &[Plan], options: &RunOptions) -> SecretVariables {
    let secrets = &options.secrets;
    let mut names = Vec::new();
    let is_named = |key: &String| options.secret_names.contains(key);
    let of_collections = inputs.collections.iter().map(|found| (ScopeName::Collection, &found.variables));
    let others = [(ScopeName::Environment, &inputs.environment), (ScopeName::Global, &inputs.globals)];
    for (name, scope) in of_collections.chain(others) {
        for variable in scope.iter() {
            if variable.kind == VariableKind::Secret || is_named(&variable.key) {
                secrets.add(&to_text(variable.value.as_ref()));
                names.push((name, variable.key.clone()));
            }
        }
    }
    for (_, value) in inputs.data.iter().flatten().filter(|(key, _)| is_named(key)) {
        secrets.add(&to_text(Some(value)));
    }
    for item in plans.iter().flat_map(|plan| &plan.items) {
        for auth in item.auth.iter().chain(&item.request.auth) {
            keep_auth(auth, secrets);
        }
        item.request.headers.iter().for_each(|header| keep_header(header, secrets));
    }
    SecretVariables::new(options.secret_names.clone(), names, secrets.clone())
}

fn keep_auth(auth: &Auth, secrets: &SecretCollector) {
    auth.secrets().filter(|secret| is_literal(secret)).for_each(|secret| secrets.add(&secret));
}

fn keep_header(header: &HeaderParam, secrets: &SecretCollector) {
    let credential = ["authorization", "proxy-authorization", "cookie"];
    if credential.iter().any(|name| header.key.eq_ignore_ascii_case(name)) && is_literal(&header.value) {
        secrets.add(&header.value);
        if let Some((_, credentials)) = header.value.split_once(' ') {
            secrets.add(credentials.trim());
        }
    }
}

/// False for a text with templates: its value is added once it is resolved.
fn is_literal(text: &str) -> bool {
    !text.contains("{{")
}
