//! `postino boomi executions`.

use anyhow::Context as _;
use postino::boomi::model::{ExecutionRecord, ExecutionStatus, Expression, Operator};
use postino::boomi::{ApiCall, Caller, Kind, find, results};
use postino::clock::Clock;
use postino::shown;
use serde_json::{Value, json};

use super::advice::{advise_call, advise_find};
use super::quiet::{self, block_on};
use crate::cli::Context;
use crate::cli::args::{ExecutionsArgs, OutputArg};
use crate::cli::error::{nearest, usage};
use crate::cli::exit_code::{self, Code};
use crate::cli::terminal::{answer, answer_json};

/// Prints executions, the newest first.
pub(super) fn executions(context: &Context, args: &ExecutionsArgs) -> anyhow::Result<Code> {
    let status = args.status.as_deref().map(known_status).transpose()?;
    let caller = quiet::api(context, &args.connection)?;
    let records = block_on(query(&caller, args, status))?;
    match args.connection.output {
        OutputArg::Json => answer_json(&json!({"executions": records}))?,
        OutputArg::Text => answer(&table(&records))?,
    }
    Ok(exit_code::PASSED)
}

/// Refuses a status that no execution has, before a call.
fn known_status(word: &str) -> anyhow::Result<ExecutionStatus> {
    let known =
        ExecutionStatus::KNOWN.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(word.trim()));
    known.ok_or_else(|| {
        let known = ExecutionStatus::KNOWN.map(|known| known.to_string()).to_vec();
        let hint = match nearest(word, &known) {
            Some(near) => format!("did you mean {near}? there are {}", known.join(", ")),
            None => format!("there are {}", known.join(", ")),
        };
        usage(format!("--status {word}: no execution has this status"), Some(hint))
    })
}

async fn query(
    caller: &impl Caller,
    args: &ExecutionsArgs,
    status: Option<ExecutionStatus>,
) -> anyhow::Result<Vec<Value>> {
    let mut conditions = Vec::new();
    for (word, kind, property) in
        [(&args.process, Kind::Process, "processId"), (&args.atom, Kind::Atom, "atomId")]
    {
        if let Some(word) = word {
            let found = find(caller, kind, word, true).await.map_err(|error| advise_find(&error))?;
            conditions.push(Expression::equals(property, &found.id));
        }
    }
    if let Some(status) = status {
        conditions.push(Expression::equals("status", status.as_str()));
    }
    if let Some(since) = args.since {
        let from = Clock::system().now() - since;
        let stamp = time::macros::format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
        let from = from.format(&stamp).context("the time of --since is out of range")?;
        conditions.push(Expression::compare("executionTime", Operator::GreaterThanOrEqual, &[&from]));
    }
    let mut call = ApiCall::query("ExecutionRecord", conditions, true);
    let mut records: Vec<Value> = Vec::new();
    loop {
        let reply = caller.call("", &call).await.map_err(|error| advise_call(&error, "executions"))?;
        let page = reply.json().map_err(|error| advise_call(&error.into(), "executions"))?;
        records.extend(results(&page).into_iter().cloned());
        match page.get("queryToken").and_then(Value::as_str) {
            Some(token) if records.len() < args.limit => call = ApiCall::query_more("ExecutionRecord", token),
            _ => break,
        }
    }
    records.truncate(args.limit);
    Ok(records)
}

/// Shape: `2026-11-25T03:00:00Z  COMPLETE  3.8 s  Nightly load  Test Cloud  execution-…`
fn table(records: &[Value]) -> String {
    let rows: Vec<[String; 6]> = records
        .iter()
        .filter_map(|json| serde_json::from_value::<ExecutionRecord>(json.clone()).ok())
        .map(|record| {
            let took = record.execution_duration.map_or(String::new(), |took| {
                #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
                let seconds = took.0 as f64 / 1000.0;
                format!("{seconds:.1} s")
            });
            let or_empty = |text: Option<String>| text.unwrap_or_default();
            [
                or_empty(record.execution_time),
                record.status.to_string(),
                took,
                or_empty(record.process_name),
                or_empty(record.atom_name),
                record.execution_id,
            ]
            .map(|cell| shown::line(&cell).into_owned())
        })
        .collect();
    if rows.is_empty() {
        return "no executions\n".to_owned();
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..6).map(width).collect();
    let mut out = String::new();
    for row in &rows {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        out += cells.join("  ").trim_end();
        out.push('\n');
    }
    out
}
