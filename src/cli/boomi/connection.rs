//! Whom the Boomi commands call, and as whom: environment, token, and the calls themselves.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use postino::boomi::{Api, CredentialsError, ReplyError, TriggerPlan};
use postino::boomi::{CallError, FindError};
use postino::clock::Clock;
use postino::environment::EnabledRule;
use postino::http::FailureKind;
use postino::secret::SecretCollector;
use postino::variable::{VariableKind, VariableScope};

use crate::cli::Context;
use crate::cli::args::ConnectionArgs;
use crate::cli::error::{coded, input};
use crate::cli::exit_code;
use crate::cli::load;

/// Where an environment is looked for when none is named.
const ENVIRONMENTS: [&str; 2] =
    ["boomi.postman_environment.json", "environments/boomi.postman_environment.json"];

/// The environment of a call, its token filled in.
///
/// The token comes from `BOOMI_API_TOKEN`, else from the environment (`--env-var` included), else from a prompt.
pub(super) fn environment(context: &Context, args: &ConnectionArgs) -> anyhow::Result<VariableScope> {
    let path = match &args.environment {
        Some(path) => Some(path.clone()),
        None => first_there(context, &ENVIRONMENTS),
    };
    let mut scope = load::Loader::default().scope(path.as_deref(), "environment", EnabledRule::App)?;
    load::set_pairs(&mut scope, &args.env_var, "env-var")?;
    let given = args.env_var.iter().any(|pair| pair.starts_with("apiToken="));
    if let Some(token) = context.boomi_token().filter(|_| !given) {
        scope.declare("apiToken", Some(token.expose().into()), VariableKind::Secret);
    }
    let stored =
        scope.get("apiToken").and_then(|found| found.value.as_ref()).and_then(|value| value.as_str());
    if stored.is_none_or(|token| token.trim().is_empty()) && context.asks {
        let token = ask_token()?;
        scope.declare("apiToken", Some(token.into()), VariableKind::Secret);
    }
    Ok(scope)
}

/// Asks for the token without showing it.
pub(super) fn ask_token() -> anyhow::Result<String> {
    rpassword::prompt_password("API token (not shown): ").context("cannot ask for the token")
}

/// The first of these paths that is a file.
pub(super) fn first_there(context: &Context, paths: &[&str]) -> Option<PathBuf> {
    paths.iter().map(Path::new).find(|path| context.directory.join(path).is_file()).map(Path::to_owned)
}

/// The API of the environment's account.
pub(super) fn api(
    plan: &TriggerPlan<'_>,
    args: &ConnectionArgs,
    clock: Clock,
    secrets: &SecretCollector,
) -> anyhow::Result<Api> {
    for name in ["baseUrl", "accountId"] {
        if plan.value(name).is_empty() {
            let hint = "postino boomi init writes an environment; or give -e, or --env-var".to_owned();
            return Err(input(format!("{name} is empty: nothing says whom to call"), Some(hint)));
        }
    }
    let credentials = plan.credentials(secrets).map_err(|error| advise_credentials(&error))?;
    let jitter = Box::new(|| rand::random_range(0.0..1.0));
    Ok(Api::new(
        &plan.value("baseUrl"),
        &plan.value("accountId"),
        credentials,
        clock,
        args.calls_per_second,
        jitter,
    ))
}

/// What to do about an e-mail or a token that cannot be used.
fn advise_credentials(error: &postino::boomi::TriggerError) -> anyhow::Error {
    let hint = match error {
        postino::boomi::TriggerError::Credentials(CredentialsError::TokenUser { .. }) => {
            "write the bare e-mail as userEmail; BOOMI_TOKEN. is put before it"
        }
        postino::boomi::TriggerError::Credentials(CredentialsError::NoToken) => {
            "set BOOMI_API_TOKEN; a token is made in Boomi under Settings, Account Information, Platform API Tokens"
        }
        _ => "set userEmail to the e-mail that you log in to Boomi with",
    };
    input(error.to_string(), Some(hint.to_owned()))
}

/// What to do about a call without a usable answer.
pub(super) fn advise_call(error: &CallError, context: &str) -> anyhow::Error {
    let (code, hint) = match error {
        CallError::Reply(ReplyError::Refused { status: 401, .. }) => (
            exit_code::REFUSED,
            "check userEmail, the token and accountId: is the token revoked, or another user's or account's?",
        ),
        CallError::Reply(ReplyError::Refused { .. }) => (
            exit_code::REFUSED,
            "check accountId, and that the user's role has API Access and the privilege for this (Execute, View Results)",
        ),
        CallError::Reply(ReplyError::Busy) => (
            exit_code::NOT_STARTED,
            "try again later; the limit is shared by everybody who uses the account's API",
        ),
        CallError::Reply(ReplyError::Foreign { .. }) => (
            exit_code::NOT_STARTED,
            "something in between has answered, a proxy or a sign-in page: check baseUrl",
        ),
        CallError::Failure(failure) if failure.kind == FailureKind::Tls => {
            (exit_code::NOT_STARTED, "check this machine's clock, and whether a proxy replaces certificates")
        }
        CallError::Failure(_) => (exit_code::NOT_STARTED, "check baseUrl and the network"),
        _ => (exit_code::NOT_STARTED, "the sentence above is Boomi's own"),
    };
    coded(code, format!("{context}: {error}"), Some(hint.to_owned()))
}

/// What to do about a name that means nothing certain.
pub(super) fn advise_find(error: &FindError) -> anyhow::Error {
    match error {
        FindError::None { kind, near, .. } if near.is_empty() => coded(
            exit_code::NOT_STARTED,
            error.to_string(),
            Some(format!("the account shows no {} at all to this user", kind.word())),
        ),
        FindError::None { near, .. } => {
            coded(exit_code::NOT_STARTED, error.to_string(), Some(format!("there is: {}", near.join(", "))))
        }
        FindError::Several { .. } => coded(
            exit_code::NOT_STARTED,
            error.to_string(),
            Some("give the id instead of the name".to_owned()),
        ),
        FindError::ApiCall { source, .. } => advise_call(source, &error.to_string()),
        _ => coded(exit_code::NOT_STARTED, error.to_string(), None),
    }
}

/// A sentence when this machine's clock and Boomi's are minutes apart.
pub(super) fn clock_warning(date: Option<&str>, now: time::OffsetDateTime) -> Option<String> {
    let theirs = time::OffsetDateTime::from(httpdate::parse_http_date(date?).ok()?);
    let minutes = (now - theirs).whole_minutes();
    (minutes.abs() >= 3).then(|| {
        let direction = if minutes > 0 { "ahead of" } else { "behind" };
        format!("the clock here is {} minutes {direction} Boomi's: set it right", minutes.abs())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_clock_that_is_minutes_off_is_said() {
        let date = Some("Wed, 25 Nov 2026 03:00:00 GMT");
        assert_eq!(clock_warning(date, datetime!(2026-11-25 03:01 UTC)), None);
        let warning = clock_warning(date, datetime!(2026-11-25 02:50 UTC)).unwrap_or_default();
        assert!(warning.starts_with("the clock here is 10 minutes behind Boomi's"), "{warning}");
    }
}
