//! Calls of the API: their addresses, their bodies, their pace, and which of them may be sent again.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use time::OffsetDateTime;

use super::model::{
    Expression, LogLevel, NoCondition, ProcessLog, QueryConfig, QueryFilter, QuerySort, SortField, SortOrder,
};
use super::pursue::{Interrupted, Line, News};
use super::waits::LONGEST_ORDERED;
use super::{ApiReply, CallError, Caller, Credentials};
use crate::clock::Clock;
use crate::http::{
    Client, ClientOptions, CookieJar, Exchange, FailureKind, Headers, Payload, Request, RequestFailure,
    SendOptions, host_of,
};

/// The number of further tries of a call.
const TRIES: u32 = 3;

/// The shortest limit of a call: a call that begins at a deadline has this time.
const SHORTEST_LIMIT: Duration = Duration::from_secs(1);

/// The statuses after which a call that only reads is sent again.
const PASSING: [u16; 5] = [429, 500, 502, 503, 504];

/// The pin of triggers: each has a connection of its own, which the platform cannot have closed before.
const TRIGGER_PIN: u64 = 1;

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiCall {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// A path below the account (`ExecutionRecord/query`), or a whole URL that Boomi gave.
    pub path: String,
    /// The body: JSON, or the text of a query token.
    pub body: Option<String>,
    /// `text/plain` for a query token, otherwise `application/json`.
    pub content_type: &'static str,
    /// The limit for the whole call. A call with a limit is sent once: its caller asks again by itself.
    pub limit: Option<Duration>,
}

impl ApiCall {
    fn post(path: impl Into<String>, body: &impl Serialize) -> Self {
        let body = serde_json::to_string(body).expect("wire types have text keys");
        Self {
            method: "POST",
            path: path.into(),
            body: Some(body),
            content_type: "application/json",
            limit: None,
        }
    }

    fn get(path: impl Into<String>) -> Self {
        Self { method: "GET", path: path.into(), body: None, content_type: "application/json", limit: None }
    }

    /// The same call, sent once and within a limit.
    pub(super) fn once_within(mut self, limit: Duration) -> Self {
        self.limit = Some(limit.max(SHORTEST_LIMIT));
        self
    }

    /// The record of a request (documented).
    pub fn record(request_id: &str) -> Self {
        Self::get(format!("ExecutionRecord/async/{request_id}"))
    }

    /// Asks for the log of an execution (documented).
    pub fn process_log(execution_id: &str) -> Self {
        let log = ProcessLog { execution_id: execution_id.to_owned(), log_level: Some(LogLevel::All) };
        Self::post("ProcessLog", &log)
    }

    /// Asks to end an execution (documented).
    pub fn cancel(execution_id: &str) -> Self {
        Self { method: "POST", ..Self::get(format!("cancelExecution/{execution_id}")) }
    }

    /// Fetches a file from an address that Boomi gave.
    pub fn download(url: &str) -> Self {
        Self::get(url)
    }

    /// A query; every condition must hold.
    pub fn query(object: &str, conditions: Vec<Expression>, newest_first: bool) -> Self {
        let expression = if conditions.is_empty() {
            Expression::Everything(NoCondition {})
        } else {
            Expression::all(conditions)
        };
        let newest = SortField { field_name: "executionTime".to_owned(), sort_order: SortOrder::Desc };
        let query = QueryConfig {
            filter: Some(QueryFilter { expression: Some(expression) }),
            sort: newest_first.then(|| QuerySort { fields: vec![newest] }),
        };
        Self::post(format!("{object}/query"), &query)
    }

    /// The next page of a query. The token is sent exactly as Boomi gave it (documented).
    pub fn query_more(object: &str, token: &str) -> Self {
        Self {
            method: "POST",
            path: format!("{object}/queryMore"),
            body: Some(token.to_owned()),
            content_type: "text/plain",
            limit: None,
        }
    }
}

/// The API of one account.
pub struct Api {
    client: Client,
    clock: Clock,
    /// `https://api.boomi.com`
    base: String,
    account: String,
    credentials: Credentials,
    options: SendOptions,
    jar: CookieJar,
    /// The shortest time between two calls.
    pause: Duration,
    /// The waits between the tries of a call.
    back_off: Vec<Duration>,
    last: Cell<Option<Duration>>,
    /// Spreads waits, so that many clients do not come back at once.
    jitter: RefCell<Box<dyn FnMut() -> f64>>,
}

