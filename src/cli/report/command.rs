//! `postino report`: any report from saved streams; several streams become one.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Lines};
use std::path::Path;

use anyhow::Context as _;
use postino::event::{AuthView, EventKind, Merge, RunEvent, StreamHead, VariableKindView, ndjson};
use postino::reporter::ReporterOptions;
use postino::secret::SecretCollector;

use super::reporters;
use crate::cli::Context;
use crate::cli::args::ReportCommandArgs;
use crate::cli::error::input;
use crate::cli::exit_code::Code;
use crate::cli::verdict::{self, LostFile};

/// A stream that is being read.
struct Stream<'p> {
    path: &'p Path,
    lines: Lines<BufReader<File>>,
    line: usize,
}

/// Reads the streams, writes the reports.
pub(in crate::cli) fn report(
    context: &Context,
    args: &ReportCommandArgs,
    options: &ReporterOptions,
) -> anyhow::Result<Code> {
    let compat = args.compat.unwrap_or_default();
    let secrets = if args.reports.no_mask { SecretCollector::disabled() } else { SecretCollector::default() };
    let mut fanout = reporters::fanout(context, &args.reports, compat, options, &secrets)?;
    let heads = args.streams.iter().map(|path| head(path)).collect::<Result<Vec<_>, _>>()?;
    let mut merge = Merge::new(&heads).expect("clap asks for at least one stream");
    let begin = merge.begin();
    learn(&begin, &args.reports.secret, &secrets);
    fanout.on_event(&begin);
    for path in &args.streams {
        let complete = replay(path, &mut merge, &mut |event| {
            learn(&event, &args.reports.secret, &secrets);
            fanout.on_event(&event);
        })?;
        merge.next_stream(complete);
    }
    fanout.on_event(&merge.end());
    let (summary, lost) = fanout.finish();
    Ok(verdict::judge(&summary, &LostFile::of_reports(lost), compat, args.suppress_exit_code))
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

/// How a stream begins.
fn head(path: &Path) -> anyhow::Result<StreamHead> {
    let mut stream = Stream::open(path)?;
    if let Some(RunEvent { at, kind: EventKind::RunStarted { run }, .. }) = stream.next()? {
        return Ok(StreamHead { at, run });
    }
    let message = format!("\"{}\" does not begin with the start of a run", path.display());
    Err(input(message, Some("it takes the files that -r events writes, whole".to_owned())))
}

/// Hands on the events of a stream; false when it ended before its run did.
fn replay(path: &Path, merge: &mut Merge, sink: &mut dyn FnMut(RunEvent)) -> anyhow::Result<bool> {
    let mut stream = Stream::open(path)?;
    let mut complete = false;
    while let Some(event) = stream.next()? {
        complete = matches!(event.kind, EventKind::RunFinished { .. });
        if let Some(event) = merge.take(event) {
            sink(event);
        }
    }
    Ok(complete)
}

impl<'p> Stream<'p> {
    /// Opens a stream and checks its first line.
    fn open(path: &'p Path) -> anyhow::Result<Self> {
        let file = File::open(path).with_context(|| format!("cannot read \"{}\"", path.display()))?;
        let mut stream = Self { path, lines: BufReader::new(file).lines(), line: 0 };
        let first = stream.read()?.unwrap_or_default();
        let what = || format!("\"{}\" cannot be reported on", path.display());
        ndjson::check_header(&first).with_context(what)?;
        Ok(stream)
    }

    fn read(&mut self) -> anyhow::Result<Option<String>> {
        self.line += 1;
        let line = self.lines.next().transpose();
        line.with_context(|| format!("cannot read \"{}\", line {}", self.path.display(), self.line))
    }

    fn next(&mut self) -> anyhow::Result<Option<RunEvent>> {
        while let Some(text) = self.read()? {
            if !text.trim().is_empty() {
                let place = || format!("\"{}\", line {}, cannot be used", self.path.display(), self.line);
                return ndjson::decode(&text).map(Some).with_context(place);
            }
        }
        Ok(None)
    }
}
