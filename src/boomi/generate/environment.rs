//! The environment file.

use serde_json::{Value, json};

/// The user's answers about the account and the process.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnvironmentValues {
    /// The environment's name.
    pub name: String,
    /// `https://api.boomi.com`, or another host.
    pub base_url: String,
    /// The account's id.
    pub account_id: String,
    /// The user's e-mail, without `BOOMI_TOKEN.`.
    pub email: String,
    /// The API token. It is empty unless the user wants it in the file.
    pub token: String,
    /// The process.
    pub process_id: String,
    /// The runtime.
    pub atom_id: String,
}

/// An environment as Postman exports it. The token is of type `secret`.
pub fn environment(values: &EnvironmentValues, id: &str) -> Value {
    let plain =
        |key: &str, value: &str| json!({"key": key, "value": value, "type": "default", "enabled": true});
    json!({
        "id": id,
        "name": values.name,
        "values": [
            plain("baseUrl", &values.base_url),
            plain("accountId", &values.account_id),
            plain("userEmail", &values.email),
            {"key": "apiToken", "value": values.token, "type": "secret", "enabled": true},
            plain("processId", &values.process_id),
            plain("atomId", &values.atom_id),
            plain("processName", ""),
            plain("atomName", ""),
            plain("priority", "medium"),
            plain("warningsAsErrors", "false"),
        ],
        "_postman_variable_scope": "environment",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::Compat;
    use crate::environment::parse_scope;
    use crate::variable::VariableKind;

    #[test]
    fn the_file_is_an_environment_whose_token_is_secret_and_empty() {
        let values = EnvironmentValues { account_id: "a\"b".into(), ..EnvironmentValues::default() };
        let scope =
            parse_scope(&environment(&values, "id"), Compat::Postman, String::new).expect("an environment");
        assert_eq!(scope.get("accountId").and_then(|found| found.value.clone()), Some("a\"b".into()));
        let token = scope.get("apiToken").expect("there");
        assert_eq!((token.kind, token.value.clone()), (VariableKind::Secret, Some("".into())));
    }
}
