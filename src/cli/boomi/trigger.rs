//! `postino boomi trigger`: starts a process and, with `--wait`, follows it to its end.

use std::cell::RefCell;
use std::path::PathBuf;

use anyhow::Context as _;
use postino::boomi::{AccountVariables, Property, TriggerKind, TriggerPlan, generate};
use postino::clock::{Clock, Seed};
use postino::collection::{self, Collection};
use postino::compat::Compat;
use postino::event::{RunError, Summary};
use postino::reporter::{LostReports, ReporterOptions};
use postino::runner::StopSignal;
use postino::secret::SecretCollector;
use postino::variable::Dynamic;
use tokio::runtime;

use super::advice::advise_plan;
use super::connection;
use super::init::COLLECTION;
use super::log::{log_file, write_log};
use super::session::{Session, Stopped};
use super::steps::{self, Ended, TriggerRun};
use super::stream::Stream;
use crate::cli::Context;
use crate::cli::args::TriggerArgs;
use crate::cli::error::usage;
use crate::cli::exit_code::{self, Code};
use crate::cli::verdict::{self, LostFile};
use crate::cli::{load, report};

/// Starts the process, follows the run and reports it.
pub(super) fn trigger(
    context: &Context,
    args: &TriggerArgs,
    options: &ReporterOptions,
) -> anyhow::Result<Code> {
    let secrets = if args.reports.no_mask { SecretCollector::disabled() } else { SecretCollector::default() };
    let reporters = report::reporters(context, &args.reports, Compat::Postman, options, &secrets)?;
    let mut environment = connection::environment(context, &args.connection)?;
    for (flag, variable) in [(&args.process, "processId"), (&args.atom, "atomId")] {
        if let Some(word) = flag {
            environment.set(variable, Some(word.as_str().into()));
        }
    }
    let collections = collections(context, args)?;
    let properties = properties(args)?;
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().context("cannot start the runtime")?;
    let clock = Clock::system();
    let account = AccountVariables { scope: &environment };
    let api = connection::api(context, account, &args.connection, clock.clone(), &secrets)?;
    let plan = TriggerPlan { collections: collections.iter().collect(), account, properties: &properties };
    // A request that can never be sent fails before the first call.
    let kind = if args.legacy { TriggerKind::ExecuteProcess } else { TriggerKind::ExecutionRequest };
    let mut dynamic = Dynamic::new(Seed(rand::random()), clock.clone());
    plan.request(kind, &mut dynamic, &secrets).map_err(|error| advise_plan(&error))?;
    let mut files = connection::files(context, &args.connection);
    if let Some(path) = collection_file(context, args) {
        files.read("the collection", &path);
    }
    if let Some(path) = &args.log {
        log_file(path, context, &mut files);
    }
    reporters.add_to(&mut files);
    files.check(Compat::Postman)?;
    let fanout = reporters.start()?;
    let steps = steps::planned(args, &environment);
    let stream = Stream::start(fanout, clock.clone(), &environment, &steps);
    let session = Session {
        api,
        stream: RefCell::new(stream),
        stop: StopSignal::default(),
        clock,
        live: context.error_terminal,
    };
    let run =
        TriggerRun { args, kind, collections: &collections, properties: &properties, secrets: &secrets };
    let outcome = runtime.block_on(async {
        context.signals.watch(&session.stop, None);
        run.execute(&session, environment).await
    });
    let error = matches!(outcome, Err(Stopped::Interrupted)).then_some(RunError::Interrupted);
    let (summary, lost) = session.stream.into_inner().finish(error);
    end(outcome, &summary, lost, context, args)
}

/// Writes the log, reports what could not be written, and returns the exit code.
fn end(
    outcome: Result<Ended, Stopped>,
    summary: &Summary,
    lost: LostReports,
    context: &Context,
    args: &TriggerArgs,
) -> anyhow::Result<Code> {
    let reports = verdict::judge(summary, &LostFile::of_reports(lost), Compat::Postman, true);
    match outcome {
        Ok(ended) => {
            if let (Some(log), Some(path)) = (&ended.log, &args.log) {
                write_log(log, path, context)?;
            }
            Ok(if reports == exit_code::PASSED { ended.code } else { reports })
        }
        Err(Stopped::Interrupted) => Ok(exit_code::INTERRUPTED),
        Err(Stopped::Error(error)) => Err(error),
    }
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

fn properties(args: &TriggerArgs) -> anyhow::Result<Vec<Property>> {
    let pair = |text: &String| {
        let (name, value) =
            text.split_once('=').filter(|(name, _)| !name.trim().is_empty()).ok_or_else(|| {
                usage(
                    format!("--property \"{text}\" has no `=`"),
                    Some("write --property name=value".to_owned()),
                )
            })?;
        Ok(Property { name: name.to_owned(), value: value.to_owned() })
    };
    args.property.iter().map(pair).collect()
}
