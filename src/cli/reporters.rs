//! Makes the reporters that the arguments ask for.

use std::io::{self, BufWriter, Write};

use postino::reporter::{
    CliOptions, CliReporter, EventsReporter, ExternalReporter, HtmlReporter, JsonReporter, JunitReporter,
    Output, Reporter,
};
use postino::secret::{MaskingWriter, SecretSet};

use super::Context;
use super::args::{ColorArg, CompatArg, RunArgs};
use super::error::{nearest, usage};
use super::reporter_args::ReporterArgs;
use super::{external, html_args};

const KNOWN: [&str; 5] = ["cli", "json", "junit", "html", "events"];

/// The reporters in the order of the arguments.
pub(super) fn make(
    context: &Context,
    args: &RunArgs,
    options: &ReporterArgs,
    secrets: &SecretSet,
) -> anyhow::Result<Vec<Box<dyn Reporter>>> {
    let mut reporters: Vec<Box<dyn Reporter>> = Vec::new();
    for name in &args.reports.reporters {
        let output =
            |base, extension| Output { path: options.get(name, "export").map(Into::into), base, extension };
        let report = || output("newman-run-report", if name == "junit" { "xml" } else { "json" });
        match name.as_str() {
            "cli" if args.reports.silent || options.has("cli", "silent") => {}
            "cli" => {
                let look = cli_options(context, args, options);
                reporters.push(Box::new(CliReporter::new(standard_output(secrets), look)));
            }
            "json" => reporters.push(Box::new(JsonReporter::new(report(), secrets.clone())?)),
            "junit" => {
                reporters.push(Box::new(JunitReporter::new(report(), secrets.clone(), args.is_compat())));
            }
            "html" => {
                let page = output("newman-run-report", "html");
                reporters.push(Box::new(HtmlReporter::new(
                    page,
                    html_args::options(options)?,
                    secrets.clone(),
                )?));
            }
            "events" => {
                let stream = output("postino-events", "ndjson");
                reporters.push(Box::new(EventsReporter::new(stream, secrets.clone())?));
            }
            other => match external::find(other, options, context) {
                Some(command) => {
                    reporters.push(Box::new(ExternalReporter::start(&command, secrets.clone())?));
                }
                None => return Err(no_such_reporter(other)),
            },
        }
    }
    Ok(reporters)
}

fn no_such_reporter(name: &str) -> anyhow::Error {
    let known = KNOWN.map(str::to_owned);
    let hint = match nearest(name, &known) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("known reporters: {}", KNOWN.join(", ")),
    };
    usage(format!("-r {name}: there is no such reporter"), Some(hint))
}

/// Standard output, with its secrets masked.
fn standard_output(secrets: &SecretSet) -> Box<dyn Write> {
    Box::new(MaskingWriter::new(BufWriter::new(io::stdout()), secrets.clone()))
}

fn cli_options(context: &Context, args: &RunArgs, options: &ReporterArgs) -> CliOptions {
    let has = |name| options.has("cli", name);
    CliOptions {
        color: match args.reports.color {
            ColorArg::Auto => context.color,
            ColorArg::On => true,
            ColorArg::Off => false,
        },
        unicode: !args.reports.disable_unicode,
        width: context.width,
        terminal: context.terminal,
        compat_newman: args.control.compat == Some(CompatArg::Newman),
        verbose: args.reports.verbose,
        no_summary: has("no-summary"),
        no_failures: has("no-failures"),
        no_assertions: has("no-assertions"),
        no_success_assertions: has("no-success-assertions"),
        no_console: has("no-console"),
        no_banner: has("no-banner"),
        timestamps: has("show-timestamps").then_some(context.offset),
    }
}
