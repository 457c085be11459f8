//! `postino boomi log`: asks for a log, waits for it, writes it.

use std::path::Path;
use std::time::Duration;

use postino::boomi::log::{LogError, LogState, asked, downloaded, unpack};
use postino::boomi::{ApiCall, Caller};
use postino::compat::Compat;
use postino::reporter::write_whole;

use super::advice::advise_call;
use super::connection;
use super::quiet::{Quiet, block_on};
use crate::cli::Context;
use crate::cli::args::LogArgs;
use crate::cli::error::{coded, lost, usage};
use crate::cli::exit_code::{self, Code};
use crate::cli::files::Files;
use crate::cli::terminal::answer;

/// Fetches and prints the log of an execution.
pub(super) fn log(context: &Context, args: &LogArgs) -> anyhow::Result<Code> {
    if args.execution_id.starts_with("executionrecord-") {
        let hint =
            "this is the id of a request; postino boomi executions shows the ids of executions".to_owned();
        return Err(usage(format!("\"{}\" is not an execution id", args.execution_id), Some(hint)));
    }
    let mut files = connection::files(context, &args.connection);
    if let Some(path) = &args.out {
        log_file(path, context, &mut files);
    }
    files.check(Compat::Postman)?;
    let caller = Quiet::new(context, &args.connection)?;
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
        Some(path) => write_log(&log, path, context)?,
        None => answer(&log)?,
    }
    Ok(exit_code::PASSED)
}

/// How often a log is asked for, and for how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct LogPatience {
    /// The wait between two questions.
    pub(super) poll: Duration,
    /// The time after which to give up.
    pub(super) deadline: Duration,
}

/// Fetches the text of an execution's log. `pause` waits, and returns false when the wait was interrupted.
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
            Some("Boomi keeps logs for 30 days; a run that was discarded has no log".into()),
        ),
    };
    let mut call = ApiCall::process_log(execution_id);
    let mut address_known = false;
    let mut waited = Duration::ZERO;
    loop {
        let reply =
            caller.call("", &call).await.map_err(|error| advise_call(&error, "the log cannot be fetched"))?;
        let state = if address_known { downloaded(&reply) } else { asked(&reply) };
        match state.map_err(|error| failed(&error))? {
            LogState::At(url) => {
                call = ApiCall::download(&url);
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
