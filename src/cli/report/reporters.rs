//! Makes the reporters that the arguments ask for.

use std::error::Error as _;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use postino::compat::Compat;
use postino::event::Mask;
use postino::reporter::{
    ExternalCommand, ExternalReporter, Fanout, Needs, REPORTERS, ReporterOptions, Setup, SetupError, Target,
    reporter,
};
use postino::secret::SecretCollector;
use time::OffsetDateTime;

use super::{external, reporter_args};
use crate::cli::Context;
use crate::cli::args::{ColorArg, ReportArgs};
use crate::cli::error::{coded, input, nearest, usage};
use crate::cli::exit_code;
use crate::cli::files::Files;

/// The reporters of a command. Those that are programs of their own do not run yet.
pub(in crate::cli) struct Reporters<'a> {
    fanout: Fanout,
    programs: Vec<ExternalCommand>,
    options: &'a ReporterOptions,
    /// True when one of them writes to standard output.
    prints: bool,
    key_log: Option<&'a Path>,
}

/// Where live reporters write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Out {
    /// The standard output.
    Standard,
    /// The standard error: the standard output is for something else.
    #[cfg(feature = "boomi")]
    Error,
}

/// The reporters in the order of the arguments, the programs last; those with nothing to say are left out.
pub(in crate::cli) fn reporters<'a>(
    context: &'a Context,
    args: &ReportArgs,
    compat: Compat,
    options: &'a ReporterOptions,
    secrets: &SecretCollector,
) -> anyhow::Result<Reporters<'a>> {
    reporters_to(Out::Standard, context, args, compat, options, secrets)
}

/// The same, with another place for live reporters.
pub(in crate::cli) fn reporters_to<'a>(
    out: Out,
    context: &'a Context,
    args: &ReportArgs,
    compat: Compat,
    options: &'a ReporterOptions,
    secrets: &SecretCollector,
) -> anyhow::Result<Reporters<'a>> {
    if !compat.ignores_unknown_reporter_options() {
        reporter_args::check(options, &|name| external::is_installed(name, context))?;
    }
    let setup = setup(context, args, compat, options);
    let setup = match out {
        Out::Standard => setup,
        #[cfg(feature = "boomi")]
        Out::Error => Setup { standard_output: setup.standard_error, ..setup },
    };
    let mut fanout = Fanout::new(Mask::new(secrets.clone()));
    let mut programs = Vec::new();
    let mut prints = false;
    for name in &args.reporters {
        let own = reporter(name);
        let own = own.filter(|own| !own.yields_to_installed || !external::is_installed(name, context));
        if let Some(own) = own {
            setup.add(own, &mut fanout).map_err(explain)?;
            prints |= own.live.is_some_and(|place| place.starts_with("standard output"))
                && options.text(name, "export").is_none();
        } else {
            let program = external::find(name, options, context);
            programs.push(program.ok_or_else(|| no_such_reporter(name))?);
        }
    }
    Ok(Reporters { fanout, programs, options, prints, key_log: context.key_log.as_deref() })
}

impl Reporters<'_> {
    /// What any of the reporters wants.
    pub(in crate::cli) fn needs(&self) -> Needs {
        let all = Needs { bodies: true, collection: true };
        if self.programs.is_empty() { self.fanout.needs() } else { all }
    }

    /// Adds what the reporters read and write.
    pub(in crate::cli) fn add_to(&self, files: &mut Files) {
        if let Some(template) = self.options.text("html", "template") {
            files.read("the template of the html report", template.as_ref());
        }
        for file in self.fanout.files() {
            match &file.target {
                Target::File(output) => {
                    let shown = output.path.as_deref().unwrap_or("newman".as_ref());
                    let path = output.resolve(OffsetDateTime::UNIX_EPOCH);
                    files.write_shown(format!("the {} report", file.name), &path, shown);
                }
                Target::End(path) => files.write(format!("the summary of {}", file.name), path),
            }
        }
        for program in &self.programs {
            if let Some(path) = self.options.text(&program.name, "export") {
                files.write(format!("the {} report", program.name), path.as_ref());
            }
        }
        // What the shell has opened is a file too: `postino run c.json >> c.json`.
        if self.prints && cfg!(unix) {
            files.write("standard output", "/dev/stdout".as_ref());
        }
        if let Some(path) = self.key_log {
            files.write("SSLKEYLOGFILE", path);
        }
    }

    /// Starts the programs.
    ///
    /// # Errors
    ///
    /// Fails when a program does not start, or when there is no room for the events that reports are made from.
    pub(in crate::cli) fn start(self) -> anyhow::Result<Fanout> {
        let mut fanout = self.fanout;
        fanout.make_room().map_err(|error| {
            let hint = "make room in the folder of temporary files, or name another one in TMPDIR".to_owned();
            let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
            coded(exit_code::REPORT, format!("{error}{cause}"), Some(hint))
        })?;
        for program in &self.programs {
            fanout.add(Box::new(ExternalReporter::start(program)?));
        }
        Ok(fanout)
    }
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
            ColorArg::Auto => context.color && (context.colorful || compat.colors_pipes()),
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
        None => {
            format!("install it (npm install newman-reporter-{name}), or take one of: {}", known.join(", "))
        }
    };
    usage(format!("-r {name}: there is no such reporter"), Some(hint))
}
