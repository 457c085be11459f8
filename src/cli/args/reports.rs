//! What is reported, and how: options of `postino run`.

use std::ffi::OsStr;

use clap::builder::{NonEmptyStringValueParser, PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command, ValueEnum};
use postino::reporter::{Declaration, REPORTERS};

/// What is reported, and how.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Reports")]
pub(in crate::cli) struct ReportArgs {
    #[arg(short, long, help = reporters_help(), value_name = "LIST", value_delimiter = ',')]
    #[arg(default_value = "cli", value_parser = ReporterName, hide_possible_values = true)]
    pub(in crate::cli) reporters: Vec<String>,
    /// Colours in the cli report
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(in crate::cli) color: ColorArg,
    /// Nothing on the terminal; other reports are still written
    #[arg(long)]
    pub(in crate::cli) silent: bool,
    /// Headers, bodies and phases of each exchange
    #[arg(long)]
    pub(in crate::cli) verbose: bool,
    /// Only ASCII in the cli report
    #[arg(long)]
    pub(in crate::cli) disable_unicode: bool,
    /// Mask this variable in reports, whatever its type; may be given several times
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) secret: Vec<String>,
    /// Show secrets in reports
    #[arg(long)]
    pub(in crate::cli) no_mask: bool,
}

fn reporters_help() -> String {
    let names = REPORTERS.iter().map(|reporter| reporter.name).collect::<Vec<_>>().join(", ");
    format!("Which reports: {names}, or one that is installed")
}

/// Any name is taken here, since reporters can be installed; shells complete those that postino has.
#[derive(Debug, Clone)]
struct ReporterName;

impl TypedValueParser for ReporterName {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        // `-r "cli, json"` has a blank after its comma.
        let name = StringValueParser::new().parse_ref(command, arg, value)?;
        NonEmptyStringValueParser::new().parse_ref(command, arg, name.trim().as_ref())
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let value = |reporter: &Declaration| PossibleValue::new(reporter.name).help(reporter.about);
        Some(Box::new(REPORTERS.iter().copied().map(value)))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ColorArg {
    Auto,
    On,
    Off,
}
