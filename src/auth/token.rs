//! OAuth 2.0 tokens that postino fetches: the request for a token, the answer, and the token's lifetime.
//!
//! The runner sends the request that [`TokenStore::need`] describes and gives the response to [`TokenStore::accept`].
//! This module does not use the network. It keeps tokens until the run ends, and refuses grants that need a browser.
//!
//! Source: RFC 6749 §4.3, §4.4, §5, §6. The parameters have the names that Postman exports.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use thiserror::Error;
use time::OffsetDateTime;

use crate::collection::{Auth, Body, HeaderParam, Param, QueryParam, Request, Url};
use crate::http::Response;
use crate::secret::SecretCollector;

/// A token is renewed this long before it expires, so that it does not expire while a request is sent.
const MARGIN: Duration = Duration::from_secs(10);

/// Why no token can be fetched.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TokenError {
    /// The grant needs a user at a browser.
    #[error(
        "oauth2: the grant `{grant}` needs a browser; give a token as accessToken (or a refreshToken), or use the \
         grant client_credentials or password_credentials"
    )]
    Browser {
        /// The grant, as given.
        grant: String,
    },
    /// A parameter of the grant is missing.
    #[error("oauth2: the grant `{grant}` needs the parameter {parameter}, which is empty")]
    Missing {
        /// The grant.
        grant: &'static str,
        /// The name of the missing parameter.
        parameter: &'static str,
    },
    /// The server refuses to give a token.
    #[error("oauth2: the token endpoint {url} refuses: {error}{}", described(.description))]
    Refused {
        /// The endpoint.
        url: String,
        /// The error code of RFC 6749, such as `invalid_client`.
        error: String,
        /// The server's explanation, if it gave one.
        description: String,
    },
    /// The answer has neither a token nor an error.
    #[error("oauth2: the token endpoint {url} answers {code} without an access_token")]
    NoToken {
        /// The endpoint.
        url: String,
        /// The status.
        code: u16,
    },
}

fn described(description: &str) -> String {
    if description.is_empty() { String::new() } else { format!(": {description}") }
}

/// The step before a request can be signed.
#[derive(Debug)]
pub enum TokenNeed {
    /// No step: the auth has a token, or does not say how to fetch one.
    Nothing,
    /// Use this auth, which has a token of the run.
    Ready(Auth),
    /// Send this request for a token.
    Fetch(Box<Request>),
}

/// The tokens of a run.
#[derive(Debug, Default)]
pub struct TokenStore(Mutex<HashMap<String, Held>>);

#[derive(Debug, Clone, Default)]
struct Held {
    token: String,
    kind: String,
    refresh: String,
    ends: Option<OffsetDateTime>,
}

impl Held {
    fn holds(&self, now: OffsetDateTime) -> bool {
        !self.token.is_empty() && self.ends.is_none_or(|ends| ends - MARGIN > now)
    }
}

impl TokenStore {
    fn tokens(&self) -> MutexGuard<'_, HashMap<String, Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The step that this auth needs now.
    ///
    /// # Errors
    ///
    /// Fails when the auth wants a token, but lacks a parameter or has a grant that needs a browser.
    pub fn need(&self, auth: &Auth, now: OffsetDateTime) -> Result<TokenNeed, TokenError> {
        if auth.scheme != "oauth2" || auth.text("accessTokenUrl").is_empty() {
            return Ok(TokenNeed::Nothing);
        }
        let held = self.tokens().get(&key(auth)).cloned();
        match held {
            Some(held) if held.holds(now) => Ok(TokenNeed::Ready(with_token(auth, &held))),
            held if auth.text("accessToken").is_empty() || held.is_some() => {
                let refresh = held.map(|held| held.refresh).filter(|refresh| !refresh.is_empty());
                request(auth, refresh).map(|request| TokenNeed::Fetch(Box::new(request)))
            }
            _ => Ok(TokenNeed::Nothing),
        }
    }

