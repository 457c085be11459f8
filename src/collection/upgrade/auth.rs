//! How version 1 wrote its auth: `currentHelper` with `helperAttributes`, later `auth`.

use serde_json::{Map, Value, json};

use crate::collection::parse::loose::truthy;

/// The helpers' names and what they are called now.
const SCHEMES: &[(&str, &str)] = &[
    ("apikeyAuth", "apikey"),
    ("basicAuth", "basic"),
    ("bearerAuth", "bearer"),
    ("digestAuth", "digest"),
    ("hawkAuth", "hawk"),
    ("oAuth1", "oauth1"),
    ("oAuth2", "oauth2"),
    ("ntlmAuth", "ntlm"),
    ("awsSigV4", "awsv4"),
];

/// Attributes that were renamed, by helper.
const RENAMED: &[(&str, &str, &str)] = &[
    ("oAuth1", "header", "addParamsToHeader"),
    ("oAuth1", "auto", "autoAddParam"),
    ("oAuth1", "includeEmpty", "addEmptyParamsToSign"),
    ("hawkAuth", "hawk_id", "authId"),
    ("hawkAuth", "hawk_key", "authKey"),
    ("hawkAuth", "ext", "extraData"),
    ("hawkAuth", "app", "appId"),
    ("hawkAuth", "dlg", "delegation"),
];

/// The auth of a collection, folder or request in version 2.1; `None` inherits.
pub(super) fn auth(v1: &Map<String, Value>) -> Option<Value> {
    let legacy = v1.contains_key("currentHelper") || v1.get("helperAttributes").is_some_and(truthy);
    if !legacy {
        return v1.get("auth").filter(|auth| auth.is_object()).cloned();
    }
    let helper = v1.get("currentHelper").and_then(Value::as_str).filter(|helper| *helper != "normal")?;
    let scheme = SCHEMES.iter().find(|(old, _)| *old == helper).map_or(helper, |(_, new)| new);
    let attributes = attributes(v1.get("helperAttributes"))?;
    let params: Vec<Value> = attributes
        .iter()
        .filter(|(key, _)| key.as_str() != "id")
        .map(|(key, value)| {
            let renamed = RENAMED.iter().find(|(of, old, _)| *of == helper && old == key);
            json!({"key": renamed.map_or(key.as_str(), |(_, _, new)| new), "value": value})
        })
        .collect();
    Some(json!({"type": scheme, scheme: params}))
}

/// Some versions of the app wrote the attributes as a text of JSON. A text that does not parse gives no auth.
fn attributes(json: Option<&Value>) -> Option<Map<String, Value>> {
    match json {
        Some(Value::String(text)) => serde_json::from_str(text).ok(),
        Some(Value::Object(attributes)) => Some(attributes.clone()),
        _ => Some(Map::new()),
    }
}
