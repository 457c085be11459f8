//! `postino run`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use postino::clock::{Clock, Seed};
use postino::collection::{Collection, collection_json};
use postino::compat::Compat;
use postino::event::{Mask, RunEvent};
use postino::http::ClientOptions;
use postino::reporter::{Needs, ReporterOptions};
use postino::runner::{
    self, Bail, Inputs, Plan, PlanError, RunOptions, ScriptOptions, Selection, StopSignal,
};
use postino::secret::SecretCollector;
use postino::variable::VariableScope;
use tokio::runtime;

use super::exports::Exports;
use super::silence::SilenceWatch;
use super::{files, list, process_variables, scripts};
use crate::cli::Context;
use crate::cli::args::{BailArg, InputArgs, RunArgs};
#[cfg(feature = "boomi")]
use crate::cli::boomi;
use crate::cli::error::{self, input, nearest, usage};
use crate::cli::exit_code::{self, Code};
use crate::cli::verdict::{self, LostFile};
use crate::cli::{load, network, report, zone};

/// Loads, runs, reports.
pub(in crate::cli) fn run(
    context: &Context,
    args: &RunArgs,
    reporter_options: &ReporterOptions,
) -> anyhow::Result<Code> {
    if let Some(warning) = zone::warning(context) {
        error::warn(&warning);
    }
    let secrets = if args.reports.no_mask { SecretCollector::disabled() } else { SecretCollector::default() };
    let reporters = report::reporters(context, &args.reports, args.compat(), reporter_options, &secrets)?;
    let client = network::client(&args.network.transport, context, &secrets, args.compat())?;
    #[cfg_attr(not(feature = "boomi"), expect(unused_mut, reason = "only an emulator changes the inputs"))]
    let mut inputs = load_inputs(context, args, &secrets, &client)?;
    let scripts = scripts::options(context, &args.scripts, &secrets)?;
    let mut files = files::of_run(context, args, &inputs, &client.certificates);
    let silence = silence(context, args, &secrets);
    let mut options = options(context, args, reporters.needs(), scripts, client, secrets)?;
    options.iterations = iterations(args, &inputs)?;
    if args.selection.list {
        let cycles = options.iterations.unwrap_or(inputs.data.len().max(1));
        let plans = Plan::all(&inputs.collections, &options.selection, args.compat(), false);
        runner::collect_secrets(&inputs, &options);
        let mask = Mask::new(options.secrets.clone());
        list::print(&plans.map_err(|error| explain(&error, args))?, cycles, &mask)?;
        return Ok(exit_code::PASSED);
    }
    warn_of_idle_secrets(args, &inputs);
    let mut exports = exports(args, &inputs, &options)?;
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
        ran.map_err(|error| explain(&error, args))
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
    let collections = collections.map(|path| loader.collection(path)).collect::<Result<Vec<_>, _>>()?;
    warn_of_empty(args, &collections);
    let mut environment = loader.environment(&inputs.environment)?;
    let mut globals = loader.globals(&inputs.globals)?;
    process_variables::set(context, inputs, &mut environment)?;
    load::set_pairs(&mut environment, &inputs.env_var, "env-var")?;
    load::set_pairs(&mut globals, &inputs.global_var, "global-var")?;
    let data = loader.data(data_file(inputs, compat)?, inputs.data_delimiter)?;
    let cookies = network::cookies(&args.network, &Clock::system(), compat)?;
    let mut inputs = Inputs::default()
        .with_environment(environment)
        .with_globals(globals)
        .with_data(data)
        .with_cookies(cookies);
    inputs.collections = collections;
    Ok(inputs)
}

/// The file of iteration data; newman takes the last of several.
fn data_file(inputs: &InputArgs, compat: Compat) -> anyhow::Result<Option<&Path>> {
    match inputs.iteration_data.as_slice() {
        [first, second, ..] if !compat.takes_last_environment() => {
            let (first, second) = (first.display(), second.display());
            let message = format!("-d takes one file, and got \"{first}\" and \"{second}\"");
            Err(usage(message, Some("put the rows into one file".to_owned())))
        }
        files => Ok(files.last().map(PathBuf::as_path)),
    }
}

