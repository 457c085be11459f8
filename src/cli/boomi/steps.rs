//! The steps of a trigger: it finds ids by name, starts the process, follows the run and fetches the log.

use std::time::Duration;

use postino::boomi::model::{ExecutionRecord, ExecutionStatus};
use postino::boomi::{
    AccountVariables, CallError, Follow, FollowEnding, Kind, Line as _, LogFetch, LookUpEnding, Patience,
    Properties, Reason, ReplyError, Retries, RunId, RunState, Search, Start, Target, Trigger, TriggerKind,
    TriggerPlan, Unfollowed, diagnose, fetch_log, find, follow, look_up, start,
};
use postino::clock::Seed;
use postino::collection::Collection;
use postino::secret::SecretCollector;
use postino::variable::{Dynamic, VariableScope};

use super::advice::{advise_call, advise_find, advise_plan, explain_unfollowed};
use super::outcome::{RunOutcome, Word};
use super::session::{Session, Stopped};
use super::words::seconds;
use crate::cli::args::{FollowArgs, TriggerArgs};
use crate::cli::error::coded;
use crate::cli::exit_code;

const FIND_PROCESS: &str = "Find the process";
const FIND_ATOM: &str = "Find the runtime";
pub(super) const TRIGGER: &str = "Trigger the process";
pub(super) const LOOK: &str = "Look for the run";
pub(super) const FOLLOW: &str = "Follow the run";
pub(super) const LOG: &str = "Fetch the log";

/// The longest wait between two questions about a run.
const LONGEST_POLL: Duration = Duration::from_secs(10);

/// The steps that a trigger may take.
pub(super) fn planned(args: &TriggerArgs, words: &Words) -> Vec<&'static str> {
    let mut steps = Vec::new();
    if words.process.is_looked_up() {
        steps.push(FIND_PROCESS);
    }
    if words.atom.is_looked_up() {
        steps.push(FIND_ATOM);
    }
    steps.extend([TRIGGER, LOOK]);
    if args.wait || args.follow.log.is_some() {
        steps.push(FOLLOW);
    }
    if args.follow.log.is_some() {
        steps.push(LOG);
    }
    steps
}

/// The words for the process and the runtime.
pub(super) struct Words {
    pub(super) process: Choice,
    pub(super) atom: Choice,
}

/// What a user said of an object.
#[derive(Debug, Clone)]
pub(super) enum Choice {
    /// Its id.
    Id(String),
    /// Its id or its name: only a look-up can tell.
    Either(String),
    /// Its name.
    Name(String),
}

impl Choice {
    fn is_looked_up(&self) -> bool {
        !matches!(self, Self::Id(_))
    }
}

/// One invocation of `postino boomi trigger`.
pub(super) struct TriggerRun<'a> {
    pub(super) args: &'a TriggerArgs,
    pub(super) kind: TriggerKind,
    pub(super) collections: &'a [Collection],
    pub(super) properties: &'a Properties,
    pub(super) secrets: &'a SecretCollector,
    pub(super) words: &'a Words,
}

/// The run of a trigger, where it has an id.
struct Begun {
    id: RunId,
    search: Option<Search>,
}

