//! `postino boomi wait`, `cancel` and `rerun`: commands about a run that was started before.

use postino::boomi::model::{ExecutionRecord, Expression};
use postino::boomi::{AccountVariables, ApiCall, CallError, Caller, Follow, RunId, results};
use postino::clock::Clock;
use postino::reporter::ReporterOptions;

use super::advice::advise_call;
use super::connection;
use super::log::{execution_id, log_file};
use super::outcome::{RunOutcome, Word};
use super::quiet;
use super::session::{Session, Stopped};
use super::steps::{FOLLOW, LOG, follow_to_end, patience};
use super::trigger::{Reporting, block_on, check_log, end, secrets, trigger};
use crate::cli::Context;
use crate::cli::args::{CancelArgs, ConnectionArgs, FollowArgs, ReportArgs, RerunArgs, WaitArgs};
use crate::cli::error::{coded, usage};
use crate::cli::exit_code::{self, Code};

const CANCEL: &str = "Cancel the run";

/// Follows a run to its end.
pub(super) fn wait(context: &Context, args: &WaitArgs, options: &ReporterOptions) -> anyhow::Result<Code> {
    let id = run_id(&args.id)?;
    let about = About {
        context,
        connection: &args.connection,
        follow: &args.follow,
        reports: &args.reports,
        options,
    };
    about.run(&id, &[FOLLOW, LOG], async |session, out| {
        let following = Follow::new(id.clone(), None, patience(&args.follow));
        follow_to_end(session, following, &args.follow, out).await
    })
}

/// Asks to end a run.
pub(super) fn cancel(
    context: &Context,
    args: &CancelArgs,
    options: &ReporterOptions,
) -> anyhow::Result<Code> {
    let id = run_id(&args.id)?;
    let about = About {
        context,
        connection: &args.connection,
        follow: &args.follow,
        reports: &args.reports,
        options,
    };
    about.run(&id, &[CANCEL, FOLLOW, LOG], async |session, out| {
        session.stream.borrow_mut().step(CANCEL);
        let execution = execution_of(session, &id).await?;
        out.execution_id = Some(execution.clone());
        let assertion = "the request to end the run is accepted";
        let reply = session.call(CANCEL, &ApiCall::cancel(&execution)).await;
        let reply = match reply {
            Err(CallError::Interrupted) => return Err(Stopped::Interrupted),
            reply => reply.and_then(|reply| reply.success().map_err(CallError::Reply)),
        };
        if let Err(error) = reply {
            return Err(session.fail(assertion, advise_call(&error, "the run was not cancelled")));
        }
        session.pass(assertion);
        if !args.wait && args.follow.log.is_none() {
            return Ok(None);
        }
        let following = Follow::new(RunId::Execution(execution), None, patience(&args.follow));
        let log = follow_to_end(session, following, &args.follow, out).await?;
        if out.outcome == Word::Ended {
            // However it ended: that it ended was asked for.
            (out.code, out.error, out.hint) = (exit_code::PASSED, None, None);
        }
        Ok(log)
    })
}

/// Triggers the process of an execution again.
pub(super) fn rerun(
    context: &Context,
    mut args: RerunArgs,
    options: &ReporterOptions,
) -> anyhow::Result<Code> {
    let id = execution_id(&args.execution_id)?;
    let caller = quiet::api(context, &args.trigger.connection)?;
    let record = quiet::block_on(async { record_of(&caller, &id).await })?;
    let missing = |what: &str| {
        let hint = "give it: postino boomi trigger --process … --atom …".to_owned();
        coded(
            exit_code::NOT_STARTED,
            format!("nothing was started: the record of {id} names no {what}"),
            Some(hint),
        )
    };
    args.trigger.process = Some(record.process_id.ok_or_else(|| missing("process"))?);
    args.trigger.atom = Some(record.atom_id.ok_or_else(|| missing("runtime"))?);
    trigger(context, args.trigger, options)
}

