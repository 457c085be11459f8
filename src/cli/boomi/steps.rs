//! The steps of a trigger: it finds ids by name, starts the process, follows the run and fetches the log.

use std::time::Duration;

use postino::boomi::model::ExecutionRecord;
use postino::boomi::{
    AccountVariables, ApiCall, CallError, Called, Caller, Follow, FollowEnding, FollowError, FollowStep,
    Kind, Patience, Property, Reason, ReplyError, RunState, TriggerKind, TriggerPlan, diagnose, find, is_id,
};
use postino::clock::Seed;
use postino::collection::Collection;
use postino::http;
use postino::secret::SecretCollector;
use postino::variable::{Dynamic, VariableScope};

use super::advice::{advise_call, advise_find, advise_plan, clock_warning};
use super::log::{LogPatience, fetch_log};
use super::session::{Session, Stopped};
use crate::cli::args::TriggerArgs;
use crate::cli::error::coded;
use crate::cli::exit_code::{self, Code};

const FIND_PROCESS: &str = "Find the process";
const FIND_ATOM: &str = "Find the runtime";
const TRIGGER: &str = "Trigger the process";
const FOLLOW: &str = "Follow the run";
const LOG: &str = "Fetch the log";

/// The steps that a trigger takes.
pub(super) fn planned(args: &TriggerArgs, environment: &VariableScope) -> Vec<&'static str> {
    let is_name = |variable: &str| !is_id(&text(environment, variable));
    let mut steps = Vec::new();
    if is_name("processId") {
        steps.push(FIND_PROCESS);
    }
    if is_name("atomId") {
        steps.push(FIND_ATOM);
    }
    steps.push(TRIGGER);
    if args.wait || args.log.is_some() {
        steps.push(FOLLOW);
    }
    if args.log.is_some() {
        steps.push(LOG);
    }
    steps
}

fn text(environment: &VariableScope, variable: &str) -> String {
    environment
        .get(variable)
        .map(|found| postino::variable::to_text(found.value.as_ref()))
        .unwrap_or_default()
}

/// How a trigger ended.
pub(super) struct Ended {
    pub(super) code: Code,
    pub(super) log: Option<String>,
}

/// The process to start, and the runtime to start it on.
struct ProcessTarget {
    process_id: String,
    atom_id: String,
}

/// One invocation of `postino boomi trigger`.
pub(super) struct TriggerRun<'a> {
    pub(super) args: &'a TriggerArgs,
    pub(super) kind: TriggerKind,
    pub(super) collections: &'a [Collection],
    pub(super) properties: &'a [Property],
    pub(super) secrets: &'a SecretCollector,
}

