//! The `auth` property: a scheme's name and its parameters.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Which scheme signs a request, with what. Parameters may still be templates.
///
/// Shape: `{ scheme: "bearer", params: { "token": "{{token}}" } }`
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Auth {
    /// Postman's name of the scheme: `basic`, `bearer`, `apikey`, …, `noauth`.
    pub scheme: String,
    /// The parameters in the order of the file.
    pub params: Map<String, Value>,
}

/// The parameters whose values are secrets (passwords, keys, tokens), by scheme. Other parameters are not secret, even
/// where their names hold such a word: `queryParamKey`, `refreshTokenUrl`, `addTokenTo`, `isSecretBase64Encoded`.
///
/// Source: the meaning of each parameter in Postman's documentation of its auth types.
const SECRETS: [(&str, &[&str]); 12] = [
    ("apikey", &["value"]),
    ("asap", &["privateKey"]),
    ("awsv4", &["secretKey", "sessionToken"]),
    ("basic", &["password"]),
    ("bearer", &["token"]),
    ("digest", &["password"]),
    ("edgegrid", &["clientSecret", "clientToken", "accessToken"]),
    ("hawk", &["authKey"]),
    ("jwt", &["secret", "privateKey"]),
    ("ntlm", &["password"]),
    ("oauth1", &["consumerSecret", "token", "tokenSecret", "privateKey"]),
    ("oauth2", &["accessToken", "refreshToken", "clientSecret", "password"]),
];

/// True when the value of this parameter of this scheme is a secret.
pub(crate) fn is_secret_param(scheme: &str, name: &str) -> bool {
    SECRETS.iter().any(|(known, names)| *known == scheme && names.contains(&name))
}

/// Headers whose values are credentials by their nature.
///
/// Source: RFC 9110 and 6265; the documents of API gateways (AWS, Azure, Google, Kong), GitLab, Shopify, Vault.
const CREDENTIALS: [&str; 17] = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "api-key",
    "apikey",
    "x-api-key",
    "x-apikey",
    "x-access-token",
    "x-auth-key",
    "x-auth-token",
    "x-amz-security-token",
    "x-functions-key",
    "x-goog-api-key",
    "x-shopify-access-token",
    "x-vault-token",
    "ocp-apim-subscription-key",
    "private-token",
];

/// True when the value of a header with this name is a credential.
pub(crate) fn is_credential_header(name: &str) -> bool {
    CREDENTIALS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

impl Auth {
    /// True when the value of this parameter is a secret.
    pub fn is_secret(&self, name: &str) -> bool {
        is_secret_param(&self.scheme, name)
    }

    /// The values of the parameters that are secrets, as texts.
    pub fn secrets(&self) -> impl Iterator<Item = String> {
        let names = self.params.keys().filter(|name| self.is_secret(name));
        names.map(|name| self.text(name)).filter(|text| !text.is_empty())
    }

    /// A parameter as text; empty if it is missing or null.
    pub fn text(&self, name: &str) -> String {
        match self.params.get(name) {
            None | Some(Value::Null) => String::new(),
            value => crate::variable::to_text(value),
        }
    }

    /// True when JavaScript would take the parameter for true.
    pub fn is_set(&self, name: &str) -> bool {
        match self.params.get(name) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Number(number)) => number.as_f64() != Some(0.0),
            Some(Value::Array(_) | Value::Object(_)) => true,
        }
    }
}
