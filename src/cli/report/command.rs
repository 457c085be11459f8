//! `postino report`: any report from saved streams; several streams become one.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use postino::event::{AuthView, EventKind, Merge, RunEvent, StreamHead, VariableKindView};
use postino::reporter::ReporterOptions;
use postino::secret::SecretCollector;

use super::reporters;
use super::stream::{Stream, is_standard_input};
use crate::cli::Context;
use crate::cli::args::ReportCommandArgs;
use crate::cli::error::{input, usage};
use crate::cli::exit_code::Code;
use crate::cli::files::Files;
use crate::cli::terminal::tell;
use crate::cli::verdict::{self, LostFile};

/// Reads the streams, writes the reports.
pub(in crate::cli) fn report(
    context: &Context,
    args: &ReportCommandArgs,
    options: &ReporterOptions,
) -> anyhow::Result<Code> {
    let compat = args.compat.unwrap_or_default();
    let secrets = if args.reports.no_mask { SecretCollector::disabled() } else { SecretCollector::default() };
    refuse_twice(&args.streams)?;
    let reporters = reporters::reporters(context, &args.reports, compat, options, &secrets)?;
    let mut files = Files::default();
    for path in args.streams.iter().filter(|path| !is_standard_input(path)) {
        files.read("the stream", path);
    }
    reporters.add_to(&mut files);
    files.check(compat)?;
    let mut fanout = reporters.start()?;
    if args.streams.iter().filter(|path| is_standard_input(path)).count() > 1 {
        return Err(usage("standard input (-) can be read once only", None));
    }
    let (heads, held): (Vec<_>, Vec<_>) =
        args.streams.iter().map(|path| head(path)).collect::<anyhow::Result<Vec<_>>>()?.into_iter().unzip();
    let mut merge = Merge::new(&heads).expect("clap asks for at least one stream");
    let begin = merge.begin();
    learn(&begin, &args.reports.secret, &secrets);
    fanout.on_event(&begin);
    for (path, held) in args.streams.iter().zip(held) {
        let stream = held.map_or_else(|| Stream::open(path), Ok)?;
        let complete = replay(stream, &mut merge, &mut |event| {
            learn(&event, &args.reports.secret, &secrets);
            fanout.on_event(&event);
        })?;
        merge.next_stream(complete).iter().for_each(|event| fanout.on_event(event));
    }
    fanout.on_event(&merge.end());
    let (summary, lost) = fanout.finish();
    Ok(verdict::judge(&summary, &LostFile::of_reports(lost), compat, args.suppress_exit_code))
}

/// A stream that is named twice would count twice.
fn refuse_twice(streams: &[PathBuf]) -> anyhow::Result<()> {
    let mut seen = HashSet::new();
    let mut files = streams.iter().filter(|path| !is_standard_input(path));
    match files.find(|path| !seen.insert(path.canonicalize().unwrap_or_else(|_| (*path).clone()))) {
        Some(path) => {
            let message = format!("\"{}\" is named twice, and would count twice", path.display());
            Err(usage(message, Some("name each stream once".to_owned())))
        }
        None => Ok(()),
    }
}

/// Variables of these names are secret, those of the type `secret`, and the secret parameters of auth: a stream that was
/// written with `--no-mask` holds them.
fn learn(event: &RunEvent, names: &[String], secrets: &SecretCollector) {
    let scopes = match &event.kind {
        EventKind::RunStarted { run } => [&run.environment, &run.globals],
        EventKind::RunFinished { environment, globals, .. } => [environment, globals],
        EventKind::RequestStarted { request, .. } => {
            for secret in request.auth.iter().flat_map(AuthView::secrets) {
                secrets.add(&secret);
            }
            return;
        }
        _ => return,
    };
    for variable in scopes.into_iter().flat_map(|scope| &scope.values) {
        if variable.kind == VariableKindView::Secret || names.contains(&variable.key) {
            secrets.add(&variable.value_text());
        }
    }
}

/// How a stream begins; and the stream itself where it is no file, which could be read again.
fn head(path: &Path) -> anyhow::Result<(StreamHead, Option<Stream<'_>>)> {
    let mut stream = Stream::open(path)?;
    if let Some(RunEvent { at, kind: EventKind::RunStarted { run }, .. }) = stream.next()? {
        let read_again = !is_standard_input(path) && path.is_file();
        return Ok((StreamHead { at, run }, (!read_again).then_some(stream)));
    }
    let message = format!("\"{}\" does not begin with the start of a run", path.display());
    Err(input(message, Some("it takes the files that -r events writes, from their first line on".to_owned())))
}

/// Hands on the events of a stream; false when it ended before its run did.
fn replay(mut stream: Stream<'_>, merge: &mut Merge, sink: &mut dyn FnMut(RunEvent)) -> anyhow::Result<bool> {
    let mut complete = false;
    while let Some(event) = stream.next()? {
        complete = matches!(event.kind, EventKind::RunFinished { .. });
        if let Some(event) = merge.take(event) {
            sink(event);
        }
    }
    if !complete {
        let (path, line) = (stream.path.display(), stream.line);
        let place = if stream.is_cut { "in the middle of" } else { "behind" };
        tell!(
            "warning: \"{path}\" ends {place} line {line}, before its run does: the run counts as interrupted"
        );
    }
    Ok(complete)
}