impl TriggerRun<'_> {
    /// Takes the steps in order.
    pub(super) async fn execute(
        &self,
        session: &Session,
        mut environment: VariableScope,
    ) -> Result<Ended, Stopped> {
        for (variable, kind, step) in
            [("processId", Kind::Process, FIND_PROCESS), ("atomId", Kind::Atom, FIND_ATOM)]
        {
            let word = text(&environment, variable);
            if !is_id(&word) {
                let id = self.look_up(session, kind, step, &word).await?;
                environment.set(variable, Some(id.into()));
            }
        }
        let account = AccountVariables { scope: &environment };
        let plan = TriggerPlan {
            collections: self.collections.iter().collect(),
            account,
            properties: self.properties,
        };
        let mut dynamic = Dynamic::new(Seed(rand::random()), session.clock.clone());
        let request =
            plan.request(self.kind, &mut dynamic, self.secrets).map_err(|error| advise_plan(&error))?;
        let target =
            ProcessTarget { process_id: account.value("processId"), atom_id: account.value("atomId") };
        let Some(request_id) = self.start(session, &request, &target).await? else {
            return Ok(Ended { code: exit_code::PASSED, log: None });
        };
        if !self.args.wait && self.args.log.is_none() {
            return Ok(Ended { code: exit_code::PASSED, log: None });
        }
        let record = self.follow(session, &request_id).await?;
        let log = match &self.args.log {
            Some(_) => Some(self.log(session, &record).await?),
            None => None,
        };
        Ok(Ended { code: self.judge(&record)?, log })
    }

    async fn look_up(
        &self,
        session: &Session,
        kind: Kind,
        step: &str,
        word: &str,
    ) -> Result<String, Stopped> {
        session.stream.borrow_mut().step(step);
        let name = format!("one {} is called \"{word}\"", kind.word());
        match find(session, kind, word).await {
            Ok(found) => {
                let mut stream = session.stream.borrow_mut();
                stream.assert(&name, None);
                stream.end_step();
                Ok(found.id)
            }
            Err(error) => Err(session.fail(&name, advise_find(&error))),
        }
    }

    /// Starts the process. Returns the id by which the run can be followed, if the trigger gives one.
    async fn start(
        &self,
        session: &Session,
        request: &http::Request,
        target: &ProcessTarget,
    ) -> Result<Option<String>, Stopped> {
        session.stream.borrow_mut().step(TRIGGER);
        let called = session.api.trigger(request).await;
        session.stream.borrow_mut().called(&called, false);
        let started = accepted(&called, self.kind);
        let name = "the trigger is accepted";
        let request_id = match started {
            Ok(id) => id,
            Err(error) => {
                let advised = self.advise_refusal(session, &error, target).await;
                return Err(session.fail(name, advised));
            }
        };
        let mut stream = session.stream.borrow_mut();
        stream.assert(name, None);
        let date = called.exchange.outcome.as_ref().ok().and_then(|response| response.headers.get("date"));
        if let Some(warning) = clock_warning(date, session.clock.now()) {
            stream.warn(warning);
        }
        match &request_id {
            Some(id) => stream.say(&format!("started as {id}")),
            None => stream.say(
                "executeProcess answers with nothing: whether the process ran, and how it ended, cannot be known from it; \
                 look in Process Reporting or at postino boomi executions",
            ),
        }
        stream.end_step();
        Ok(request_id)
    }

    /// The error when nothing was started, with the reason if the account shows one.
    async fn advise_refusal(
        &self,
        session: &Session,
        error: &CallError,
        ProcessTarget { process_id, atom_id }: &ProcessTarget,
    ) -> anyhow::Error {
        let CallError::Reply(ReplyError::Status { .. }) = error else {
            if let CallError::Failure(failure) = error
                && failure.kind == http::FailureKind::Timeout
            {
                let hint = "the process may have started: check with postino boomi executions before you trigger it again";
                return coded(
                    exit_code::NOT_STARTED,
                    format!("the trigger got no answer: {failure}"),
                    Some(hint.into()),
                );
            }
            return advise_call(error, "nothing was started");
        };
        let hint = match diagnose(session, process_id, atom_id).await {
            Reason::UnknownProcess => format!("no process of this account has the id {process_id}"),
            Reason::UnknownAtom => format!("no runtime of this account has the id {atom_id}"),
            Reason::Offline { atom, status } => {
                format!("the runtime \"{atom}\" is {status}: start it, then trigger again")
            }
            Reason::NotDeployed { process, atom } => {
                format!("\"{process}\" is not deployed to the environment of \"{atom}\": deploy it first")
            }
            Reason::Unknown => "the message above is Boomi's own".to_owned(),
        };
        coded(exit_code::NOT_STARTED, format!("nothing was started: {error}"), Some(hint))
    }

    /// Follows the run to its end.
    async fn follow(&self, session: &Session, request_id: &str) -> Result<ExecutionRecord, Stopped> {
        session.stream.borrow_mut().step(FOLLOW);
        let began = session.clock.elapsed();
        let deadline = self.args.timeout;
        let mut follow = Follow::new(Patience { first: self.args.poll, deadline, ..Patience::default() });
        let call = ApiCall::record(request_id);
        let mut told = String::new();
        loop {
            let elapsed = session.clock.elapsed().saturating_sub(began);
            let after = match follow.next(elapsed) {
                FollowStep::Ask { after } => after,
                FollowStep::End(ending) => return self.ending(session, ending, elapsed),
            };
            session.pause(after).await.inspect_err(|_| session.stream.borrow_mut().end_step())?;
            let reply = session.call(FOLLOW, &call).await;
            let elapsed = session.clock.elapsed().saturating_sub(began);
            let taken = match &reply {
                Ok(reply) => follow.answered(reply).map_err(|error| match error {
                    FollowError::Reply(error) => advise_call(&error.into(), "the run cannot be followed"),
                    error => coded(
                        exit_code::NOT_STARTED,
                        error.to_string(),
                        Some("see postino boomi executions".into()),
                    ),
                }),
                // A single question may fail: the run is asked about again until the deadline.
                Err(_) => Ok(()),
            };
            taken.map_err(|error| session.fail("the run can be followed", error))?;
            let status = follow.record().map_or("not reported yet", |record| record.status.as_str());
            session.show(&format!("{status}  {}", seconds(elapsed)), false);
            if status != told {
                session.stream.borrow_mut().say(&format!("{status} after {}", seconds(elapsed)));
                status.clone_into(&mut told);
            }
        }
    }

    fn ending(
        &self,
        session: &Session,
        ending: FollowEnding,
        elapsed: Duration,
    ) -> Result<ExecutionRecord, Stopped> {
        session.show("", true);
        match ending {
            FollowEnding::Over(record) => {
                let mut stream = session.stream.borrow_mut();
                stream.say(&format!("{} {} after {}", record.execution_id, record.status, seconds(elapsed)));
                let state = RunState::of(&record.status);
                let bad =
                    state == RunState::Failed || (state == RunState::Warned && self.args.warnings_as_errors);
                let message =
                    record.message.clone().unwrap_or_else(|| format!("it ended as {}", record.status));
                stream.assert("the process ended well", bad.then_some(message.as_str()));
                stream.end_step();
                Ok(*record)
            }
            FollowEnding::StillRunning(record) => {
                let status = record.map_or("not reported yet".to_owned(), |record| record.status.to_string());
                let limit = seconds(self.args.timeout);
                let message = format!("the run is still going after {limit}: {status}");
                let hint = "give it more time with --timeout; the run goes on in Boomi (see postino boomi executions)"
                    .to_owned();
                let error = coded(exit_code::TIMED_OUT, message, Some(hint));
                Err(session.fail("the process ended in time", error))
            }
        }
    }

    async fn log(&self, session: &Session, record: &ExecutionRecord) -> Result<String, Stopped> {
        session.stream.borrow_mut().step(LOG);
        let patience = LogPatience { poll: self.args.poll, deadline: Duration::from_mins(2) };
        let pause = async |time| session.pause(time).await.is_ok();
        match fetch_log(session, &record.execution_id, patience, &pause).await {
            Ok(log) => {
                let mut stream = session.stream.borrow_mut();
                stream.assert("the log is there", None);
                stream.end_step();
                Ok(log)
            }
            Err(error) => Err(session.fail("the log is there", error)),
        }
    }

    /// The exit code that the record means.
    fn judge(&self, record: &ExecutionRecord) -> Result<Code, Stopped> {
        let message = record.message.as_deref().unwrap_or("Boomi gives no reason");
        match RunState::of(&record.status) {
            RunState::Failed => {
                let sentence = format!("the process ended as {}: {message}", record.status);
                let hint = format!("postino boomi log {}", record.execution_id);
                Err(coded(exit_code::PROCESS_FAILED, sentence, Some(hint)).into())
            }
            RunState::Warned if self.args.warnings_as_errors => {
                let sentence = format!("the process ended with warnings: {message}");
                let hint = format!("postino boomi log {}", record.execution_id);
                Err(coded(exit_code::PROCESS_WARNED, sentence, Some(hint)).into())
            }
            RunState::Complete | RunState::Warned | RunState::Running => Ok(exit_code::PASSED),
        }
    }
}

/// The request id of an accepted trigger; `None` for `executeProcess`, whose answer has no id.
fn accepted(called: &Called, kind: TriggerKind) -> Result<Option<String>, CallError> {
    let reply = called.reply().map_err(CallError::Failure)?;
    reply.success()?;
    if kind == TriggerKind::ExecuteProcess {
        return Ok(None);
    }
    let json = reply.json()?;
    let id = json.get("requestId").and_then(|id| id.as_str()).map(str::to_owned);
    id.map(Some).ok_or_else(|| {
        CallError::Reply(ReplyError::Foreign { found: "an ExecutionRequest without a requestId".to_owned() })
    })
}

/// Shape: `4 s`, `3 m 5 s`
fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{} s", time.as_secs()),
        seconds => format!("{} m {} s", seconds / 60, seconds % 60),
    }
}
