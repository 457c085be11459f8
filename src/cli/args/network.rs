//! How requests are sent: options of `postino run`.

/// How requests are sent.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Network")]
pub(in crate::cli) struct NetworkArgs {
    /// Do not follow redirects
    #[arg(long)]
    pub(in crate::cli) ignore_redirects: bool,
    /// Accept any TLS certificate
    #[arg(short = 'k', long)]
    pub(in crate::cli) insecure: bool,
}
