//! `postino run`.

use anyhow::Context as _;
use postino::clock::{Clock, Seed};
use postino::compat::Compat;
use postino::event::{Mask, RunEvent};
use postino::http::ClientOptions;
use postino::reporter::{Needs, ReporterOptions};
use postino::runner::{
    self, Bail, Inputs, Plan, PlanError, RunOptions, ScriptOptions, Selection, StopSignal,
};
use postino::secret::SecretCollector;
use tokio::runtime;

use super::exports::Exports;
use super::silence::SilenceWatch;
use super::{files, list, process_variables, scripts};
use crate::cli::Context;
use crate::cli::args::{BailArg, RunArgs};
#[cfg(feature = "boomi")]
use crate::cli::boomi;
use crate::cli::error::{nearest, usage};
use crate::cli::exit_code::{self, Code};
use crate::cli::verdict::{self, LostFile};
use crate::cli::{load, network, report};

/// Loads, runs, reports.
pub(in crate::cli) fn run(
    context: &Context,
    args: &RunArgs,
    reporter_options: &ReporterOptions,
) -> anyhow::Result<Code> {
    let secrets = if args.reports.no_mask { SecretCollector::disabled() } else { SecretCollector::default() };
    let reporters = report::reporters(context, &args.reports, args.compat(), reporter_options, &secrets)?;
    let client = network::client(&args.network.transport, context, &secrets, args.compat())?;
    #[cfg_attr(not(feature = "boomi"), expect(unused_mut, reason = "only an emulator changes the inputs"))]
    let mut inputs = load_inputs(context, args, &secrets, &client)?;
    let scripts = scripts::options(context, &args.scripts, &secrets)?;
    let mut files = files::of_run(context, args, &inputs, &client.certificates);
    let silence = silence(context, args, &secrets);
    let options = options(context, args, reporters.needs(), scripts, client, secrets);
    if args.selection.list {
        let cycles = options.iterations.unwrap_or(inputs.data.len().max(1));
        let plans = Plan::all(&inputs.collections, &options.selection, false);
        list::print(&plans.map_err(|error| explain(&error, args.compat()))?, cycles)?;
        return Ok(exit_code::PASSED);
    }
    let mut exports = exports(args, &inputs)?;
    exports.add_to(&mut files);
    reporters.add_to(&mut files);
    files.check(args.compat())?;
    let mut fanout = reporters.start()?;
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().context("cannot start the runtime")?;
    runtime.block_on(async {
        #[cfg(feature = "boomi")]
        if args.control.emulate.is_some() {
            boomi::emulate_for(&mut inputs.environment, &options.clock).await?;
        }
        let stop = StopSignal::default();
        context.signals.watch(&stop, args.control.timeout);
        if let Some(silence) = &silence {
            tokio::spawn(silence.clone().watch());
        }
        let mut sink = |event: RunEvent| {
            if let Some(silence) = &silence {
                silence.on_event(&event);
            }
            exports.on_event(&event);
            fanout.on_event(&event);
        };
        let ran = runner::run(inputs, &options, &stop, &mut sink).await;
        ran.map_err(|error| explain(&error, args.compat()))
    })?;
    let (summary, reports) = fanout.finish();
    let mut lost = LostFile::of_reports(reports);
    lost.extend(exports.write());
    Ok(verdict::judge(&summary, &lost, args.compat(), args.control.suppress_exit_code))
}

/// Says what a silent run waits for, unless nothing is to be said.
fn silence(context: &Context, args: &RunArgs, secrets: &SecretCollector) -> Option<SilenceWatch> {
    let wanted = !args.reports.silent && args.compat().tells_what_it_waits_for();
    let mask = Mask::new(secrets.clone());
    let watch =
        || SilenceWatch::new(args.control.notice_after, mask, Clock::system(), context.error_terminal);
    wanted.then(watch)
}

