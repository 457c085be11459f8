//! The page at `/`: it shows the emulator's objects and the calls received. It is not part of the API, so it needs no
//! login and has no rate limit.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::call::{EmulatedCall, EmulatedReply};
use super::catalogue::object_type;
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
        "/openapi.json" => {
            let document = super::openapi::document().to_string();
            Some(EmulatedReply::with_body(200, "application/json", document))
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
    let calls = emulator.journal.after(after);
    let all = |name| {
        let kind = object_type(name).expect("a type of the table");
        emulator.rows(kind, account, now, now)
    };
    let name_of = |id: &Value| {
        let home = id.as_str().and_then(|id| emulator.objects.get("Environment", id));
        home.map(|home| home["name"].clone()).unwrap_or_default()
    };
    let processes = all("Process").take(SHOWN).map(|process| {
        let deployed = emulator.objects.all("DeployedPackage");
        let deployed = deployed.filter(|it| it["active"] == true && it["componentId"] == process["id"]);
        let deployed: Vec<Value> = deployed.map(|it| name_of(&it["environmentId"])).collect();
        let of = process["id"].as_str().and_then(|id| scenario.process(id));
        json!({"id": process["id"], "name": process["name"], "deployedTo": deployed,
            "simultaneous": of.is_none_or(|of| of.simultaneous), "lowLatency": of.is_some_and(|of| of.low_latency)})
    });
    let runtimes = all("Atom").take(SHOWN).map(|mut atom| {
        let attached =
            emulator.objects.all("EnvironmentAtomAttachment").find(|it| it["atomId"] == atom["id"]);
        atom["environment"] = attached.map(|it| name_of(&it["environmentId"])).unwrap_or_default();
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
        "environments": all("Environment").take(SHOWN).collect::<Vec<_>>(),
        "runCount": emulator.runs.len(),
        "runs": runs,
        "last": emulator.journal.end_of(&calls),
        "more": emulator.journal.end_of(&calls) < emulator.journal.last(),
        "calls": calls,
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
