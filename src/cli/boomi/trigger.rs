//! `postino boomi trigger`: starts a process and, with `--wait`, follows it to its end.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;

use anyhow::Context as _;
use postino::boomi::{AccountVariables, Api, TriggerKind, TriggerPlan, generate, is_id};
use postino::clock::{Clock, Seed};
use postino::collection::{self, Collection};
use postino::compat::Compat;
use postino::event::RunError;
use postino::reporter::ReporterOptions;
use postino::runner::StopSignal;
use postino::secret::SecretCollector;
use postino::variable::{Dynamic, VariableScope};
use tokio::runtime;

use super::advice::advise_plan;
use super::connection;
use super::init::COLLECTION;
use super::log::{log_file, write_log};
use super::outcome::RunOutcome;
use super::properties;
use super::session::Session;
use super::steps::{self, Choice, TriggerRun, Words};
use super::stream::Stream;
use crate::cli::Context;
use crate::cli::args::{FollowArgs, ReportArgs, TriggerArgs};
use crate::cli::error::usage;
use crate::cli::exit_code::{self, Code};
use crate::cli::files::Files;
use crate::cli::verdict::{self, LostFile};
use crate::cli::{load, report};

/// Starts the process, follows the run and reports it.
pub(super) fn trigger(
    context: &Context,
    mut args: TriggerArgs,
    options: &ReporterOptions,
) -> anyhow::Result<Code> {
    check_log(&args.follow, args.connection.output.is_json())?;
    let secrets = secrets(&args.reports);
    let mut environment = connection::environment(context, &args.connection)?;
    let strict = AccountVariables { scope: &environment }.value("warningsAsErrors");
    args.follow.warnings_as_errors |= strict == "true";
    let args = &args;
    let words = Words {
        process: choice(args.process.as_deref(), args.process_name.as_deref(), &environment, "processId"),
        atom: choice(args.atom.as_deref(), args.atom_name.as_deref(), &environment, "atomId"),
    };
    for (choice, variable) in [(&words.process, "processId"), (&words.atom, "atomId")] {
        let (Choice::Id(word) | Choice::Either(word) | Choice::Name(word)) = choice;
        environment.set(variable, Some(word.as_str().into()));
    }
    let collections = collections(context, args)?;
    let properties = properties::read(context, &args.property, args.property_file.as_deref())?;
    let clock = Clock::system();
    let account = AccountVariables { scope: &environment };
    let api = connection::api(context, account, &args.connection, clock.clone(), &secrets)?;
    let plan = TriggerPlan { collections: collections.iter().collect(), account, properties: &properties };
    // A request that can never be sent fails before the first call.
    let kind = if args.legacy { TriggerKind::ExecuteProcess } else { TriggerKind::ExecutionRequest };
    let mut dynamic = Dynamic::new(Seed(rand::random()), clock.clone());
    plan.request(kind, &mut dynamic, &secrets).map_err(|error| advise_plan(&error))?;
    let planned = steps::planned(args, &words);
    let reporting = Reporting { context, reports: &args.reports, options, secrets: &secrets };
    let mut files = connection::files(context, &args.connection);
    if let Some(path) = collection_file(context, args) {
        files.read("the collection", &path);
    }
    if let Some(path) = &args.property_file {
        files.read("the properties", &context.directory.join(path));
    }
    if let Some(path) = &args.follow.log {
        log_file(path, context, &mut files);
    }
    let reporters = reporting.reporters(args.connection.output.is_json())?;
    let session = reporting.session(reporters, files, api, clock, &environment, &planned)?;
    let run = TriggerRun {
        args,
        kind,
        collections: &collections,
        properties: &properties,
        secrets: &secrets,
        words: &words,
    };
    let work = run.execute(&session, environment);
    let (out, log) = block_on(context, &session, work)?;
    end(context, session, out, log.as_deref(), &args.follow, args.connection.output.is_json())
}

/// The secrets of a command, which are masked unless the user wants to see them.
pub(super) fn secrets(reports: &ReportArgs) -> SecretCollector {
    if reports.no_mask { SecretCollector::disabled() } else { SecretCollector::default() }
}

/// The reporters of a command about a run.
pub(super) struct Reporting<'a> {
    pub(super) context: &'a Context,
    pub(super) reports: &'a ReportArgs,
    pub(super) options: &'a ReporterOptions,
    pub(super) secrets: &'a SecretCollector,
}

