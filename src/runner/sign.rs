//! Signs requests, answers challenges and fetches tokens: what `auth` decides, the runner sends.

use std::sync::atomic::Ordering;

use super::sender::{Sender, Sent, Try};
use crate::auth::{AuthError, Signing, TokenNeed, authorizer};
use crate::authority::UserInfo;
use crate::collection::{Auth, Profile, Request};
use crate::event::{Cursor, EventKind, RequestOrigin};
use crate::http::{FailureKind, RequestFailure, Response};

/// How many challenges are answered before a response is taken as it is.
///
/// Source: postman-runtime 7.39, `maximum intermediate request limit`.
const CHALLENGES: usize = 3;

/// Why a request is sent again.
pub(super) enum Again {
    /// With these parameters, which answer a challenge.
    Challenge(Auth),
    /// With the token that is the answer to this request.
    Token(Box<Request>),
    /// Because the user wants failed requests tried again; the text says what failed.
    Wish(String),
}

impl Sender<'_> {
    /// Sends a resolved request; its auth is its own. Every try is told of.
    pub(super) async fn send(
        &self,
        request: &Request,
        profile: &Profile,
        cursor: Cursor,
        origin: RequestOrigin,
    ) -> Sent {
        let mut request = request.clone();
        if let Err(failure) = self.provide_token(&mut request, cursor).await {
            return self.refuse(request, cursor, origin, failure);
        }
        let scheme = request.auth.as_ref().and_then(|auth| authorizer(&auth.scheme));
        let pin = scheme
            .filter(|scheme| scheme.signs_connections())
            .map(|_| self.pins.fetch_add(1, Ordering::Relaxed) + 1);
        let mut tries = 0;
        let mut sent = loop {
            let may_retry = tries < CHALLENGES;
            let attempt = Try { request: &request, profile, cursor, origin, pin, may_retry };
            let (sent, again) = self.exchange(attempt).await;
            tries += 1;
            match again {
                None | Some(Again::Wish(_)) => break sent,
                Some(Again::Challenge(auth)) => request = answering(sent.request, auth),
                Some(Again::Token(token)) => {
                    // A server that refuses the new token too is not asked a third time.
                    tries = CHALLENGES;
                    if let Err(failure) = self.fetch_token(&mut request, &token, cursor).await {
                        return self.refuse(request, cursor, origin, failure);
                    }
                }
            }
        };
        if let Some(pin) = pin {
            self.client.release(pin);
        }
        sent.request.auth = request.auth;
        sent
    }

    /// Tells of a request that was not sent.
    fn refuse(
        &self,
        request: Request,
        cursor: Cursor,
        origin: RequestOrigin,
        failure: RequestFailure,
    ) -> Sent {
        let view = std::sync::Arc::new(super::sender::view(&request, None));
        self.emitter.emit(EventKind::RequestStarted { cursor, request: view.clone(), origin });
        self.emitter.emit(EventKind::RequestFinished {
            cursor,
            request: view,
            origin,
            response: None,
            failure: Some((&failure).into()),
        });
        Sent { request, response: Err(failure) }
    }

    /// The request as Postman would show it once signed, and what the user should be warned of.
    pub(super) fn sign(&self, request: &Request, profile: &Profile) -> (Request, Vec<String>) {
        let mut signed = request.clone();
        let mut complaints = Vec::new();
        if let Some((user, password)) = request.url.auth.as_ref().filter(|_| is_signed_by_url(request)) {
            let info = UserInfo { user, password: password.as_deref() };
            let params = [("username", info.decoded_user()), ("password", info.decoded_password())];
            let params =
                params.map(|(key, value)| (key.to_owned(), value.into_owned().into())).into_iter().collect();
            let auth = Auth { scheme: "basic".to_owned(), params };
            complaints.extend(self.sign_with(&auth, &mut signed, profile));
        }
        if let Some(auth) = &request.auth {
            complaints.extend(self.sign_with(auth, &mut signed, profile));
        }
        (signed, complaints)
    }

    fn sign_with(&self, auth: &Auth, request: &mut Request, profile: &Profile) -> Option<String> {
        let name = &auth.scheme;
        let Some(scheme) = authorizer(name) else { return Some(no_handler(name)) };
        let unsigned = request.clone();
        // Built by the unsigned request: no scheme that signs the body changes it.
        let payload = || self.build(&unsigned, profile).map(|(wire, _)| wire.payload).unwrap_or_default();
        let done = self.with_signing(profile, &payload, |signing| scheme.sign(auth, request, signing));
        match done {
            // The exchange says what is wrong with a URL.
            Ok(()) | Err(AuthError::Url { .. }) => None,
            Err(error) => Some(format!("runtime~{name}.auth: could not sign the request: {error}")),
        }
    }

    fn with_signing<T>(
        &self,
        profile: &Profile,
        payload: &dyn Fn() -> crate::http::Payload,
        work: impl FnOnce(&mut Signing<'_>) -> T,
    ) -> T {
        let mut random = self.nonces.lock();
        work(&mut Signing {
            secrets: &self.options.secrets,
            clock: &self.options.clock,
            random: &mut random,
            profile,
            payload,
        })
    }

    /// What the auth makes of a response: another try, or none.
    pub(super) fn challenged(&self, attempt: Try<'_>, response: &Response) -> Option<Again> {
        let auth = attempt.request.auth.as_ref()?;
        let Some(scheme) = authorizer(&auth.scheme) else {
            self.warn(attempt.cursor, &no_handler(&auth.scheme));
            return None;
        };
        let none = crate::http::Payload::default;
        let again =
            self.with_signing(attempt.profile, &none, |signing| scheme.retry(auth, response, signing));
        let again = match again {
            Ok(again) => again.map(Again::Challenge),
            Err(error) => {
                let name = &auth.scheme;
                let message = format!("runtime~{name}.auth: there was an error validating auth: {error}");
                self.warn(attempt.cursor, &message);
                None
            }
        };
        match again {
            Some(_) if !attempt.may_retry => {
                self.warn(attempt.cursor, "runtime: maximum intermediate request limit exceeded");
                None
            }
            None if response.code == 401 && attempt.may_retry && self.fetches_tokens() => {
                self.tokens.renew(auth).map(|request| Again::Token(Box::new(request)))
            }
            again => again,
        }
    }

    /// newman fetches no tokens: it sends such a request unsigned.
    fn fetches_tokens(&self) -> bool {
        self.options.compat.fetches_tokens()
    }

    /// Gives an OAuth 2.0 auth its token, fetched now if need be.
    async fn provide_token(&self, request: &mut Request, cursor: Cursor) -> Result<(), RequestFailure> {
        let Some(auth) = request.auth.as_ref().filter(|_| self.fetches_tokens()) else { return Ok(()) };
        match self.tokens.need(auth, self.options.clock.now()).map_err(|error| refused(&error))? {
            TokenNeed::Nothing => Ok(()),
            TokenNeed::Ready(auth) => {
                request.auth = Some(auth);
                Ok(())
            }
            TokenNeed::Fetch(token) => self.fetch_token(request, &token, cursor).await,
        }
    }

    async fn fetch_token(
        &self,
        request: &mut Request,
        token: &Request,
        cursor: Cursor,
    ) -> Result<(), RequestFailure> {
        let Some(auth) = &request.auth else { return Ok(()) };
        let secrets = &self.options.secrets;
        // What a token costs must not show up where the request for it is told of.
        for name in ["clientSecret", "password", "refreshToken"] {
            secrets.add(&auth.text(name));
        }
        let profile = Profile::default();
        let attempt = Try {
            request: token,
            profile: &profile,
            cursor,
            origin: RequestOrigin::Auth,
            pin: None,
            may_retry: false,
        };
        let response = self.exchange(attempt).await.0.response?;
        let now = self.options.clock.now();
        request.auth =
            Some(self.tokens.accept(auth, &response, now, secrets).map_err(|error| refused(&error))?);
        Ok(())
    }
}

fn refused(error: &crate::auth::TokenError) -> RequestFailure {
    RequestFailure { kind: FailureKind::Token, code: None, message: error.to_string() }
}

/// The next try: the headers of the first one go before the signature.
///
/// Source: newman 6.2.2, seen on the wire.
fn answering(mut sent: Request, auth: Auth) -> Request {
    sent.headers.retain(|header| !header.system || !header.key.eq_ignore_ascii_case("cookie"));
    sent.auth = Some(auth);
    sent
}

fn no_handler(scheme: &str) -> String {
    format!("runtime: could not find a handler for auth: {scheme}")
}

/// True when the user in the URL signs a request: nothing else says who sends it.
pub(super) fn is_signed_by_url(request: &Request) -> bool {
    let has_own = request.headers.iter().any(|header| header.key.eq_ignore_ascii_case("authorization"));
    request.url.auth.is_some() && !has_own
}

#[cfg(test)]
mod tests;
