//! Every refusal of the emulator, with its evidence.
//!
//! Evidence: *documented* by Boomi, *field* (public clients rely on it), *inferred* by us. Texts and statuses are
//! corrected only here. A status that is not certain has a setting.

use super::settings::{ErrorShape, Settings};
use super::xml;

/// Why a call is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Wrong credentials. Documented: 401; field: an empty body.
    BadCredentials,
    /// Documented: a known user who may not use this account.
    ForeignAccount,
    /// Documented: a known user without the privilege for this call.
    MissingPrivilege,
    /// Documented: an unknown endpoint.
    NoEndpoint,
    /// Inferred from HTTP: the documented table of errors does not list 405.
    MethodNotAllowed(&'static str),
    /// A body that does not parse. Documented as an example of 400; inferred that it applies here.
    Malformed,
    /// A missing field. Inferred from the general table of errors.
    Missing(&'static str),
    /// The same, of an object of the table.
    MissingField(String),
    /// Inferred: two objects that must differ do not.
    AlreadyThere(String),
    /// Documented: the schedule of a listener cannot be changed. The wording is inferred.
    ListenerSchedule,
    /// Documented: the root folder cannot be deleted. The wording is inferred.
    RootFolder,
    /// What the platform has and the emulator does not play.
    NotEmulated(String),
    /// A limit of the emulator: what it keeps has grown too large.
    Full,
    /// Inferred: a trigger has exactly one of `processId` and `processName`.
    ProcessNotOne,
    /// An unknown process. The wording is documented for a bulk answer; inferred for a trigger.
    UnknownProcess,
    /// Inferred from the documented rule that a name must be unique in its account.
    ProcessNameNotUnique,
    /// An unknown runtime. Inferred: only the failure is documented.
    UnknownAtom,
    /// A process that is not deployed to the runtime. Inferred: only the failure is documented.
    NotDeployed,
    /// A runtime that is offline. The status is documented in the general table, the wording for a log download.
    RuntimeGone,
    /// A runtime that is offline, with the other status of the table.
    RuntimeTimeout,
    /// An unknown request id. Inferred: the answer is not documented.
    UnknownRequest,
    /// An unknown id. Inferred: 400 is documented only for bulk answers.
    UnknownObject(String),
    /// An unknown property of a filter. The wording is documented; inferred that it applies here.
    UnknownProperty(String),
    /// A comparison that the object does not allow. Inferred from the documented operators of each object.
    BadComparison(String),
    /// Field.
    ExecutionIdFormat,
    /// An invalid execution id. Field: the message contains `is invalid`.
    ExecutionIdInvalid(String),
    /// Field.
    TokenFormat,
    /// Inferred: a run that has ended cannot be cancelled.
    NotRunning,
    /// Documented: a bulk request has at most 100 ids. The wording is inferred.
    BulkTooLarge(usize),
    /// Documented: the account is over its rate limit, or the platform is busy. The message does not say which.
    Busy,
    /// Inferred: a body that is larger than any request of this API.
    TooLarge,
    /// A limit of the emulator: the body did not come in time.
    TooSlow,
    /// A limit of the emulator: the bodies and answers of other clients take all of its memory.
    NoMemory,
    /// A limit of the emulator: a filter with too many conditions.
    TooManyConditions(usize),
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
            Self::TooSlow => 408,
            Self::TooLarge => 413,
            Self::NotEmulated(_) => 501,
            Self::Full => 507,
            Self::Busy | Self::NoMemory => 503,
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
            | Self::TooManyConditions(_)
            | Self::MissingField(_)
            | Self::AlreadyThere(_)
            | Self::ListenerSchedule
            | Self::RootFolder
            | Self::BulkTooLarge(_) => 400,
        }
    }

    /// The message in the envelope; `None` when the body is empty.
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
            Self::MissingField(field) => return Some(format!("{field} is required")),
            Self::AlreadyThere(kind) => return Some(format!("This {kind} already exists")),
            Self::ListenerSchedule => "The schedule of a listener process cannot be changed",
            Self::RootFolder => "The root folder cannot be deleted",
            Self::NotEmulated(name) => return Some(format!("{name} is not emulated")),
            Self::Full => {
                "The emulator keeps as much as settings.limits.keptBytes allows. Delete something first."
            }
            Self::BulkTooLarge(most) => return Some(format!("A bulk request takes at most {most} ids")),
            Self::Busy => {
                "The Boomi server is currently unavailable or your account's rate limits have been exceeded. Retry later."
            }
            Self::TooLarge => "The request is too large.",
            Self::TooSlow => "The body of the request did not come in time.",
            Self::NoMemory => "The emulator has no memory left for this body. Retry later.",
            Self::TooManyConditions(most) => {
                return Some(format!("The emulator takes at most {most} conditions in a filter"));
            }
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
