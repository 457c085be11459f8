//! What a run reads: options of `postino run`.

use std::path::PathBuf;

/// What a run reads.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Inputs")]
pub(in crate::cli) struct InputArgs {
    /// The environment file
    #[arg(short, long, value_name = "PATH")]
    pub(in crate::cli) environment: Option<PathBuf>,
    /// The globals file
    #[arg(short, long, value_name = "PATH")]
    pub(in crate::cli) globals: Option<PathBuf>,
    /// Iteration data: JSON or CSV, a row for each iteration
    #[arg(short = 'd', long, value_name = "PATH")]
    pub(in crate::cli) iteration_data: Option<PathBuf>,
    /// Set an environment variable of the run
    #[arg(long, value_name = "KEY=VALUE")]
    pub(in crate::cli) env_var: Vec<String>,
    /// Set a global variable
    #[arg(long, value_name = "KEY=VALUE")]
    pub(in crate::cli) global_var: Vec<String>,
    /// Where relative paths of request bodies begin
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) working_dir: Option<PathBuf>,
    /// Refuse request bodies from outside the working directory
    #[arg(long)]
    pub(in crate::cli) no_insecure_file_read: bool,
}
