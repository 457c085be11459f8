//! The cookies of a run: one jar for all requests, iterations and scripts.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cookie_store::{CookieError, CookieExpiration, CookieStore, RawCookie, StoreAction};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

use super::{Cookie, Headers};

/// A shared jar: its clones hold the same cookies.
#[derive(Clone, Default)]
pub struct CookieJar(Arc<Mutex<Kept>>);

/// The cookies, and the creation time of each, which the store does not keep.
#[derive(Default)]
struct Kept {
    store: CookieStore,
    making: HashMap<Key, Making>,
    made: u64,
}

/// The key of a cookie: domain, path, name.
type Key = (String, String, String);

/// The time at which a cookie came into the jar. A new value does not change it.
struct Making {
    order: u64,
    /// The creation time, as in a jar file.
    time: Option<String>,
}

impl Kept {
    fn insert(
        &mut self,
        cookie: cookie_store::Cookie<'static>,
        url: &::url::Url,
        time: Option<&str>,
    ) -> Result<(), CookieError> {
        let new = seen(&cookie);
        if !prefix_holds(&new) {
            return Ok(());
        }
        let key = key(&new);
        // An expired cookie keeps its place for the next cookie with its name, as in newman's jar.
        if self.store.insert(cookie, url)? != StoreAction::ExpiredExisting {
            let making = Making { order: self.made, time: time.map(str::to_owned) };
            self.making.entry(key).or_insert(making);
            self.made += 1;
        }
        Ok(())
    }

    fn remove(&mut self, cookie: &Cookie) {
        self.store.remove(&cookie.domain, &cookie.path, &cookie.name);
        self.making.remove(&key(cookie));
    }

    fn order(&self, cookie: &Cookie) -> u64 {
        self.making.get(&key(cookie)).map_or(u64::MAX, |making| making.order)
    }
}

/// False for a cookie that must be dropped: its attributes break the promise of its prefix (`__Secure-`, `__Host-`).
///
/// Source: RFC 6265bis, section 4.1.3; tough-cookie's `prefixSecurity`.
fn prefix_holds(cookie: &Cookie) -> bool {
    let secure = !cookie.name.starts_with("__Secure-") || cookie.secure;
    let host =
        !cookie.name.starts_with("__Host-") || (cookie.secure && cookie.host_only && cookie.path == "/");
    secure && host
}

fn key(cookie: &Cookie) -> Key {
    (cookie.domain.clone(), cookie.path.clone(), cookie.name.clone())
}

impl fmt::Debug for CookieJar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CookieJar({})", self.lock().store.iter_any().count())
    }
}