    /// The request for a new token after a server has refused the current one; `None` when there is no way to fetch one.
    pub fn renew(&self, auth: &Auth) -> Option<Request> {
        if auth.scheme != "oauth2" || auth.text("accessTokenUrl").is_empty() {
            return None;
        }
        let mut tokens = self.tokens();
        let held = tokens.get_mut(&key(auth)).map(|held| {
            held.token.clear();
            held.refresh.clone()
        });
        let known = held.is_some();
        let refresh = held
            .filter(|refresh| !refresh.is_empty())
            .or_else(|| Some(auth.text("refreshToken")).filter(|refresh| !refresh.is_empty()));
        // A token that the user gave is replaced only when the user also said how to fetch one.
        if !known && refresh.is_none() {
            return None;
        }
        request(auth, refresh).ok()
    }

    /// Keeps the token of this response, and returns the auth with the token.
    ///
    /// # Errors
    ///
    /// Fails with the server's own message when the answer has no token.
    pub fn accept(
        &self,
        auth: &Auth,
        response: &Response,
        now: OffsetDateTime,
        secrets: &SecretCollector,
    ) -> Result<Auth, TokenError> {
        let answer = read(&response.body);
        let text = |name: &str| match answer.get(name) {
            None | Some(Value::Null) => String::new(),
            value => crate::variable::to_text(value),
        };
        let url = auth.text("accessTokenUrl");
        let (error, token) = (text("error"), text("access_token"));
        if !error.is_empty() {
            // A refresh token that did not work is not tried again.
            self.tokens().remove(&key(auth));
            return Err(TokenError::Refused { url, error, description: text("error_description") });
        }
        if token.is_empty() || response.code >= 400 {
            return Err(TokenError::NoToken { url, code: response.code });
        }
        let mut tokens = self.tokens();
        let before = tokens.remove(&key(auth)).map(|held| held.refresh).unwrap_or_default();
        let refresh = Some(text("refresh_token")).filter(|refresh| !refresh.is_empty()).unwrap_or(before);
        let seconds = text("expires_in").parse().ok().filter(|seconds| *seconds > 0.0);
        let lasts = seconds.and_then(time::Duration::checked_seconds_f64);
        let ends = lasts.and_then(|lasts| now.checked_add(lasts));
        let held = Held { token, kind: text("token_type"), refresh, ends };
        secrets.add(&held.token);
        secrets.add(&held.refresh);
        let auth_with_token = with_token(auth, &held);
        tokens.insert(key(auth), held);
        Ok(auth_with_token)
    }
}

/// The key of a token. Auths that would fetch the same token have the same key and share the token.
fn key(auth: &Auth) -> String {
    let params =
        auth.params.iter().filter(|(name, _)| !["accessToken", "tokenType"].contains(&name.as_str()));
    let params: Map<String, Value> = params.map(|(name, value)| (name.clone(), value.clone())).collect();
    Value::Object(params).to_string()
}

fn with_token(auth: &Auth, held: &Held) -> Auth {
    let mut auth = auth.clone();
    auth.params.insert("accessToken".to_owned(), held.token.clone().into());
    if auth.text("tokenType").is_empty() && !held.kind.is_empty() {
        auth.params.insert("tokenType".to_owned(), held.kind.clone().into());
    }
    auth
}

/// Reads an answer: JSON, or form pairs, which some servers still send.
fn read(body: &[u8]) -> Map<String, Value> {
    if let Ok(Value::Object(answer)) = serde_json::from_slice(body) {
        return answer;
    }
    let text = String::from_utf8_lossy(body);
    let decode = |text: &str| {
        percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
    };
    let pairs = text.trim().split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decode(name), decode(value).into())).collect()
}

