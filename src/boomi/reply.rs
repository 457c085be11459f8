//! Replies of the platform, read tolerantly: their shapes vary, and not all are documented.

use std::time::Duration;

use serde_json::Value;
use thiserror::Error;
use time::OffsetDateTime;

use super::model::{ExecutionStatus, Long, enveloped_message, error_message};
use crate::http::Response;

/// The longest text that counts as the message of an error. Units: bytes.
const LONGEST_MESSAGE: usize = 1000;

/// A reply of the platform.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiReply {
    /// The HTTP status.
    pub status: u16,
    /// The media type in lower case, without parameters.
    pub media_type: String,
    /// The body.
    pub body: Vec<u8>,
    /// The `Date` header.
    pub date: Option<String>,
    /// The `Location` header.
    pub location: Option<String>,
    /// The wait that the `Retry-After` header asks for.
    pub retry_after: Option<Duration>,
}

/// Why a reply cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReplyError {
    /// Status 401 or 403, or a 400 whose message says so (inferred from field reports).
    #[error("Boomi refused the credentials or lacks the privilege ({status}){}", sentence(message.as_deref()))]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The message of the platform, if there is one.
        message: Option<String>,
    },
    /// Status 503: the platform is busy, or the account is over its rate limit. The platform does not say which.
    #[error("Boomi is busy, or the account is over its rate limit (503)")]
    Busy,
    /// Another error of the API.
    #[error("Boomi answered {status}{}", sentence(message.as_deref()))]
    Status {
        /// The HTTP status.
        status: u16,
        /// The message of the platform, if there is one.
        message: Option<String>,
    },
    /// The reply is not one that this API sends.
    #[error("the answer did not come from Boomi's API: {found}")]
    Foreign {
        /// A description of the reply.
        found: String,
    },
}

fn sentence(message: Option<&str>) -> String {
    message.map(|message| format!(": {message}")).unwrap_or_default()
}

impl From<&Response> for ApiReply {
    fn from(response: &Response) -> Self {
        let header = |name: &str| response.headers.get(name).map(str::to_owned);
        let date = header("date");
        Self {
            status: response.code,
            media_type: response.media_type(),
            body: response.body.to_vec(),
            location: header("location"),
            retry_after: header("retry-after").and_then(|text| wait(&text, date.as_deref())),
            date,
        }
    }
}

/// Reads a `Retry-After`: seconds, or a date, which counts from the reply's own date.
fn wait(text: &str, date: Option<&str>) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let time = |text: &str| httpdate::parse_http_date(text.trim()).ok();
    time(text)?.duration_since(time(date?)?).ok()
}

impl ApiReply {
    /// The platform's time, from the `Date` header.
    pub fn time(&self) -> Option<OffsetDateTime> {
        Some(httpdate::parse_http_date(self.date.as_deref()?).ok()?.into())
    }

    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// Fails when the status is an error or the body is not JSON.
    pub fn json(&self) -> Result<Value, ReplyError> {
        self.success()?;
        serde_json::from_slice(&self.body).map_err(|_| ReplyError::Foreign { found: self.describe() })
    }

    /// Accepts a 2xx status. The error tells the API's errors from those of a proxy in between.
    ///
    /// # Errors
    ///
    /// Fails for every other status, and for an HTML page.
    pub fn success(&self) -> Result<(), ReplyError> {
        let message = self.message();
        let no_right = "does not have access rights";
        match self.status {
            200..=299 if self.media_type == "text/html" => {
                Err(ReplyError::Foreign { found: self.describe() })
            }
            200..=299 => Ok(()),
            401 | 403 => Err(ReplyError::Refused { status: self.status, message }),
            400 if message.as_deref().is_some_and(|message| message.contains(no_right)) => {
                Err(ReplyError::Refused { status: 400, message })
            }
            503 => Err(ReplyError::Busy),
            300..=399 if self.location.is_some() => {
                let address = self.location.as_deref().unwrap_or_default();
                Err(ReplyError::Status {
                    status: self.status,
                    message: Some(format!("it names {address} instead")),
                })
            }
            _ if self.media_type == "text/html" => Err(ReplyError::Foreign { found: self.describe() }),
            status => Err(ReplyError::Status { status, message }),
        }
    }

    /// The message of an error, whatever its envelope. An HTML page has no message.
    pub fn message(&self) -> Option<String> {
        let message = error_message(&String::from_utf8_lossy(&self.body))?;
        (self.media_type != "text/html" && message.len() < LONGEST_MESSAGE).then_some(message)
    }

