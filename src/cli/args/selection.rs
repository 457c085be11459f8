//! Which requests run: options of `postino run`.

use clap::builder::NonEmptyStringValueParser;

/// Which requests run.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Selection")]
pub(in crate::cli) struct SelectionArgs {
    /// Run only this folder or request, by name, id or path (`Orders/List`; `/Orders` at the top); may be given several
    /// times; a name that several have is refused
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) folder: Vec<String>,
    /// Leave out this folder or request, by name, id or path; may be given several times
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) exclude: Vec<String>,
    /// Run only requests with this tag: `[smoke]` in a name or description, of the request or a folder above it,
    /// or a line `tags: smoke, eu` in a description
    #[arg(long, value_name = "TAG", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(in crate::cli) tag: Vec<String>,
    /// Run only requests with a test script of their own
    #[arg(long)]
    pub(in crate::cli) tests_only: bool,
    /// Show what would run, and send nothing
    #[arg(long)]
    pub(in crate::cli) list: bool,
    /// Let a run pass that sends nothing: no request, none that is selected, no row of data, `-n 0`
    #[arg(long)]
    pub(in crate::cli) allow_empty: bool,
}
