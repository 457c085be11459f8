//! How requests are sent: options of `postino run`.

use std::path::PathBuf;
use std::time::Duration;

use postino::runner::RetryOn;

use super::{number, size, time};

/// How requests are sent.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Network")]
pub(in crate::cli) struct NetworkArgs {
    /// Do not follow redirects
    #[arg(long)]
    pub(in crate::cli) ignore_redirects: bool,
    /// Begin with the cookies of this file: tough-cookie's JSON, as --export-cookie-jar writes it
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) cookie_jar: Option<PathBuf>,
    /// Send a request that fails up to this many times again, with growing waits; see --retry-on
    #[arg(long, value_name = "N", value_parser = number::tries, allow_negative_numbers = true)]
    pub(in crate::cli) retry: Option<u32>,
    /// What --retry is for: connect (nothing was sent), reset, timeout, 5xx, 429 or any other code
    #[arg(long, value_name = "KINDS", value_delimiter = ',', default_value = "connect", requires = "retry")]
    pub(in crate::cli) retry_on: Vec<RetryOn>,
    #[command(flatten)]
    pub(in crate::cli) transport: TransportArgs,
}

/// How a connection is made, and how long it may take: of `run`, and of the commands that call Boomi.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Network")]
pub(in crate::cli) struct TransportArgs {
    /// Limit for a whole request, from its connection to the last byte of its body, redirects included: 30s, 2m;
    /// a bare number counts milliseconds, here and below
    #[arg(long, value_name = "TIME", value_parser = time::limit, allow_negative_numbers = true)]
    pub(in crate::cli) max_time: Option<Duration>,
    /// Limit for receiving a whole response, from its first byte
    #[arg(long, value_name = "TIME", value_parser = time::limit, allow_negative_numbers = true)]
    pub(in crate::cli) timeout_download: Option<Duration>,
    /// Refuse responses whose body is longer, as sent or decompressed: 500kB, 20MB (decimal), 64MiB (binary), or a
    /// number of bytes [default: 128MiB]
    #[arg(long, value_name = "SIZE", value_parser = size::bytes, allow_negative_numbers = true)]
    pub(in crate::cli) max_response_size: Option<usize>,
    /// Accept any TLS certificate
    #[arg(short = 'k', long)]
    pub(in crate::cli) insecure: bool,
    /// Trust the certificates of this file too (PEM)
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) ssl_extra_ca_certs: Option<PathBuf>,
    /// Show this client certificate to servers that ask (PEM)
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) ssl_client_cert: Option<PathBuf>,
    /// Its private key (PEM)
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) ssl_client_key: Option<PathBuf>,
    /// What the private key is encrypted with
    #[arg(long, value_name = "PASSPHRASE")]
    pub(in crate::cli) ssl_client_passphrase: Option<String>,
    /// Client certificates by URL: a JSON list of objects with matches, cert, key, pfx, passphrase
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) ssl_client_cert_list: Option<PathBuf>,
    /// Send through this proxy (http, https or socks5), instead of those in the process environment; an empty one turns
    /// those off
    #[arg(long, value_name = "URL")]
    pub(in crate::cli) proxy: Option<String>,
    /// Hosts that are reached without a proxy, instead of those in the process environment
    #[arg(long, value_name = "HOSTS")]
    pub(in crate::cli) no_proxy: Option<String>,
}
