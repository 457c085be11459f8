//! What the platform answers, read tolerantly: its shapes vary, and not all are documented.

use serde_json::Value;
use thiserror::Error;

use super::model::{ExecutionStatus, Long, error_message};

/// A longer text is no sentence. Units: bytes.
const LONGEST_MESSAGE: usize = 1000;

/// A reply as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiReply {
    /// The HTTP status.
    pub status: u16,
    /// The media type, lower case, without parameters.
    pub media_type: String,
    /// The body.
    pub body: Vec<u8>,
    /// The `Date` header.
    pub date: Option<String>,
}

/// A reply that is not what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReplyError {
    /// 401, 403, and the 400 that says so (inferred from field reports).
    #[error("Boomi refused the credentials or lacks the privilege ({status}){}", sentence(message.as_deref()))]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What the platform says.
        message: Option<String>,
    },
    /// 503: busy, or over the account's rate limit; the platform does not tell which.
    #[error("Boomi is busy, or the account is over its rate limit (503)")]
    Busy,
    /// Another error of the API.
    #[error("Boomi answered {status}{}", sentence(message.as_deref()))]
    Status {
        /// The HTTP status.
        status: u16,
        /// What the platform says.
        message: Option<String>,
    },
    /// What came is nothing that this API sends.
    #[error("the answer is none of Boomi's: {found}")]
    Foreign {
        /// What came instead.
        found: String,
    },
}

fn sentence(message: Option<&str>) -> String {
    message.map(|message| format!(": {message}")).unwrap_or_default()
}

impl ApiReply {
    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// Fails for a status that is an error, and for a body that is no JSON.
    pub fn json(&self) -> Result<Value, ReplyError> {
        self.success()?;
        serde_json::from_slice(&self.body).map_err(|_| ReplyError::Foreign { found: self.describe() })
    }

    /// Passes a 2xx; an error of the API or of something in between is told apart.
    ///
    /// # Errors
    ///
    /// Fails for every other status.
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
            _ if self.media_type == "text/html" => Err(ReplyError::Foreign { found: self.describe() }),
            status => Err(ReplyError::Status { status, message }),
        }
    }

    /// The sentence of an error, from whatever envelope it stands in; a page is none.
    pub fn message(&self) -> Option<String> {
        let message = error_message(&String::from_utf8_lossy(&self.body))?;
        (self.media_type != "text/html" && message.len() < LONGEST_MESSAGE).then_some(message)
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

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// Not at its end.
    Running,
    /// Ended well.
    Complete,
    /// Ended with warnings.
    Warned,
    /// Ended in an error, was aborted or discarded.
    Failed,
}

impl RunState {
    /// What a status means; a new one is taken for one that still changes.
    pub fn of(status: &ExecutionStatus) -> Self {
        match status {
            ExecutionStatus::Complete => Self::Complete,
            ExecutionStatus::CompleteWarn => Self::Warned,
            status if status.is_final() => Self::Failed,
            _ => Self::Running,
        }
    }
}

/// A small number in any of the platform's spellings: `202`, `"202"`, `["Long", 202]`.
pub(super) fn number(json: Option<&Value>) -> Option<i64> {
    serde_json::from_value::<Long>(json?.clone()).ok().map(|Long(number)| number)
}

/// The records of a query result or an asynchronous envelope; a bare object counts as one.
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
        ApiReply { status, media_type: media_type.to_owned(), body: body.as_bytes().to_vec(), date: None }
    }

    #[test]
    fn a_page_has_no_message() {
        assert_eq!(reply(500, "text/html", "<html>no</html>").message(), None);
        assert_eq!(reply(400, "", r#"{"error":{"message":"m"}}"#).message().as_deref(), Some("m"));
    }

    #[test]
    fn refusals_are_told_apart_from_other_errors() {
        let no_right =
            r#"{"message":"The authenticated user does not have access rights to this functionality"}"#;
        for (status, body) in [(401, ""), (403, "{}"), (400, no_right)] {
            assert!(matches!(reply(status, "", body).success(), Err(ReplyError::Refused { .. })), "{status}");
        }
        assert_eq!(reply(503, "", "").success(), Err(ReplyError::Busy));
        assert!(matches!(reply(400, "", "{}").success(), Err(ReplyError::Status { status: 400, .. })));
    }

    #[test]
    fn a_page_of_a_proxy_is_none_of_boomis_answers() {
        let error = reply(200, "text/html", "<html>sign in</html>").json().expect_err("no JSON");
        assert_eq!(error.to_string(), "the answer is none of Boomi's: an HTML page with status 200");
        let error = reply(200, "", "").json().expect_err("no JSON");
        assert_eq!(error.to_string(), "the answer is none of Boomi's: an empty body with status 200");
    }

    #[test]
    fn results_are_found_in_an_envelope_and_bare() {
        assert_eq!(results(&json!({"result": [{"a": 1}]})).len(), 1);
        assert_eq!(results(&json!({"executionId": "e"})).len(), 1);
        assert_eq!(results(&json!({"numberOfResults": 0})).len(), 0);
    }
}