async fn record_of(caller: &impl Caller, id: &str) -> anyhow::Result<ExecutionRecord> {
    let call = ApiCall::query("ExecutionRecord", vec![Expression::equals("executionId", id)], false);
    let answer = caller.call("Find the execution", &call).await;
    let json = answer.and_then(|reply| Ok(reply.json()?));
    let json =
        json.map_err(|error| advise_call(&error, "nothing was started: the execution cannot be looked up"))?;
    let record = results(&json).first().and_then(|json| serde_json::from_value((*json).clone()).ok());
    record.ok_or_else(|| {
        let hint = "postino boomi executions lists them".to_owned();
        coded(
            exit_code::NOT_STARTED,
            format!("nothing was started: no execution has the id {id}"),
            Some(hint),
        )
    })
}

/// The execution of a run that may be known by its request.
async fn execution_of(session: &Session, id: &RunId) -> Result<String, Stopped> {
    let RunId::Request(request) = id else { return Ok(id.as_str().to_owned()) };
    let reply = session.call(CANCEL, &ApiCall::record(request)).await;
    let record = match reply {
        Err(CallError::Interrupted) => return Err(Stopped::Interrupted),
        reply => reply.and_then(|reply| {
            let json = reply.json()?;
            let record = results(&json).first().map(|json| (*json).clone());
            Ok(record.and_then(|json| serde_json::from_value::<ExecutionRecord>(json).ok()))
        }),
    };
    let assertion = "the run has an execution";
    match record {
        Ok(Some(record)) => Ok(record.execution_id),
        Ok(None) => {
            let message =
                format!("the run of {request} has not been reported yet, so that it cannot be cancelled");
            let hint = "try again in a moment".to_owned();
            Err(session.fail(assertion, coded(exit_code::NOT_STARTED, message, Some(hint))))
        }
        Err(error) => Err(session.fail(assertion, advise_call(&error, "the run was not cancelled"))),
    }
}

/// Reads an id, before a call.
fn run_id(word: &str) -> anyhow::Result<RunId> {
    RunId::parse(word).ok_or_else(|| {
        let hint = "an id looks like executionrecord-<uuid> or execution-<uuid>-2026.11.25; postino boomi executions lists them";
        usage(format!("\"{word}\" is no id of a run"), Some(hint.to_owned()))
    })
}

/// What a command about a run needs.
struct About<'a> {
    context: &'a Context,
    connection: &'a ConnectionArgs,
    follow: &'a FollowArgs,
    reports: &'a ReportArgs,
    options: &'a ReporterOptions,
}

impl About<'_> {
    /// Takes the steps, reports them and returns the exit code.
    fn run(
        &self,
        id: &RunId,
        steps: &[&str],
        work: impl AsyncFnOnce(&Session, &mut RunOutcome) -> Result<Option<String>, Stopped>,
    ) -> anyhow::Result<Code> {
        let json = self.connection.output.is_json();
        check_log(self.follow, json)?;
        let secrets = secrets(self.reports);
        let environment = connection::environment(self.context, self.connection)?;
        let clock = Clock::system();
        let account = AccountVariables { scope: &environment };
        let api = connection::api(self.context, account, self.connection, clock.clone(), &secrets)?;
        let Self { context, reports, options, .. } = *self;
        let reporting = Reporting { context, reports, options, secrets: &secrets };
        let mut files = connection::files(self.context, self.connection);
        if let Some(path) = &self.follow.log {
            log_file(path, self.context, &mut files);
        }
        let session =
            reporting.session(reporting.reporters(json)?, files, api, clock, &environment, steps)?;
        let mut out = RunOutcome { outcome: Word::Started, ..RunOutcome::default() };
        match id {
            RunId::Request(id) => out.request_id = Some(id.clone()),
            RunId::Execution(id) => out.execution_id = Some(id.clone()),
        }
        let log = match block_on(context, &session, work(&session, &mut out))? {
            Ok(log) => log,
            Err(Stopped::Interrupted) => {
                out.interrupt();
                None
            }
            Err(Stopped::Error(error)) => {
                out.outcome = Word::OutcomeUnknown;
                out.fail_with(&error);
                None
            }
        };
        end(self.context, session, out, log.as_deref(), self.follow, json)
    }
}
