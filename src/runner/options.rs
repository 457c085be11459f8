//! How a run is to be done.

use std::path::PathBuf;
use std::time::Duration;

use super::{RetryPolicy, Selection};
use crate::clock::{Clock, Seed};
use crate::compat::Compat;
use crate::http::ClientOptions;
use crate::sandbox::{Packages, SandboxOptions, Vault};
use crate::secret::SecretCollector;
use crate::variable::SecretVariables;

/// Everything that shapes a run but its inputs.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// `-n`; `None` takes as many as there are rows of data, at least one.
    pub iterations: Option<usize>,
    /// What of the collections runs.
    pub selection: Selection,
    /// `--bail`.
    pub bail: Bail,
    /// `--delay-request`: the wait before each item.
    pub delay: Duration,
    /// `--timeout`: for the whole run.
    pub timeout: Option<Duration>,
    /// `--timeout-request`.
    pub timeout_request: Option<Duration>,
    /// `--max-time`: for a whole request, its redirects and its body included.
    pub max_time: Option<Duration>,
    /// `--timeout-download`: for receiving a whole response.
    pub timeout_download: Option<Duration>,
    /// `--retry` and `--retry-on`.
    pub retry: RetryPolicy,
    /// `--timeout-script`.
    pub timeout_script: Option<Duration>,
    /// What scripts may use.
    pub scripts: ScriptOptions,
    /// False with `--ignore-redirects`.
    pub follow_redirects: bool,
    /// False with `-k`.
    pub verify_tls: bool,
    /// Where relative paths of bodies begin.
    pub working_dir: PathBuf,
    /// False with `--no-insecure-file-read`: bodies may not be read outside the working directory.
    pub read_files_anywhere: bool,
    /// Whose verdicts count.
    pub compat: Compat,
    /// True when a reporter wants the collection repeated in [`crate::event::RunView`].
    pub collection_json: bool,
    /// Proxies, certificates and the like.
    pub client: ClientOptions,
    /// What random values grow from.
    pub seed: Seed,
    /// Time.
    pub clock: Clock,
    /// What must not reach an output.
    pub secrets: SecretCollector,
    /// Variables that are secret whatever their type.
    pub secret_names: Vec<String>,
}

impl RunOptions {
    /// How the scripts of the run are to be run, in which these variables are secret.
    pub(super) fn sandbox(&self, secrets: &SecretVariables) -> SandboxOptions {
        SandboxOptions {
            timeout: self.timeout_script,
            memory_bytes: self.scripts.memory_bytes,
            compat: self.compat,
            seed: self.seed,
            clock: self.clock.clone(),
            vault: self.scripts.vault.clone(),
            packages: self.scripts.packages.clone(),
            secrets: secrets.clone(),
        }
    }
}

/// What scripts may use beyond the run itself.
#[derive(Debug, Clone, Default)]
pub struct ScriptOptions {
    /// `--script-memory`: for all scripts together; `None` is unlimited.
    pub memory_bytes: Option<usize>,
    /// `--vault` and `--vault-env`.
    pub vault: Vault,
    /// `--packages`.
    pub packages: Packages,
}

/// When to stop early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bail {
    /// `--bail` or `--bail failure`: stop after the first item with a failure, in order.
    pub failure: bool,
    /// `--bail folder`: the first script or request error aborts the run.
    pub folder: bool,
}