/// How many iterations; `None` is one, or one for each row of data.
fn iterations(args: &RunArgs, inputs: &Inputs) -> anyhow::Result<Option<usize>> {
    let (count, compat) = (args.control.iteration_count.map(|count| count as usize), args.compat());
    let data = args.inputs.iteration_data.last().filter(|_| inputs.data.is_empty() && !compat.runs_nothing());
    match (count, data) {
        (Some(0), _) if compat.runs_nothing() || !args.selection.allow_empty => {
            let hint = "leave -n out for one iteration; --allow-empty lets a run send nothing".to_owned();
            Err(usage(
                "no iteration is asked for (-n 0, iterationCount 0): nothing would be sent",
                Some(hint),
            ))
        }
        (_, Some(path)) if !args.selection.allow_empty => {
            let hint = "a run has an iteration for each row; --allow-empty lets it send nothing".to_owned();
            Err(input(format!("the iteration data \"{}\" has no row", path.display()), Some(hint)))
        }
        (None, Some(_)) => Ok(Some(0)),
        (count, _) => Ok(count),
    }
}

/// Warns of a `--secret` that neither a file nor a script names: what it was to mask stays in clear.
fn warn_of_idle_secrets(args: &RunArgs, inputs: &Inputs) {
    let scopes = inputs.collections.iter().map(|collection| &collection.variables);
    let scopes = scopes.chain([&inputs.environment, &inputs.globals]).flat_map(VariableScope::iter);
    let columns = inputs.data.iter().flatten().map(|(column, _)| column);
    let known: Vec<String> = scopes.map(|variable| &variable.key).chain(columns).cloned().collect();
    let mentions = |name: &str| {
        inputs.collections.iter().any(|collection| collection_json(collection).to_string().contains(name))
    };
    for name in args.reports.secret.iter().filter(|name| !known.contains(name) && !mentions(name)) {
        let hint =
            nearest(name, &known).map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
        error::warn(&format!(
            "--secret {name}: nothing has a variable of this name, so nothing is masked{hint}"
        ));
    }
}

/// Warns of a collection without a request that others run beside; alone, it is an error.
fn warn_of_empty(args: &RunArgs, collections: &[Collection]) {
    let empty = |(_, collection): &(_, &Collection)| !collection.holds_requests();
    let sends = collections.iter().any(Collection::holds_requests);
    for (path, _) in args.collections.iter().zip(collections).filter(empty).filter(|_| sends) {
        error::warn(&format!("\"{}\" holds no request", path.display()));
    }
}

fn exports(args: &RunArgs, inputs: &Inputs, options: &RunOptions) -> anyhow::Result<Exports> {
    let several = inputs.collections.len() > 1;
    if several && args.exports.collection.is_some() {
        let hint = "run each collection on its own to export it".to_owned();
        return Err(usage("--export-collection takes a single collection", Some(hint)));
    }
    Ok(Exports::new(&args.exports, inputs, options))
}

fn options(
    context: &Context,
    args: &RunArgs,
    needs: Needs,
    scripts: ScriptOptions,
    client: ClientOptions,
    secrets: SecretCollector,
) -> anyhow::Result<RunOptions> {
    let mut selection = Selection::default()
        .with_tests_only(args.selection.tests_only)
        .with_allow_empty(args.selection.allow_empty);
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
        .with_verify_tls(network::verifies(&args.network.transport, context))
        .with_working_dir(working_dir(context, args)?)
        .with_read_files_anywhere(!args.inputs.no_insecure_file_read)
        .with_compat(args.compat())
        .with_collection_json(needs.collection)
        .with_client(client)
        .with_clock(Clock::system().in_zone(context.zone.as_deref()))
        .with_secrets(secrets);
    options.timeout_request = args.control.timeout_request;
    options.timeout_script = args.control.timeout_script;
    options.max_time = args.network.transport.max_time;
    options.timeout_download = args.network.transport.timeout_download;
    options.seed = args.control.seed.map_or(options.seed, Seed);
    options.secret_names.clone_from(&args.reports.secret);
    Ok(options)
}

