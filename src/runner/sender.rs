//! The way of a request, from its templates to its last response, read from top to bottom.
//!
//! The templates are resolved and the token is provided; then each try is signed, built and exchanged. A challenge is
//! answered by another try, and a failure that the user wants tried again is tried again. How a step is done stands in
//! the modules below (`resolve`, `disabled`, `sign`, `build`, `profile`, `retry`), which do not know this one.
//! Entry points: [`Sender::resolve_and_send`] for items, [`Sender::send`] for what scripts send.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::body::Files;
use super::build::{self, Built};
use super::disabled;
use super::emitter::Emitter;
use super::profile::send_options;
use super::request_view;
use super::resolve::resolve;
use super::secrets;
use super::shared::Shared;
use super::sign::{self, Signed, Signer};
use super::{RunOptions, StopSignal, retry};
use crate::auth::{TokenError, TokenNeed, TokenStore, authorizer};
use crate::collection::{Auth, Profile, Request};
use crate::event::{Cursor, EventKind, RequestOrigin, RequestView};
use crate::http::{
    self, Client, CookieJar, Exchange, FailureKind, Payload, RequestFailure, Response, SendOptions,
};
use crate::sandbox::SandboxOptions;
use crate::variable::{Dynamic, Resolver, Scopes};

/// How many challenges are answered before a response is taken as it is.
///
/// Source: postman-runtime 7.39, `maximum intermediate request limit`.
const MOST_ANSWERS: usize = 3;

/// What all requests of a run share.
pub(super) struct Sender<'a> {
    pub(super) options: &'a RunOptions,
    /// How scripts run, those of nested requests too.
    pub(super) scripts: SandboxOptions,
    pub(super) client: Client,
    pub(super) jar: CookieJar,
    /// OAuth 2.0 tokens that were fetched.
    pub(super) tokens: TokenStore,
    /// The last pin that was given out: see [`SendOptions::pin`].
    pub(super) pins: AtomicU64,
    pub(super) dynamic: Shared<Dynamic>,
    pub(super) signer: Signer<'a>,
    pub(super) emitter: &'a Emitter<'a>,
    pub(super) stop: &'a StopSignal,
}

/// What a request is sent for, and how.
#[derive(Clone, Copy)]
pub(super) struct SendContext<'a> {
    pub(super) profile: &'a Profile,
    pub(super) cursor: Cursor,
    pub(super) origin: RequestOrigin,
}

/// A request as it was sent, and its outcome.
pub(super) struct Sent {
    /// With the headers that the runner added: test scripts see them.
    pub(super) request: Request,
    pub(super) response: Result<Arc<Response>, RequestFailure>,
}

/// What is tried.
#[derive(Clone, Copy)]
struct Attempt<'a> {
    request: &'a Request,
    context: SendContext<'a>,
    /// The connection that all tries share, for schemes that sign connections.
    pin: Option<u64>,
    /// False once enough challenges were answered.
    may_answer: bool,
}

/// A request that is ready for the wire, or the reason why it cannot be sent.
struct Prepared {
    signed: Request,
    wire: Result<http::Request, RequestFailure>,
}

/// One try, before its end is an event.
struct Exchanged {
    signed: Request,
    /// The request as the wire saw it.
    view: Arc<RequestView>,
    response: Result<Arc<Response>, RequestFailure>,
}

/// The last of several tries, and what the server wants next.
struct Delivered {
    sent: Sent,
    challenge: Option<Challenge>,
}

/// Why the auth needs another try.
enum Challenge {
    /// The server asked for a signature of these parameters.
    Answer(Auth),
    /// The server refused the token; this request fetches a new one.
    Token(Box<Request>),
}

