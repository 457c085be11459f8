//! What is reported, and how: options of `postino run`.

use clap::ValueEnum;

/// What is reported, and how.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Reports")]
pub(in crate::cli) struct ReportArgs {
    /// Which reports: cli, json, junit, html, events, github, teamcity, tap, markdown, progress, emojitrain, or
    /// one that is installed
    #[arg(short, long, value_name = "LIST", value_delimiter = ',', default_value = "cli")]
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
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) secret: Vec<String>,
    /// Show secrets in reports
    #[arg(long)]
    pub(in crate::cli) no_mask: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ColorArg {
    Auto,
    On,
    Off,
}
