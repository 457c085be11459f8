//! An emulator with its own clock, which tests call as a client would.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;

use crate::boomi::emulator::{EmulatedCall, EmulatedReply, Emulator, Scenario};
use crate::clock::Seed;

pub(super) const START: OffsetDateTime = datetime!(2024-09-25 15:41:54 UTC);
pub(super) const ACCOUNT: &str = "local-A1B2C3";
pub(super) const ROSTER: &str = "789abcde-f012-4345-8678-9abcdef01234";
pub(super) const BROKEN: &str = "789abcde-f012-4345-8678-9abcdef01236";
pub(super) const ARCHIVE: &str = "789abcde-f012-4345-8678-9abcdef01238";
pub(super) const LISTENER: &str = "789abcde-f012-4345-8678-9abcdef01239";
pub(super) const LOCAL_ATOM: &str = "3456789a-bcde-4f01-8345-6789abcdef01";
pub(super) const CLOUD: &str = "4567890a-bcde-4f01-8345-6789abcdef02";
pub(super) const OLD_SERVER: &str = "5678901a-bcde-4f01-8345-6789abcdef03";
pub(super) const USER: &str = "BOOMI_TOKEN.someone@example.com";
pub(super) const TOKEN: &str = "7b1f4c0a-emulator-only-3d5e9a2c6f18";

pub(super) struct Platform {
    pub(super) emulator: Emulator,
    pub(super) elapsed: Duration,
    user: String,
}

impl Platform {
    pub(super) fn local() -> Self {
        Self::playing("rateLimit: 0")
    }

    /// An emulator that plays a scenario. It has no rate limit unless the scenario sets one.
    pub(super) fn playing(scenario: &str) -> Self {
        let scenario = Scenario::parse(scenario).expect("a scenario");
        let emulator = Emulator::new(scenario, Seed(7));
        Self { emulator, elapsed: Duration::ZERO, user: basic(USER, TOKEN) }
    }

    pub(super) fn signed_in(mut self, name: &str, secret: &str) -> Self {
        self.user = basic(name, secret);
        self
    }

    pub(super) fn wait(&mut self, ms: u64) {
        self.elapsed += Duration::from_millis(ms);
    }

    /// Makes a call below the account, with the defaults of a JSON client.
    pub(super) fn call(&mut self, method: &str, tail: &str, body: &str) -> EmulatedReply {
        let path = format!("/api/rest/v1/{ACCOUNT}/{tail}");
        self.send(&EmulatedCall { method, path: &path, body: body.as_bytes(), ..json_call() })
    }

    /// Makes a call, and fills in the user and the time.
    pub(super) fn send(&mut self, call: &EmulatedCall<'_>) -> EmulatedReply {
        let authorization = call.authorization.or(Some(&self.user));
        let call = EmulatedCall { authorization, at: self.elapsed, now: START + self.elapsed, ..*call };
        self.emulator.answer(&call)
    }

    pub(super) fn get(&mut self, tail: &str) -> (u16, Value) {
        parsed(&self.call("GET", tail, ""))
    }

    pub(super) fn post(&mut self, tail: &str, body: &Value) -> (u16, Value) {
        parsed(&self.call("POST", tail, &body.to_string()))
    }

    /// Posts XML and asks for XML.
    pub(super) fn post_xml(&mut self, tail: &str, body: &str) -> (u16, String) {
        let path = format!("/api/rest/v1/{ACCOUNT}/{tail}");
        let reply = self.send(&EmulatedCall {
            method: "POST",
            path: &path,
            body: body.as_bytes(),
            ..EmulatedCall::default()
        });
        (reply.status, String::from_utf8(reply.body.to_vec()).expect("a text"))
    }

    pub(super) fn trigger(&mut self, process: &str, atom: &str) -> (u16, Value) {
        self.post("ExecutionRequest", &json!({"processId": process, "atomId": atom}))
    }

    /// Triggers a process and returns the request id.
    pub(super) fn request_id(&mut self, process: &str, atom: &str) -> String {
        let (status, answer) = self.trigger(process, atom);
        assert_eq!(status, 200, "{answer}");
        answer["requestId"].as_str().expect("a request id").to_owned()
    }

    pub(super) fn record(&mut self, request_id: &str) -> (u16, Value) {
        self.get(&format!("ExecutionRecord/async/{request_id}"))
    }

    /// The status of a run whose record is known.
    pub(super) fn status(&mut self, request_id: &str) -> String {
        let (status, answer) = self.record(request_id);
        assert_eq!(status, 200, "{answer}");
        answer["result"][0]["status"].as_str().expect("a status").to_owned()
    }
}

pub(super) fn json_call() -> EmulatedCall<'static> {
    let json = Some("application/json");
    EmulatedCall { content_type: json, accept: json, ..EmulatedCall::default() }
}

pub(super) fn basic(name: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{secret}")))
}

pub(super) fn parsed(reply: &EmulatedReply) -> (u16, Value) {
    let value = serde_json::from_slice(&reply.body).unwrap_or_default();
    (reply.status, value)
}
