//! How a run is done.
//!
//! Everything begins from `Default`; each setting has a method of its name prefixed by `with_`.

use std::path::PathBuf;
use std::time::Duration;

use super::{RetryPolicy, Selection};
use crate::clock::{Clock, Seed};
use crate::compat::Compat;
use crate::http::ClientOptions;
use crate::sandbox::{Packages, SandboxOptions, ScriptMemory, Vault};
use crate::secret::SecretCollector;
use crate::variable::SecretVariables;

/// Everything that shapes a run but its inputs. The default is what `postino run` does without options.
///
/// ```
/// use std::time::Duration;
/// use postino::runner::{Bail, RunOptions, Selection};
///
/// let options = RunOptions::default()
///     .with_selection(Selection::default().with_folder("Orders"))
///     .with_bail(Bail::default().with_failure(true))
///     .with_timeout_request(Duration::from_secs(10));
/// assert_eq!(options.selection.folders, ["Orders"]);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RunOptions {
    /// `-n`; `None` takes as many as there are rows of data, at least one.
    pub iterations: Option<usize>,
    /// Which items of the collections run.
    pub selection: Selection,
    /// `--bail`.
    pub bail: Bail,
    /// `--delay-request`: the wait before each item.
    pub delay: Duration,
    /// `--timeout-request`: for connecting, and for each silence of the server after it; `None` waits without limit.
    pub timeout_request: Option<Duration>,
    /// `--max-time`: for a whole request, its redirects and its body included.
    pub max_time: Option<Duration>,
    /// `--timeout-download`: for receiving a whole response.
    pub timeout_download: Option<Duration>,
    /// `--retry` and `--retry-on`.
    pub retry: RetryPolicy,
    /// `--timeout-script`: for one script, its timers and requests included.
    pub timeout_script: Option<Duration>,
    /// What scripts may use.
    pub scripts: ScriptOptions,
    /// False with `--ignore-redirects`.
    pub follow_redirects: bool,
    /// False with `-k`.
    pub verify_tls: bool,
    /// `--working-dir`: relative paths of bodies begin there.
    pub working_dir: PathBuf,
    /// False with `--no-insecure-file-read`: bodies may not be read outside the working directory.
    pub read_files_anywhere: bool,
    /// Whose behaviour the run follows.
    pub compat: Compat,
    /// True when a reporter wants the collection repeated in [`crate::event::RunView`].
    pub collection_json: bool,
    /// Proxies, certificates and the like.
    pub client: ClientOptions,
    /// The start of all random values. The default is another one each time.
    pub seed: Seed,
    /// The source of time.
    pub clock: Clock,
    /// Takes the secrets that the run meets: [`crate::event::Mask`] hides them in what is shown.
    pub secrets: SecretCollector,
    /// `--secret`: names of variables that are secret whatever their type.
    pub secret_names: Vec<String>,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            iterations: None,
            selection: Selection::default(),
            bail: Bail::default(),
            delay: Duration::ZERO,
            timeout_request: None,
            max_time: None,
            timeout_download: None,
            retry: RetryPolicy::default(),
            timeout_script: None,
            scripts: ScriptOptions::default(),
            follow_redirects: true,
            verify_tls: true,
            working_dir: PathBuf::from("."),
            read_files_anywhere: true,
            compat: Compat::default(),
            collection_json: false,
            client: ClientOptions::default(),
            seed: Seed::random(),
            clock: Clock::system(),
            secrets: SecretCollector::default(),
            secret_names: Vec::new(),
        }
    }
}

impl RunOptions {
    /// Sets how often the collections run, whatever the rows of data.
    #[must_use]
    pub fn with_iterations(mut self, count: usize) -> Self {
        self.iterations = Some(count);
        self
    }

    /// Sets which items run.
    #[must_use]
    pub fn with_selection(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }

    /// Sets when the run stops early.
    #[must_use]
    pub fn with_bail(mut self, bail: Bail) -> Self {
        self.bail = bail;
        self
    }

    /// Waits before each item.
    #[must_use]
    pub fn with_delay(mut self, wait: Duration) -> Self {
        self.delay = wait;
        self
    }

    /// Limits connecting, and each silence of the server after it.
    #[must_use]
    pub fn with_timeout_request(mut self, limit: Duration) -> Self {
        self.timeout_request = Some(limit);
        self
    }

    /// Limits each request as a whole, with its redirects and bodies.
    #[must_use]
    pub fn with_max_time(mut self, limit: Duration) -> Self {
        self.max_time = Some(limit);
        self
    }

