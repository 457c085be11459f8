//! Makes the reporters that the arguments ask for.

use std::io::{self, BufWriter, Write};

use postino::reporter::{
    CliOptions, CliReporter, EmojitrainReporter, EventsReporter, ExternalReporter, GithubReporter,
    HtmlReporter, JsonBodies, JsonOptions, JsonReporter, JunitReporter, Lines, MarkdownReporter, Output,
    ProgressReporter, Reporter, TapReporter, TeamcityReporter,
};
use postino::secret::{MaskingWriter, SecretSet};

use super::Context;
use super::args::{ColorArg, ReportArgs};
use super::error::{nearest, usage};
use super::reporter_args::ReporterArgs;
use super::{external, html_args};

const KNOWN: [&str; 11] = [
    "cli",
    "json",
    "junit",
    "html",
    "events",
    "github",
    "teamcity",
    "tap",
    "markdown",
    "progress",
    "emojitrain",
];

/// The reporters in the order of the arguments; those with nothing to say are left out.
pub(super) fn make(
    context: &Context,
    args: &ReportArgs,
    compat: bool,
    options: &ReporterArgs,
    secrets: &SecretSet,
) -> anyhow::Result<Vec<Box<dyn Reporter>>> {
    let maker = Maker { context, args, compat, options, secrets };
    let made = args.reporters.iter().map(|name| maker.make(name));
    made.filter_map(Result::transpose).collect()
}

/// What all reporters are made from.
struct Maker<'a> {
    context: &'a Context,
    args: &'a ReportArgs,
    compat: bool,
    options: &'a ReporterArgs,
    secrets: &'a SecretSet,
}

impl Maker<'_> {
    fn make(&self, name: &str) -> anyhow::Result<Option<Box<dyn Reporter>>> {
        let secrets = || self.secrets.clone();
        let file = |extension| self.output(name, "newman-run-report", extension);
        Ok(Some(match name {
            "cli" | "progress" | "emojitrain" if self.args.silent || self.options.has(name, "silent") => {
                return Ok(None);
            }
            "cli" => Box::new(CliReporter::new(self.standard_output(), self.cli_options())),
            "progress" if !self.context.error_terminal => return Ok(None),
            "progress" => Box::new(ProgressReporter::new(Box::new(io::stderr()))),
            "emojitrain" => Box::new(EmojitrainReporter::new(self.standard_output())),
            "json" => Box::new(JsonReporter::new(file("json"), self.json_options()?, secrets())?),
            "junit" => Box::new(JunitReporter::new(file("xml"), secrets(), self.compat)),
            "html" => {
                Box::new(HtmlReporter::new(file("html"), html_args::options(self.options)?, secrets())?)
            }
            "events" => {
                let stream = self.output(name, "postino-events", "ndjson");
                Box::new(EventsReporter::new(stream, secrets())?)
            }
            "markdown" => Box::new(MarkdownReporter::new(file("md"), secrets())),
            "tap" => Box::new(TapReporter::new(self.lines(name, "tap"))),
            "github" => {
                let summary = self.options.get(name, "summary").map(Into::into);
                let summary = summary.or_else(|| self.context.step_summary.clone());
                Box::new(GithubReporter::new(self.lines(name, "txt"), summary, secrets()))
            }
            // Who has installed newman's reporter of this name wants that one.
            "teamcity" if external::find(name, self.options, self.context).is_none() => {
                Box::new(TeamcityReporter::new(self.lines(name, "txt")))
            }
            other => match external::find(other, self.options, self.context) {
                Some(command) => Box::new(ExternalReporter::start(&command, secrets())?),
                None => return Err(no_such_reporter(other)),
            },
        }))
    }

    fn output(&self, name: &str, base: &'static str, extension: &'static str) -> Output {
        Output { path: self.options.get(name, "export").map(Into::into), base, extension }
    }

    /// A file if one is asked for, else standard output.
    fn lines(&self, name: &str, extension: &'static str) -> Lines {
        match self.options.get(name, "export") {
            Some(_) => Lines::file(self.output(name, "newman-run-report", extension), self.secrets.clone()),
            None => Lines::Stream(self.standard_output()),
        }
    }

    /// Standard output, with its secrets masked.
    fn standard_output(&self) -> Box<dyn Write> {
        Box::new(MaskingWriter::new(BufWriter::new(io::stdout()), self.secrets.clone()))
    }

    fn json_options(&self) -> anyhow::Result<JsonOptions> {
        let has = |name| self.options.has("json", name);
        let nothing = has("omit-all-headers-and-body");
        let bodies = match self.options.get("json", "bodies") {
            _ if nothing || has("omit-response-bodies") => JsonBodies::None,
            None | Some("bytes") => JsonBodies::Bytes,
            Some("text") => JsonBodies::Text,
            Some("none") => JsonBodies::None,
            Some(other) => {
                let hint = "bytes is what newman writes".to_owned();
                let message = format!("--reporter-json-bodies {other}: expected text, bytes or none");
                return Err(usage(message, Some(hint)));
            }
        };
        Ok(JsonOptions {
            bodies,
            omit_request_bodies: nothing || has("omit-request-bodies"),
            omit_headers: nothing || has("omit-headers"),
            compat_newman: self.compat,
            phases: !self.compat || self.args.verbose,
        })
    }

    fn cli_options(&self) -> CliOptions {
        let has = |name| self.options.has("cli", name);
        CliOptions {
            color: match self.args.color {
                ColorArg::Auto => self.context.color,
                ColorArg::On => true,
                ColorArg::Off => false,
            },
            unicode: !self.args.disable_unicode,
            width: self.context.width,
            terminal: self.context.terminal,
            compat_newman: self.compat,
            verbose: self.args.verbose,
            no_summary: has("no-summary"),
            no_failures: has("no-failures"),
            no_assertions: has("no-assertions"),
            no_success_assertions: has("no-success-assertions"),
            no_console: has("no-console"),
            no_banner: has("no-banner"),
            timestamps: has("show-timestamps").then_some(self.context.offset),
        }
    }
}

fn no_such_reporter(name: &str) -> anyhow::Error {
    let known = KNOWN.map(str::to_owned);
    let hint = match nearest(name, &known) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("known reporters: {}", KNOWN.join(", ")),
    };
    usage(format!("-r {name}: there is no such reporter"), Some(hint))
}
