//! What a call is answered with. Pure: no network, no clock.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::rate_limit::RateLimit;
use super::request::ExecuteProcess;
use super::{Account, Answer};

/// The literal that Boomi wants before the e-mail.
const TOKEN_USER: &str = "BOOMI_TOKEN.";

/// A call as it came over HTTP. Its time is an input too.
#[derive(Debug, Clone, Copy, Default)]
pub struct Call<'a> {
    /// The method.
    pub method: &'a str,
    /// The path, without a query.
    pub path: &'a str,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The `Content-Type` header.
    pub content_type: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
    /// When it came: monotonic time from any origin.
    pub at: Duration,
}

/// The emulated platform.
#[derive(Debug, Clone)]
pub struct Emulator {
    account: Account,
    limit: Option<RateLimit>,
}

impl Emulator {
    /// Accepts what `environments/local.postman_environment.json` names.
    pub fn local() -> Self {
        Self { account: Account::local(), limit: None }
    }

    /// The same with at most so many calls a second; the platform allows 10 (documented).
    #[must_use]
    pub fn with_rate_limit(self, calls_per_second: usize) -> Self {
        Self { limit: Some(RateLimit::new(calls_per_second)), ..self }
    }

    /// What it accepts.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Answers a call: who is it, may they, what do they ask for.
    pub fn answer(&mut self, call: &Call<'_>) -> Answer {
        if !self.knows(call.authorization) {
            return Answer::Unauthorized;
        }
        if self.limit.as_mut().is_some_and(|limit| !limit.allows(call.at)) {
            return Answer::Busy;
        }
        let Some((account, action)) =
            call.path.strip_prefix("/api/rest/v1/").and_then(|rest| rest.split_once('/'))
        else {
            return Answer::NoEndpoint;
        };
        match action {
            _ if account != self.account.id => Answer::Forbidden,
            "executeProcess" if call.method != "POST" => Answer::MethodNotAllowed,
            "executeProcess" => self.execute_process(call),
            _ => Answer::NoEndpoint,
        }
    }

    /// `Basic` with `BOOMI_TOKEN.<email>` and the token; the prefix twice is a wrong user (field).
    fn knows(&self, authorization: Option<&str>) -> bool {
        let credentials = authorization
            .and_then(|header| header.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
            .and_then(|(_, encoded)| STANDARD.decode(encoded.trim()).ok());
        let expected = format!("{TOKEN_USER}{}:{}", self.account.user_email, self.account.token);
        credentials.is_some_and(|given| given == expected.as_bytes())
    }

    fn execute_process(&self, call: &Call<'_>) -> Answer {
        let json = call.content_type.is_some_and(|value| value.to_ascii_lowercase().contains("json"));
        let Some(request) = ExecuteProcess::parse(call.body, json) else { return Answer::Malformed };
        let Some(atom) = request.atom_id else { return Answer::MissingAtom };
        match (request.process_id, request.process_name) {
            (Some(process), None) if process != self.account.process_id => Answer::UnknownProcess,
            (Some(_), None) if atom != self.account.atom_id => Answer::UnknownAtom,
            (Some(_), None) => Answer::Triggered,
            // The one process of this account has no name.
            (None, Some(_)) => Answer::UnknownProcess,
            (None, None) | (Some(_), Some(_)) => Answer::ProcessNotOne,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trigger(change: impl FnOnce(&mut Account), body: Option<&str>) -> Answer {
        let mut emulator = Emulator::local();
        let mut given = emulator.account.clone();
        change(&mut given);
        let credentials = STANDARD.encode(format!("{TOKEN_USER}{}:{}", given.user_email, given.token));
        let default = format!(
            "<ProcessExecutionRequest processId=\"{}\" atomId=\"{}\"/>",
            given.process_id, given.atom_id
        );
        emulator.answer(&Call {
            method: "POST",
            path: &format!("/api/rest/v1/{}/executeProcess", given.id),
            authorization: Some(&format!("Basic {credentials}")),
            content_type: Some("application/xml"),
            body: body.unwrap_or(&default).as_bytes(),
            at: Duration::ZERO,
        })
    }

    #[test]
    fn field_a_trigger_is_answered_with_an_empty_200() {
        let answer = trigger(|_| {}, None);
        assert_eq!((answer.status(), answer.body(false)), (200, String::new()));
    }

    #[test]
    fn documented_wrong_credentials_are_401_and_another_account_403() {
        assert_eq!(trigger(|given| given.token = "wrong".into(), None).status(), 401);
        assert_eq!(trigger(|given| given.user_email.insert_str(0, TOKEN_USER), None).status(), 401);
        assert_eq!(trigger(|given| given.id = "other-X".into(), None).status(), 403);
    }

    #[test]
    fn documented_calls_over_the_rate_limit_are_503_with_a_message() {
        let mut emulator = Emulator::local().with_rate_limit(0);
        let account = emulator.account.clone();
        let credentials = STANDARD.encode(format!("{TOKEN_USER}{}:{}", account.user_email, account.token));
        let header = format!("Basic {credentials}");
        let answer = emulator.answer(&Call { authorization: Some(&header), ..Call::default() });
        assert_eq!(answer.status(), 503);
        assert!(answer.body(true).contains("rate limits have been exceeded"));
    }

    #[test]
    fn inferred_unknown_ids_are_400_with_a_message() {
        for answer in [
            trigger(|given| given.process_id = "p".into(), None),
            trigger(|given| given.atom_id = "a".into(), None),
            trigger(|_| {}, Some("<no")),
            trigger(|_| {}, Some("<ProcessExecutionRequest atomId=\"a\"/>")),
            trigger(|_| {}, Some("<ProcessExecutionRequest processId=\"a\"/>")),
        ] {
            assert_eq!(answer.status(), 400);
            assert!(answer.body(true).contains("\"message\""), "{answer:?}");
            assert!(answer.body(false).contains("<message>"), "{answer:?}");
        }
    }
}