fn load_inputs(
    context: &Context,
    args: &RunArgs,
    secrets: &SecretCollector,
    client: &ClientOptions,
) -> anyhow::Result<Inputs> {
    let compat = args.compat();
    let inputs = &args.inputs;
    let api_key = inputs.postman_api_key.as_ref();
    let loader = load::Loader { api_key, secrets: Some(secrets), network: Some(client), compat };
    let most = if compat.takes_one_collection() { 1 } else { usize::MAX };
    let collections = args.collections.iter().take(most);
    let collections = collections.map(|path| loader.collection(path)).collect::<Result<_, _>>()?;
    let mut environment = loader.environment(inputs.environment.as_deref())?;
    let mut globals = loader.globals(inputs.globals.as_deref())?;
    process_variables::set(context, inputs, &mut environment)?;
    load::set_pairs(&mut environment, &inputs.env_var, "env-var")?;
    load::set_pairs(&mut globals, &inputs.global_var, "global-var")?;
    let data = loader.data(inputs.iteration_data.as_deref(), inputs.data_delimiter)?;
    let cookies = network::cookies(&args.network, &Clock::system(), compat)?;
    let mut inputs = Inputs::default()
        .with_environment(environment)
        .with_globals(globals)
        .with_data(data)
        .with_cookies(cookies);
    inputs.collections = collections;
    Ok(inputs)
}

fn exports(args: &RunArgs, inputs: &Inputs) -> anyhow::Result<Exports> {
    let several = inputs.collections.len() > 1;
    if several && args.exports.collection.is_some() {
        let hint = "run each collection on its own to export it".to_owned();
        return Err(usage("--export-collection takes a single collection", Some(hint)));
    }
    Ok(Exports::new(&args.exports, inputs, args.compat()))
}

fn options(
    context: &Context,
    args: &RunArgs,
    needs: Needs,
    scripts: ScriptOptions,
    client: ClientOptions,
    secrets: SecretCollector,
) -> RunOptions {
    let mut selection = Selection::default().with_tests_only(args.selection.tests_only);
    selection.folders.clone_from(&args.selection.folder);
    selection.exclude.clone_from(&args.selection.exclude);
    selection.tags.clone_from(&args.selection.tag);
    let bail = Bail::default()
        .with_failure(args.control.bail.contains(&BailArg::Failure))
        .with_folder(args.control.bail.contains(&BailArg::Folder));
    let mut options = RunOptions::default()
        .with_selection(selection)
        .with_bail(bail)
        .with_delay(args.control.delay_request.unwrap_or_default())
        .with_retry(network::retry(&args.network))
        .with_scripts(scripts)
        .with_follow_redirects(!args.network.ignore_redirects)
        .with_verify_tls(!args.network.transport.insecure)
        .with_working_dir(context.directory.join(args.inputs.working_dir.as_deref().unwrap_or(".".as_ref())))
        .with_read_files_anywhere(!args.inputs.no_insecure_file_read)
        .with_compat(args.compat())
        .with_collection_json(needs.collection)
        .with_client(client)
        .with_secrets(secrets);
    options.iterations = args.control.iteration_count.map(|count| count as usize);
    options.timeout_request = args.control.timeout_request;
    options.timeout_script = args.control.timeout_script;
    options.max_time = args.network.transport.max_time;
    options.timeout_download = args.network.transport.timeout_download;
    options.seed = args.control.seed.map_or(options.seed, Seed);
    options.secret_names.clone_from(&args.reports.secret);
    options
}

/// The error of a selection that selects nothing, with the nearest names; in newman's words where they are wanted.
pub(in crate::cli) fn explain(error: &PlanError, compat: Compat) -> anyhow::Error {
    if let (PlanError::UnknownFolder { wanted, alone, .. }, true) = (error, compat.speaks_as_newman()) {
        let sentence = match alone {
            true => format!("Unable to find a folder or request: \"{wanted}\""),
            false => "Invalid entrypoint".to_owned(),
        };
        return usage(format!("runtime~extractRunnableItems: {sentence}"), None);
    }
    let suggest = |wanted: &str, known: &[String]| match nearest(wanted, known) {
        Some(near) => Some(format!("did you mean \"{near}\"?")),
        None if known.is_empty() => None,
        None => Some(format!("known: {}", known.join(", "))),
    };
    let (option, hint) = match error {
        PlanError::UnknownFolder { wanted, known, .. } => ("folder", suggest(wanted, known)),
        PlanError::UnknownExclusion { wanted, known } => ("exclude", suggest(wanted, known)),
        PlanError::NoSuchTag { wanted, known } => ("tag", suggest(&wanted.join(","), known)),
        _ => ("tests-only", Some("write pm.test in a request's own scripts, or leave the option out".into())),
    };
    usage(format!("--{option}: {error}"), hint)
}
