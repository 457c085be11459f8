//! Makes the reporters that the arguments ask for.

use std::io::{self, BufWriter, Write};

use postino::compat::Compat;
use postino::event::Mask;
use postino::reporter::{ExternalReporter, Fanout, REPORTERS, ReporterOptions, Setup, SetupError, reporter};
use postino::secret::SecretCollector;

use super::{external, reporter_args};
use crate::cli::Context;
use crate::cli::args::{ColorArg, ReportArgs};
use crate::cli::error::{input, nearest, usage};

/// The reporters in the order of the arguments; those with nothing to say are left out.
pub(in crate::cli) fn fanout(
    context: &Context,
    args: &ReportArgs,
    compat: Compat,
    options: &ReporterOptions,
    secrets: &SecretCollector,
) -> anyhow::Result<Fanout> {
    if !compat.ignores_unknown_reporter_options() {
        reporter_args::check(options, &|name| external::is_installed(name, context))?;
    }
    let setup = setup(context, args, compat, options);
    let mut fanout = Fanout::new(Mask::new(secrets.clone()));
    for name in &args.reporters {
        let own = reporter(name);
        let own = own.filter(|own| !own.yields_to_installed || !external::is_installed(name, context));
        match own {
            Some(own) => setup.add(own, &mut fanout).map_err(explain)?,
            None => match external::find(name, options, context) {
                Some(command) => fanout.add(Box::new(ExternalReporter::start(&command)?)),
                None => return Err(no_such_reporter(name)),
            },
        }
    }
    Ok(fanout)
}

fn setup<'a>(
    context: &Context,
    args: &ReportArgs,
    compat: Compat,
    options: &'a ReporterOptions,
) -> Setup<'a> {
    Setup {
        options,
        compat,
        verbose: args.verbose,
        silent: args.silent,
        color: match args.color {
            ColorArg::Auto => context.color,
            ColorArg::On => true,
            ColorArg::Off => false,
        },
        unicode: !args.disable_unicode,
        width: context.width,
        terminal: context.terminal,
        error_terminal: context.error_terminal,
        offset: context.offset,
        step_summary: context.step_summary.clone(),
        standard_output,
        standard_error: || Box::new(io::stderr()),
    }
}

fn standard_output() -> Box<dyn Write + Send> {
    Box::new(BufWriter::new(io::stdout()))
}

fn explain(error: SetupError) -> anyhow::Error {
    match error {
        SetupError::Report(error) => error.into(),
        other => input(other.to_string(), None),
    }
}

fn no_such_reporter(name: &str) -> anyhow::Error {
    let known = REPORTERS.iter().map(|reporter| reporter.name.to_owned()).collect::<Vec<_>>();
    let hint = match nearest(name, &known) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("known reporters: {}", known.join(", ")),
    };
    usage(format!("-r {name}: there is no such reporter"), Some(hint))
}
