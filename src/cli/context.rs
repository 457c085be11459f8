//! The arguments, environment and terminal of the process: read here once, and passed on as a value.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use postino::secret::SecretString;
use time::UtcOffset;

use super::Signals;

/// newman's width where there is no terminal. Units: columns.
const PIPE_WIDTH: usize = 60;

/// Everything that the process was given from outside.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// The arguments, the program's name first.
    pub(crate) arguments: Vec<OsString>,
    /// What may stop the process.
    pub(crate) signals: Signals,
    /// The working directory.
    pub(crate) directory: PathBuf,
    /// True when colours are wanted unless an option says otherwise.
    pub(crate) color: bool,
    /// Where console boxes wrap.
    pub(crate) width: usize,
    /// True when `width` is a terminal's own.
    pub(crate) terminal: bool,
    /// True when standard error is a terminal.
    pub(crate) error_terminal: bool,
    /// Where GitHub Actions wants a job's summary.
    pub(crate) step_summary: Option<PathBuf>,
    /// The local time's offset; UTC where it is not known.
    pub(crate) offset: UtcOffset,
    /// The variables of the process that are texts.
    pub(crate) variables: HashMap<String, SecretString>,
    /// Where programs are looked for: `PATH`.
    pub(crate) programs: Vec<PathBuf>,
    /// Where Node.js looks for packages beside the directories above: `NODE_PATH`.
    pub(crate) node_packages: Vec<PathBuf>,
    #[cfg(feature = "boomi")]
    /// True when a person can be asked: standard input and error are terminals.
    pub(crate) asks: bool,
    /// Where options may be kept, the system's file first; later ones win.
    pub(crate) rc_files: Vec<PathBuf>,
    /// Which proxies the environment names.
    pub(crate) proxies: ProxyVariables,
    /// Where the secrets of TLS connections are wanted: `SSLKEYLOGFILE`.
    pub(crate) key_log: Option<PathBuf>,
}

/// The variables that name proxies; an upper-case one goes before its lower-case twin.
#[derive(Debug, Clone, Default)]
pub(crate) struct ProxyVariables {
    /// `HTTP_PROXY`
    pub(crate) http: Option<String>,
    /// `HTTPS_PROXY`
    pub(crate) https: Option<String>,
    /// `NO_PROXY`
    pub(crate) bypass: Option<String>,
}

impl Context {
    /// Reads arguments, environment, terminal and working directory.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the process environment")]
    pub(crate) fn from_process(signals: Signals) -> Self {
        let terminal = std::io::stdout().is_terminal();
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let directory = std::env::current_dir().unwrap_or_default();
        let system = (!cfg!(windows)).then(|| PathBuf::from("/etc/postman/newmanrc"));
        let home = std::env::var_os(if cfg!(windows) { "USERPROFILE" } else { "HOME" });
        let home = home.map(|home| PathBuf::from(home).join(".postman/newmanrc"));
        let paths = |name: &str| {
            let list = std::env::var_os(name).unwrap_or_default();
            std::env::split_paths(&list).filter(|path| !path.as_os_str().is_empty()).collect()
        };
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, SecretString::new(value.into_string().ok()?)))
        });
        Self {
            signals,
            variables: variables.collect(),
            #[cfg(feature = "boomi")]
            asks: std::io::stdin().is_terminal() && std::io::stderr().is_terminal(),
            programs: paths("PATH"),
            node_packages: paths("NODE_PATH"),
            arguments: std::env::args_os().collect(),
            rc_files: system.into_iter().chain(home).chain([directory.join(".newmanrc")]).collect(),
            proxies: proxies(),
            key_log: std::env::var_os("SSLKEYLOGFILE").filter(|path| !path.is_empty()).map(PathBuf::from),
            directory,
            color: terminal && !set("NO_COLOR"),
            width: width.filter(|_| terminal && !set("CI")).unwrap_or(PIPE_WIDTH),
            terminal: terminal && !set("CI"),
            error_terminal: std::io::stderr().is_terminal(),
            step_summary: std::env::var_os("GITHUB_STEP_SUMMARY").map(PathBuf::from),
            offset: UtcOffset::current_local_offset().unwrap_or(UtcOffset::UTC),
        }
    }
    #[cfg(feature = "boomi")]
    /// `BOOMI_API_TOKEN`, where it is set.
    pub(crate) fn boomi_token(&self) -> Option<&SecretString> {
        self.variables.get("BOOMI_API_TOKEN").filter(|token| !token.expose().trim().is_empty())
    }
}

#[expect(clippy::disallowed_methods, reason = "a part of the one place that reads the process environment")]
fn proxies() -> ProxyVariables {
    let either = |name: &str| {
        let names = [name.to_owned(), name.to_lowercase()];
        names.iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    };
    ProxyVariables { http: either("HTTP_PROXY"), https: either("HTTPS_PROXY"), bypass: either("NO_PROXY") }
}
