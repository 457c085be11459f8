//! `postino run`.

use std::time::Duration;

use anyhow::Context as _;
use postino::boomi::emulator::{Emulator, serve};
use postino::clock::{Clock, Seed};
use postino::environment::EnabledRule;
use postino::event::{RunError, Summary};
use postino::http::ClientOptions;
use postino::reporter::{Fanout, Needs, ReportError};
use postino::runner::{self, Bail, Compat, Inputs, PlanError, RunOptions, StopReason, StopSignal};
use postino::secret::SecretSet;
use postino::variable::{VariableKind, VariableScope};
use tokio::net::TcpListener;
use tokio::runtime;

use super::Context;
use super::args::{BailArg, CompatArg, RunArgs};
use super::error::{nearest, usage};
use super::exit_code::{self, Code};
use super::reporter_args::ReporterArgs;
use super::{load, reporters};

/// Loads, runs, reports.
pub(super) fn run(context: &Context, args: &RunArgs, reporter_args: &ReporterArgs) -> anyhow::Result<Code> {
    let secrets = if args.reports.no_mask { SecretSet::disabled() } else { SecretSet::default() };
    let mut fanout = Fanout::new(reporters::make(context, args, reporter_args, &secrets)?, secrets.clone());
    let mut inputs = load_inputs(args)?;
    let options = options(context, args, fanout.needs(), secrets);
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().context("cannot start the runtime")?;
    runtime.block_on(async {
        if args.control.emulate.is_some() {
            emulate(&mut inputs.environment, &options.clock).await?;
        }
        let stop = StopSignal::default();
        watch(&stop, options.timeout);
        let ran = runner::run(inputs, &options, &stop, &mut |event| fanout.on_event(&event)).await;
        ran.map_err(|error| explain(&error))
    })?;
    let (summary, failed) = fanout.finish();
    Ok(judge(args, &summary, &failed))
}

fn load_inputs(args: &RunArgs) -> anyhow::Result<Inputs> {
    let rule = if args.control.compat.is_some() { EnabledRule::Newman } else { EnabledRule::App };
    let collection = load::load_collection(&args.collection)?;
    let mut environment = load::load_scope(args.inputs.environment.as_deref(), "environment", rule)?;
    let mut globals = load::load_scope(args.inputs.globals.as_deref(), "globals", rule)?;
    load::set_pairs(&mut environment, &args.inputs.env_var, "env-var")?;
    load::set_pairs(&mut globals, &args.inputs.global_var, "global-var")?;
    let data = load::load_data(args.inputs.iteration_data.as_deref())?;
    Ok(Inputs { collection, environment, globals, data, ..Inputs::default() })
}

fn options(context: &Context, args: &RunArgs, needs: Needs, secrets: SecretSet) -> RunOptions {
    let limit = |ms: Option<u64>| ms.map(Duration::from_millis);
    RunOptions {
        iterations: args.control.iteration_count.map(|count| count as usize),
        folders: args.control.folder.clone(),
        bail: Bail {
            failure: args.control.bail.contains(&BailArg::Failure),
            folder: args.control.bail.contains(&BailArg::Folder),
        },
        delay: limit(args.control.delay_request).unwrap_or_default(),
        timeout: limit(args.control.timeout),
        timeout_request: limit(args.control.timeout_request),
        timeout_script: limit(args.control.timeout_script),
        follow_redirects: !args.network.ignore_redirects,
        verify_tls: !args.network.insecure,
        working_dir: context.directory.join(args.inputs.working_dir.as_deref().unwrap_or(".".as_ref())),
        read_files_anywhere: !args.inputs.no_insecure_file_read,
        compat: if args.control.compat == Some(CompatArg::Newman) { Compat::Newman } else { Compat::Postino },
        collection_json: needs.collection,
        client: ClientOptions::default(),
        seed: Seed(args.control.seed.unwrap_or_else(rand::random)),
        clock: Clock::system(),
        secrets,
    }
}

/// Starts the emulator on a free port; it ends with the runtime.
async fn emulate(environment: &mut VariableScope, clock: &Clock) -> anyhow::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("cannot start the emulator")?;
    let url = format!("http://{}", listener.local_addr().context("cannot start the emulator")?);
    environment.set("baseUrl", Some(url.into()), VariableKind::Any);
    tokio::spawn(serve(listener, Emulator::local(), clock.clone()));
    Ok(())
}

/// Ctrl-C, SIGTERM and the time limit stop the run in order; a second signal stops at once.
fn watch(stop: &StopSignal, limit: Option<Duration>) {
    let on_signal = stop.clone();
    tokio::spawn(async move {
        signal().await;
        on_signal.stop(StopReason::Interrupted);
        signal().await;
        #[expect(clippy::exit, reason = "the second signal stops at once")]
        std::process::exit(exit_code::INTERRUPTED.number());
    });
    if let Some(limit) = limit {
        let on_limit = stop.clone();
        #[expect(clippy::disallowed_methods, reason = "the time limit that the user asked for: --timeout")]
        tokio::spawn(async move {
            tokio::time::sleep(limit).await;
            on_limit.stop(StopReason::TimedOut);
        });
    }
}

#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn signal() {
    let _ = tokio::signal::ctrl_c().await;
}

fn explain(error: &PlanError) -> anyhow::Error {
    let hint = match error {
        PlanError::UnknownFolder { wanted, known } => match nearest(wanted, known) {
            Some(near) => Some(format!("did you mean \"{near}\"?")),
            None => Some(format!("known: {}", known.join(", "))),
        },
        _ => None,
    };
    usage(format!("--folder: {error}"), hint)
}

/// The exit code, after saying which reports could not be written.
#[expect(clippy::print_stderr, reason = "reports that failed are said at the end")]
fn judge(args: &RunArgs, summary: &Summary, failed: &[(&'static str, ReportError)]) -> Code {
    let mut lost = false;
    for (name, error) in failed.iter().filter(|(_, error)| !is_closed_pipe(error)) {
        lost = true;
        eprintln!("error: the {name} report is lost: {error}");
        if let Some(cause) = std::error::Error::source(error) {
            eprintln!("  caused by: {cause}");
        }
    }
    match &summary.error {
        Some(RunError::Interrupted) => exit_code::INTERRUPTED,
        Some(RunError::TimedOut) => exit_code::TIMED_OUT,
        _ if lost => exit_code::REPORT,
        _ if summary.passed() || args.control.suppress_exit_code => exit_code::PASSED,
        _ => exit_code::FAILED,
    }
}

/// A reader that went away (`postino run … | head`) has read all that it wanted.
fn is_closed_pipe(error: &ReportError) -> bool {
    matches!(error, ReportError::Stream(cause) if cause.kind() == std::io::ErrorKind::BrokenPipe)
}
