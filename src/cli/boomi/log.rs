//! `postino boomi log`: asks for a log, waits for it, writes it.

use std::path::Path;
use std::time::Duration;

use postino::boomi::{LogError, LogFetch, Patience, RunId, fetch_log};
use postino::compat::Compat;
use postino::reporter::write_whole;
use serde_json::json;

use super::advice::advise_call;
use super::connection;
use super::quiet::{self, block_on};
use crate::cli::Context;
use crate::cli::args::LogArgs;
use crate::cli::error::{coded, lost, usage};
use crate::cli::exit_code::{self, Code};
use crate::cli::files::Files;
use crate::cli::terminal::{answer, answer_json};

/// Fetches and prints the log of an execution.
pub(super) fn log(context: &Context, args: &LogArgs) -> anyhow::Result<Code> {
    let id = execution_id(&args.execution_id)?;
    let mut files = connection::files(context, &args.connection);
    if let Some(path) = &args.out {
        log_file(path, context, &mut files);
    }
    files.check(Compat::Postman)?;
    let caller = quiet::api(context, &args.connection)?;
    let patience = Patience { first: args.poll, longest: Duration::from_secs(10), deadline: args.timeout };
    let log = block_on(async {
        let fetched = fetch_log(&caller, LogFetch::new(&id, patience)).await;
        let fetched = fetched.map_err(|_| coded(exit_code::INTERRUPTED, "interrupted", None))?;
        fetched.map_err(|error| explain(&error))
    })?;
    if let Some(path) = &args.out {
        write_log(&log, path, context)?;
    }
    let path = args.out.as_ref().map(|path| path.display().to_string());
    match (&path, args.connection.output.is_json()) {
        (Some(_), false) => {}
        (None, false) => answer(&log)?,
        (path, true) => {
            let mut object = json!({"executionId": id});
            match path {
                Some(path) => object["log"] = json!(path),
                None => object["text"] = json!(log),
            }
            answer_json(&object)?;
        }
    }
    Ok(exit_code::PASSED)
}

/// Refuses what is not the id of an execution, before a call.
pub(super) fn execution_id(word: &str) -> anyhow::Result<String> {
    let (sentence, hint) = match RunId::parse(word) {
        Some(RunId::Execution(id)) => return Ok(id),
        Some(RunId::Request(id)) => (
            format!("\"{id}\" is not an execution id"),
            format!("this is the id of a request: postino boomi wait {id} shows the execution's"),
        ),
        None => (
            format!("\"{word}\" is not an execution id"),
            "an id looks like execution-<uuid>-2026.11.25; postino boomi executions lists them".to_owned(),
        ),
    };
    Err(usage(sentence, Some(hint)))
}

fn explain(error: &LogError) -> anyhow::Error {
    match error {
        LogError::Reply(error) => advise_call(&error.clone().into(), "the log cannot be fetched"),
        LogError::Late { .. } => coded(
            exit_code::TIMED_OUT,
            error.to_string(),
            Some("give it more time with --timeout".to_owned()),
        ),
        error => coded(
            exit_code::NOT_STARTED,
            error.to_string(),
            Some("Boomi keeps logs for 30 days; a run that was discarded has no log".into()),
        ),
    }
}

/// Adds the file of a log, if it is one: `-` is the standard output, where control characters in it are shown.
pub(super) fn log_file(path: &Path, context: &Context, files: &mut Files) {
    if path.as_os_str() != "-" {
        files.write("the log", &context.directory.join(path));
    }
}

/// Writes the whole log or nothing. `-` is the standard output, where control characters in it are shown.
pub(super) fn write_log(log: &str, path: &Path, context: &Context) -> anyhow::Result<()> {
    if path.as_os_str() == "-" {
        return answer(log);
    }
    let target = context.directory.join(path);
    let written = write_whole(&target, |out| out.write_all(log.as_bytes()));
    written.map_err(|error| lost(error, format!("the log \"{}\" is lost", path.display())))
}
