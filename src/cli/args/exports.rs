//! What a run leaves behind: options of `postino run`.

use std::path::PathBuf;

/// What a run leaves behind.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Exports")]
pub(in crate::cli) struct ExportArgs {
    /// Write the environment as it ended, also back to its own file
    #[arg(id = "export_environment", long = "export-environment", value_name = "PATH")]
    pub(in crate::cli) environment: Option<PathBuf>,
    /// Write the globals as they ended, also back to their own file
    #[arg(id = "export_globals", long = "export-globals", value_name = "PATH")]
    pub(in crate::cli) globals: Option<PathBuf>,
    /// Write the collection, its variables as they ended
    #[arg(id = "export_collection", long = "export-collection", value_name = "PATH")]
    pub(in crate::cli) collection: Option<PathBuf>,
    /// Write the cookies as they ended, also back to their own file
    #[arg(id = "export_cookie_jar", long = "export-cookie-jar", value_name = "PATH")]
    pub(in crate::cli) cookie_jar: Option<PathBuf>,
}
