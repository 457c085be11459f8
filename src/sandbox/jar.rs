//! `pm.cookies.jar()`: its methods, carried out on the jar of the run.

use serde_json::{Map, Value, json};

use crate::http::CookieJar;
use crate::variable::to_text;

/// A call of a method of the jar.
pub(super) struct JarCall {
    /// The URL whose cookies it is about.
    pub(super) url: String,
    pub(super) action: JarAction,
}

/// What a method does.
pub(super) enum JarAction {
    /// Gives the value of one cookie.
    Get { name: String },
    /// Gives all cookies.
    GetAll { with_http_only: bool },
    /// Sets a cookie: a `Set-Cookie` text, or an object with its parts.
    Set { cookie: Value },
    /// Removes one cookie.
    Unset { name: String },
    /// Removes all cookies.
    Clear,
}

impl JarCall {
    /// The value for the script's callback, or the sentence of its error.
    pub(super) fn carry_out(&self, jar: &CookieJar) -> Result<Value, String> {
        let url = if self.url.contains("://") { self.url.clone() } else { format!("http://{}", self.url) };
        match &self.action {
            JarAction::Get { name } => {
                let found = jar.cookies_for(&url).into_iter().find(|cookie| cookie.name == *name);
                Ok(found.map_or(Value::Null, |cookie| json!(cookie.value)))
            }
            JarAction::GetAll { with_http_only } => {
                let mut cookies = jar.cookies_for(&url);
                cookies.retain(|cookie| *with_http_only || !cookie.http_only);
                Ok(json!(cookies))
            }
            JarAction::Set { cookie } => set(jar, &url, cookie),
            JarAction::Unset { name } => {
                jar.remove(&url, |cookie| cookie.name == *name);
                Ok(Value::Null)
            }
            JarAction::Clear => {
                jar.remove(&url, |_| true);
                Ok(Value::Null)
            }
        }
    }
}

fn set(jar: &CookieJar, url: &str, cookie: &Value) -> Result<Value, String> {
    let url = url.parse().map_err(|_| "CookieJar.set() requires a valid url".to_owned())?;
    let text = match cookie {
        Value::String(text) => text.clone(),
        Value::Object(parts) => set_cookie_text(parts),
        _ => return Err("CookieJar.set() requires a valid set cookie".to_owned()),
    };
    jar.set(&url, text).map(|cookie| json!(cookie)).map_err(|error| error.to_string())
}

/// The `Set-Cookie` text of a cookie's parts.
///
/// Shape: `{"name": "a", "value": "1", "path": "/", "domain": "h", "expires": "…", "maxAge": 60, "secure": true,
/// "httpOnly": true}`
fn set_cookie_text(parts: &Map<String, Value>) -> String {
    let part = |key: &str| parts.get(key).map(|value| to_text(Some(value)));
    let mut text = format!("{}={}", part("name").unwrap_or_default(), part("value").unwrap_or_default());
    for (key, attribute) in
        [("path", "Path"), ("domain", "Domain"), ("expires", "Expires"), ("maxAge", "Max-Age")]
    {
        if let Some(value) = part(key).filter(|value| !value.is_empty() && value != "null") {
            text.extend(["; ", attribute, "=", &value]);
        }
    }
    for (key, attribute) in [("secure", "; Secure"), ("httpOnly", "; HttpOnly")] {
        if parts.get(key) == Some(&Value::Bool(true)) {
            text += attribute;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(jar: &CookieJar, url: &str, action: JarAction) -> Result<Value, String> {
        JarCall { url: url.to_owned(), action }.carry_out(jar)
    }

    fn get(jar: &CookieJar, url: &str, name: &str) -> Result<Value, String> {
        call(jar, url, JarAction::Get { name: name.to_owned() })
    }

    #[test]
    fn scripts_set_read_and_remove_cookies() {
        let jar = CookieJar::default();
        call(&jar, "http://h/", JarAction::Set { cookie: json!({"name": "a", "value": 1}) }).expect("sets");
        call(&jar, "http://h/", JarAction::Set { cookie: json!("b=2") }).expect("sets");
        assert_eq!(get(&jar, "h", "a"), Ok(json!("1")));
        call(&jar, "http://h/", JarAction::Unset { name: "a".to_owned() }).expect("unsets");
        assert_eq!([get(&jar, "h", "a"), get(&jar, "h", "b")], [Ok(json!(null)), Ok(json!("2"))]);
        call(&jar, "http://h/", JarAction::Clear).expect("clears");
        assert_eq!(get(&jar, "h", "b"), Ok(json!(null)));
    }

    #[test]
    fn cookies_that_are_http_only_are_left_out_on_request() {
        let jar = CookieJar::default();
        let cookie = json!({"name": "a", "value": "1", "httpOnly": true});
        call(&jar, "http://h/", JarAction::Set { cookie }).expect("sets");
        let count = |with_http_only| {
            let all = call(&jar, "http://h/", JarAction::GetAll { with_http_only }).expect("gives");
            all.as_array().map(Vec::len)
        };
        assert_eq!([count(true), count(false)], [Some(1), Some(0)]);
    }

    #[test]
    fn what_is_no_cookie_and_no_url_is_refused_with_a_sentence() {
        let jar = CookieJar::default();
        let set = |url: &str, cookie: Value| call(&jar, url, JarAction::Set { cookie }).unwrap_err();
        assert_eq!(set("http://h/", json!(null)), "CookieJar.set() requires a valid set cookie");
        assert_eq!(set("http://[", json!("a=1")), "CookieJar.set() requires a valid url");
    }
}