fn working_dir(context: &Context, args: &RunArgs) -> anyhow::Result<PathBuf> {
    let Some(given) = &args.inputs.working_dir else { return Ok(context.directory.clone()) };
    let path = context.directory.join(given);
    if path.is_dir() || args.compat().ignores_unusable_files() {
        return Ok(path);
    }
    let what = if path.exists() { "is no directory" } else { "does not exist" };
    let hint = "name the directory in which the paths of request bodies begin".to_owned();
    Err(input(format!("the working directory \"{}\" {what}", given.display()), Some(hint)))
}

/// The error of a selection that selects nothing, with the nearest names; in newman's words where they are wanted.
fn explain(error: &PlanError, args: &RunArgs) -> anyhow::Error {
    if let (PlanError::UnknownFolder { wanted, alone, .. }, true) = (error, args.compat().speaks_as_newman())
    {
        let sentence = match alone {
            true => format!("Unable to find a folder or request: \"{wanted}\""),
            false => "Invalid entrypoint".to_owned(),
        };
        return usage(format!("runtime~extractRunnableItems: {sentence}"), None);
    }
    let empty = "--allow-empty lets a run send nothing";
    let (option, hint) = match error {
        PlanError::UnknownFolder { wanted, known, .. } => ("--folder", suggest(wanted, known)),
        PlanError::AmbiguousFolder { .. } => {
            ("--folder", Some("give one of these paths, or the id of the one that is meant".to_owned()))
        }
        PlanError::UnknownExclusion { wanted, known } => ("--exclude", suggest(wanted, known)),
        PlanError::NoSuchTag { wanted, known } => ("--tag", suggest(&wanted.join(","), known)),
        PlanError::NothingSelected { folders: true, exclude: true } => {
            ("--folder and --exclude", Some(empty.to_owned()))
        }
        PlanError::NothingSelected { folders: true, .. } => {
            ("--folder", Some(format!("the folder is empty: name another one; {empty}")))
        }
        PlanError::NothingSelected { .. } => ("--exclude", Some(empty.to_owned())),
        PlanError::NoRequest => {
            let files: Vec<_> =
                args.collections.iter().map(|path| format!("\"{}\"", path.display())).collect();
            let holds = if files.len() == 1 { "holds" } else { "hold" };
            let hint = format!("export the collection again, with its requests; {empty}");
            return input(
                format!("{} {holds} no request: nothing would be sent", files.join(", ")),
                Some(hint),
            );
        }
        _ => {
            let hint = "write pm.test in a request's own scripts, or leave the option out";
            ("--tests-only", Some(hint.to_owned()))
        }
    };
    usage(format!("{option}: {error}"), hint)
}

/// The name that was perhaps meant, else those that there are.
fn suggest(wanted: &str, known: &[String]) -> Option<String> {
    /// More would hide the error above them.
    const MOST: usize = 20;
    let lower = wanted.to_lowercase();
    let holds = || known.iter().find(|name| name.to_lowercase().contains(&lower)).map(String::as_str);
    if let Some(near) = nearest(wanted, known).or_else(holds) {
        return Some(format!("did you mean \"{near}\"?"));
    }
    let mut seen = HashSet::new();
    let names: Vec<_> = known.iter().map(String::as_str).filter(|name| seen.insert(*name)).collect();
    let more = match names.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!(", and {more} more (--list shows them)"),
    };
    let names = &names[..names.len().min(MOST)];
    (!names.is_empty()).then(|| format!("known: {}{more}", names.join(", ")))
}
