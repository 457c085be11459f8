//! `postino boomi executions` and `postino boomi log`.

use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use postino::boomi::log::{LogError, LogState, asked, downloaded, unpack};
use postino::boomi::model::ExecutionRecord;
use postino::boomi::{Api, Call, CallError, Caller, Kind, Reply, TriggerPlan, find, results};
use postino::clock::Clock;
use postino::reporter::write_whole;
use postino::secret::SecretSet;
use serde_json::{Value, json};
use tokio::runtime;

use super::Context;
use super::args::{ConnectionArgs, ExecutionsArgs, ExecutionsFormat, LogArgs};
use super::boomi_connection::{self as connection, advise_call, advise_find};
use super::boomi_trigger::is_standard_output;
use super::error::{coded, usage};
use super::exit_code::{self, Code};

/// Calls that nobody reports on.
struct Quiet(Api);

impl Caller for Quiet {
    async fn call(&self, _: &str, call: &Call) -> Result<Reply, CallError> {
        self.0.call(call).await.reply().map_err(CallError::Failure)
    }
}

fn quiet(context: &Context, args: &ConnectionArgs) -> anyhow::Result<Quiet> {
    let environment = connection::environment(context, args)?;
    let plan = TriggerPlan { collections: Vec::new(), environment: &environment, properties: &[] };
    Ok(Quiet(connection::api(&plan, args, Clock::system(), &SecretSet::default())?))
}

fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().context("cannot start the runtime")?;
    runtime.block_on(work)
}

/// Prints executions, the newest first.
pub(super) fn executions(context: &Context, args: &ExecutionsArgs) -> anyhow::Result<Code> {
    let caller = quiet(context, &args.connection)?;
    let records = block_on(query(&caller, args))?;
    let text = match args.format {
        ExecutionsFormat::Json => serde_json::to_string_pretty(&json!(records))? + "\n",
        ExecutionsFormat::Text => table(&records),
    };
    print(text.as_bytes())
}

async fn query(caller: &Quiet, args: &ExecutionsArgs) -> anyhow::Result<Vec<Value>> {
    let mut conditions = Vec::new();
    for (word, kind, property) in
        [(&args.process, Kind::Process, "processId"), (&args.atom, Kind::Atom, "atomId")]
    {
        if let Some(word) = word {
            let found = find(caller, kind, word).await.map_err(|error| advise_find(&error))?;
            conditions.push((property, "EQUALS", vec![found.id]));
        }
    }
    if let Some(status) = &args.status {
        conditions.push(("status", "EQUALS", vec![status.to_uppercase()]));
    }
    if let Some(since) = args.since {
        let from = Clock::system().now() - since;
        let stamp = time::macros::format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
        conditions.push((
            "executionTime",
            "GREATER_THAN_OR_EQUAL",
            vec![from.format(&stamp).unwrap_or_default()],
        ));
    }
    let mut call = Call::query("ExecutionRecord", &conditions, true);
    let mut records: Vec<Value> = Vec::new();
    loop {
        let reply = caller.call("", &call).await.map_err(|error| advise_call(&error, "executions"))?;
        let page = reply.json().map_err(|error| advise_call(&error.into(), "executions"))?;
        records.extend(results(&page).into_iter().cloned());
        match page.get("queryToken").and_then(Value::as_str) {
            Some(token) if records.len() < args.limit => call = Call::query_more("ExecutionRecord", token),
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

/// Fetches and prints the log of an execution.
pub(super) fn log(context: &Context, args: &LogArgs) -> anyhow::Result<Code> {
    if args.execution_id.starts_with("executionrecord-") {
        let hint =
            "that is the id of a request; postino boomi executions shows the ids of executions".to_owned();
        return Err(usage(format!("\"{}\" is no execution id", args.execution_id), Some(hint)));
    }
    let caller = quiet(context, &args.connection)?;
    let patience = LogPatience { poll: args.poll, deadline: args.timeout };
    let log = block_on(async {
        #[expect(clippy::disallowed_methods, reason = "the wait between two questions")]
        let pause = async |time| {
            tokio::time::sleep(time).await;
            true
        };
        fetch_log(&caller, &args.execution_id, patience, &pause).await
    })?;
    match &args.out {
        Some(path) => write_log(&log, path, context).map(|()| exit_code::PASSED),
        None => print(log.as_bytes()),
    }
}

/// How patiently a log is waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct LogPatience {
    /// The wait between two questions.
    pub(super) poll: Duration,
    /// How long in all.
    pub(super) deadline: Duration,
}

/// The text of an execution's log. `pause` waits, and is false when waiting was interrupted.
pub(super) async fn fetch_log(
    caller: &impl Caller,
    execution_id: &str,
    patience: LogPatience,
    pause: &impl AsyncFn(Duration) -> bool,
) -> anyhow::Result<String> {
    let failed = |error: &LogError| match error {
        LogError::Reply(error) => advise_call(&error.clone().into(), "the log cannot be fetched"),
        error => coded(
            exit_code::NOT_STARTED,
            error.to_string(),
            Some("logs are kept for 30 days, and there is none of a run that was discarded".into()),
        ),
    };
    let mut call = Call::process_log(execution_id);
    let mut address_known = false;
    let mut waited = Duration::ZERO;
    loop {
        let reply =
            caller.call("", &call).await.map_err(|error| advise_call(&error, "the log cannot be fetched"))?;
        let state = if address_known { downloaded(&reply) } else { asked(&reply) };
        match state.map_err(|error| failed(&error))? {
            LogState::At(url) => {
                call = Call::download(&url);
                address_known = true;
                continue;
            }
            LogState::Archive(archive) => return unpack(&archive).map_err(|error| failed(&error)),
            LogState::TooEarly | LogState::Wait => {}
        }
        if waited >= patience.deadline {
            let hint = "try again later: postino boomi log".to_owned();
            let message =
                format!("the log of {execution_id} did not come within {} s", patience.deadline.as_secs());
            return Err(coded(exit_code::TIMED_OUT, message, Some(hint)));
        }
        if !pause(patience.poll).await {
            return Err(coded(exit_code::INTERRUPTED, "interrupted", None));
        }
        waited += patience.poll;
    }
}

/// Writes a log: whole or not at all.
pub(super) fn write_log(log: &str, path: &Path, context: &Context) -> anyhow::Result<()> {
    if is_standard_output(path) {
        return print(log.as_bytes()).map(|_| ());
    }
    let target = context.directory.join(path);
    write_whole(&target, |out| out.write_all(log.as_bytes()))
        .with_context(|| format!("the log \"{}\" is not written", path.display()))
}

fn print(text: &[u8]) -> anyhow::Result<Code> {
    match io::stdout().lock().write_all(text) {
        // A reader that went away has read all that it wanted.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(exit_code::PASSED),
    }
}