fn request(auth: &Auth, refresh: Option<String>) -> Result<Request, TokenError> {
    let grant = auth.text("grant_type");
    let refresh = refresh.or_else(|| Some(auth.text("refreshToken")).filter(|refresh| !refresh.is_empty()));
    let needed = |grant: &'static str, parameter: &'static str| {
        Some(auth.text(parameter))
            .filter(|text| !text.is_empty())
            .ok_or(TokenError::Missing { grant, parameter })
    };
    let refreshes = refresh.is_some();
    let mut form = match (refresh, grant.as_str()) {
        (Some(refresh), _) => {
            vec![("grant_type", "refresh_token".to_owned()), ("refresh_token", refresh)]
        }
        (None, "client_credentials") => {
            needed("client_credentials", "clientId")?;
            vec![("grant_type", grant)]
        }
        (None, "password_credentials" | "password") => vec![
            ("grant_type", "password".to_owned()),
            ("username", needed("password_credentials", "username")?),
            ("password", auth.text("password")),
        ],
        (None, "refresh_token") => {
            return Err(TokenError::Missing { grant: "refresh_token", parameter: "refreshToken" });
        }
        (None, "") => return Err(TokenError::Browser { grant: "authorization_code".to_owned() }),
        (None, _) => return Err(TokenError::Browser { grant }),
    };
    form.extend(["scope", "audience", "resource"].map(|name| (name, auth.text(name))));
    form.retain(|(name, value)| !value.is_empty() || *name == "password");
    let url = Some(auth.text("refreshTokenUrl")).filter(|url| refreshes && !url.is_empty());
    let mut request = Request {
        method: "POST".to_owned(),
        url: Url::parse(&url.unwrap_or_else(|| auth.text("accessTokenUrl"))),
        headers: vec![plain_header("Accept", "application/json")],
        ..Request::default()
    };
    let mut params: Vec<Param> = form.into_iter().map(|(key, value)| param(key, value)).collect();
    name_client(auth, &mut request, &mut params);
    let extra = if refreshes { "refreshRequestParams" } else { "tokenRequestParams" };
    add_extra(auth.params.get(extra), &mut request, &mut params);
    request.body = Some(Body::Urlencoded { params });
    Ok(request)
}

/// Adds the client's id and secret: to a Basic header, or to the body when the user wants that.
fn name_client(auth: &Auth, request: &mut Request, params: &mut Vec<Param>) {
    let (id, secret) = (auth.text("clientId"), auth.text("clientSecret"));
    if id.is_empty() {
        return;
    }
    if auth.text("client_authentication") == "body" {
        params.push(param("client_id", id));
        if !secret.is_empty() {
            params.push(param("client_secret", secret));
        }
    } else {
        let credentials = STANDARD.encode(format!("{id}:{secret}"));
        request.headers.push(plain_header("Authorization", &format!("Basic {credentials}")));
    }
}

/// The additional parameters of Postman: `{ key, value, enabled, send_as }`.
fn add_extra(list: Option<&Value>, request: &mut Request, params: &mut Vec<Param>) {
    let enabled = |entry: &&Value| entry.get("enabled") != Some(&Value::Bool(false));
    for entry in list.and_then(Value::as_array).into_iter().flatten().filter(enabled) {
        let text = |name: &str| entry.get(name).map(|value| crate::variable::to_text(Some(value)));
        let Some(key) = text("key").filter(|key| !key.is_empty()) else { continue };
        let value = text("value").unwrap_or_default();
        match text("send_as").as_deref() {
            Some("request_header") => request.headers.push(plain_header(&key, &value)),
            Some("request_url") => {
                let param = QueryParam { key: Some(key), value: Some(value), disabled: false };
                request.url.query.get_or_insert_default().push(param);
            }
            _ => params.push(param(&key, value)),
        }
    }
}

fn plain_header(key: &str, value: &str) -> HeaderParam {
    HeaderParam { key: key.to_owned(), value: value.to_owned(), ..HeaderParam::default() }
}

fn param(key: &str, value: String) -> Param {
    Param { key: key.to_owned(), value: value.into(), disabled: false }
}

#[cfg(test)]
mod tests;
