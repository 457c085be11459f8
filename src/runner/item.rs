//! Sends one request: builds it, signs it, exchanges it, and says so.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use super::body::Files;
use super::build::{self, flag};
use super::emitter::Emitter;
use super::{RunOptions, StopSignal, retry};
use crate::auth::authorizer;
use crate::collection::{HeaderParam, PathVariable, Profile, Request, Url};
use crate::event::{Cursor, EventKind, RequestOrigin, RequestView};
use crate::http::{
    self, Client, CookieJar, Exchange, FailureKind, Headers, HttpVersion, Payload, RequestFailure, Response,
    SendOptions, TlsPolicy,
};
use crate::variable::Dynamic;

/// How many challenges are answered before a response is taken as it is.
///
/// Source: postman-runtime 7.39, `maximum intermediate request limit`.
const CHALLENGES: usize = 3;

/// What all requests of a run share.
pub(super) struct Sender<'a> {
    pub(super) options: &'a RunOptions,
    pub(super) client: Client,
    pub(super) jar: CookieJar,
    pub(super) dynamic: RefCell<Dynamic>,
    pub(super) emitter: &'a Emitter<'a>,
    pub(super) stop: &'a StopSignal,
}

/// A request as it went out, and what came of it.
pub(super) struct Sent {
    /// With the headers of the runner, for test scripts.
    pub(super) request: Request,
    pub(super) response: Result<Arc<Response>, RequestFailure>,
}

