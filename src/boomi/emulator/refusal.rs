//! Every refusal of the emulator, with how sure it is.
//!
//! Evidence: *documented* by Boomi, *field* (relied on by public clients), *inferred* by us. Correct a text or a
//! status here and nowhere else; a status that is open has its setting.

use super::settings::{ErrorShape, Settings};
use super::xml;

/// Why a call is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Documented: 401; field: no useful body.
    BadCredentials,
    /// Documented: a known user without a right to this account.
    ForeignAccount,
    /// Documented: a known user without the right to this action.
    MissingPrivilege,
    /// Documented: no such endpoint.
    NoEndpoint,
    /// Inferred: the documented table of errors lists 405 nowhere, HTTP does.
    MethodNotAllowed(&'static str),
    /// Documented as an example of 400; inferred for a body that does not parse.
    Malformed,
    /// Inferred from the general table.
    Missing(&'static str),
    /// Inferred: exactly one of `processId` and `processName`.
    ProcessNotOne,
    /// Documented wording of a bulk answer; inferred for a trigger.
    UnknownProcess,
    /// Inferred: a name must be unique in its account (documented).
    ProcessNameNotUnique,
    /// Inferred: only the failure itself is documented.
    UnknownAtom,
    /// Inferred likewise.
    NotDeployed,
    /// Documented status by the general table; wording of the log download.
    RuntimeGone,
    /// The same, with the other status that the table allows.
    RuntimeTimeout,
    /// Inferred: the answer to an unknown request id is open.
    UnknownRequest,
    /// Inferred: unknown ids are 400 (documented for bulk answers).
    UnknownObject(&'static str),
    /// Documented wording, inferred to apply here.
    UnknownProperty(String),
    /// Inferred: each object allows its own operators (documented).
    BadComparison(String),
    /// Field.
    ExecutionIdFormat,
    /// Field: the message contains `is invalid`.
    ExecutionIdInvalid(String),
    /// Field.
    TokenFormat,
    /// Inferred: a run that has ended cannot be cancelled.
    NotRunning,
    /// Documented: at most 100 in a bulk request (inferred: the wording).
    BulkTooLarge,
    /// Documented: over the account's rate limit, or the platform is busy; it does not tell which.
    Busy,
    /// Inferred: larger than any request of this API.
    TooLarge,
}

impl Refusal {
    /// The HTTP status.
    pub(super) fn status(&self, settings: &Settings) -> u16 {
        match self {
            Self::BadCredentials => settings.bad_credentials,
            Self::ForeignAccount => settings.foreign_account,
            Self::MissingPrivilege => settings.missing_privilege,
            Self::NoEndpoint => 404,
            Self::MethodNotAllowed(_) => 405,
            Self::RuntimeGone => 410,
            Self::TooLarge => 413,
            Self::Busy => 503,
            Self::RuntimeTimeout => 504,
            Self::UnknownProcess
            | Self::UnknownAtom
            | Self::UnknownRequest
            | Self::UnknownObject(_)
            | Self::NotDeployed => settings.unknown_id,
            Self::Malformed
            | Self::Missing(_)
            | Self::ProcessNotOne
            | Self::ProcessNameNotUnique
            | Self::UnknownProperty(_)
            | Self::BadComparison(_)
            | Self::ExecutionIdFormat
            | Self::ExecutionIdInvalid(_)
            | Self::TokenFormat
            | Self::NotRunning
            | Self::BulkTooLarge => 400,
        }
    }

    /// The sentence of the envelope; `None` where the body is empty.
    pub(super) fn message(&self) -> Option<String> {
        let text = match self {
            Self::BadCredentials => return None,
            Self::ForeignAccount | Self::MissingPrivilege => "Access denied due to insufficient permissions.",
            Self::NoEndpoint => "No such endpoint.",
            Self::MethodNotAllowed(method) => return Some(format!("This endpoint takes {method}.")),
            Self::Malformed => "An error occurred as a result of invalid input",
            Self::Missing(field) => return Some(format!("{field} is required")),
            Self::ProcessNotOne => "exactly one of processId and processName is required",
            Self::UnknownProcess => "No such process",
            Self::ProcessNameNotUnique => "The process name is not unique in this account",
            Self::UnknownAtom => "No such runtime",
            Self::NotDeployed => "The process is not deployed to this runtime",
            Self::RuntimeGone | Self::RuntimeTimeout => "Runtime is unavailable.",
            Self::UnknownRequest => "No such execution request",
            Self::UnknownObject(kind) => return Some(format!("No such {kind}")),
            Self::UnknownProperty(name) => return Some(format!("{name} does not exist")),
            Self::BadComparison(text) => return Some(text.clone()),
            Self::ExecutionIdFormat => "Unknown execution id format",
            Self::ExecutionIdInvalid(id) => return Some(format!("Execution ID {id} is invalid")),
            Self::TokenFormat => "Query token does not have the proper format",
            Self::NotRunning => "The execution is not running",
            Self::BulkTooLarge => "A bulk request takes at most 100 ids",
            Self::Busy => {
                "The Boomi server is currently unavailable or your account's rate limits have been exceeded. Retry later."
            }
            Self::TooLarge => "The request is too large.",
        };
        Some(text.to_owned())
    }
}

/// The body of an error.
pub(super) fn envelope(message: &str, shape: ErrorShape, json: bool) -> String {
    if !json {
        return xml::error(message);
    }
    let envelope = match shape {
        ErrorShape::Typed => serde_json::json!({"@type": "Error", "message": message}),
        ErrorShape::Plain => serde_json::json!({"message": message}),
        ErrorShape::Nested => serde_json::json!({"error": {"message": message}}),
    };
    envelope.to_string()
}
