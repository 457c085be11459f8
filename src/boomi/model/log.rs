//! The log of a run and the way to download it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The body of `ProcessLog`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub struct ProcessLog {
    /// The run: an execution id, not a request id.
    pub execution_id: String,
    /// The level of the log; everything when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_level: Option<LogLevel>,
}

/// The levels of a log, from the fewest lines to the most. Each level includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum LogLevel {
    /// Failures.
    Severe,
    /// Warnings.
    Warning,
    /// Events of the run.
    Info,
    /// Settings.
    Config,
    /// Details.
    Fine,
    /// More details.
    Finer,
    /// Most details.
    Finest,
    /// Everything.
    All,
}

/// The address from which a log or another file can be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub struct LogDownload {
    /// 202 when the download begins, 504 when the runtime is away; the HTTP status stays 200.
    #[serde(deserialize_with = "number_or_text")]
    pub status_code: u16,
    /// The meaning of the status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The address of the zip, which takes the same credentials; absent when there is no zip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Boomi's sample has a number, its schema a text.
fn number_or_text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let number = value.as_u64().and_then(|number| u16::try_from(number).ok());
    number
        .or_else(|| value.as_str()?.trim().parse().ok())
        .ok_or_else(|| serde::de::Error::custom(format!("{value} is not a status code")))
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