impl Sender<'_> {
    /// Resolves the templates of an item's request with these scopes, and sends it.
    pub(super) async fn resolve_and_send(
        &self,
        request: &Request,
        scopes: &Scopes,
        context: SendContext<'_>,
    ) -> Sent {
        let resolved = self.resolve(request, scopes, context.cursor);
        self.send(resolved, context).await
    }

    /// Sends a resolved request. Entries that are switched off are not sent; they are there again afterwards.
    pub(super) async fn send(&self, mut request: Request, context: SendContext<'_>) -> Sent {
        let disabled = disabled::take(&mut request);
        let mut sent = match self.provide_token(&mut request, context.cursor).await {
            Ok(()) => self.answer_challenges(request, context).await,
            Err(failure) => self.refuse(request, context, failure),
        };
        disabled.restore(&mut sent.request);
        sent
    }

    /// Replaces the templates by the values of these scopes and of the vault.
    fn resolve(&self, request: &Request, scopes: &Scopes, cursor: Cursor) -> Request {
        let mut dynamic = self.dynamic.lock();
        let mut resolver = Resolver::new(scopes, &mut dynamic);
        if self.options.compat.knows_vault() {
            resolver = resolver.with_vault(&self.options.scripts.vault);
        }
        let request = resolve(request, request.auth.as_ref(), &mut resolver);
        self.scripts.secrets.keep_resolved(scopes, &mut resolver);
        if let Some(name) = resolver.overgrown() {
            let message = format!("{{{{{name}}}}} makes a text of more than 64 MiB: its templates stay");
            self.warn(cursor, &message);
        }
        request
    }

    /// Gives an OAuth 2.0 auth its token; fetches one where none is at hand.
    async fn provide_token(&self, request: &mut Request, cursor: Cursor) -> Result<(), RequestFailure> {
        let fetches = self.options.compat.fetches_tokens();
        let Some(auth) = request.auth.as_ref().filter(|_| fetches) else { return Ok(()) };
        match self.tokens.need(auth, self.options.clock.now()).map_err(|error| token_failure(&error))? {
            TokenNeed::Nothing => Ok(()),
            TokenNeed::Ready(auth) => {
                request.auth = Some(auth);
                Ok(())
            }
            TokenNeed::Fetch(token) => self.fetch_token(request, &token, cursor).await,
        }
    }

    /// Sends the request for a token, and puts the token into the auth.
    async fn fetch_token(
        &self,
        request: &mut Request,
        token: &Request,
        cursor: Cursor,
    ) -> Result<(), RequestFailure> {
        let Some(auth) = &request.auth else { return Ok(()) };
        let secrets = &self.options.secrets;
        // The event of the token request must not show its credentials.
        for name in ["clientSecret", "password", "refreshToken"] {
            secrets.add(&auth.text(name));
        }
        let context = SendContext { profile: &Profile::default(), cursor, origin: RequestOrigin::Auth };
        let attempt = Attempt { request: token, context, pin: None, may_answer: false };
        let response = self.deliver(attempt).await.sent.response?;
        let now = self.options.clock.now();
        let accepted = self.tokens.accept(auth, &response, now, secrets);
        request.auth = Some(accepted.map_err(|error| token_failure(&error))?);
        Ok(())
    }

    /// Sends the request, and again with each challenge answered.
    async fn answer_challenges(&self, mut request: Request, context: SendContext<'_>) -> Sent {
        let scheme = request.auth.as_ref().and_then(|auth| authorizer(&auth.scheme));
        let pinned = matches!(scheme, Some(scheme) if scheme.signs_connections());
        let pin = pinned.then(|| self.pins.fetch_add(1, Ordering::Relaxed) + 1);
        let mut answers = 0;
        let mut sent = loop {
            let may_answer = answers < MOST_ANSWERS;
            let Delivered { sent, challenge } =
                self.deliver(Attempt { request: &request, context, pin, may_answer }).await;
            answers += 1;
            match challenge {
                None => break sent,
                Some(Challenge::Answer(auth)) => request = sign::answering(sent.request, auth),
                Some(Challenge::Token(token)) => {
                    // One new token: when the server refuses it too, its response is the last.
                    answers = MOST_ANSWERS;
                    if let Err(failure) = self.fetch_token(&mut request, &token, context.cursor).await {
                        return self.refuse(request, context, failure);
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

    /// Exchanges the request, and again as often as the user wants failures tried again. Each try is signed anew.
    async fn deliver(&self, attempt: Attempt<'_>) -> Delivered {
        let mut tries = 1;
        loop {
            let exchanged = self.exchange(attempt).await;
            let challenge = self.challenge(attempt, &exchanged);
            let outcome = exchanged.response.as_deref();
            let retry = self.options.retry.reason(outcome, tries).filter(|_| challenge.is_none());
            let origin = match (attempt.context.origin, &challenge, &retry) {
                (_, _, Some(_)) => RequestOrigin::Retry,
                (RequestOrigin::Item, Some(_), _) => RequestOrigin::Auth,
                (origin, ..) => origin,
            };
            let (view, response) = (Arc::clone(&exchanged.view), &exchanged.response);
            self.tell_finished(view, response, SendContext { origin, ..attempt.context });
            let sent = exchanged.into_sent(attempt.request, challenge.as_ref());
            let Some(reason) = retry else { return Delivered { sent, challenge } };
            self.wait_for_retry(&sent, &reason, tries, attempt.context.cursor).await;
            tries += 1;
        }
    }

    /// Signs and builds the request, and sends it over the wire.
    async fn exchange(&self, attempt: Attempt<'_>) -> Exchanged {
        let SendContext { profile, cursor, origin } = attempt.context;
        let Prepared { signed, wire } = self.prepare(attempt.request, attempt.context);
        let prepared = wire.as_ref().ok();
        let planned = Arc::new(request_view::view(&signed, prepared));
        let options = send_options(self.options, profile);
        let foreseen = prepared.map(|wire| self.client.foresee(wire, &options)).unwrap_or_default();
        for warning in &foreseen {
            self.warn(cursor, warning);
        }
        self.emitter.emit(EventKind::RequestStarted { cursor, request: Arc::clone(&planned), origin });
        let exchange = match &wire {
            Ok(wire) => self.transmit(wire, SendOptions { pin: attempt.pin, ..options }).await,
            Err(failure) => Exchange::unsent(failure.clone()),
        };
        for warning in exchange.warnings.iter().filter(|warning| !foreseen.contains(warning)) {
            self.warn(cursor, warning);
        }
        secrets::keep_sent(&exchange.sent, &self.options.secrets);
        if let Ok(response) = &exchange.outcome {
            secrets::keep_received(&response.headers, &response.cookies, &self.options.secrets);
        }
        let view = if exchange.sent.is_empty() {
            planned
        } else {
            Arc::new(request_view::with_headers(&planned, &exchange.sent))
        };
        Exchanged { signed, view, response: exchange.outcome.map(Arc::new) }
    }

    /// The request with its signature, and what of it goes over the wire.
    fn prepare(&self, request: &Request, context: SendContext<'_>) -> Prepared {
        let SendContext { profile, cursor, .. } = context;
        let payload = |unsigned: &Request| match self.build(unsigned, profile) {
            Ok(built) => built.request.payload,
            Err(_) => Payload::None,
        };
        let Signed { request: signed, warnings: of_auth } = self.signer.sign(request, profile, &payload);
        let Built { request: mut wire, warnings } = match self.build(&signed, profile) {
            Ok(built) => built,
            Err(failure) => return Prepared { signed, wire: Err(failure) },
        };
        for warning in warnings.iter().chain(&of_auth) {
            self.warn(cursor, warning);
        }
        let token = self.dynamic.lock().uuid();
        build::add_defaults(&mut wire, profile, &token, crate::AGENT);
        // Source: newman 6.2.2, recorded on the wire: the user in the URL stands behind the other headers.
        if sign::is_signed_by_url(request) && request.auth.is_none() {
            wire.headers.move_last("authorization");
        }
        secrets::keep_sent(&wire.headers, &self.options.secrets);
        Prepared { signed, wire: Ok(wire) }
    }

    /// The request for the wire, without the default headers.
    fn build(&self, request: &Request, profile: &Profile) -> Result<Built, RequestFailure> {
        let options = self.options;
        let files = Files {
            working_dir: &options.working_dir,
            anywhere: options.read_files_anywhere,
            compat: options.compat,
        };
        let boundary = || format!("{}{:024}", "-".repeat(26), self.dynamic.lock().number(10u64.pow(18)));
        build::build(request, profile, files, boundary)
    }

    /// Sends the request and receives the response, unless the run is stopped first.
    async fn transmit(&self, wire: &http::Request, options: SendOptions) -> Exchange {
        tokio::select! {
            biased;
            _ = self.stop.stopped() => Exchange::unsent(RequestFailure {
                kind: FailureKind::Interrupted,
                code: None,
                message: "the run was stopped".to_owned(),
            }),
            exchange = self.client.send(wire, &options, &self.jar) => exchange,
        }
    }

    /// What the auth has to do next after this response; nothing when it is content.
    fn challenge(&self, attempt: Attempt<'_>, exchanged: &Exchanged) -> Option<Challenge> {
        let (Some(auth), Ok(response)) = (&attempt.request.auth, &exchanged.response) else { return None };
        let SendContext { profile, cursor, .. } = attempt.context;
        let answer = match self.signer.answer(auth, response, profile) {
            Ok(answer) => answer,
            Err(warning) => {
                self.warn(cursor, &warning);
                None
            }
        };
        match answer {
            Some(_) if !attempt.may_answer => {
                self.warn(cursor, "runtime: maximum intermediate request limit exceeded");
                None
            }
            Some(auth) => Some(Challenge::Answer(auth)),
            None if response.code == 401 && attempt.may_answer && self.options.compat.fetches_tokens() => {
                self.tokens.renew(auth).map(|request| Challenge::Token(Box::new(request)))
            }
            None => None,
        }
    }

    /// Warns of the retry, and waits as long as the policy says.
    async fn wait_for_retry(&self, sent: &Sent, reason: &str, tries: u32, cursor: Cursor) {
        let jitter = self.dynamic.lock().number(1000);
        let jitter = f64::from(u16::try_from(jitter).unwrap_or_default()) / 1000.0;
        let wait = retry::wait(sent.response.as_deref(), tries, jitter, self.options.clock.now());
        let most = self.options.retry.tries;
        self.warn(cursor, &format!("{reason}: retry {tries} of {most} in {}ms", wait.as_millis()));
        self.pause(wait).await;
    }

    /// Waits, but not beyond the end of the run.
    #[expect(clippy::disallowed_methods, reason = "the waits that the user asked for")]
    pub(super) async fn pause(&self, wait: Duration) {
        if wait > Duration::ZERO {
            tokio::select! {
                biased;
                _ = self.stop.stopped() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// The events of a request that is not sent.
    fn refuse(&self, request: Request, context: SendContext<'_>, failure: RequestFailure) -> Sent {
        let SendContext { cursor, origin, .. } = context;
        let view = Arc::new(request_view::view(&request, None));
        self.emitter.emit(EventKind::RequestStarted { cursor, request: Arc::clone(&view), origin });
        let response = Err(failure);
        self.tell_finished(view, &response, context);
        Sent { request, response }
    }

    /// The event that a request is at its end.
    fn tell_finished(
        &self,
        request: Arc<RequestView>,
        response: &Result<Arc<Response>, RequestFailure>,
        context: SendContext<'_>,
    ) {
        let SendContext { cursor, origin, .. } = context;
        self.emitter.emit(EventKind::RequestFinished {
            cursor,
            request,
            origin,
            response: response.as_deref().ok().map(|response| Arc::new(response.into())),
            failure: response.as_ref().err().map(Into::into),
        });
    }

    fn warn(&self, cursor: Cursor, message: &str) {
        self.emitter.emit(EventKind::WarningRaised { cursor: Some(cursor), message: message.to_owned() });
    }
}

impl Exchanged {
    /// What scripts see, and what a challenge is answered with.
    fn into_sent(self, request: &Request, challenge: Option<&Challenge>) -> Sent {
        // The request's own headers as they stood, also those of one name in several cases; then the runner's.
        let system = self.view.headers.iter().filter(|header| header.system).map(Into::into);
        let own = request.headers.iter().filter(|header| !header.system).cloned();
        let headers = own.chain(system).collect();
        let url = match challenge {
            // The answer signs the URL as it was sent: encoded.
            Some(Challenge::Answer(_)) => (&self.view.url).into(),
            Some(Challenge::Token(_)) | None => self.signed.url,
        };
        Sent { request: Request { url, headers, ..self.signed }, response: self.response }
    }
}

fn token_failure(error: &TokenError) -> RequestFailure {
    RequestFailure { kind: FailureKind::Token, code: None, message: error.to_string() }
}
