//! Every answer of the emulator, with how sure it is.
//!
//! Evidence, as the project's notes on the platform mark it: *documented* by Boomi, *field* (relied on by
//! public clients), *inferred* by us. Correct a text or a status here and nowhere else.

/// An answer before it is rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The trigger was taken. Field and inferred: 200 with an empty body.
    Triggered,
    /// Documented: 401; field: no useful body.
    Unauthorized,
    /// Documented: a known user without a right to this account.
    Forbidden,
    /// Documented: no such endpoint.
    NoEndpoint,
    /// Inferred: the documented error table lists 405 nowhere, HTTP does.
    MethodNotAllowed,
    /// Documented as an example of 400; inferred for a body that does not parse.
    Malformed,
    /// Inferred from the general table: `atomId` is required.
    MissingAtom,
    /// Inferred likewise: exactly one of `processId` and `processName`.
    ProcessNotOne,
    /// Documented wording of a bulk answer; inferred for a trigger.
    UnknownProcess,
    /// Inferred: only the failure itself is documented.
    UnknownAtom,
    /// Documented: over the account's rate limit, or the platform is busy; it does not tell which.
    Busy,
    /// Inferred: larger than any request of this API.
    TooLarge,
}

impl Answer {
    /// The HTTP status.
    pub fn status(self) -> u16 {
        match self {
            Self::Triggered => 200,
            Self::Unauthorized => 401,
            Self::Forbidden => 403,
            Self::NoEndpoint => 404,
            Self::MethodNotAllowed => 405,
            Self::TooLarge => 413,
            Self::Busy => 503,
            Self::Malformed
            | Self::MissingAtom
            | Self::ProcessNotOne
            | Self::UnknownProcess
            | Self::UnknownAtom => 400,
        }
    }

    /// The sentence of the error envelope; `None` where the body is empty.
    pub fn message(self) -> Option<&'static str> {
        match self {
            Self::Triggered | Self::Unauthorized => None,
            Self::Forbidden => Some("Access denied due to insufficient permissions."),
            Self::NoEndpoint => Some("No such endpoint."),
            Self::MethodNotAllowed => Some("This endpoint takes POST."),
            Self::Malformed => Some("An error occurred as a result of invalid input"),
            Self::MissingAtom => Some("atomId is required"),
            Self::ProcessNotOne => Some("exactly one of processId and processName is required"),
            Self::UnknownProcess => Some("No such process"),
            Self::UnknownAtom => Some("No such runtime"),
            Self::Busy => Some(
                "The Boomi server is currently unavailable or your account's rate limits have been exceeded. Retry later.",
            ),
            Self::TooLarge => Some("The request is too large."),
        }
    }

    /// The body in the media type that the caller accepts: XML unless it asks for JSON.
    pub fn body(self, json: bool) -> String {
        match self.message() {
            None => String::new(),
            Some(message) if json => serde_json::json!({"@type": "Error", "message": message}).to_string(),
            Some(message) => {
                let message = quick_xml::escape::escape(message);
                format!(
                    "<error xmlns=\"http://api.platform.boomi.com/\"><message>{message}</message></error>"
                )
            }
        }
    }
}
