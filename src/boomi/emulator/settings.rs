//! The assumptions of the emulator. Each is a setting for something that Boomi does not document, or documents in two
//! ways; its comment names its source and how sure it is.
//!
//! A default is the value that public clients rely on, or else the most likely value. A scenario file changes them
//! under `settings`. Documented behaviour has no setting.

use std::time::Duration;

use serde::Deserialize;

use super::duration;
use super::limits::Limits;
use crate::boomi::model::ExecutionStatus;

/// The assumptions.
///
/// Each says where its default comes from, and how sure it is: *likely* (documented, or seen by several public clients, while
/// something contradicts it), *guessed* (the best reading of a general rule), *unknown* (nothing public says it).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub struct Settings {
    /// The status of an accepted `executeProcess`, whose body is empty.
    ///
    /// Source: public clients take any 2xx with an empty body; the sibling actions of the SOAP API answer with nothing.
    /// Sure: guessed.
    pub trigger_status: u16,
    /// The status for a wrong user or token.
    ///
    /// Source: the vendor's page of API errors (401); a public client met 403 too. Sure: likely.
    pub bad_credentials: u16,
    /// The status for a known user who calls another account.
    ///
    /// Source: the vendor's OpenAPI (403 on every call); a public client met 401. Sure: likely.
    pub foreign_account: u16,
    /// The status for a known user without the privilege.
    ///
    /// Source: the vendor's OpenAPI (403); the pages of DataHub and public clients have 400 with a text. Sure: likely.
    pub missing_privilege: u16,
    /// The status for an unknown id.
    ///
    /// Source: the vendor's page on bulk requests (400 for one of several ids); taken over for single ids. Sure: guessed.
    pub unknown_id: u16,
    /// The answer to a trigger whose runtime is offline.
    ///
    /// Source: the vendor's table of errors has 410 and 504 for a runtime that cannot be reached. Sure: guessed.
    pub runtime_offline: RuntimeOffline,
    /// How the refused second run of a single-instance process ends.
    ///
    /// Source: the vendor's help says "error or discarded". Sure: unknown.
    pub duplicate_run: DuplicateRun,
    /// The body of the 202 while no record is known.
    ///
    /// Source: the tests of two public clients have the envelope; others read the status alone. Sure: guessed.
    pub pending_body: PendingBody,
    /// Whether `numberOfResults` counts all results or those of the page.
    ///
    /// Source: three public clients rely on all; a sample in the vendor's page on paging shows the page. Sure: likely.
    pub number_of_results: Counted,
    /// The form of `result` when nothing matches.
    ///
    /// Source: public clients default to an empty list, since it is missing. Sure: likely.
    pub empty_result: EmptyResult,
    /// The JSON envelope of errors.
    ///
    /// Source: answers captured by three public clients have `@type`; the vendor's pages show two others. Sure: likely.
    pub error_shape: ErrorShape,
    /// The `Retry-After` of a 503. Units: seconds.
    ///
    /// Source: the vendor's pages do not mention it, and public clients do not read it. Sure: likely that it is absent.
    pub retry_after: Option<u32>,
    /// Whether `ExecutionRequest` accepts a `processName`.
    ///
    /// Source: the schema in the vendor's OpenAPI has it; no public client sends it. Sure: unknown.
    pub process_name_in_request: bool,
    /// Whether `recordUrl` and downloads name another host than the one that was called. The emulator names `localhost`
    /// for 127.0.0.1 and 127.0.0.1 for `localhost`.
    ///
    /// Source: three public clients; the samples in the vendor's OpenAPI name the host that was called. Sure: likely.
    pub other_host: bool,
    /// How long a cancelled run goes on.
    ///
    /// Source: the vendor's help says "up to a minute"; a second makes tests quick. Sure: likely, but shortened.
    #[serde(deserialize_with = "duration::read")]
    pub cancel_takes: Duration,
    /// How long the emulator takes to produce a log.
    ///
    /// Source: public clients wait from 2 to 120 seconds. Sure: likely, but shortened.
    #[serde(deserialize_with = "duration::read")]
    pub log_takes: Duration,
    /// How long a runtime takes to answer what is asked with a token.
    ///
    /// Source: the vendor's OpenAPI says that it takes time, and not how long. Sure: unknown.
    #[serde(deserialize_with = "duration::read")]
    pub async_takes: Duration,
    /// The status of a download while the file is produced.
    ///
    /// Source: public clients met 202 and 204. Sure: likely.
    pub log_pending_status: u16,
    /// Whether `/partner/api/rest/v1` with `overrideAccount` may be called.
    ///
    /// Source: the vendor's OpenAPI: Boomi switches it on for each account. Sure: documented; off is the usual case.
    pub partner_api: bool,
    /// The number of results on a page.
    ///
    /// Source: the vendor's page on paging: 100. Sure: documented; a smaller number makes it easy to try paging.
    pub page_size: usize,
    /// The limits of the emulator itself, which say nothing about the platform.
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
            async_takes: Duration::from_millis(200),
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
