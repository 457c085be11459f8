//! The log of a run and the way to download it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The body of `ProcessLog`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub struct ProcessLog {
    /// The run: an execution id, not a request id.
    pub execution_id: String,
    /// How much of it; everything when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_level: Option<LogLevel>,
}

/// How much a log tells, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum LogLevel {
    /// Failures.
    Severe,
    /// And warnings.
    Warning,
    /// And what happens.
    Info,
    /// And settings.
    Config,
    /// And detail.
    Fine,
    /// And more of it.
    Finer,
    /// And most of it.
    Finest,
    /// Everything.
    All,
}

/// Where a log, or another file, can be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub struct LogDownload {
    /// 202 when the download begins, 504 when the runtime is away; the HTTP status stays 200.
    #[serde(deserialize_with = "number_or_text")]
    pub status_code: u16,
    /// What that means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Where to fetch the zip, with the same credentials; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The sample has a number, the schema a text.
fn number_or_text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let number = value.as_u64().and_then(|number| u16::try_from(number).ok());
    number
        .or_else(|| value.as_str()?.trim().parse().ok())
        .ok_or_else(|| serde::de::Error::custom(format!("{value} is no status code")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_the_inner_status_is_a_number_or_a_text() {
        for text in [r#"{"statusCode": 202}"#, r#"{"statusCode": "202"}"#] {
            assert_eq!(serde_json::from_str::<LogDownload>(text).unwrap().status_code, 202);
        }
        assert!(serde_json::from_str::<LogDownload>(r#"{"statusCode": "soon"}"#).is_err());
    }
}
