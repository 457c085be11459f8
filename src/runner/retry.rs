//! `--retry`: which failed requests are tried again, and after how long.

use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;
use time::OffsetDateTime;

use crate::http::{FailureKind, RequestFailure, Response};

/// The wait before the first further try; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_millis(200);

/// The longest wait, also when the server asks for more.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// `--retry` and `--retry-on`. By default no request is tried again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// The number of tries after the first one.
    pub tries: u32,
    /// The outcomes that are tried again.
    pub on: Vec<RetryOn>,
}

/// An outcome that is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryOn {
    /// No connection was made: nothing was sent.
    Connect,
    /// The connection broke, or the response was not HTTP.
    Reset,
    /// A time limit passed.
    Timeout,
    /// A response with a code in this range.
    Status {
        /// The first one.
        from: u16,
        /// The last one.
        to: u16,
    },
}

/// The text does not name an outcome.
#[derive(Debug, Error)]
#[error("expected connect, reset, timeout, a class like 5xx or a code like 429")]
pub struct RetryOnError;

impl FromStr for RetryOn {
    type Err = RetryOnError;

    fn from_str(text: &str) -> Result<Self, RetryOnError> {
        let text = text.trim().to_ascii_lowercase();
        match text.as_str() {
            "connect" => return Ok(Self::Connect),
            "reset" => return Ok(Self::Reset),
            "timeout" => return Ok(Self::Timeout),
            _ => {}
        }
        let class = text.strip_suffix("xx").and_then(|digit| digit.parse::<u16>().ok());
        let code = text.parse::<u16>().ok();
        match (class, code) {
            (Some(class @ 1..=9), _) => Ok(Self::Status { from: class * 100, to: class * 100 + 99 }),
            (_, Some(code @ 100..=999)) => Ok(Self::Status { from: code, to: code }),
            _ => Err(RetryOnError),
        }
    }
}

impl RetryPolicy {
    /// Sets the number of tries after the first one.
    #[must_use]
    pub fn with_tries(mut self, tries: u32) -> Self {
        self.tries = tries;
        self
    }

    /// Adds an outcome that is tried again.
    #[must_use]
    pub fn with_retry_on(mut self, outcome: RetryOn) -> Self {
        self.on.push(outcome);
        self
    }

    /// Why a request with this outcome is tried again after `done` tries; `None` when it is not.
    pub(super) fn reason(&self, outcome: Result<&Response, &RequestFailure>, done: u32) -> Option<String> {
        if done > self.tries {
            return None;
        }
        let applies = |on: &RetryOn| match (on, outcome) {
            (RetryOn::Status { from, to }, Ok(response)) => (*from..=*to).contains(&response.code),
            (RetryOn::Connect, Err(failure)) => {
                matches!(failure.kind, FailureKind::Connect | FailureKind::Resolve)
            }
            (RetryOn::Reset, Err(failure)) => failure.kind == FailureKind::Protocol,
            (RetryOn::Timeout, Err(failure)) => failure.kind == FailureKind::Timeout,
            _ => false,
        };
        self.on.iter().any(applies).then(|| match outcome {
            Ok(response) => format!("{} {}", response.code, response.reason),
            Err(failure) => failure.message.clone(),
        })
    }
}

/// The wait after `done` tries. It is what `Retry-After` asks for; without that header it doubles with each try.
///
/// `jitter`, from 0 to 1, takes up to a half off, so that many runs do not return at the same moment.
pub(super) fn wait(
    outcome: Result<&Response, &RequestFailure>,
    done: u32,
    jitter: f64,
    now: OffsetDateTime,
) -> Duration {
    if let Some(asked) = outcome.ok().and_then(|response| retry_after(response, now)) {
        return asked.min(LONGEST_WAIT);
    }
    let doubled = FIRST_WAIT.saturating_mul(2u32.saturating_pow(done.saturating_sub(1)));
    doubled.min(LONGEST_WAIT).mul_f64(1.0 - jitter / 2.0)
}

