//! The arguments, environment and terminal of the process: read here once, and passed on as a value.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use postino::secret::SecretString;
use time::UtcOffset;

use super::{Signals, zone};

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
    /// True when standard output is a terminal that knows colours.
    pub(crate) colorful: bool,
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
    /// What Node.js, which newman runs in, reads of the environment.
    pub(crate) node: NodeEnvironment,
    /// The name of the local time zone, where it is known.
    pub(crate) zone: Option<String>,
}

/// Node.js's variables about TLS.
#[derive(Debug, Clone, Default)]
pub(crate) struct NodeEnvironment {
    /// `NODE_EXTRA_CA_CERTS`: a file of authorities that are trusted too.
    pub(crate) extra_ca: Option<PathBuf>,
    /// `NODE_TLS_REJECT_UNAUTHORIZED=0`: any certificate is accepted.
    pub(crate) accepts_any_certificate: bool,
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
        let text = |name: &str| std::env::var(name).ok();
        let dumb = text("TERM").as_deref() == Some("dumb");
        let terminal = std::io::stdout().is_terminal() && !dumb;
        let file = |name: &str| std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
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
            key_log: file("SSLKEYLOGFILE"),
            node: NodeEnvironment {
                extra_ca: file("NODE_EXTRA_CA_CERTS"),
                accepts_any_certificate: text("NODE_TLS_REJECT_UNAUTHORIZED").as_deref() == Some("0"),
            },
            zone: zone::local(text("TZ").as_deref()),
            directory,
            color: color(terminal, &text),
            colorful: terminal,
            width: width.filter(|_| terminal && !set("CI")).unwrap_or(PIPE_WIDTH),
            terminal: terminal && !set("CI"),
            error_terminal: std::io::stderr().is_terminal() && !dumb,
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

/// True when colours are wanted: `FORCE_COLOR` decides, else `NO_COLOR`, else `CLICOLOR_FORCE` and `CLICOLOR`, else
/// whether there is a terminal.
///
/// Source: Node.js 20, `tty.WriteStream.getColorDepth`; no-color.org; bixense.com/clicolors.
fn color(terminal: bool, variable: &dyn Fn(&str) -> Option<String>) -> bool {
    let given = |name: &str| variable(name).filter(|value| !value.is_empty());
    if let Some(level) = variable("FORCE_COLOR") {
        return level != "0" && level != "false";
    }
    if given("NO_COLOR").is_some() {
        return false;
    }
    match (given("CLICOLOR_FORCE").as_deref(), given("CLICOLOR").as_deref()) {
        (Some(force), _) if force != "0" => true,
        (_, Some("0")) => false,
        _ => terminal,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn colored(terminal: bool, variables: &[(&str, &str)]) -> bool {
        color(terminal, &|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn without_variables_a_terminal_has_colours() {
        assert!(colored(true, &[]) && !colored(false, &[]));
    }

    #[test]
    fn force_color_decides_before_all_others() {
        for level in ["", "1", "2", "3", "true"] {
            assert!(colored(false, &[("FORCE_COLOR", level), ("NO_COLOR", "1")]), "{level}");
        }
        for level in ["0", "false"] {
            assert!(!colored(true, &[("FORCE_COLOR", level), ("CLICOLOR_FORCE", "1")]), "{level}");
        }
    }

    #[test]
    fn no_color_and_clicolor_count_where_they_are_not_empty() {
        assert!(!colored(true, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
        assert!(colored(true, &[("NO_COLOR", "")]));
        assert!(colored(false, &[("CLICOLOR_FORCE", "1")]) && !colored(false, &[("CLICOLOR_FORCE", "0")]));
        assert!(!colored(true, &[("CLICOLOR", "0")]));
    }
}