    /// Limits receiving each response.
    #[must_use]
    pub fn with_timeout_download(mut self, limit: Duration) -> Self {
        self.timeout_download = Some(limit);
        self
    }

    /// Sets which failed requests are tried again.
    #[must_use]
    pub fn with_retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Limits each script, with its timers and requests.
    #[must_use]
    pub fn with_timeout_script(mut self, limit: Duration) -> Self {
        self.timeout_script = Some(limit);
        self
    }

    /// Sets what scripts may use.
    #[must_use]
    pub fn with_scripts(mut self, scripts: ScriptOptions) -> Self {
        self.scripts = scripts;
        self
    }

    /// Sets whether redirects are followed where an item does not say it.
    #[must_use]
    pub fn with_follow_redirects(mut self, follow: bool) -> Self {
        self.follow_redirects = follow;
        self
    }

    /// Sets whether certificates are verified where an item does not say it.
    #[must_use]
    pub fn with_verify_tls(mut self, verify: bool) -> Self {
        self.verify_tls = verify;
        self
    }

    /// Sets the directory in which relative paths of bodies begin.
    #[must_use]
    pub fn with_working_dir(mut self, directory: impl Into<PathBuf>) -> Self {
        self.working_dir = directory.into();
        self
    }

    /// Sets whether bodies may be read outside the working directory.
    #[must_use]
    pub fn with_read_files_anywhere(mut self, anywhere: bool) -> Self {
        self.read_files_anywhere = anywhere;
        self
    }

    /// Sets whose behaviour the run follows.
    #[must_use]
    pub fn with_compat(mut self, compat: Compat) -> Self {
        self.compat = compat;
        self
    }

    /// Sets whether the first event repeats the collection.
    #[must_use]
    pub fn with_collection_json(mut self, repeat: bool) -> Self {
        self.collection_json = repeat;
        self
    }

    /// Sets proxies, certificates and the like.
    #[must_use]
    pub fn with_client(mut self, client: ClientOptions) -> Self {
        self.client = client;
        self
    }

    /// Makes random values the same in each run.
    #[must_use]
    pub fn with_seed(mut self, seed: Seed) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the source of time.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Sets what takes the secrets that the run meets.
    #[must_use]
    pub fn with_secrets(mut self, secrets: SecretCollector) -> Self {
        self.secrets = secrets;
        self
    }

    /// Makes the variables of this name secret.
    #[must_use]
    pub fn with_secret_name(mut self, name: impl Into<String>) -> Self {
        self.secret_names.push(name.into());
        self
    }

    /// How the scripts of the run are run; `secrets` says which variables are secret.
    pub(super) fn sandbox(&self, secrets: &SecretVariables) -> SandboxOptions {
        SandboxOptions {
            timeout: self.timeout_script,
            memory: self.scripts.memory.counted_anew(),
            compat: self.compat,
            seed: self.seed,
            clock: self.clock.clone(),
            vault: self.scripts.vault.clone(),
            packages: self.scripts.packages.clone(),
            secrets: secrets.clone(),
        }
    }
}

/// What scripts may use beyond the run itself. The default has neither vault nor packages, and no limit of memory.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ScriptOptions {
    /// `--script-memory`: for all scripts of a run together. The default is unlimited.
    pub memory: ScriptMemory,
    /// `--vault` and `--vault-env`.
    pub vault: Vault,
    /// `--packages`.
    pub packages: Packages,
}

impl ScriptOptions {
    /// Limits the memory of all scripts together.
    #[must_use]
    pub fn with_memory(mut self, memory: ScriptMemory) -> Self {
        self.memory = memory;
        self
    }

    /// Sets the secrets that `pm.vault` gives.
    #[must_use]
    pub fn with_vault(mut self, vault: Vault) -> Self {
        self.vault = vault;
        self
    }

    /// Sets the packages that `pm.require` finds.
    #[must_use]
    pub fn with_packages(mut self, packages: Packages) -> Self {
        self.packages = packages;
        self
    }
}

/// When a run stops early. The default goes on after failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Bail {
    /// `--bail` or `--bail failure`: stop after the first item with a failure, in order.
    pub failure: bool,
    /// `--bail folder`: the first script or request error aborts the run.
    pub folder: bool,
}

impl Bail {
    /// Sets whether the run stops after the first item with a failure.
    #[must_use]
    pub fn with_failure(mut self, stop: bool) -> Self {
        self.failure = stop;
        self
    }

    /// Sets whether the first script or request error aborts the run.
    #[must_use]
    pub fn with_folder(mut self, abort: bool) -> Self {
        self.folder = abort;
        self
    }
}
