//! Advice about errors of the Boomi commands: the hint and the exit code of each.

use std::time::Duration;

use postino::boomi::model::ExecutionRecord;
use postino::boomi::{CallError, CredentialsError, FindError, ReplyError, TriggerError, Unfollowed};
use postino::http::FailureKind;

use super::outcome::RunOutcome;
use super::words::seconds;
use crate::cli::error::{coded, input};
use crate::cli::exit_code;

/// The advice when no trigger can be made.
pub(super) fn advise_plan(error: &TriggerError) -> anyhow::Error {
    let hint = match error {
        TriggerError::Unset { .. } => "postino boomi init writes an environment with all of them",
        TriggerError::NoRequest { .. } => "postino boomi init writes a collection that has it",
        _ => "check the collection and the environment",
    };
    input(error.to_string(), Some(hint.to_owned()))
}

/// The advice about an e-mail or a token that cannot be used.
pub(super) fn advise_credentials(error: &CredentialsError) -> anyhow::Error {
    let hint = match error {
        CredentialsError::TokenUser { .. } => {
            "write only the e-mail as userEmail; postino puts BOOMI_TOKEN. before it"
        }
        CredentialsError::NoToken => {
            "set BOOMI_API_TOKEN; a token is made in Boomi under Settings, Account Information, Platform API Tokens"
        }
        _ => "set userEmail to the e-mail that you log in to Boomi with",
    };
    input(error.to_string(), Some(hint.to_owned()))
}

/// The advice about a call without a usable reply.
pub(super) fn advise_call(error: &CallError, context: &str) -> anyhow::Error {
    let (code, hint) = match error {
        CallError::Reply(ReplyError::Refused { status: 401, .. }) => (
            exit_code::REFUSED,
            "check userEmail, the token and accountId: was the token revoked, does it belong to another user or account?",
        ),
        CallError::Reply(ReplyError::Refused { .. }) => (
            exit_code::REFUSED,
            "check accountId, and that the user's role has API Access and the privilege for this (Execute, View Results)",
        ),
        CallError::Reply(ReplyError::Busy) => (
            exit_code::NOT_STARTED,
            "try again later; the limit is shared by everybody who uses the account's API",
        ),
        CallError::Reply(ReplyError::Foreign { .. }) => {
            (exit_code::NOT_STARTED, "a proxy or a sign-in page may have answered instead: check baseUrl")
        }
        CallError::Failure(failure) if failure.kind == FailureKind::Tls => {
            (exit_code::NOT_STARTED, "check this machine's clock, and whether a proxy replaces certificates")
        }
        CallError::Interrupted => {
            (exit_code::INTERRUPTED, "nothing goes on in Boomi because of this command")
        }
        CallError::Failure(_) => (exit_code::NOT_STARTED, "check baseUrl and the network"),
        _ => (exit_code::NOT_STARTED, "the message above is Boomi's own"),
    };
    coded(code, format!("{context}: {error}"), Some(hint.to_owned()))
}

/// The sentence and the hint about a run that is no longer followed.
pub(super) fn explain_unfollowed(
    why: &Unfollowed,
    record: Option<&ExecutionRecord>,
    limit: Duration,
    out: &RunOutcome,
) -> (String, String) {
    let id = out.execution_id.as_ref().or(out.request_id.as_ref());
    let wait = id.map_or("postino boomi executions".to_owned(), |id| format!("postino boomi wait {id}"));
    match why {
        Unfollowed::Deadline(trouble) => {
            let status = record.map_or("not reported yet".to_owned(), |record| record.status.to_string());
            let trouble =
                trouble.as_ref().map(|error| format!(" (last answer: {error})")).unwrap_or_default();
            let sentence = format!("the run is still going after {}: {status}{trouble}", seconds(limit));
            (sentence, format!("it goes on in Boomi; give it more time with --timeout, or later: {wait}"))
        }
        Unfollowed::Absent => {
            let id = id.map_or("this id", String::as_str);
            (format!("Boomi knows no run with the id {id}"), "postino boomi executions lists them".to_owned())
        }
        Unfollowed::Refused(error) => {
            let sentence = format!("the run was started, and cannot be followed: {error}");
            let hint = "check that the user's role has the privilege View Results; then: ".to_owned() + &wait;
            (sentence, hint)
        }
    }
}

/// The advice about a name that does not lead to one object.
pub(super) fn advise_find(error: &FindError) -> anyhow::Error {
    match error {
        FindError::None { kind, near, .. } if near.is_empty() => coded(
            exit_code::NOT_STARTED,
            error.to_string(),
            Some(format!("this user cannot see any {} of the account", kind.word())),
        ),
        FindError::None { near, .. } => {
            coded(exit_code::NOT_STARTED, error.to_string(), Some(format!("there is: {}", near.join(", "))))
        }
        FindError::Several { .. } => coded(
            exit_code::NOT_STARTED,
            error.to_string(),
            Some("give the id instead of the name".to_owned()),
        ),
        FindError::Call { source, .. } => advise_call(source, &error.to_string()),
        _ => coded(exit_code::NOT_STARTED, error.to_string(), None),
    }
}

/// A warning when this machine's clock and Boomi's differ by minutes.
pub(super) fn clock_warning(date: Option<&str>, now: time::OffsetDateTime) -> Option<String> {
    let theirs = time::OffsetDateTime::from(httpdate::parse_http_date(date?).ok()?);
    let minutes = (now - theirs).whole_minutes();
    (minutes.abs() >= 3).then(|| {
        let direction = if minutes > 0 { "ahead of" } else { "behind" };
        format!("your clock is {} minutes {direction} Boomi's: correct it", minutes.abs())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_clock_that_is_minutes_off_gives_a_warning() {
        let date = Some("Wed, 25 Nov 2026 03:00:00 GMT");
        assert_eq!(clock_warning(date, datetime!(2026-11-25 03:01 UTC)), None);
        let warning = clock_warning(date, datetime!(2026-11-25 02:50 UTC)).unwrap_or_default();
        assert!(warning.starts_with("your clock is 10 minutes behind Boomi's"), "{warning}");
    }
}
