//! Compares signatures with those that newman's authorizers made of the same parameters: `tests/oracle/signatures`.

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::auth::{Signing, authorizer};
use crate::clock::{Clock, Seed};
use crate::collection::{Auth, Body, Profile, Request, parse_request};
use crate::runner::body::Files;
use crate::runner::build;
use crate::secret::SecretCollector;
use crate::variable::{Dynamic, to_text};

const RECORDED: &str = include_str!("../../../tests/oracle/signatures/signatures.json");

/// The time at which the answers were recorded.
const THEN: i64 = 1_440_938_160;

fn answer(entry: &Value) -> Value {
    let mut request = parse_request(&entry["request"]);
    let params = entry["params"].as_object().cloned().expect("parameters");
    let auth = Auth { scheme: entry["scheme"].as_str().expect("a scheme").to_owned(), params };
    let clock = Clock::fixed(OffsetDateTime::from_unix_timestamp(THEN).expect("in range"));
    let unsigned = request.clone();
    let payload = || {
        let files = Files {
            working_dir: std::path::Path::new("."),
            anywhere: false,
            compat: crate::compat::Compat::Postman,
        };
        build::build(&unsigned, &Profile::default(), files, String::new)
            .expect("can be built")
            .request
            .payload
    };
    let mut signing = Signing {
        secrets: &SecretCollector::default(),
        clock: &clock,
        random: &mut Dynamic::new(Seed(1), clock.clone()),
        profile: &Profile::default(),
        payload: &payload,
    };
    match authorizer(&auth.scheme).expect("known").sign(&auth, &mut request, &mut signing) {
        Ok(()) => summary(&request),
        Err(error) => json!({"error": error.to_string()}),
    }
}

fn summary(request: &Request) -> Value {
    let headers: Vec<_> =
        request.headers.iter().map(|header| format!("{}: {}", header.key, header.value)).collect();
    let mut answer = json!({"url": request.url.to_string(), "headers": headers});
    if let Some(Body::Urlencoded { params }) = &request.body {
        let pairs = params.iter().map(|param| format!("{}={}", param.key, to_text(Some(&param.value))));
        answer["body"] = pairs.collect();
    }
    answer
}

#[test]
fn signatures_are_newmans_byte_for_byte() {
    let recorded: Vec<Value> = serde_json::from_str(RECORDED).expect("JSON");
    assert!(recorded.len() >= 99, "{} entries", recorded.len());
    let wrong: Vec<_> = recorded
        .iter()
        .filter(|entry| answer(entry) != entry["answer"])
        .map(|entry| format!("{}\n  newman  {}\n  postino {}", entry["name"], entry["answer"], answer(entry)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