impl TriggerRun<'_> {
    /// Takes the steps in order. The outcome also says what is known after an interruption.
    pub(super) async fn execute(
        &self,
        session: &Session,
        mut environment: VariableScope,
    ) -> (RunOutcome, Option<String>) {
        let mut out = RunOutcome::default();
        let done = self.take_steps(session, &mut environment, &mut out).await;
        if out.outcome == Word::NotStarted {
            out.outcome = session.word.get();
        }
        match done {
            Ok(log) => return (out, log),
            Err(Stopped::Interrupted) => out.interrupt(),
            Err(Stopped::Error(error)) => out.fail_with(&error),
        }
        (out, None)
    }

    async fn take_steps(
        &self,
        session: &Session,
        environment: &mut VariableScope,
        out: &mut RunOutcome,
    ) -> Result<Option<String>, Stopped> {
        for (variable, kind, step, choice) in [
            ("processId", Kind::Process, FIND_PROCESS, &self.words.process),
            ("atomId", Kind::Atom, FIND_ATOM, &self.words.atom),
        ] {
            let id = look_for(session, kind, step, choice).await?;
            environment.set(variable, Some(id.into()));
        }
        let Some(begun) = self.begin(session, environment, out).await? else { return Ok(None) };
        if !self.args.wait && self.args.follow.log.is_none() {
            return Ok(None);
        }
        let following = Follow::new(begun.id, begun.search, patience(&self.args.follow));
        follow_to_end(session, following, &self.args.follow, out).await
    }

    /// Starts the process. Gives the run, where it can be followed.
    async fn begin(
        &self,
        session: &Session,
        environment: &VariableScope,
        out: &mut RunOutcome,
    ) -> Result<Option<Begun>, Stopped> {
        let account = AccountVariables { scope: environment };
        let plan = TriggerPlan {
            collections: self.collections.iter().collect(),
            account,
            properties: self.properties,
        };
        let mut dynamic = Dynamic::new(Seed(rand::random()), session.clock.clone());
        let request =
            plan.request(self.kind, &mut dynamic, self.secrets).map_err(|error| advise_plan(&error))?;
        let target = Target { process_id: account.value("processId"), atom_id: account.value("atomId") };
        (out.process.id, out.atom.id) = (Some(target.process_id.clone()), Some(target.atom_id.clone()));
        let trigger = Trigger {
            request: &request,
            kind: self.kind,
            target: &target,
            retries: Retries::default(),
            look_up: self.look_patience(),
        };
        session.stream.borrow_mut().step(TRIGGER);
        let search = Search { target: target.clone(), sent: session.now() };
        let started = start(session, &trigger).await?;
        self.judge_start(session, started, search, out).await
    }

    async fn judge_start(
        &self,
        session: &Session,
        started: Start,
        search: Search,
        out: &mut RunOutcome,
    ) -> Result<Option<Begun>, Stopped> {
        let accepted = "the trigger is accepted";
        out.outcome = Word::Started;
        match started {
            Start::Started(id) => {
                out.request_id = Some(id.as_str().to_owned());
                out.url = Some(session.api.address(&format!("ExecutionRecord/async/{}", id.as_str())));
                session.stream.borrow_mut().say_after(&format!("started as {}", id.as_str()));
                session.pass(accepted);
                Ok(Some(Begun { id, search: Some(search) }))
            }
            Start::Adopted { record, .. } => {
                out.take(&record);
                session.stream.borrow_mut().say(&format!("found {}", record.execution_id));
                session.pass("one run can be meant");
                Ok(Some(Begun { id: RunId::Execution(record.execution_id), search: None }))
            }
            Start::Unnamed => {
                session.pass(accepted);
                self.find_unnamed(session, search, out).await
            }
            Start::Perhaps { why, found } => {
                out.outcome = Word::PerhapsStarted;
                let (sentence, hint) = perhaps(&why, &found, &search.target);
                session.miss("one run can be meant", &sentence);
                out.fail(exit_code::PERHAPS_STARTED, sentence, Some(hint));
                Ok(None)
            }
            Start::Not(error) => {
                out.outcome = Word::NotStarted;
                session.word.set(Word::NotStarted);
                let advised = advise_refusal(session, &error, &search.target).await;
                Err(session.fail(accepted, advised))
            }
        }
    }

    /// The run of an `executeProcess`, whose answer is empty: it is looked for when somebody waits for it.
    async fn find_unnamed(
        &self,
        session: &Session,
        search: Search,
        out: &mut RunOutcome,
    ) -> Result<Option<Begun>, Stopped> {
        if !self.args.wait && self.args.follow.log.is_none() {
            session.stream.borrow_mut().say(
                "executeProcess answers with nothing: whether the process ran, and how it ended, cannot be known from it; \
                 look in Process Reporting or at postino boomi executions, or trigger with --wait",
            );
            return Ok(None);
        }
        session.stream.borrow_mut().step(LOOK);
        match look_up(session, search, self.look_patience()).await? {
            LookUpEnding::One(record) => {
                out.take(&record);
                session.stream.borrow_mut().say(&format!("found {}", record.execution_id));
                session.pass("one run can be meant");
                Ok(Some(Begun { id: RunId::Execution(record.execution_id), search: None }))
            }
            found => {
                out.outcome = Word::OutcomeUnknown;
                let sentence =
                    format!("the process was started, and its run cannot be told: {}", spell(&found));
                session.miss("one run can be meant", &sentence);
                let hint = "look at postino boomi executions; without --legacy a trigger's run has an id";
                out.fail(exit_code::TIMED_OUT, sentence, Some(hint.to_owned()));
                Ok(None)
            }
        }
    }

    fn look_patience(&self) -> Patience {
        Patience { first: self.args.follow.poll, longest: LONGEST_POLL, deadline: self.args.lookup_timeout }
    }
}

pub(super) fn patience(args: &FollowArgs) -> Patience {
    Patience { first: args.poll, longest: LONGEST_POLL, deadline: args.timeout }
}

/// The id of an object. A look-up is a step of its own.
async fn look_for(session: &Session, kind: Kind, step: &str, choice: &Choice) -> Result<String, Stopped> {
    let (word, by_id) = match choice {
        Choice::Id(id) => return Ok(id.clone()),
        Choice::Either(word) => (word, true),
        Choice::Name(word) => (word, false),
    };
    session.stream.borrow_mut().step(step);
    let assertion = format!("one {} is called \"{word}\"", kind.word());
    match find(session, kind, word, by_id).await {
        Ok(found) => {
            session.pass(&assertion);
            Ok(found.id)
        }
        Err(error) if error.is_interruption() => Err(Stopped::Interrupted),
        Err(error) => Err(session.fail(&assertion, advise_find(&error))),
    }
}