    /// The message of an error in an envelope that Boomi's API uses. The text of another sender has none.
    pub fn own_message(&self) -> Option<String> {
        enveloped_message(&String::from_utf8_lossy(&self.body)).filter(|_| self.media_type != "text/html")
    }

    fn describe(&self) -> String {
        match (self.body.is_empty(), self.media_type.as_str()) {
            (true, _) => format!("an empty body with status {}", self.status),
            (_, "text/html") => format!("an HTML page with status {}", self.status),
            (_, "") => format!("{} bytes with status {}", self.body.len(), self.status),
            (_, media_type) => format!("{media_type} with status {}", self.status),
        }
    }
}

/// The state of a run, as far as it matters to a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// The run has not ended.
    Running,
    /// The run ended well.
    Complete,
    /// The run ended with warnings.
    Warned,
    /// The run ended in an error, was aborted or was discarded.
    Failed,
}

impl RunState {
    /// The state that a status means. An unknown status counts as one that may still change.
    pub fn of(status: &ExecutionStatus) -> Self {
        match status {
            ExecutionStatus::Complete => Self::Complete,
            ExecutionStatus::CompleteWarn => Self::Warned,
            status if status.is_final() => Self::Failed,
            _ => Self::Running,
        }
    }
}

/// Reads a small number in any of the platform's spellings: `202`, `"202"`, `["Long", 202]`.
pub(super) fn number(json: Option<&Value>) -> Option<i64> {
    serde_json::from_value::<Long>(json?.clone()).ok().map(|Long(number)| number)
}

/// The records of a query result or an asynchronous envelope. A bare object counts as one record.
pub fn results(json: &Value) -> Vec<&Value> {
    match json.get("result") {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(one) => vec![one],
        None if json.get("executionId").is_some() => vec![json],
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn reply(status: u16, media_type: &str, body: &str) -> ApiReply {
        let (media_type, body) = (media_type.to_owned(), body.as_bytes().to_vec());
        ApiReply { status, media_type, body, ..ApiReply::default() }
    }

    #[test]
    fn a_page_has_no_message() {
        assert_eq!(reply(500, "text/html", "<html>no</html>").message(), None);
        assert_eq!(reply(400, "", r#"{"error":{"message":"m"}}"#).message().as_deref(), Some("m"));
    }

    #[test]
    fn refusals_differ_from_other_errors() {
        let no_right =
            r#"{"message":"The authenticated user does not have access rights to this functionality"}"#;
        for (status, body) in [(401, ""), (403, "{}"), (400, no_right)] {
            assert!(matches!(reply(status, "", body).success(), Err(ReplyError::Refused { .. })), "{status}");
        }
        assert_eq!(reply(503, "", "").success(), Err(ReplyError::Busy));
        assert!(matches!(reply(400, "", "{}").success(), Err(ReplyError::Status { status: 400, .. })));
    }

    #[test]
    fn an_html_page_of_a_proxy_is_not_an_answer_of_boomi() {
        let error = reply(200, "text/html", "<html>sign in</html>").json().expect_err("no JSON");
        assert_eq!(
            error.to_string(),
            "the answer did not come from Boomi's API: an HTML page with status 200"
        );
        let error = reply(200, "", "").json().expect_err("no JSON");
        assert_eq!(
            error.to_string(),
            "the answer did not come from Boomi's API: an empty body with status 200"
        );
    }

    #[test]
    fn a_wait_is_asked_for_in_seconds_or_until_a_date() {
        let date = Some("Wed, 25 Nov 2026 03:00:00 GMT");
        assert_eq!(wait(" 7 ", None), Some(Duration::from_secs(7)));
        assert_eq!(wait("Wed, 25 Nov 2026 03:00:09 GMT", date), Some(Duration::from_secs(9)));
        for none in ["", "soon", "-1", "Wed, 25 Nov 2026 02:00:00 GMT"] {
            assert_eq!(wait(none, date), None, "{none}");
        }
    }

    #[test]
    fn results_are_found_in_an_envelope_and_bare() {
        assert_eq!(results(&json!({"result": [{"a": 1}]})).len(), 1);
        assert_eq!(results(&json!({"executionId": "e"})).len(), 1);
        assert_eq!(results(&json!({"numberOfResults": 0})).len(), 0);
    }
}