impl<'a> Reporting<'a> {
    /// The reporters. With `json`, the standard output is for the outcome.
    pub(super) fn reporters(&self, json: bool) -> anyhow::Result<report::Reporters<'a>> {
        let out = if json { report::Out::Error } else { report::Out::Standard };
        report::reporters_to(out, self.context, self.reports, Compat::Postman, self.options, self.secrets)
    }

    /// A session that reports these steps, once all its files are known to be sound.
    pub(super) fn session(
        &self,
        reporters: report::Reporters<'_>,
        mut files: Files,
        api: Api,
        clock: Clock,
        environment: &VariableScope,
        steps: &[&str],
    ) -> anyhow::Result<Session> {
        reporters.add_to(&mut files);
        files.check(Compat::Postman)?;
        let fanout = reporters.start()?;
        let live = self.context.error_terminal;
        let stream = RefCell::new(Stream::start(fanout, clock.clone(), environment, steps, live));
        let stop = StopSignal::default();
        Ok(Session { api, stream, stop, clock, word: Cell::default(), told: RefCell::default() })
    }
}

/// Runs the steps of a session; Ctrl-C and SIGTERM stop them in order.
pub(super) fn block_on<T>(
    context: &Context,
    session: &Session,
    work: impl Future<Output = T>,
) -> anyhow::Result<T> {
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().context("cannot start the runtime")?;
    Ok(runtime.block_on(async {
        context.signals.watch(&session.stop, None);
        work.await
    }))
}

/// Ends the reports, writes the log, prints the outcome and returns the exit code.
pub(super) fn end(
    context: &Context,
    session: Session,
    mut out: RunOutcome,
    log: Option<&str>,
    args: &FollowArgs,
    json: bool,
) -> anyhow::Result<Code> {
    let error = (out.code == exit_code::INTERRUPTED).then_some(RunError::Interrupted);
    let (summary, lost) = session.stream.into_inner().finish(error);
    let reports = verdict::judge(&summary, &LostFile::of_reports(lost), Compat::Postman, true);
    if let (Some(log), Some(path)) = (log, &args.log) {
        match write_log(log, path, context) {
            Ok(()) => out.log = Some(path.display().to_string()),
            Err(error) => {
                out.log = None;
                let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
                out.warnings.push(causes.join(": "));
            }
        }
    }
    if out.code == exit_code::PASSED && reports != exit_code::PASSED {
        out.fail(reports, "a report is lost", None);
    }
    out.finish(json)
}

/// Refuses two outputs on the standard output.
pub(super) fn check_log(args: &FollowArgs, json: bool) -> anyhow::Result<()> {
    if json && args.log.as_ref().is_some_and(|path| path.as_os_str() == "-") {
        let hint = "give --log a file".to_owned();
        return Err(usage("the log and the JSON cannot both go to the standard output", Some(hint)));
    }
    Ok(())
}

/// What the user said of an object, or else the environment.
fn choice(flag: Option<&str>, name: Option<&str>, environment: &VariableScope, variable: &str) -> Choice {
    if let Some(name) = name {
        return Choice::Name(name.to_owned());
    }
    let stored = AccountVariables { scope: environment }.value(variable);
    let word = flag.map_or(stored, |flag| flag.trim().to_owned());
    if is_id(&word) { Choice::Id(word) } else { Choice::Either(word) }
}

/// The collections that may have the request: the user's own, then the built-in one.
fn collections(context: &Context, args: &TriggerArgs) -> anyhow::Result<Vec<Collection>> {
    let built_in = generate::collection(|| uuid::Uuid::new_v4().to_string());
    let built_in = collection::parse(&built_in, || uuid::Uuid::new_v4().to_string());
    let built_in = built_in.context("the built-in collection cannot be read")?;
    let own = collection_file(context, args);
    let own = own.map(|path| load::Loader::default().collection(&path)).transpose()?;
    Ok(own.into_iter().chain([built_in]).collect())
}

/// The user's own collection, if there is one.
fn collection_file(context: &Context, args: &TriggerArgs) -> Option<PathBuf> {
    let default = [COLLECTION.to_owned(), format!("collections/{COLLECTION}")];
    let default = connection::first_there(context, &[&default[0], &default[1]]);
    args.collection.clone().or(default)
}
