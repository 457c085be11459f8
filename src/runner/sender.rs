//! One request on its way: built, exchanged, and told of. How it is signed stands in `sign`.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use super::body::Files;
use super::build::{self, flag, is_disabled, url_encoding};
use super::emitter::Emitter;
use super::resolve::resolve;
use super::shared::Shared;
use super::sign::Again;
use super::{RunOptions, StopSignal, retry};
use crate::auth::TokenStore;
use crate::collection::{PathVariable, Profile, Request, Url};
use crate::event::{Cursor, EventKind, RequestHeaderView, RequestOrigin, RequestView};
use crate::http::{
    self, Client, CookieJar, Exchange, FailureKind, Headers, HttpVersion, Payload, RequestFailure, Response,
    SendOptions, TlsPolicy,
};
use crate::sandbox::SandboxOptions;
use crate::variable::{Dynamic, Resolver, Scopes, truthy};

/// What all requests of a run share.
pub(super) struct Sender<'a> {
    pub(super) options: &'a RunOptions,
    /// How scripts run, those of nested requests too.
    pub(super) scripts: SandboxOptions,
    pub(super) client: Client,
    pub(super) jar: CookieJar,
    /// OAuth 2.0 tokens that were fetched.
    pub(super) tokens: TokenStore,
    /// The last connection that was somebody's alone.
    pub(super) pins: AtomicU64,
    pub(super) dynamic: Shared<Dynamic>,
    /// Randomness of signatures: apart, since a signature may ask for the body, which needs randomness too.
    pub(super) nonces: Shared<Dynamic>,
    pub(super) emitter: &'a Emitter<'a>,
    pub(super) stop: &'a StopSignal,
}

/// A request as it went out, and what came of it.
pub(super) struct Sent {
    /// With the headers of the runner, for test scripts.
    pub(super) request: Request,
    pub(super) response: Result<Arc<Response>, RequestFailure>,
}

/// Which request is tried, for whom, and how.
#[derive(Clone, Copy)]
pub(super) struct Try<'a> {
    pub(super) request: &'a Request,
    pub(super) profile: &'a Profile,
    pub(super) cursor: Cursor,
    pub(super) origin: RequestOrigin,
    /// The connection that all tries share, for schemes that sign it.
    pub(super) pin: Option<u64>,
    /// False where a challenge is not answered any more.
    pub(super) may_retry: bool,
}

