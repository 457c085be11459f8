//! Calls of the API: their addresses, their bodies, their pace, and which of them may be sent again.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;

use super::model::{
    Expression, LogLevel, NoCondition, ProcessLog, QueryConfig, QueryFilter, QuerySort, SortField, SortOrder,
};
use super::{ApiReply, Credentials};
use crate::clock::Clock;
use crate::http::{
    Client, ClientOptions, CookieJar, Exchange, FailureKind, Headers, Payload, Request, RequestFailure,
    SendOptions, host_of,
};

/// The first wait between two tries of the same call; each further wait is twice as long. Units: milliseconds.
const BACK_OFF_MS: [u64; 3] = [500, 1000, 2000];

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
    /// True for a trigger, which is sent again only when the first try cannot have started anything.
    pub starts_something: bool,
}

impl ApiCall {
    fn post(path: impl Into<String>, body: &impl Serialize) -> Self {
        let body = serde_json::to_string(body).expect("wire types have text keys");
        Self {
            method: "POST",
            path: path.into(),
            body: Some(body),
            content_type: "application/json",
            starts_something: false,
        }
    }

    fn get(path: impl Into<String>) -> Self {
        Self {
            method: "GET",
            path: path.into(),
            body: None,
            content_type: "application/json",
            starts_something: false,
        }
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
            starts_something: false,
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
}

/// The outcome of a call.
#[derive(Debug)]
pub struct Called {
    /// The request.
    pub request: Request,
    /// The response or the failure, as reports show it.
    pub exchange: Exchange,
    /// The number of times that the call was sent.
    pub tries: u32,
}

impl Called {
    /// The reply, or the reason why no reply came.
    ///
    /// # Errors
    ///
    /// Fails when no response came.
    pub fn reply(&self) -> Result<ApiReply, RequestFailure> {
        let response = self.exchange.outcome.as_ref().map_err(Clone::clone)?;
        Ok(ApiReply {
            status: response.code,
            media_type: response.media_type(),
            body: response.body.to_vec(),
            date: response.headers.get("date").map(str::to_owned),
        })
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
            last: Cell::new(None),
            jitter: RefCell::new(jitter),
        }
    }

    /// Sends a call. A call that is safe to repeat is sent again when the platform is busy or cannot be reached.
    pub async fn call(&self, call: &ApiCall) -> Called {
        self.send(&self.request(call), call.starts_something).await
    }

    /// Sends a request of the user's own collection, which starts a process.
    ///
    /// It is sent again only when nothing can have started: no connection was made, or the status is 503.
    pub async fn trigger(&self, request: &Request) -> Called {
        self.send(request, true).await
    }

    async fn send(&self, request: &Request, starts_something: bool) -> Called {
        let mut tries = 0;
        loop {
            self.keep_pace().await;
            let exchange = self.client.send(request, &self.options, &self.jar).await;
            tries += 1;
            let again = match &exchange.outcome {
                Ok(response) => response.code == 503,
                Err(failure) if starts_something => {
                    matches!(failure.kind, FailureKind::Connect | FailureKind::Resolve)
                }
                Err(failure) => failure.kind != FailureKind::Invalid && failure.kind != FailureKind::Tls,
            };
            let wait = BACK_OFF_MS.get(tries as usize - 1).filter(|_| again);
            let Some(wait) = wait else { return Called { request: request.clone(), exchange, tries } };
            let spread = (self.jitter.borrow_mut())();
            wait_for(Duration::from_millis(*wait).mul_f64(0.5 + spread)).await;
        }
    }

    async fn keep_pace(&self) {
        let now = self.clock.elapsed();
        let next = self.last.get().map_or(now, |last| (last + self.pause).max(now));
        self.last.set(Some(next));
        wait_for(next.saturating_sub(now)).await;
    }

    fn request(&self, call: &ApiCall) -> Request {
        let whole = call.path.starts_with("http://") || call.path.starts_with("https://");
        let url = if whole {
            self.own(&call.path)
        } else {
            format!("{}/api/rest/v1/{}/{}", self.base, self.account, call.path)
        };
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