/// The platform, the account, the user and the network of an [`Api`].
#[derive(Debug, Clone)]
pub struct ApiOptions {
    /// The platform's address.
    ///
    /// Shape: `https://api.boomi.com`
    pub base: String,
    /// The account's id.
    pub account: String,
    /// The user who calls.
    pub credentials: Credentials,
    /// Proxies, authorities and client certificates.
    pub client: ClientOptions,
    /// The limits and the TLS options of each call. These options do not decide one thing: a call that may start
    /// something is never sent again because the platform closed a kept connection.
    pub send: SendOptions,
    /// The largest number of calls in a second; at least 1.
    pub calls_per_second: u32,
    /// The wait before a call is sent again. Each further wait is twice as long.
    pub back_off: Duration,
}

impl ApiOptions {
    /// The usual wait before a call is sent again.
    pub const BACK_OFF: Duration = Duration::from_millis(500);
}

/// The outcome of a call.
#[derive(Debug, Clone)]
pub struct Called {
    /// The request.
    pub request: Request,
    /// The response or the failure, as reports show it.
    pub exchange: Exchange,
    /// The number of times that the call was sent.
    pub tries: u32,
    /// The time that the last try took.
    pub took: Duration,
}

impl Called {
    /// The reply, or the reason why no reply came.
    ///
    /// # Errors
    ///
    /// Fails when no response came.
    pub fn reply(&self) -> Result<ApiReply, RequestFailure> {
        self.exchange.outcome.as_ref().map(Into::into).map_err(Clone::clone)
    }
}

impl Api {
    /// The API of one account. `jitter` gives numbers from 0 to 1, which spread the waits between tries.
    pub fn new(options: ApiOptions, clock: Clock, jitter: Box<dyn FnMut() -> f64>) -> Self {
        let send = SendOptions { resend_any_method: false, ..options.send };
        Self {
            client: Client::new(options.client, clock.clone()),
            clock,
            base: options.base.trim_end_matches('/').to_owned(),
            account: options.account,
            credentials: options.credentials,
            options: send,
            jar: CookieJar::default(),
            pause: Duration::from_secs(1) / options.calls_per_second.max(1),
            back_off: (0..TRIES).map(|turn| options.back_off * 2_u32.pow(turn)).collect(),
            last: Cell::new(None),
            jitter: RefCell::new(jitter),
        }
    }

    /// Sends a call. A call without a limit of its own is sent again when the platform is busy or cannot be reached.
    pub async fn call(&self, call: &ApiCall) -> Called {
        let request = self.request(call);
        let mut options = self.options.clone();
        if let Some(limit) = call.limit {
            options.max_time = Some(options.max_time.map_or(limit, |own| own.min(limit)));
        }
        let mut tries = 0;
        loop {
            let (exchange, took) = self.send(&request, &options).await;
            tries += 1;
            let wait = self.back_off.get(tries as usize - 1).filter(|_| call.limit.is_none());
            let Some(wait) = wait.filter(|_| is_passing(&exchange)) else {
                return Called { request, exchange, tries, took };
            };
            let ordered =
                exchange.outcome.as_ref().ok().and_then(|response| ApiReply::from(response).retry_after);
            let spread = (self.jitter.borrow_mut())();
            wait_for(wait.mul_f64(0.5 + spread).max(ordered.unwrap_or_default().min(LONGEST_ORDERED))).await;
        }
    }

    /// Sends a request that starts a process: once, on a connection of its own, and to no other address.
    pub async fn trigger(&self, request: &Request) -> Called {
        self.client.release(TRIGGER_PIN);
        let options = SendOptions { pin: Some(TRIGGER_PIN), follow_redirects: false, ..self.options.clone() };
        let (exchange, took) = self.send(request, &options).await;
        Called { request: request.clone(), exchange, tries: 1, took }
    }

    async fn send(&self, request: &Request, options: &SendOptions) -> (Exchange, Duration) {
        self.keep_pace().await;
        let began = self.clock.elapsed();
        let exchange = self.client.send(request, options, &self.jar).await;
        (exchange, self.clock.elapsed().saturating_sub(began))
    }

    async fn keep_pace(&self) {
        let now = self.clock.elapsed();
        let next = self.last.get().map_or(now, |last| (last + self.pause).max(now));
        self.last.set(Some(next));
        wait_for(next.saturating_sub(now)).await;
    }

    /// The address of a path below the account.
    pub fn address(&self, path: &str) -> String {
        format!("{}/api/rest/v1/{}/{path}", self.base, self.account)
    }