impl Sender<'_> {
    /// Sends it, again and again where the user wants that; each try is signed anew. Says whether the auth wants
    /// another.
    pub(super) async fn exchange(&self, attempt: Try<'_>) -> (Sent, Option<Again>) {
        let mut done = 1;
        loop {
            let (sent, again) = self.attempt(attempt, done).await;
            let Some(Again::Wish(reason)) = again else { return (sent, again) };
            let jitter = self.dynamic.lock().number(1000);
            let jitter = f64::from(u16::try_from(jitter).unwrap_or_default()) / 1000.0;
            let wait = retry::wait(sent.response.as_deref(), done, jitter);
            let tries = self.options.retry.tries;
            let message = format!("{reason}: retry {done} of {tries} in {}ms", wait.as_millis());
            self.warn(attempt.cursor, &message);
            self.pause(wait).await;
            done += 1;
        }
    }

    /// Waits, but not beyond the end of the run.
    #[expect(clippy::disallowed_methods, reason = "the wait between tries that the user asked for: --retry")]
    async fn pause(&self, wait: Duration) {
        tokio::select! {
            biased;
            _ = self.stop.stopped() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }

    /// One try, and why it is to be followed by another one.
    async fn attempt(&self, attempt: Try<'_>, done: u32) -> (Sent, Option<Again>) {
        let Try { request, profile, cursor, origin, pin, .. } = attempt;
        let (signed, prepared) = self.prepare(request, profile, cursor);
        let wire = prepared.as_ref().ok();
        let planned = Arc::new(view(&signed, wire));
        let options = self.send_options(profile);
        let foreseen = wire.map(|wire| self.client.foresee(wire, &options)).unwrap_or_default();
        for warning in &foreseen {
            self.warn(cursor, warning);
        }
        self.emitter.emit(EventKind::RequestStarted { cursor, request: Arc::clone(&planned), origin });
        let exchange = match &prepared {
            Ok(wire) => self.transmit(wire, SendOptions { pin, ..options }).await,
            Err(failure) => Exchange::unsent(failure.clone()),
        };
        for warning in exchange.warnings.iter().filter(|warning| !foreseen.contains(warning)) {
            self.warn(cursor, warning);
        }
        let seen = if exchange.sent.is_empty() {
            planned
        } else {
            Arc::new(RequestView { headers: header_views(&exchange.sent), ..RequestView::clone(&planned) })
        };
        let wish = self.options.retry.reason(exchange.outcome.as_ref(), done);
        let response = exchange.outcome.map(Arc::new);
        let again = response.as_ref().ok().and_then(|response| self.challenged(attempt, response));
        let again = again.or(wish.map(Again::Wish));
        let origin = match (origin, &again) {
            (_, Some(Again::Wish(_))) => RequestOrigin::Retry,
            (RequestOrigin::Item, Some(_)) => RequestOrigin::Auth,
            (origin, _) => origin,
        };
        self.emitter.emit(EventKind::RequestFinished {
            cursor,
            request: Arc::clone(&seen),
            origin,
            response: response.as_deref().ok().map(|response| Arc::new(response.into())),
            failure: response.as_ref().err().map(Into::into),
        });
        // The request's own headers as they stood, those of one name apart, and then the runner's.
        let system = seen.headers.iter().filter(|header| header.system).map(Into::into);
        let own = request.headers.iter().filter(|header| !header.system).cloned();
        let headers = own.chain(system).collect();
        // A challenge is answered by what was sent, whose URL is encoded.
        let url = if matches!(again, Some(Again::Challenge(_))) { (&seen.url).into() } else { signed.url };
        (Sent { request: Request { url, headers, ..signed }, response }, again)
    }

    /// The request with its signature, and what of it goes over the wire.
    fn prepare(
        &self,
        request: &Request,
        profile: &Profile,
        cursor: Cursor,
    ) -> (Request, Result<http::Request, RequestFailure>) {
        let (signed, complaints) = self.sign(request, profile);
        let built = self.build(&signed, profile);
        if let Ok((_, warnings)) = &built {
            for warning in warnings.iter().chain(&complaints) {
                self.warn(cursor, warning);
            }
        }
        let wire = built.map(|(mut wire, _)| {
            let token = self.dynamic.lock().uuid();
            build::add_defaults(&mut wire, profile, &token, crate::AGENT);
            // Source: newman 6.2.2, recorded on the wire: the user in the URL stands behind the other headers.
            if super::sign::is_signed_by_url(request) && request.auth.is_none() {
                wire.headers.move_last("authorization");
            }
            self.keep_credentials(&wire.headers);
            wire
        });
        (signed, wire)
    }

    /// The request for the wire, but for the default headers, and what the user should be warned of.
    pub(super) fn build(
        &self,
        request: &Request,
        profile: &Profile,
    ) -> Result<(http::Request, Vec<String>), RequestFailure> {
        let options = self.options;
        let files = Files { working_dir: &options.working_dir, anywhere: options.read_files_anywhere };
        let boundary = || format!("{}{:024}", "-".repeat(26), self.dynamic.lock().number(10u64.pow(18)));
        build::build(request, profile, files, boundary)
    }

    /// What an `Authorization` header carries is secret wherever else it shows up: in a body that echoes it, say.
    ///
    /// Signatures are not kept: they differ from request to request, and the set would grow with the run. The
    /// header itself is masked in every event.
    fn keep_credentials(&self, headers: &Headers) {
        for header in headers.iter().filter(|header| header.name.eq_ignore_ascii_case("authorization")) {
            if let Some((scheme, credentials)) = header.value.split_once(' ')
                && ["basic", "bearer", "token"].contains(&scheme.to_ascii_lowercase().as_str())
            {
                self.options.secrets.add(credentials.trim());
            }
        }
    }

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

    fn send_options(&self, profile: &Profile) -> SendOptions {
        let options = self.options;
        let or = |name: &str, default: bool| {
            profile.get(name).and_then(serde_json::Value::as_bool).unwrap_or(default)
        };
        SendOptions {
            timeout: options.timeout_request,
            follow_redirects: profile.get("followRedirects").map_or(options.follow_redirects, truthy),
            max_redirects: most_redirects(profile),
            tls: TlsPolicy {
                verify: or("strictSSL", options.verify_tls),
                disabled_protocols: texts(profile, "tlsDisabledProtocols"),
                ciphers: texts(profile, "tlsCipherSelection"),
            },
            version: match profile.get("protocolVersion").and_then(serde_json::Value::as_str) {
                Some("http2") => HttpVersion::Http2,
                Some("auto") => HttpVersion::Auto,
                _ => HttpVersion::Http1,
            },
            lenient: flag(profile, "insecureHTTPParser"),
            download_timeout: options.timeout_download,
            max_time: options.max_time,
            keep_cut_bodies: options.compat.takes_cut_bodies(),
            resend_any_method: options.compat.resends_any_method(),
            keep_method_on_redirect: flag(profile, "followOriginalHttpMethod"),
            keep_auth_on_redirect: flag(profile, "followAuthorizationHeader"),
            send_referer: !flag(profile, "removeRefererHeaderOnRedirect"),
            use_cookies: !flag(profile, "disableCookies"),
            announce_length: !is_disabled(profile, "content-length"),
            url_encoding: url_encoding(profile),
            ..SendOptions::default()
        }
    }

    /// The request with its templates replaced from these scopes and the vault.
    pub(super) fn resolve(&self, request: &Request, scopes: &Scopes, cursor: Cursor) -> Request {
        let mut dynamic = self.dynamic.lock();
        let mut resolver = Resolver::new(scopes, &mut dynamic);
        if self.options.compat.knows_vault() {
            resolver = resolver.with_vault(&self.options.scripts.vault);
        }
        let request = resolve(request, request.auth.as_ref(), &mut resolver);
        if let Some(name) = resolver.overgrown() {
            self.warn(
                cursor,
                &format!("{{{{{name}}}}} makes a text of more than 64 MiB: its templates stay"),
            );
        }
        request
    }

    pub(super) fn warn(&self, cursor: Cursor, message: &str) {
        self.emitter.emit(EventKind::WarningRaised { cursor: Some(cursor), message: message.to_owned() });
    }
}

