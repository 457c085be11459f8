//! A run. Its status at any time is computed from the time of its trigger, so the emulator needs no timers.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::world::Documents;
use crate::boomi::model::{ExecutionRecord, ExecutionStatus, Long};

/// The format of times in the API: whole seconds of UTC.
const SECONDS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year].[month].[day]");

/// The size of every document of the emulator, as records count it. Units: bytes.
pub(super) const DOCUMENT_BYTES: i64 = 1024;

/// A run, from its trigger on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct EmulatedRun {
    pub(super) account: String,
    /// `executionrecord-<uuid>`.
    pub(super) request_id: String,
    /// `execution-<uuid>-YYYY.MM.DD`.
    pub(super) execution_id: String,
    pub(super) process_id: String,
    pub(super) process_name: String,
    pub(super) atom_id: String,
    pub(super) atom_name: String,
    /// True when the runtime has several nodes: records then name one.
    pub(super) on_node: bool,
    #[serde(with = "time::serde::rfc3339")]
    pub(super) requested_at: OffsetDateTime,
    /// `None` when the runtime never comes back.
    pub(super) schedule: Option<Schedule>,
    /// True when the run leaves no record.
    pub(super) low_latency: bool,
    pub(super) outcome: ExecutionStatus,
    pub(super) message: Option<String>,
    /// Dynamic process properties.
    pub(super) properties: Vec<(String, String)>,
    pub(super) documents: Documents,
    /// Additional lines of its log.
    pub(super) log: String,
    pub(super) has_log: bool,
}

/// The times at which the status of a run changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Schedule {
    /// The record becomes known.
    #[serde(with = "time::serde::rfc3339")]
    pub(super) known: OffsetDateTime,
    /// The run begins; until then it is ENQUEUED.
    #[serde(with = "time::serde::rfc3339")]
    pub(super) runs: OffsetDateTime,
    /// The run ends.
    #[serde(with = "time::serde::rfc3339")]
    pub(super) ends: OffsetDateTime,
}

impl EmulatedRun {
    /// The status; `None` while no record is known.
    pub(super) fn status(&self, now: OffsetDateTime) -> Option<ExecutionStatus> {
        let Schedule { known, runs, ends } = self.schedule?;
        if self.low_latency || now < known {
            return None;
        }
        // A run is STARTED during its first tenth.
        let started_until = runs + (ends - runs) / 10;
        Some(match now {
            _ if now >= ends => self.outcome.clone(),
            _ if now < runs => ExecutionStatus::Enqueued,
            _ if now < started_until => ExecutionStatus::Started,
            _ => ExecutionStatus::Inprocess,
        })
    }

    /// The memory that it takes, about. Units: bytes.
    pub(super) fn bytes(&self) -> usize {
        let properties = self.properties.iter().map(|(name, value)| name.len() + value.len() + 48);
        size_of::<Self>() + self.log.len() + 512 + properties.sum::<usize>()
    }

    /// True from the trigger until the end.
    pub(super) fn is_active(&self, now: OffsetDateTime) -> bool {
        self.schedule.is_some_and(|schedule| now < schedule.ends)
    }

    /// When it ended, if it has.
    pub(super) fn ended_at(&self, now: OffsetDateTime) -> Option<OffsetDateTime> {
        self.schedule.map(|schedule| schedule.ends).filter(|ends| now >= *ends)
    }

    /// Cancels the run: it is aborted, unless it ends by itself before.
    pub(super) fn cancel(&mut self, at: OffsetDateTime) {
        if let Some(schedule) = self.schedule.as_mut().filter(|schedule| at < schedule.ends) {
            schedule.ends = at;
            schedule.known = schedule.known.min(at);
            schedule.runs = schedule.runs.min(at);
            self.outcome = ExecutionStatus::Aborted;
            self.message = Some("The execution was cancelled".to_owned());
        }
    }

    /// The record; `None` while no record is known.
    pub(super) fn record(&self, now: OffsetDateTime) -> Option<ExecutionRecord> {
        let status = self.status(now)?;
        let schedule = self.schedule?;
        let ended = status.is_final();
        let node_id = || format!("127_0_0_1[{}]", self.execution_id);
        let count = |count: i32| if ended { count } else { 0 };
        let size = |documents: i32| Some(Long(i64::from(count(documents)) * DOCUMENT_BYTES));
        Some(ExecutionRecord {
            execution_id: self.execution_id.clone(),
            original_execution_id: None,
            account: Some(self.account.clone()),
            execution_time: Some(seconds(schedule.known)),
            status,
            execution_type: Some("exec_manual".to_owned()),
            process_name: Some(self.process_name.clone()),
            process_id: Some(self.process_id.clone()),
            atom_name: Some(self.atom_name.clone()),
            atom_id: Some(self.atom_id.clone()),
            inbound_document_count: Some(count(self.documents.inbound)),
            inbound_error_document_count: Some(count(self.documents.errors)),
            outbound_document_count: Some(count(self.documents.outbound)),
            execution_duration: ended.then(|| Long(self.took_ms())),
            inbound_document_size: size(self.documents.inbound),
            outbound_document_size: size(self.documents.outbound),
            node_id: self.on_node.then(node_id),
            message: self.message.clone().filter(|_| ended),
            report_key: None,
            launcher_id: None,
            recorded_date: ended.then(|| seconds(schedule.ends)),
        })
    }

    /// The time from the record to the end. Units: milliseconds.
    pub(super) fn took_ms(&self) -> i64 {
        let took = self.schedule.map_or(time::Duration::ZERO, |schedule| schedule.ends - schedule.known);
        i64::try_from(took.whole_milliseconds()).unwrap_or(i64::MAX)
    }
}

impl Schedule {
    /// The schedule of a run with these durations that the runtime accepts at `from`.
    pub(super) fn new(from: OffsetDateTime, queue: Duration, enqueued: Duration, takes: Duration) -> Self {
        let known = from + queue;
        let runs = known + enqueued;
        Self { known, runs, ends: runs + takes }
    }

    /// The schedule of a run that ends at once.
    pub(super) fn over(at: OffsetDateTime) -> Self {
        Self { known: at, runs: at, ends: at }
    }
}

/// A time, as the API writes it.
pub(super) fn seconds(time: OffsetDateTime) -> String {
    time.to_offset(time::UtcOffset::UTC).format(SECONDS).expect("a date has all these parts")
}

/// The day at the end of an execution id.
pub(super) fn day(time: OffsetDateTime) -> String {
    time.to_offset(time::UtcOffset::UTC).format(DAY).expect("a date has all these parts")
}
