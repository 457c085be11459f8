//! Requests and responses: headers that carry credentials, parameters, cookies, bodies.

use std::borrow::Cow;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{Masker, owned};
use crate::collection::is_secret_param;
use crate::event::{AuthView, BodyView, RequestOrigin, RequestView, ResponseHeadersView, ResponseView};
use crate::secret::MASK;

/// Headers of a request whose values are credentials by their nature.
const CREDENTIALS: [&str; 3] = ["authorization", "proxy-authorization", "cookie"];

impl Masker<'_> {
    pub(super) fn request(&self, request: &RequestView) -> Option<RequestView> {
        let mut masked = Cow::Borrowed(request);
        if let Some(url) = self.url(&request.url) {
            masked.to_mut().url = url;
        }
        if let Some(text) = self.url_text(&request.url_text) {
            masked.to_mut().url_text = text;
        }
        for (at, header) in request.headers.iter().enumerate() {
            if let Some(value) = self.request_header(&header.key, &header.value) {
                masked.to_mut().headers[at].value = value;
            }
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
        if let Some(headers) = self.response_headers(&response.headers) {
            masked.to_mut().headers = headers;
        }
        for (at, cookie) in response.cookies.iter().enumerate().filter(|(_, cookie)| cookie.value != MASK) {
            if !cookie.value.is_empty() {
                MASK.clone_into(&mut masked.to_mut().cookies[at].value);
            }
        }
        let granted = if origin == RequestOrigin::Auth { self.token_answer(&response.body) } else { None };
        if let Some(body) = granted.or_else(|| self.body(&response.body)) {
            masked.to_mut().body = body;
        }
        owned(masked)
    }

    fn response_headers(&self, headers: &ResponseHeadersView) -> Option<ResponseHeadersView> {
        let values: Vec<_> = headers
            .iter()
            .map(|header| {
                if header.name.eq_ignore_ascii_case("set-cookie") {
                    let hidden = without_cookie_value(&header.value);
                    (hidden != header.value).then_some(hidden)
                } else {
                    self.header(&header.value)
                }
            })
            .collect();
        if values.iter().all(Option::is_none) {
            return None;
        }
        let masked = headers.iter().cloned().zip(values).map(|(mut header, value)| {
            header.value = value.unwrap_or(header.value);
            header
        });
        Some(masked.collect())
    }

    fn request_header(&self, name: &str, value: &str) -> Option<String> {
        if CREDENTIALS.iter().any(|known| name.eq_ignore_ascii_case(known)) {
            return (value != MASK).then(|| MASK.to_owned());
        }
        self.header(value)
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

    fn request_body(&self, body: &BodyView) -> Option<BodyView> {
        let mut masked = Cow::Borrowed(body);
        match body {
            BodyView::Raw { text, .. } => {
                let own = self.body_text(text)?;
                if let BodyView::Raw { text, .. } = masked.to_mut() {
                    *text = own;
                }
            }
            BodyView::Urlencoded { params } => {
                let values = params.iter().map(|param| self.json(&param.value));
                for (at, value) in values.enumerate().filter_map(|(at, value)| Some((at, value?))) {
                    if let BodyView::Urlencoded { params } = masked.to_mut() {
                        params[at].value = value;
                    }
                }
            }
            BodyView::Formdata { params } => {
                let values = params.iter().map(|param| self.json(&param.value));
                for (at, value) in values.enumerate().filter_map(|(at, value)| Some((at, value?))) {
                    if let BodyView::Formdata { params } = masked.to_mut() {
                        params[at].value = value;
                    }
                }
            }
            BodyView::File { content, .. } => {
                let own = content.as_deref().and_then(|content| self.text(content))?;
                if let BodyView::File { content, .. } = masked.to_mut() {
                    *content = Some(own);
                }
            }
            BodyView::GraphQl(_) => {
                if let BodyView::GraphQl(query) = masked.to_mut() {
                    let texts = [&mut query.query, &mut query.operation_name, &mut query.variables];
                    let mut found = false;
                    for value in texts.into_iter().flatten() {
                        let own = match &*value {
                            Value::String(text) => self.body_text(text).map(Value::String),
                            value => self.json(value),
                        };
                        found |= own.is_some();
                        *value = own.unwrap_or_else(|| value.take());
                    }
                    if !found {
                        return None;
                    }
                }
            }
        }
        owned(masked)
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