fn texts(profile: &Profile, name: &str) -> Vec<String> {
    let list = profile.get(name).and_then(serde_json::Value::as_array);
    list.into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// The request as events show it: as it stands, or as it goes over the wire.
pub(super) fn view(request: &Request, wire: Option<&http::Request>) -> RequestView {
    RequestView {
        method: request.method.clone(),
        url: wire.map_or_else(|| (&request.url).into(), |wire| (&reported_url(&wire.url)).into()),
        url_text: request.url.to_string(),
        headers: wire.map_or_else(
            || request.headers.iter().map(Into::into).collect(),
            |wire| header_views(&wire.headers),
        ),
        body: request.body.as_ref().map(|body| Arc::new(body.into())),
        auth: request.auth.as_ref().map(Into::into),
        body_bytes: wire.map_or(0, |wire| payload_bytes(&wire.payload)),
    }
}

fn header_views(headers: &Headers) -> Vec<RequestHeaderView> {
    headers.iter().map(Into::into).collect()
}

/// How many redirects the profile allows; what is no number counts as nothing said.
fn most_redirects(profile: &Profile) -> usize {
    use serde_json::Value;
    let given = match profile.get("maxRedirects") {
        None => return SendOptions::default().max_redirects,
        Some(Value::Null) => Some(0.0),
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(_) => None,
    };
    // Each redirect that is below the limit is followed: of 2.5 there are three.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as saturates, below 0 too")]
    given.map_or(SendOptions::default().max_redirects, |most: f64| most.ceil() as usize)
}

/// A URL's members as they were sent: encoded, and path variables that nothing gave a value without one.
fn reported_url(wire: &str) -> Url {
    let mut url = Url::parse(wire);
    let open = url.path.iter().flatten().filter_map(|segment| segment.strip_prefix(':'));
    let open = open.filter(|name| !name.is_empty());
    url.variables = open.map(|name| PathVariable { key: name.to_owned(), value: None }).collect();
    url
}

fn payload_bytes(payload: &Payload) -> u64 {
    match payload {
        Payload::None => 0,
        Payload::Bytes(bytes) => bytes.len() as u64,
        Payload::File { length, .. } => *length,
        Payload::Form { parts, .. } => {
            let content = |part: &http::FormPart| match &part.content {
                http::PartContent::Bytes(bytes) => bytes.len() as u64,
                http::PartContent::File { length, .. } => *length,
            };
            parts.iter().map(content).sum()
        }
    }
}
