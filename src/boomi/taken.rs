//! What the exchange of a trigger says about whether a run was started.
//!
//! A trigger has no key that would let the platform know a second one as the same, so this reading decides whether it
//! may be sent again. Three things are known to start nothing: a request of which no byte was sent, an error of Boomi's
//! own API, and the refusals of a way station that come before anything is forwarded. Everything else may have started
//! a run.

use std::time::Duration;

use super::api::Called;
use super::find::CallError;
use super::reply::{ApiReply, ReplyError};
use super::trigger::TriggerKind;
use crate::http::{FailureKind, RequestFailure};

/// Whether a trigger has started a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It has. Holds the id by which the run can be followed; `executeProcess` gives none.
    Started(Option<String>),
    /// It has not, and it may be sent again after a wait: the platform is busy, or no connection was made.
    Later {
        /// What came instead of an answer.
        error: CallError,
        /// The wait that the platform asked for.
        wait: Option<Duration>,
    },
    /// It has not.
    Not(CallError),
    /// It was sent, and no sound answer came: a run may have been started.
    Perhaps(CallError),
}

impl Taken {
    /// Reads an exchange.
    pub fn of(called: &Called, kind: TriggerKind) -> Self {
        match called.reply() {
            Ok(reply) => Self::of_reply(&reply, kind),
            Err(failure) => Self::of_failure(failure, called.exchange.reached),
        }
    }

    fn of_failure(failure: RequestFailure, reached: bool) -> Self {
        let passing = matches!(failure.kind, FailureKind::Connect | FailureKind::Resolve);
        let known = !reached || refuses_certificate(&failure);
        let error = CallError::Failure(failure);
        match (known, passing) {
            (true, true) => Self::Later { error, wait: None },
            (true, false) => Self::Not(error),
            (false, _) => Self::Perhaps(error),
        }
    }

    fn of_reply(reply: &ApiReply, kind: TriggerKind) -> Self {
        let is_own = reply.own_message().is_some();
        let error = match reply.success() {
            Ok(()) => match started(reply, kind) {
                Ok(id) => return Self::Started(id),
                Err(error) => error,
            },
            Err(error) => error,
        };
        let error = CallError::Reply(error);
        match reply.status {
            // Documented: 503 is the answer to too many calls. 429 has this meaning wherever it comes from.
            503 if is_own => Self::Later { error, wait: reply.retry_after },
            429 => Self::Later { error, wait: reply.retry_after },
            // These come before a request is looked at: no login, a proxy that asks for one, an address that moved.
            301 | 307 | 308 | 401 | 407 => Self::Not(error),
            403 if reply.body.is_empty() => Self::Not(error),
            408 => Self::Perhaps(error),
            400..=499 if is_own => Self::Not(error),
            _ => Self::Perhaps(error),
        }
    }
}

/// The request id of a trigger that was taken.
fn started(reply: &ApiReply, kind: TriggerKind) -> Result<Option<String>, ReplyError> {
    if kind == TriggerKind::ExecuteProcess {
        return Ok(None);
    }
    let json = reply.json()?;
    let id = json.get("requestId").and_then(|id| id.as_str()).map(str::trim).filter(|id| !id.is_empty());
    let found = || ReplyError::Foreign { found: "an ExecutionRequest without a requestId".to_owned() };
    id.map(|id| Some(id.to_owned())).ok_or_else(found)
}

/// True when the server did not accept the client's certificate. With TLS 1.3 this is known only after the request was
/// sent, but the server has not read it.
fn refuses_certificate(failure: &RequestFailure) -> bool {
    let alerts = ["certificate", "unknown ca", "access denied"];
    failure.kind == FailureKind::Tls && alerts.iter().any(|alert| failure.message.contains(alert))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: TriggerKind = TriggerKind::ExecutionRequest;
    const OWN: &str = r#"{"@type":"Error","message":"no"}"#;

    fn reply(status: u16, media_type: &str, body: &str) -> ApiReply {
        let (media_type, body) = (media_type.to_owned(), body.as_bytes().to_vec());
        ApiReply { status, media_type, body, ..ApiReply::default() }
    }

    fn word(taken: &Taken) -> &'static str {
        match taken {
            Taken::Started(_) => "started",
            Taken::Later { .. } => "later",
            Taken::Not(_) => "not",
            Taken::Perhaps(_) => "perhaps",
        }
    }

    #[test]
    fn an_answer_says_started_only_by_its_request_id() {
        let id = r#"{"requestId":"executionrecord-1"}"#;
        let taken = Taken::of_reply(&reply(200, "application/json", id), NEW);
        assert_eq!(taken, Taken::Started(Some("executionrecord-1".into())));
        for (media_type, body) in [
            ("", ""),
            ("text/html", "<html>"),
            ("application/json", "{}"),
            ("application/json", r#"{"requestId":""}"#),
            ("application/json", r#"{"requestId":"execu"#),
        ] {
            assert_eq!(word(&Taken::of_reply(&reply(200, media_type, body), NEW)), "perhaps", "{body}");
        }
        let old = TriggerKind::ExecuteProcess;
        assert_eq!(Taken::of_reply(&reply(200, "", ""), old), Taken::Started(None));
        assert_eq!(word(&Taken::of_reply(&reply(200, "text/html", "<html>"), old)), "perhaps");
    }

    #[test]
    fn boomis_own_errors_start_nothing_and_those_of_a_way_station_may() {
        for (status, media_type, body, expected) in [
            (400, "application/json", OWN, "not"),
            (404, "application/xml", "<error><message>no</message></error>", "not"),
            (410, "application/json", OWN, "not"),
            (401, "", "", "not"),
            (403, "", "", "not"),
            (407, "text/html", "<html>", "not"),
            (308, "", "", "not"),
            (503, "application/json", OWN, "later"),
            (429, "text/html", "<html>", "later"),
            (503, "text/html", "<html>", "perhaps"),
            (503, "", "", "perhaps"),
            (404, "text/html", "<html>", "perhaps"),
            (400, "text/plain", "Bad Request", "perhaps"),
            (302, "", "", "perhaps"),
            (408, "application/json", OWN, "perhaps"),
            (500, "application/json", OWN, "perhaps"),
            (502, "text/html", "<html>", "perhaps"),
            (504, "application/json", OWN, "perhaps"),
        ] {
            assert_eq!(
                word(&Taken::of_reply(&reply(status, media_type, body), NEW)),
                expected,
                "{status} {body}"
            );
        }
    }

    #[test]
    fn a_failure_starts_nothing_only_where_nothing_was_sent() {
        let failed = |kind, message: &str, reached| {
            let failure = RequestFailure { kind, code: None, message: message.to_owned() };
            word(&Taken::of_failure(failure, reached))
        };
        assert_eq!(failed(FailureKind::Resolve, "ENOTFOUND", false), "later");
        assert_eq!(failed(FailureKind::Connect, "ECONNREFUSED", false), "later");
        assert_eq!(failed(FailureKind::Timeout, "ETIMEDOUT", false), "not");
        assert_eq!(failed(FailureKind::Tls, "certificate has expired", false), "not");
        assert_eq!(failed(FailureKind::Tls, "tlsv13 alert certificate required", true), "not");
        assert_eq!(failed(FailureKind::Tls, "read ECONNRESET", true), "perhaps");
        assert_eq!(failed(FailureKind::Timeout, "ESOCKETTIMEDOUT", true), "perhaps");
        assert_eq!(failed(FailureKind::Protocol, "socket hang up", true), "perhaps");
    }
}
