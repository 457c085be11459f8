//! What follows from runs: sums by the hour and by the day, connectors, documents, events.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::boomi::emulator::catalogue::ObjectType;
use crate::boomi::emulator::run::{self, DOCUMENT_BYTES, EmulatedRun};
use crate::boomi::emulator::seed::synthetic;
use crate::boomi::model::{ExecutionStatus, ExecutionSummaryRecord, Long};

/// The connectors of a run that has ended: its start, and the documents that it returns (inferred).
pub(super) fn connectors(run: &EmulatedRun, now: OffsetDateTime) -> Vec<Value> {
    if run.status(now).is_none_or(|status| !status.is_final()) || run.outcome == ExecutionStatus::Discarded {
        return Vec::new();
    }
    let row = |shape: &str, kind: &str, starts: bool, good: i32, bad: i32| {
        json!({"@type": "ExecutionConnector", "id": synthetic(&[&run.execution_id, shape]),
            "executionId": run.execution_id, "connectorType": kind, "actionType": kind, "executionConnector": shape,
            "isStartShape": starts, "recordType": kind, "successCount": good, "errorCount": bad,
            "size": ["Long", i64::from(good + bad) * DOCUMENT_BYTES]})
    };
    let documents = run.documents;
    let mut rows = vec![row("start", "nodata", true, 1, 0)];
    if documents.outbound + documents.errors > 0 {
        rows.push(row("shape2", "return", false, documents.outbound, documents.errors));
    }
    rows
}

/// The documents of a run that has ended.
pub(super) fn documents(run: &EmulatedRun, now: OffsetDateTime) -> impl Iterator<Item = Value> {
    let returns = connectors(run, now).into_iter().filter(|connector| connector["recordType"] == "return");
    returns.flat_map(move |connector| {
        let id = connector["id"].as_str().unwrap_or_default().to_owned();
        let (good, bad) = (run.documents.outbound, run.documents.errors);
        (0..good + bad).map(move |index| {
            let failed = index >= good;
            let index_text = index.to_string();
            json!({"@type": "GenericConnectorRecord", "id": synthetic(&[&run.execution_id, "shape2", &index_text]),
                "executionConnectorId": id, "executionId": run.execution_id, "account": run.account,
                "atomId": run.atom_id, "actionType": "return", "connectorType": "return",
                "connectionId": "", "connectionName": "", "operationId": "", "operationName": "shape2",
                "dateProcessed": run.ended_at(now).map(run::seconds), "documentIndex": index,
                "incrementalDocumentIndex": index + 1, "size": ["Long", DOCUMENT_BYTES / 1024],
                "startShape": false, "retryable": false, "status": if failed { "ERROR" } else { "SUCCESS" },
                "errorMessage": run.message.as_ref().filter(|_| failed).cloned().unwrap_or_default(),
                "connectorFields": {"@type": "ConnectorFields", "connectorField": []},
                "trackedFields": {"@type": "TrackedFields", "trackedField": []}})
        })
    })
}

/// The event of a run that has ended.
pub(super) fn event(run: &EmulatedRun, now: OffsetDateTime) -> Option<Value> {
    let ended = run::seconds(run.ended_at(now)?);
    let record = run.record(now)?;
    let level = match run.outcome {
        ExecutionStatus::Complete => "INFO",
        ExecutionStatus::CompleteWarn => "WARNING",
        _ => "ERROR",
    };
    let mut event = json!({"@type": "Event", "eventId": synthetic(&["event", &run.execution_id]),
        "accountId": run.account, "atomId": run.atom_id, "atomName": run.atom_name, "eventLevel": level,
        "eventDate": ended, "eventType": "process.execution", "recordDate": ended, "updateDate": ended,
        "executionId": run.execution_id, "processId": run.process_id, "processName": run.process_name,
        "title": run.process_name, "status": run.outcome.as_str(), "startTime": record.execution_time,
        "endTime": ended, "inboundDocumentCount": run.documents.inbound,
        "outboundDocumentCount": run.documents.outbound, "errorDocumentCount": run.documents.errors});
    if let Some(message) = &run.message {
        event["error"] = message.as_str().into();
    }
    Some(event)
}

