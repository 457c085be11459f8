//! What the platform answers, read tolerantly: its shapes vary, and not all are documented.

use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

/// A reply as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
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

impl Reply {
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

    /// The sentence of an error: `message`, `error.message`, the XML `message` element, in this order.
    pub fn message(&self) -> Option<String> {
        let text = String::from_utf8_lossy(&self.body);
        if let Ok(json) = serde_json::from_str::<Value>(&text) {
            let found = json.get("message").or_else(|| json.pointer("/error/message"));
            return found.and_then(Value::as_str).map(str::to_owned);
        }
        let (_, rest) = text.split_once("message>")?;
        let (message, _) = rest.split_once("</")?;
        (!message.trim().is_empty()).then(|| message.trim().to_owned())
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

/// A run of a process, as the platform records it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExecutionRecord {
    /// `execution-<uuid>-YYYY.MM.DD`
    pub execution_id: String,
    /// How it stands.
    pub status: String,
    /// The process's name.
    pub process_name: String,
    /// The process's id.
    pub process_id: String,
    /// The runtime's name.
    pub atom_name: String,
    /// The runtime's id.
    pub atom_id: String,
    /// When it began, UTC.
    pub execution_time: String,
    /// How long it took. Units: milliseconds.
    pub duration_ms: Option<u64>,
    /// Documents in, of those with errors, and out.
    pub documents: [u64; 3],
    /// The error text of the run.
    pub message: Option<String>,
}

impl ExecutionRecord {
    /// Reads a record; fields that are not there are empty.
    pub fn read(json: &Value) -> Self {
        let text = |key: &str| json.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let count = |key: &str| number(json.get(key)).unwrap_or_default();
        Self {
            execution_id: text("executionId"),
            status: text("status"),
            process_name: text("processName"),
            process_id: text("processId"),
            atom_name: text("atomName"),
            atom_id: text("atomId"),
            execution_time: text("executionTime"),
            duration_ms: number(json.get("executionDuration")),
            documents: [
                count("inboundDocumentCount"),
                count("inboundErrorDocumentCount"),
                count("outboundDocumentCount"),
            ],
            message: json.get("message").and_then(Value::as_str).map(str::to_owned),
        }
    }

    /// What the status means.
    pub fn state(&self) -> RunState {
        match self.status.as_str() {
            "COMPLETE" => RunState::Complete,
            "COMPLETE_WARN" => RunState::Warned,
            "ERROR" | "ABORTED" | "DISCARDED" => RunState::Failed,
            // STARTED, ENQUEUED, INPROCESS, ABORTED_RECOVERING, and whatever comes to be.
            _ => RunState::Running,
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

/// A number in any of the platform's spellings: `3`, `"3"`, `["Long", 3]`.
pub fn number(json: Option<&Value>) -> Option<u64> {
    match json? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        Value::Array(pair) => pair.get(1).and_then(|value| number(Some(value))),
        _ => None,
    }
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

    fn reply(status: u16, media_type: &str, body: &str) -> Reply {
        Reply { status, media_type: media_type.to_owned(), body: body.as_bytes().to_vec(), date: None }
    }

    #[test]
    fn numbers_are_read_in_every_spelling() {
        for spelling in [json!(3), json!("3"), json!(["Long", 3]), json!(["Long", "3"])] {
            assert_eq!(number(Some(&spelling)), Some(3), "{spelling}");
        }
    }

    #[test]
    fn messages_are_found_in_every_envelope() {
        for body in [
            r#"{"@type":"Error","message":"m"}"#,
            r#"{"error":{"message":"m"}}"#,
            "<error><message>m</message></error>",
            "<bns:error xmlns:bns=\"x\"><bns:message> m </bns:message></bns:error>",
        ] {
            assert_eq!(reply(400, "", body).message().as_deref(), Some("m"), "{body}");
        }
        assert_eq!(reply(400, "", "plain").message(), None);
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
