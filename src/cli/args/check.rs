//! The options of `postino check`.

use std::path::PathBuf;

use clap::ValueEnum;

const EXAMPLES: &str = "Examples:
  postino check shop.postman_collection.json staging.postman_environment.json
  postino check shop.postman_collection.json -d orders.csv --env-var token= --format json

Exit codes: 0 nothing is wrong, 1 something is, 2 usage, 3 a file cannot be read.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct CheckArgs {
    /// Collections, environments and globals, looked at together
    #[arg(required = true, value_name = "FILE")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// The iteration data of the run: its columns count as set
    #[arg(short = 'd', long, value_name = "PATH")]
    pub(in crate::cli) iteration_data: Option<PathBuf>,
    /// What separates the fields of CSV: `,` (the default), `;`, `tab`, or another character
    #[arg(long, value_name = "CHAR", value_parser = super::inputs::delimiter)]
    pub(in crate::cli) data_delimiter: Option<char>,
    /// An environment variable that the run will be given
    #[arg(long, value_name = "KEY=VALUE")]
    pub(in crate::cli) env_var: Vec<String>,
    /// A global variable that the run will be given
    #[arg(long, value_name = "KEY=VALUE")]
    pub(in crate::cli) global_var: Vec<String>,
    /// How to print what is wrong
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(in crate::cli) format: CheckFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CheckFormat {
    /// A line for each
    Text,
    /// One JSON object: `files`, `findings`
    Json,
}
