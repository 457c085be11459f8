//! The page at `/`: it shows the emulator's objects and the calls received. It is not part of the API, so it needs no
//! login and has no rate limit.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::call::{EmulatedCall, EmulatedReply};
use super::operations::Object;
use super::run::{self, EmulatedRun};
use super::state::Emulator;

/// The page, in one self-contained file.
const PAGE: &str = include_str!("page.html");

/// The largest number of runs that the page shows: the latest ones.
const SHOWN: usize = 200;

/// Answers with the page or its data; `None` for calls of the API.
pub(super) fn answer(emulator: &Emulator, call: &EmulatedCall<'_>) -> Option<EmulatedReply> {
    match call.path {
        "/" => Some(EmulatedReply::with_body(200, "text/html; charset=utf-8", PAGE)),
        "/_emulator/overview" => {
            let after = call.query.and_then(|query| query.strip_prefix("after=")?.parse().ok());
            let overview = overview(emulator, call.now, after.unwrap_or_default());
            Some(EmulatedReply::with_body(200, "application/json", overview.to_string()))
        }
        // Browsers ask for this icon by themselves; this is not a call of the API.
        "/favicon.ico" => Some(EmulatedReply::empty(204)),
        _ => None,
    }
}

fn overview(emulator: &Emulator, now: OffsetDateTime, after: u64) -> Value {
    let scenario = emulator.scenario();
    let account = &scenario.accounts[0].id;
    let runs: Vec<Value> = emulator.runs.iter().rev().take(SHOWN).map(|run| shown(run, now)).collect();
    let processes = scenario.processes.iter().map(|process| {
        json!({"id": process.id, "name": process.name, "deployedTo": process.deployed_to,
            "simultaneous": process.simultaneous, "lowLatency": process.low_latency})
    });
    let runtimes = emulator.objects(Object::Atom, account, now, now);
    let runtimes = runtimes.into_iter().zip(&scenario.runtimes).map(|(mut atom, runtime)| {
        atom["environment"] = json!(runtime.environment);
        atom
    });
    json!({
        "now": run::seconds(now),
        "account": account,
        "accounts": scenario.accounts.iter().map(|account| json!({"id": account.id, "name": account.name})).collect::<Vec<_>>(),
        "rateLimit": scenario.rate_limit,
        "faults": scenario.faults.len(),
        "runtimes": runtimes.collect::<Vec<_>>(),
        "processes": processes.collect::<Vec<_>>(),
        "environments": emulator.objects(Object::Environment, account, now, now),
        "runCount": emulator.runs.len(),
        "runs": runs,
        "last": emulator.journal.last(),
        "calls": emulator.journal.after(after),
    })
}

fn shown(run: &EmulatedRun, now: OffsetDateTime) -> Value {
    let status = run.status(now).map_or_else(
        || if run.low_latency { "no record".to_owned() } else { "pending".to_owned() },
        |status| status.to_string(),
    );
    json!({
        "executionId": run.execution_id,
        "requestId": run.request_id,
        "account": run.account,
        "process": run.process_name,
        "runtime": run.atom_name,
        "requestedAt": run::seconds(run.requested_at),
        "endedAt": run.ended_at(now).map(run::seconds),
        "tookMs": run.ended_at(now).map(|_| run.took_ms()),
        "status": status,
        "message": run.message.as_ref().filter(|_| run.ended_at(now).is_some()),
        "properties": run.properties,
    })
}