impl Sender<'_> {
    /// Sends a resolved request; its auth is its own.
    pub(super) async fn send(
        &self,
        request: &Request,
        profile: &Profile,
        cursor: Cursor,
        origin: RequestOrigin,
    ) -> Sent {
        let mut request = request.clone();
        for _ in 0..CHALLENGES {
            let sent = self.exchange(&request, profile, cursor, origin).await;
            let again = sent.response.as_ref().ok().and_then(|response| {
                let auth = request.auth.as_ref()?;
                authorizer(&auth.scheme)?.retry(auth, response)
            });
            match again {
                Some(auth) => request.auth = Some(auth),
                None => return sent,
            }
        }
        self.warn(cursor, "runtime: maximum intermediate request limit exceeded");
        self.exchange(&request, profile, cursor, origin).await
    }

    /// Sends it, again and again where the user wants that; each try is signed anew.
    async fn exchange(
        &self,
        request: &Request,
        profile: &Profile,
        cursor: Cursor,
        origin: RequestOrigin,
    ) -> Sent {
        let mut done = 1;
        loop {
            let (sent, again) = self.attempt(request, profile, cursor, origin, done).await;
            let Some(reason) = again else { return sent };
            let jitter = self.dynamic.borrow_mut().number(1000);
            let jitter = f64::from(u16::try_from(jitter).unwrap_or_default()) / 1000.0;
            let wait = retry::wait(sent.response.as_deref(), done, jitter);
            let tries = self.options.retry.tries;
            self.warn(cursor, &format!("{reason}: retry {done} of {tries} in {}ms", wait.as_millis()));
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
    async fn attempt(
        &self,
        request: &Request,
        profile: &Profile,
        cursor: Cursor,
        origin: RequestOrigin,
        done: u32,
    ) -> (Sent, Option<String>) {
        let prepared = self.prepare(request, profile, cursor);
        let planned =
            Arc::new(view(request, prepared.as_ref().ok().map(|wire| &wire.headers), prepared.as_ref().ok()));
        self.emitter.emit(EventKind::RequestStarted { cursor, request: Arc::clone(&planned), origin });
        let exchange = match &prepared {
            Ok(wire) => self.transmit(wire, profile).await,
            Err(failure) => Exchange::unsent(failure.clone()),
        };
        for warning in &exchange.warnings {
            self.warn(cursor, warning);
        }
        let headers = if exchange.sent.is_empty() { None } else { Some(&exchange.sent) };
        let seen =
            headers.map_or(planned, |headers| Arc::new(view(request, Some(headers), prepared.as_ref().ok())));
        let again = self.options.retry.reason(exchange.outcome.as_ref(), done);
        let response = exchange.outcome.map(Arc::new);
        self.emitter.emit(EventKind::RequestFinished {
            cursor,
            request: Arc::clone(&seen),
            origin: if again.is_some() { RequestOrigin::Retry } else { origin },
            response: response.as_ref().ok().map(Arc::clone),
            failure: response.as_ref().err().cloned(),
        });
        // The request's own headers as they stood, those of one name apart, and then the runner's.
        let system = seen.headers.iter().filter(|header| header.system);
        let headers = request.headers.iter().chain(system).cloned().collect();
        let request = Request { headers, ..request.clone() };
        (Sent { request, response }, again)
    }

    fn prepare(
        &self,
        request: &Request,
        profile: &Profile,
        cursor: Cursor,
    ) -> Result<http::Request, RequestFailure> {
        let options = self.options;
        let files = Files { working_dir: &options.working_dir, anywhere: options.read_files_anywhere };
        let boundary =
            || format!("{}{:024}", "-".repeat(26), self.dynamic.borrow_mut().number(10u64.pow(18)));
        let (mut wire, warnings) = build::build(request, profile, files, boundary)?;
        for warning in &warnings {
            self.warn(cursor, warning);
        }
        self.sign(request, &mut wire, cursor);
        let token = self.dynamic.borrow_mut().uuid();
        build::add_defaults(&mut wire, profile, &token, crate::AGENT);
        self.keep_credentials(&wire.headers);
        Ok(wire)
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

    fn sign(&self, request: &Request, wire: &mut http::Request, cursor: Cursor) {
        if let Some((user, password)) = &request.url.auth
            && !wire.headers.has("authorization")
        {
            let params = [("username", user.as_str()), ("password", password.as_deref().unwrap_or_default())];
            let params = params.map(|(key, value)| (key.to_owned(), value.into())).into_iter().collect();
            let auth = crate::collection::Auth { scheme: "basic".to_owned(), params };
            self.sign_with(&auth, wire, cursor);
        }
        if let Some(auth) = &request.auth {
            self.sign_with(auth, wire, cursor);
        }
    }

    fn sign_with(&self, auth: &crate::collection::Auth, wire: &mut http::Request, cursor: Cursor) {
        let Some(scheme) = authorizer(&auth.scheme) else {
            self.warn(cursor, &format!("runtime: could not find a handler for auth: {}", auth.scheme));
            return;
        };
        if let Err(error) = scheme.sign(auth, wire, &self.options.secrets) {
            let name = &auth.scheme;
            self.warn(cursor, &format!("runtime~{name}.auth: could not sign the request: {error}"));
        }
    }

    async fn transmit(&self, wire: &http::Request, profile: &Profile) -> Exchange {
        let options = self.send_options(profile);
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
        let most = profile.get("maxRedirects").and_then(serde_json::Value::as_u64).unwrap_or(10);
        SendOptions {
            timeout: options.timeout_request,
            follow_redirects: or("followRedirects", options.follow_redirects),
            max_redirects: usize::try_from(most).unwrap_or(usize::MAX),
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
            keep_method_on_redirect: flag(profile, "followOriginalHttpMethod"),
            keep_auth_on_redirect: flag(profile, "followAuthorizationHeader"),
            send_referer: !flag(profile, "removeRefererHeaderOnRedirect"),
            use_cookies: !flag(profile, "disableCookies"),
            ..SendOptions::default()
        }
    }

    pub(super) fn warn(&self, cursor: Cursor, message: &str) {
        self.emitter.emit(EventKind::WarningRaised { cursor: Some(cursor), message: message.to_owned() });
    }
}

fn texts(profile: &Profile, name: &str) -> Vec<String> {
    let list = profile.get(name).and_then(serde_json::Value::as_array);
    list.into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

fn view(request: &Request, headers: Option<&Headers>, wire: Option<&http::Request>) -> RequestView {
    let headers = match headers {
        None => request.headers.clone(),
        Some(headers) => headers
            .iter()
            .map(|header| HeaderParam {
                key: header.name.clone(),
                value: header.value.clone(),
                disabled: false,
                system: header.system,
            })
            .collect(),
    };
    let text = request.url.to_string();
    let url_text = if text.is_empty() || text.contains("://") { text } else { format!("http://{text}") };
    RequestView {
        method: request.method.clone(),
        url: wire.map_or_else(|| request.url.clone(), |wire| reported_url(&request.url, &wire.url)),
        url_text,
        headers,
        body: request.body.clone(),
        auth: request.auth.clone(),
        body_bytes: wire.map_or(0, |wire| payload_bytes(&wire.payload)),
    }
}

/// A URL's members as they were sent: encoded, and path variables that nothing gave a value without one.
fn reported_url(resolved: &Url, wire: &str) -> Url {
    let mut url = Url::parse(wire);
    url.hash.clone_from(&resolved.hash);
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