/// Why a cookie cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum SetCookieError {
    /// The text is not a cookie.
    #[error(transparent)]
    Parse(#[from] cookie_store::RawCookieParseError),
    /// The URL's host may not set it.
    #[error(transparent)]
    Refused(#[from] CookieError),
}

impl CookieJar {
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the cookies that a response sets, except cookies that do not parse or that the host may not set.
    pub(super) fn store(&self, url: &str, headers: &Headers) {
        let Ok(url) = url.parse() else { return };
        for value in headers.all("set-cookie") {
            if let Ok(cookie) = cookie_store::Cookie::parse(value.to_owned(), &url) {
                let _ = self.lock().insert(cookie, &url, None);
            }
        }
    }

    /// The `Cookie` header for a URL; `None` when nothing matches.
    pub(super) fn header_for(&self, url: &str) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let cookies = self.cookies_for(url);
        let pairs: Vec<_> =
            cookies.iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The cookies that match a URL.
    ///
    /// Order: longer paths come first, then the order in which the cookies were set (RFC 6265, section 5.4).
    pub fn cookies_for(&self, url: &str) -> Vec<Cookie> {
        let Ok(url) = url.parse() else { return Vec::new() };
        let kept = self.lock();
        let mut cookies: Vec<_> = kept.store.matches(&url).into_iter().map(seen).collect();
        cookies.sort_by_key(|cookie| (Reverse(cookie.path.len()), kept.order(cookie)));
        cookies
    }

    /// True when the jar has no cookie.
    pub fn is_empty(&self) -> bool {
        self.lock().store.iter_any().next().is_none()
    }

    /// Adds the cookies of a jar file. Invalid and expired entries are skipped.
    ///
    /// Shape: tough-cookie's JSON, `{"cookies": [{"key": "a", "value": "1", "domain": "h", "path": "/"}]}`.
    /// Source: newman 6.2.2, `--cookie-jar`.
    pub fn load(&self, file: &Value, now: OffsetDateTime) {
        for entry in file.get("cookies").and_then(Value::as_array).into_iter().flatten() {
            let text = |key: &str| entry.get(key).and_then(Value::as_str);
            let is = |key: &str| entry.get(key).and_then(Value::as_bool).unwrap_or(false);
            let (Some(key), Some(domain)) = (text("key"), text("domain")) else { continue };
            let path = text("path").unwrap_or("/");
            let default = is("pathIsDefault");
            // The default path of a URL is its folder, so the URL must end with a name.
            let folder = if default { "/" } else { "" };
            let Ok(url) = format!("https://{domain}{}{folder}", path.trim_end_matches('/')).parse() else {
                continue;
            };
            let mut cookie = RawCookie::new(key.to_owned(), text("value").unwrap_or_default().to_owned());
            if !default {
                cookie.set_path(path.to_owned());
            }
            cookie.set_secure(is("secure"));
            cookie.set_http_only(is("httpOnly"));
            if !is("hostOnly") {
                cookie.set_domain(domain.to_owned());
            }
            if let Some(expires) = text("expires").and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok())
            {
                cookie.set_expires(expires);
            }
            if let Some(age) = entry.get("maxAge").and_then(Value::as_i64) {
                let made = text("creation").and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
                if made.is_some_and(|made| made.saturating_add(time::Duration::seconds(age)) <= now) {
                    continue;
                }
                cookie.set_max_age(time::Duration::seconds(age));
            }
            if let Some(policy) = text("sameSite") {
                // Only the crate's reader of the attribute can make its type.
                let read = RawCookie::parse(format!("x=; SameSite={policy}"));
                cookie.set_same_site(read.ok().and_then(|read| read.same_site()));
            }
            // A cookie that may not be set is left out, as in a response.
            if let Ok(cookie) = cookie_store::Cookie::try_from_raw_cookie(&cookie, &url) {
                let _ = self.lock().insert(cookie.into_owned(), &url, text("creation"));
            }
        }
    }

    /// The jar as tough-cookie's JSON, in the order in which its cookies came. `now` replaces the times that the jar
    /// does not keep.
    ///
    /// Source: newman 6.2.2, `--export-cookie-jar`.
    pub fn save(&self, now: OffsetDateTime) -> Value {
        let time = |at: OffsetDateTime| {
            let format =
                format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
            at.to_offset(UtcOffset::UTC).format(format).unwrap_or_default()
        };
        let kept = self.lock();
        let entry = |stored: &cookie_store::Cookie<'_>| {
            let cookie = seen(stored);
            let creation = kept.making.get(&key(&cookie)).and_then(|making| making.time.clone());
            let mut entry = serde_json::Map::new();
            let mut put = |key: &str, value: Value| entry.insert(key.to_owned(), value);
            put("key", json!(cookie.name));
            put("value", json!(cookie.value));
            let expires = cookie.expires.and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
            match (stored.max_age(), expires) {
                (Some(age), _) => put("maxAge", json!(age.whole_seconds())),
                (None, Some(expires)) => put("expires", json!(time(expires))),
                (None, None) => None,
            };
            put("domain", json!(cookie.domain));
            put("path", json!(cookie.path));
            if cookie.secure {
                put("secure", json!(true));
            }
            if cookie.http_only {
                put("httpOnly", json!(true));
            }
            put("hostOnly", json!(cookie.host_only));
            if !stored.path.is_from_path_attr() {
                put("pathIsDefault", json!(true));
            }
            put("creation", json!(creation.unwrap_or_else(|| time(now))));
            put("lastAccessed", json!(time(now)));
            if let Some(same_site) = stored.same_site() {
                put("sameSite", json!(same_site.to_string().to_lowercase()));
            }
            Value::Object(entry)
        };
        let mut stored: Vec<_> = kept.store.iter_unexpired().collect();
        stored.sort_by_key(|cookie| kept.order(&seen(cookie)));
        let cookies: Vec<_> = stored.into_iter().map(entry).collect();
        json!({
            "version": "tough-cookie@4.1.3-postman.1",
            "storeType": "MemoryCookieStore",
            "rejectPublicSuffixes": false,
            "enableLooseMode": true,
            "allowSpecialUseDomain": true,
            "prefixSecurity": "silent",
            "cookies": cookies,
        })
    }

    /// Sets a cookie as a response from a URL would, and returns it. The text is the value of a `Set-Cookie` header.
    ///
    /// # Errors
    ///
    /// Fails when the text is not a cookie, or when the host of the URL may not set it.
    pub fn set(&self, url: &::url::Url, text: String) -> Result<Cookie, SetCookieError> {
        let cookie = RawCookie::parse(text)?;
        let cookie = cookie_store::Cookie::try_from_raw_cookie(&cookie, url)?;
        let set = seen(&cookie);
        self.lock().insert(cookie.into_owned(), url, None)?;
        Ok(set)
    }

    /// Removes those of the cookies of a URL that meet a condition.
    pub fn remove(&self, url: &str, is_meant: impl Fn(&Cookie) -> bool) {
        for cookie in self.cookies_for(url).iter().filter(|cookie| is_meant(cookie)) {
            self.lock().remove(cookie);
        }
    }
}

fn seen(cookie: &cookie_store::Cookie<'_>) -> Cookie {
    let host_only = matches!(cookie.domain, cookie_store::CookieDomain::HostOnly(_));
    Cookie {
        name: cookie.name().to_owned(),
        value: cookie.value().to_owned(),
        domain: String::from(&cookie.domain),
        path: String::from(&cookie.path),
        expires: match cookie.expires {
            CookieExpiration::AtUtc(at) => Some(at.unix_timestamp()),
            CookieExpiration::SessionEnd => None,
        },
        secure: cookie.secure().unwrap_or(false),
        http_only: cookie.http_only().unwrap_or(false),
        host_only,
    }
}

#[cfg(test)]
mod tests;