/// The wait that a server asks for: in seconds, or until a date. A date counts from the response's own, since the
/// server's clock may differ from ours. One that has passed asks for no wait.
///
/// Source: RFC 9110, section 10.2.3.
fn retry_after(response: &Response, now: OffsetDateTime) -> Option<Duration> {
    let asked = response.headers.get("retry-after")?.trim();
    if !asked.is_empty() && asked.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that is too large for any clock asks for the longest wait.
        return Some(asked.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let date = |text: &str| httpdate::parse_http_date(text.trim()).ok().map(OffsetDateTime::from);
    let from = response.headers.get("date").and_then(date).unwrap_or(now);
    Some((date(asked)? - from).try_into().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-30 12:00 UTC);

    fn failure(kind: FailureKind) -> RequestFailure {
        RequestFailure { kind, code: None, message: "broke".to_owned() }
    }

    fn policy(tries: u32, on: &str) -> RetryPolicy {
        on.split(',').fold(RetryPolicy::default().with_tries(tries), |policy, text| {
            policy.with_retry_on(text.parse().expect("legal"))
        })
    }

    #[test]
    fn only_named_outcomes_are_tried_again_and_only_as_often_as_allowed() {
        let refused = failure(FailureKind::Connect);
        let policy = policy(2, "connect,5xx");
        assert_eq!(policy.reason(Err(&refused), 1).as_deref(), Some("broke"));
        assert!(policy.reason(Err(&refused), 2).is_some());
        assert!(policy.reason(Err(&refused), 3).is_none());
        assert!(policy.reason(Err(&failure(FailureKind::Timeout)), 1).is_none());
        assert!(policy.reason(Err(&failure(FailureKind::Tls)), 1).is_none());
    }

    #[test]
    fn codes_and_classes_are_named_and_nonsense_is_refused() {
        assert_eq!("5XX".parse::<RetryOn>().expect("legal"), RetryOn::Status { from: 500, to: 599 });
        assert_eq!("429".parse::<RetryOn>().expect("legal"), RetryOn::Status { from: 429, to: 429 });
        for bad in ["", "xx", "5x", "55xx", "0xx", "4290", "tls"] {
            assert!(bad.parse::<RetryOn>().is_err(), "{bad}");
        }
    }

    #[test]
    fn waits_double_up_to_a_limit_and_jitter_shortens_them() {
        let refused = failure(FailureKind::Connect);
        let waits = [1, 2, 3, 40].map(|done| wait(Err(&refused), done, 0.0, NOW).as_millis());
        assert_eq!(waits, [200, 400, 800, 30_000]);
        assert_eq!(wait(Err(&refused), 1, 1.0, NOW), Duration::from_millis(100));
    }

    /// The wait after a response with these headers.
    fn asked(headers: &[(&str, &str)]) -> Duration {
        let mut response = Response {
            code: 429,
            reason: String::new(),
            headers: crate::http::Headers::default(),
            body: bytes::Bytes::new(),
            body_bytes: 0,
            wire_bytes: 0,
            timings: crate::http::Timings::default(),
            cookies: Vec::new(),
            http_version: "1.1".to_owned(),
        };
        for (name, value) in headers {
            response.headers.push(*name, *value);
        }
        wait(Ok(&response), 1, 0.0, NOW)
    }

    #[test]
    fn a_server_may_ask_for_seconds() {
        for (text, ms) in [("3", 3000), (" 0 ", 0), ("99999", 30_000), ("99999999999999999999999", 30_000)] {
            assert_eq!(asked(&[("Retry-After", text)]).as_millis(), ms, "{text}");
        }
    }

    #[test]
    fn a_server_may_ask_for_a_date_in_every_form_of_http() {
        for text in
            ["Mon, 30 Nov 2026 12:00:07 GMT", "Monday, 30-Nov-26 12:00:07 GMT", "Mon Nov 30 12:00:07 2026"]
        {
            assert_eq!(asked(&[("Retry-After", text)]), Duration::from_secs(7), "{text}");
        }
        assert_eq!(asked(&[("Retry-After", "Mon, 30 Nov 2026 11:00:00 GMT")]), Duration::ZERO);
        assert_eq!(asked(&[("Retry-After", "Tue, 30 Nov 2027 11:00:00 GMT")]), LONGEST_WAIT);
    }

    #[test]
    fn a_date_counts_from_the_servers_own_clock() {
        let date = ("Date", "Mon, 30 Nov 2026 15:00:00 GMT");
        assert_eq!(asked(&[date, ("Retry-After", "Mon, 30 Nov 2026 15:00:02 GMT")]), Duration::from_secs(2));
    }

    #[test]
    fn a_wish_that_nobody_understands_is_none() {
        for text in ["", "soon", "-1", "1.5", "3s", "Mon, 99 Nov 2026 15:00:02 GMT"] {
            assert_eq!(asked(&[("Retry-After", text)]), FIRST_WAIT, "{text}");
        }
    }
}
