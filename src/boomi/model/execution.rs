//! The records and summaries of runs.

use serde::{Deserialize, Serialize};

use super::{ExecutionStatus, Long};

/// One run of a process. Times are `yyyy-MM-ddTHH:mm:ssZ`, whole seconds of UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub struct ExecutionRecord {
    /// `execution-<uuid>-YYYY.MM.DD`.
    pub execution_id: String,
    /// The run that this one retries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_execution_id: Option<String>,
    /// The account's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// When it started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_time: Option<String>,
    /// Its status.
    pub status: ExecutionStatus,
    /// How it was started: `exec_manual`, `exec_sched`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_type: Option<String>,
    /// The process's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process_name: Option<String>,
    /// The process's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process_id: Option<String>,
    /// The runtime's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub atom_name: Option<String>,
    /// The runtime's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub atom_id: Option<String>,
    /// Documents that came in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbound_document_count: Option<i32>,
    /// Documents that came in and failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbound_error_document_count: Option<i32>,
    /// Documents that went out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outbound_document_count: Option<i32>,
    /// Its duration. Units: milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_duration: Option<Long>,
    /// The size of the documents that came in. Units: bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbound_document_size: Option<Long>,
    /// The size of the documents that went out. Units: bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outbound_document_size: Option<Long>,
    /// The node of a cluster or cloud.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node_id: Option<String>,
    /// The error's text; absent on success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The web-service user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_key: Option<String>,
    /// The API Service component. Filters spell it `launcherId`.
    #[serde(default, rename = "launcherID", skip_serializing_if = "Option::is_none")]
    pub launcher_id: Option<String>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_date: Option<String>,
}

/// The envelope of the result of an asynchronous call (field: the specification promises the bare object).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "AsyncOperationResult", rename_all = "camelCase")]
pub struct AsyncOperationResult<T> {
    /// The HTTP status once more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_status_code: Option<u16>,
    /// The number of results.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_of_results: Option<usize>,
    /// Empty or absent while it is pending.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub result: Vec<T>,
}

/// The sums over runs of one process, runtime and time block. Field names as documented, with `ID`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub struct ExecutionSummaryRecord {
    /// The process's id.
    #[serde(rename = "processID")]
    pub process_id: String,
    /// The process's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process_name: Option<String>,
    /// The runtime's id.
    #[serde(rename = "atomID")]
    pub atom_id: String,
    /// The runtime's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub atom_name: Option<String>,
    /// The account's id.
    #[serde(rename = "accountID")]
    pub account_id: String,
    /// Where the block of time begins.
    pub time_block: String,
    /// COMPLETE, `COMPLETE_WARN` or ERROR.
    pub status: ExecutionStatus,
    /// The number of runs.
    pub execution_count: Long,
    /// The duration of all runs together. Units: milliseconds.
    pub elapsed_time: Long,
    /// The start-up time of all runs together. Units: milliseconds.
    pub launch_elapsed_time: Long,
    /// The duration of the longest run. Units: milliseconds.
    pub max_elapsed_time: Long,
    /// Documents that came in.
    pub inbound_doc_count: Long,
    /// The size of the documents that came in. Units: bytes.
    pub inbound_doc_size: Long,
    /// Documents that went out.
    pub outbound_doc_count: Long,
    /// The size of the documents that went out. Units: bytes.
    pub outbound_doc_size: Long,
    /// Documents that were returned.
    pub return_doc_count: Long,
    /// The size of the returned documents. Units: bytes.
    pub return_doc_size: Long,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_a_record_is_written_as_it_was_read() {
        let text = serde_json::json!({
            "@type": "ExecutionRecord", "executionId": "execution-1-2024.09.25", "account": "Some-123",
            "executionTime": "2024-09-25T15:41:54Z", "status": "COMPLETE", "executionType": "exec_manual",
            "processName": "P", "processId": "p", "atomName": "A", "atomId": "a",
            "inboundDocumentCount": 1, "inboundErrorDocumentCount": 0, "outboundDocumentCount": 0,
            "executionDuration": ["Long", 3832], "inboundDocumentSize": ["Long", 0],
            "outboundDocumentSize": ["Long", 0], "nodeId": "n", "recordedDate": "2024-09-25T15:41:58Z",
        });
        let record: ExecutionRecord = serde_json::from_value(text.clone()).unwrap();
        assert_eq!(record.execution_duration, Some(Long(3832)));
        assert_eq!(serde_json::to_value(&record).unwrap(), text);
    }

    #[test]
    fn field_a_pending_envelope_has_no_result() {
        let text = r#"{"@type":"AsyncOperationResult","responseStatusCode":202}"#;
        let envelope: AsyncOperationResult<ExecutionRecord> = serde_json::from_str(text).unwrap();
        assert_eq!((envelope.response_status_code, envelope.result.len()), (Some(202), 0));
    }
}