    fn request(&self, call: &ApiCall) -> Request {
        let whole = call.path.starts_with("http://") || call.path.starts_with("https://");
        let url = if whole { self.own(&call.path) } else { self.address(&call.path) };
        let mut headers = Headers::default();
        if call.body.is_some() {
            headers.push("Content-Type", call.content_type);
        }
        headers.push("Accept", "application/json");
        headers.push("User-Agent", crate::AGENT);
        headers.push("Host", host_of(&url));
        if self.may_see_credentials(&url) {
            headers.push_system("Authorization", self.credentials.authorization());
        }
        let payload = call.body.as_ref().map(|body| Payload::Bytes(Bytes::from(body.clone())));
        Request { method: call.method.to_owned(), url, headers, payload: payload.unwrap_or_default() }
    }

    /// The address to call for an address that Boomi gave. Samples of the platform hold addresses of the local machine
    /// (`localhost:8081`); such an address is moved to the platform's host. All others stay as they are.
    fn own(&self, url: &str) -> String {
        let local = ["http://localhost", "http://127.0.0.1"].iter().any(|local| url.starts_with(local));
        let path = url.splitn(4, '/').nth(3).unwrap_or_default();
        if local { format!("{}/{path}", self.base) } else { url.to_owned() }
    }

    /// True for the host of the base address and, over HTTPS, for Boomi's own hosts. Only these get the credentials.
    fn may_see_credentials(&self, url: &str) -> bool {
        let target = host_of(url).to_ascii_lowercase();
        let boomi = target == "boomi.com" || target.ends_with(".boomi.com");
        target == host_of(&self.base).to_ascii_lowercase() || (boomi && url.starts_with("https://"))
    }
}

/// True when a call that only reads may have a better answer the next time.
fn is_passing(exchange: &Exchange) -> bool {
    match &exchange.outcome {
        Ok(response) => PASSING.contains(&response.code),
        Err(failure) => !matches!(failure.kind, FailureKind::Invalid | FailureKind::Tls),
    }
}

impl Caller for Api {
    async fn call(&self, _: &str, call: &ApiCall) -> Result<ApiReply, CallError> {
        Self::call(self, call).await.reply().map_err(CallError::Failure)
    }
}

/// A line that nothing interrupts, and that tells nobody.
impl Line for Api {
    async fn trigger(&self, request: &Request) -> Result<Called, Interrupted> {
        Ok(Self::trigger(self, request).await)
    }

    async fn pause(&self, time: Duration) -> Result<(), Interrupted> {
        wait_for(time).await;
        Ok(())
    }

    fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    fn tell(&self, _: News<'_>) {}
}

#[expect(clippy::disallowed_methods, reason = "the pace that the platform asks for, and the back-off")]
async fn wait_for(time: Duration) {
    tokio::time::sleep(time).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::SecretCollector;

    fn api(base: &str) -> Api {
        let credentials = Credentials::new("a@b.c", "token", &SecretCollector::default()).expect("sound");
        let options = ApiOptions {
            base: base.to_owned(),
            account: "acc-A1".to_owned(),
            credentials,
            client: ClientOptions::default(),
            send: SendOptions::default(),
            calls_per_second: 5,
            back_off: ApiOptions::BACK_OFF,
        };
        Api::new(options, Clock::system(), Box::new(|| 0.0))
    }

    #[test]
    fn calls_stand_below_the_account() {
        let request = api("https://api.boomi.com/").request(&ApiCall::record("executionrecord-1"));
        assert_eq!(
            request.url,
            "https://api.boomi.com/api/rest/v1/acc-A1/ExecutionRecord/async/executionrecord-1"
        );
        assert!(request.headers.has("authorization"));
    }

    #[test]
    fn credentials_go_to_boomis_hosts_and_no_further() {
        let api = api("https://api.boomi.com");
        let sees = |url: &str| api.request(&ApiCall::download(url)).headers.has("authorization");
        assert!(sees("https://platform.boomi.com/account/a/api/download/ProcessLog-1"));
        assert!(!sees("https://boomi.com.evil.example/x"));
        assert!(!sees("https://evil.example#.boomi.com/x"));
        assert!(!sees("http://platform.boomi.com/x"), "never without TLS");
    }

    #[test]
    fn a_query_with_one_condition_needs_no_group() {
        let call = ApiCall::query("Process", vec![Expression::equals("name", "n")], false);
        assert_eq!(call.path, "Process/query");
        let condition = r#"{"property":"name","operator":"EQUALS","argument":["n"]}"#;
        assert_eq!(
            call.body.unwrap_or_default(),
            format!(r#"{{"QueryFilter":{{"expression":{condition}}}}}"#)
        );
    }
}