/// What a runtime did on a day.
struct Day<'r> {
    run: &'r EmulatedRun,
    good: i64,
    bad: i64,
    documents: i64,
}

/// Counts of a day and a runtime: runs, documents, or bytes.
pub(super) fn days<'r>(
    kind: &ObjectType,
    runs: impl Iterator<Item = &'r EmulatedRun>,
    now: OffsetDateTime,
    home: impl Fn(&str) -> Option<&'r str>,
) -> Vec<Value> {
    let mut days: BTreeMap<(time::Date, &str), Day<'_>> = BTreeMap::new();
    for run in runs {
        let Some(ended) = run.ended_at(now) else { continue };
        let day = days.entry((ended.date(), &run.atom_id));
        let day = day.or_insert(Day { run, good: 0, bad: 0, documents: 0 });
        let good = matches!(run.outcome, ExecutionStatus::Complete | ExecutionStatus::CompleteWarn);
        day.good += i64::from(good);
        day.bad += i64::from(!good);
        day.documents += i64::from(run.documents.inbound + run.documents.outbound);
    }
    let mut rows = Vec::new();
    for ((date, atom), day) in days {
        let at = run::seconds(date.midnight().assume_utc());
        let mut row = json!({"@type": kind.name, "accountId": day.run.account, "atomId": atom, "date": at,
            "#processDate": at, "#environmentId": home(atom)});
        match kind.name.as_str() {
            "ExecutionCountAccount" => {
                row["successes"] = json!(["Long", day.good]);
                row["failures"] = json!(["Long", day.bad]);
            }
            "DocumentCountAccount" => row["value"] = json!(["Long", day.documents]),
            _ => row["value"] = json!(["Long", day.documents * DOCUMENT_BYTES]),
        }
        rows.push(row);
    }
    rows
}

/// Sums by process, runtime, hour and status. Only here do low-latency runs count (documented).
pub(super) fn summaries<'r>(runs: impl Iterator<Item = &'r EmulatedRun>, now: OffsetDateTime) -> Vec<Value> {
    let mut sums: BTreeMap<(String, String, String, String), ExecutionSummaryRecord> = BTreeMap::new();
    for run in runs {
        let Some(ended) = run.ended_at(now) else { continue };
        let counted = matches!(
            run.outcome,
            ExecutionStatus::Complete | ExecutionStatus::CompleteWarn | ExecutionStatus::Error
        );
        if !counted {
            continue;
        }
        let hour = ended.replace_minute(0).and_then(|at| at.replace_second(0)).expect("zero is a minute");
        let block = run::seconds(hour);
        let key = (block.clone(), run.process_id.clone(), run.atom_id.clone(), run.outcome.to_string());
        let sum = sums.entry(key).or_insert_with(|| empty_summary(run, block));
        let took = run.took_ms();
        let documents = run.documents;
        sum.execution_count.0 += 1;
        sum.elapsed_time.0 += took;
        sum.max_elapsed_time.0 = sum.max_elapsed_time.0.max(took);
        sum.inbound_doc_count.0 += i64::from(documents.inbound);
        sum.outbound_doc_count.0 += i64::from(documents.outbound);
        sum.inbound_doc_size.0 += i64::from(documents.inbound) * DOCUMENT_BYTES;
        sum.outbound_doc_size.0 += i64::from(documents.outbound) * DOCUMENT_BYTES;
    }
    sums.into_values().map(|sum| serde_json::to_value(sum).expect("texts and numbers")).collect()
}

fn empty_summary(run: &EmulatedRun, time_block: String) -> ExecutionSummaryRecord {
    ExecutionSummaryRecord {
        process_id: run.process_id.clone(),
        process_name: Some(run.process_name.clone()),
        atom_id: run.atom_id.clone(),
        atom_name: Some(run.atom_name.clone()),
        account_id: run.account.clone(),
        time_block,
        status: run.outcome.clone(),
        execution_count: Long(0),
        elapsed_time: Long(0),
        launch_elapsed_time: Long(0),
        max_elapsed_time: Long(0),
        inbound_doc_count: Long(0),
        inbound_doc_size: Long(0),
        outbound_doc_count: Long(0),
        outbound_doc_size: Long(0),
        return_doc_count: Long(0),
        return_doc_size: Long(0),
    }
}