/// The sentence and the hint when a run was perhaps started.
fn perhaps(why: &CallError, found: &LookUpEnding, target: &Target) -> (String, String) {
    let sentence = format!(
        "a run was perhaps started: the trigger was sent, and no sound answer came ({why}); {}",
        spell(found)
    );
    let Target { process_id, atom_id } = target;
    let hint = format!(
        "do not trigger it again before you have looked: postino boomi executions --process {process_id} --atom {atom_id} --since 30m"
    );
    (sentence, hint)
}

fn spell(found: &LookUpEnding) -> String {
    match found {
        LookUpEnding::Several(ids) => format!("{} runs can be meant: {}", ids.len(), ids.join(", ")),
        LookUpEnding::Unanswered(error) => format!("Boomi did not say which runs there are: {error}"),
        LookUpEnding::Nothing | LookUpEnding::One(_) => "Boomi shows no run of it yet".to_owned(),
    }
}

/// The error when nothing was started, with the reason if the account shows one.
async fn advise_refusal(session: &Session, error: &CallError, target: &Target) -> anyhow::Error {
    let Target { process_id, atom_id } = target;
    let CallError::Reply(ReplyError::Status { .. }) = error else {
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

/// Follows a run to its end, and fetches its log whatever the end is.
pub(super) async fn follow_to_end(
    session: &Session,
    following: Follow,
    args: &FollowArgs,
    out: &mut RunOutcome,
) -> Result<Option<String>, Stopped> {
    session.stream.borrow_mut().step(FOLLOW);
    let ending = follow(session, following).await?;
    let record = match ending {
        FollowEnding::Ended(record) => {
            out.outcome = Word::Ended;
            out.take(&record);
            told_end(session, &record, args);
            Some(*record)
        }
        FollowEnding::Unknown { record, why } => {
            out.outcome = Word::OutcomeUnknown;
            if let Some(record) = &record {
                out.take(record);
            }
            let (sentence, hint) = explain_unfollowed(&why, record.as_deref(), args.timeout, out);
            let assertion = match why {
                Unfollowed::Deadline(_) => "the process ended in time",
                Unfollowed::Refused(_) | Unfollowed::Absent => "the run can be followed",
            };
            session.miss(assertion, &sentence);
            out.fail(exit_code::TIMED_OUT, sentence, Some(hint));
            record.map(|record| *record)
        }
    };
    let Some(record) = record else { return Ok(None) };
    let log = match &args.log {
        Some(_) => log_of(session, &record, args, out).await?,
        None => None,
    };
    if out.outcome == Word::Ended {
        if let (Some(_), Some(path)) = (&log, &args.log) {
            out.log = Some(path.display().to_string());
        }
        out.judge(&record, args.warnings_as_errors);
    }
    Ok(log)
}

fn told_end(session: &Session, record: &ExecutionRecord, args: &FollowArgs) {
    let state = RunState::of(&record.status);
    let bad = state == RunState::Failed || (state == RunState::Warned && args.warnings_as_errors);
    let message = record.message.clone().unwrap_or_else(|| format!("it ended as {}", record.status));
    let took = record.execution_duration.and_then(|took| u64::try_from(took.0).ok());
    let took = took.map(|ms| format!(" after {}", seconds(Duration::from_millis(ms)))).unwrap_or_default();
    session.stream.borrow_mut().say_after(&format!("{} {}{took}", record.execution_id, record.status));
    if let (Some(process), Some(atom)) = (&record.process_name, &record.atom_name) {
        session.stream.borrow_mut().say(&format!("{process} on {atom}"));
    }
    if let (Some(inbound), Some(outbound)) = (record.inbound_document_count, record.outbound_document_count) {
        let errors = record.inbound_error_document_count.unwrap_or_default();
        let documents = format!("documents: {inbound} in, {outbound} out, {errors} in error");
        session.stream.borrow_mut().say(&documents);
    }
    let assertion = "the process ended well";
    if bad { session.miss(assertion, &message) } else { session.pass(assertion) }
}

/// The log of a run. Without one, a warning says why.
async fn log_of(
    session: &Session,
    record: &ExecutionRecord,
    args: &FollowArgs,
    out: &mut RunOutcome,
) -> Result<Option<String>, Stopped> {
    session.stream.borrow_mut().step(LOG);
    let patience = Patience { first: args.poll, longest: LONGEST_POLL, deadline: args.log_timeout };
    let fetched = if record.status == ExecutionStatus::Discarded {
        Err("a run that was discarded has no log".to_owned())
    } else {
        let fetched = fetch_log(session, LogFetch::new(&record.execution_id, patience)).await?;
        fetched.map_err(|error| error.to_string())
    };
    match fetched {
        Ok(log) => {
            session.pass("the log is there");
            Ok(Some(log))
        }
        Err(reason) => {
            let warning = format!("there is no log: {reason}");
            let mut stream = session.stream.borrow_mut();
            stream.warn(warning.clone());
            stream.end_step();
            out.warnings.push(warning);
            Ok(None)
        }
    }
}
