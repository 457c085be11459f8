//! Requests and responses: headers that carry credentials, parameters, cookies, bodies.

use std::borrow::Cow;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{Masker, owned};
use crate::collection::{is_credential_header, is_secret_param};
use crate::event::{
    AuthView, CookieView, RequestHeaderView, RequestOrigin, RequestView, ResponseHeaderView, ResponseView,
};
use crate::secret::MASK;

impl Masker<'_> {
    pub(super) fn request(&self, request: &RequestView) -> Option<RequestView> {
        let mut masked = Cow::Borrowed(request);
        if let Some(url) = self.url(&request.url) {
            masked.to_mut().url = url;
        }
        if let Some(text) = self.url_text(&request.url_text) {
            masked.to_mut().url_text = text;
        }
        if let Some(method) = self.text(&request.method) {
            masked.to_mut().method = method;
        }
        if let Some(headers) = self.each(&request.headers, Self::request_header) {
            masked.to_mut().headers = headers;
        }
        if let Some(body) = request.body.as_deref().and_then(|body| self.request_body(body)) {
            masked.to_mut().body = Some(Arc::new(body));
        }
        if let Some(auth) = request.auth.as_ref().and_then(|auth| self.auth(auth)) {
            masked.to_mut().auth = Some(auth);
        }
        owned(masked)
    }

    pub(super) fn response(&self, response: &ResponseView, origin: RequestOrigin) -> Option<ResponseView> {
        let mut masked = Cow::Borrowed(response);
        if let Some(reason) = self.text(&response.reason) {
            masked.to_mut().reason = reason;
        }
        if let Some(headers) = self.each(&response.headers.0, Self::response_header) {
            masked.to_mut().headers.0 = headers;
        }
        if let Some(cookies) = self.each(&response.cookies, Self::cookie) {
            masked.to_mut().cookies = cookies;
        }
        let granted = if origin == RequestOrigin::Auth { Self::token_answer(&response.body) } else { None };
        let body = granted.as_ref().unwrap_or(&response.body);
        let content_type = response.headers.get("content-type").unwrap_or_default();
        if let Some(body) = self.body(body, content_type).or(granted) {
            masked.to_mut().body = body;
        }
        owned(masked)
    }

    fn request_header(&self, header: &RequestHeaderView) -> Option<RequestHeaderView> {
        let mut masked = Cow::Borrowed(header);
        let value = if is_credential_header(&header.key) {
            (header.value != MASK).then(|| MASK.to_owned())
        } else {
            self.header(&header.value)
        };
        if let Some(value) = value {
            masked.to_mut().value = value;
        }
        if let Some(key) = self.text(&header.key) {
            masked.to_mut().key = key;
        }
        owned(masked)
    }

    fn response_header(&self, header: &ResponseHeaderView) -> Option<ResponseHeaderView> {
        let mut masked = Cow::Borrowed(header);
        let value = match &header.name {
            name if name.eq_ignore_ascii_case("set-cookie") => Some(without_cookie_value(&header.value)),
            name if is_credential_header(name) && !header.value.is_empty() => Some(MASK.to_owned()),
            _ => self.header(&header.value),
        };
        if let Some(value) = value.filter(|value| *value != header.value) {
            masked.to_mut().value = value;
        }
        if let Some(name) = self.text(&header.name) {
            masked.to_mut().name = name;
        }
        owned(masked)
    }

    fn cookie(&self, cookie: &CookieView) -> Option<CookieView> {
        let mut masked = Cow::Borrowed(cookie);
        if !cookie.value.is_empty() && cookie.value != MASK {
            MASK.clone_into(&mut masked.to_mut().value);
        }
        if let Some(name) = self.text(&cookie.name) {
            masked.to_mut().name = name;
        }
        if let Some(domain) = self.text(&cookie.domain) {
            masked.to_mut().domain = domain;
        }
        if let Some(path) = self.text(&cookie.path) {
            masked.to_mut().path = path;
        }
        owned(masked)
    }

    /// The value of a header; behind the name of a scheme stands a value too, and Basic's may be a user's password.
    fn header(&self, value: &str) -> Option<String> {
        if let Some((scheme, credentials)) = value.split_once(' ')
            && is_scheme(scheme)
            && (self.0.is_value(credentials) || self.holds_password(scheme, credentials))
        {
            return Some(format!("{scheme} {MASK}"));
        }
        if let Some((path, _)) = value.split_once('?')
            && path.contains('/')
        {
            return self.url_text(value);
        }
        self.value(value)
    }

    fn holds_password(&self, scheme: &str, credentials: &str) -> bool {
        let decoded =
            || STANDARD.decode(credentials.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        scheme.eq_ignore_ascii_case("basic")
            && self.0.has_short()
            && decoded().is_some_and(|pair| {
                pair.split_once(':').is_some_and(|(_, password)| self.0.is_value(password))
            })
    }

    /// The parameters that are secret by their meaning, and secrets in the values of others.
    fn auth(&self, auth: &AuthView) -> Option<AuthView> {
        let mut masked = Cow::Borrowed(auth);
        for (name, value) in &auth.params {
            let nothing = match value {
                Value::Null => true,
                Value::String(text) => text.is_empty() || text == MASK,
                _ => false,
            };
            let hidden = (is_secret_param(&auth.scheme, name) && !nothing).then(|| Value::from(MASK));
            if let Some(value) = hidden.or_else(|| self.json(value)) {
                masked.to_mut().params.insert(name.clone(), value);
            }
        }
        if let Some(scheme) = self.text(&auth.scheme) {
            masked.to_mut().scheme = scheme;
        }
        owned(masked)
    }
}

/// True for a word such as `Bearer`, `Token` or `ApiKey`.
fn is_scheme(word: &str) -> bool {
    word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// `sid=1; Path=/` → `sid=********; Path=/`
fn without_cookie_value(value: &str) -> String {
    let (pair, attributes) = value.split_at(value.find(';').unwrap_or(value.len()));
    let name = pair.split_once('=').map(|(name, _)| format!("{name}=")).unwrap_or_default();
    format!("{name}{MASK}{attributes}")
}
