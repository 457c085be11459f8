//! The assumptions of the emulator. Each is a setting for something that Boomi does not document, or documents in two
//! ways.
//!
//! A default is the value that public clients rely on, or else the most likely value. A scenario file changes them
//! under `settings`. Documented behaviour has no setting.

use std::time::Duration;

use serde::Deserialize;

use super::duration;
use super::limits::Limits;
use crate::boomi::model::ExecutionStatus;

/// The assumptions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub struct Settings {
    /// The status of an accepted `executeProcess`: the exact status is inferred. The body is empty (field).
    pub trigger_status: u16,
    /// The status for a wrong user or token: 401 is documented, 403 was reported.
    pub bad_credentials: u16,
    /// The status for a known user who calls another account: 403 is documented, 401 was reported.
    pub foreign_account: u16,
    /// The status for a known user without the privilege: 403 is documented, 400 was reported too.
    pub missing_privilege: u16,
    /// The status for an unknown id: 400 is inferred.
    pub unknown_id: u16,
    /// The answer to a trigger whose runtime is offline: unknown.
    pub runtime_offline: RuntimeOffline,
    /// How the refused second run of a single-instance process ends: unknown.
    pub duplicate_run: DuplicateRun,
    /// The body of the 202 while no record is known: unknown.
    pub pending_body: PendingBody,
    /// Whether `numberOfResults` counts all results (field) or those of the page (a documented sample).
    pub number_of_results: Counted,
    /// The form of `result` when nothing matches.
    pub empty_result: EmptyResult,
    /// The JSON envelope of errors: three are known.
    pub error_shape: ErrorShape,
    /// The `Retry-After` of a 503, which is not documented. Units: seconds.
    pub retry_after: Option<u32>,
    /// Whether `ExecutionRequest` accepts a `processName`: the schema has it, but no public client uses it.
    pub process_name_in_request: bool,
    /// Whether `recordUrl` and downloads name another host than the one that was called (field). The emulator names
    /// `localhost` for 127.0.0.1 and 127.0.0.1 for `localhost`.
    pub other_host: bool,
    /// How long a cancelled run goes on; up to a minute on the platform.
    #[serde(deserialize_with = "duration::read")]
    pub cancel_takes: Duration,
    /// How long the emulator takes to produce a log.
    #[serde(deserialize_with = "duration::read")]
    pub log_takes: Duration,
    /// The status of a download while the file is produced: 202 or 204 (field).
    pub log_pending_status: u16,
    /// Whether `/partner/api/rest/v1` with `overrideAccount` may be called: Boomi switches it on for each account.
    pub partner_api: bool,
    /// The number of results on a page: 100 is documented; a smaller number makes it easy to try paging.
    pub page_size: usize,
    /// The limits of the emulator itself.
    pub limits: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            trigger_status: 200,
            bad_credentials: 401,
            foreign_account: 403,
            missing_privilege: 403,
            unknown_id: 400,
            runtime_offline: RuntimeOffline::Gone,
            duplicate_run: DuplicateRun::Discarded,
            pending_body: PendingBody::Envelope,
            number_of_results: Counted::Total,
            empty_result: EmptyResult::Absent,
            error_shape: ErrorShape::Typed,
            retry_after: None,
            process_name_in_request: true,
            other_host: true,
            cancel_takes: Duration::from_secs(1),
            log_takes: Duration::from_secs(1),
            log_pending_status: 202,
            partner_api: false,
            page_size: 100,
            limits: Limits::default(),
        }
    }
}

impl Settings {
    /// The settings with an impossible value, as name and value: a status or a page size.
    pub(super) fn impossible(&self) -> Option<(&'static str, usize)> {
        let statuses = [
            ("triggerStatus", self.trigger_status, 200..300),
            ("badCredentials", self.bad_credentials, 400..500),
            ("foreignAccount", self.foreign_account, 400..500),
            ("missingPrivilege", self.missing_privilege, 400..500),
            ("unknownId", self.unknown_id, 400..600),
            ("logPendingStatus", self.log_pending_status, 200..300),
        ];
        let status = statuses.into_iter().find(|(_, status, range)| !range.contains(status));
        let status = status.map(|(name, status, _)| (name, usize::from(status)));
        status
            .or_else(|| (self.page_size == 0).then_some(("pageSize", 0)))
            .or_else(|| self.limits.impossible())
    }
}

/// The answer to a trigger whose runtime is offline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuntimeOffline {
    /// 410, from the general table of errors.
    Gone,
    /// 504, from the same table.
    GatewayTimeout,
    /// The trigger is accepted, and the record comes when the runtime is back.
    Pending,
}

/// How the refused second run of a single-instance process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DuplicateRun {
    /// DISCARDED.
    Discarded,
    /// ERROR.
    Error,
}

impl From<DuplicateRun> for ExecutionStatus {
    fn from(end: DuplicateRun) -> Self {
        match end {
            DuplicateRun::Discarded => Self::Discarded,
            DuplicateRun::Error => Self::Error,
        }
    }
}

/// The body of a pending answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PendingBody {
    /// The envelope without a result.
    Envelope,
    /// An empty body.
    Empty,
}

/// What `numberOfResults` counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counted {
    /// All results.
    Total,
    /// The results on the page.
    Page,
}

/// The form of `result` when nothing matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EmptyResult {
    /// `result` is absent.
    Absent,
    /// `result` is an empty list.
    Empty,
}

/// The JSON envelope of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorShape {
    /// `{"@type":"Error","message":…}` (field).
    Typed,
    /// `{"message":…}` (documented).
    Plain,
    /// `{"error":{"message":…}}` (documented).
    Nested,
}
