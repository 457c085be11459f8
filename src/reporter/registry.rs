//! The reporters that postino has: what each says of itself, in one place beside its code.
//!
//! From here come the help of `-r`, completions, the check of options, the reporters themselves, and the tables of
//! `docs/reporters.md`.

use std::io::{self, Write};
use std::path::PathBuf;

use thiserror::Error;
use time::UtcOffset;

#[cfg(feature = "html")]
use super::html;
use super::{
    Fanout, FileReport, Output, Report, ReportError, Reporter, ReporterOptions, Target, cli, events, github,
    json, junit, markdown, progress, tap, teamcity,
};
use crate::compat::Compat;

/// The reporters, in the order in which they are listed to users.
pub const REPORTERS: &[&Declaration] = &[
    &cli::DECLARATION,
    &json::DECLARATION,
    &junit::DECLARATION,
    #[cfg(feature = "html")]
    &html::DECLARATION,
    &events::DECLARATION,
    &github::DECLARATION,
    &teamcity::DECLARATION,
    &tap::DECLARATION,
    &markdown::DECLARATION,
    &progress::PROGRESS,
    &progress::EMOJITRAIN,
];

/// What a reporter says of itself.
#[derive(Debug)]
pub struct Declaration {
    /// What users call it.
    pub name: &'static str,
    /// What it writes, in a few words.
    pub about: &'static str,
    /// Where a live reporter writes; `None` for a report on file.
    pub live: Option<&'static str>,
    /// The file that it writes, or that `export` makes it write.
    pub file: Option<DefaultFile>,
    /// Its options: `--reporter-<name>-<option>`.
    pub options: &'static [ReporterOption],
    /// True when an installed reporter of the same name takes its place.
    pub yields_to_installed: bool,
    /// Adds it to a run.
    pub(super) add: fn(&Setup<'_>, &mut Fanout) -> Result<(), SetupError>,
}

/// The name of a file that the user has not named: `newman/<base>-<time>-0.<extension>`.
#[derive(Debug, Clone, Copy)]
pub struct DefaultFile {
    /// How it begins.
    pub base: &'static str,
    /// How it ends.
    pub extension: &'static str,
}

impl DefaultFile {
    pub(super) const fn report(extension: &'static str) -> Self {
        Self { base: "newman-run-report", extension }
    }
}

/// An option of a reporter.
#[derive(Debug)]
pub struct ReporterOption {
    /// Its name; users may write it `omit-headers` or `omitHeaders`.
    pub name: &'static str,
    /// What it takes.
    pub kind: OptionKind,
    /// What it does.
    pub help: &'static str,
}

impl ReporterOption {
    pub(super) const fn new(name: &'static str, kind: OptionKind, help: &'static str) -> Self {
        Self { name, kind, help }
    }

    pub(super) const fn flag(name: &'static str, help: &'static str) -> Self {
        Self::new(name, OptionKind::Flag, help)
    }

    /// Where the report goes.
    pub(super) const EXPORT: Self = Self::new("export", OptionKind::Path, "the file to write");
    /// No output.
    pub(super) const SILENT: Self = Self::flag("silent", "no output");
}

/// What an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionKind {
    /// Nothing.
    Flag,
    /// The path of a file or a directory.
    Path,
    /// Any text.
    Text,
    /// Names with commas between them.
    Names,
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// The reporter of this name.
pub fn reporter(name: &str) -> Option<&'static Declaration> {
    REPORTERS.iter().copied().find(|declaration| declaration.name == name)
}

/// What reporters are made from: the user's options, and what the program knows of its surroundings.
pub struct Setup<'a> {
    /// The options of reporters.
    pub options: &'a ReporterOptions,
    /// Whose reports they are.
    pub compat: Compat,
    /// Headers, bodies and sizes of each exchange (`--verbose`).
    pub verbose: bool,
    /// Nothing on the terminal (`--silent`).
    pub silent: bool,
    /// ANSI colours on standard output.
    pub color: bool,
    /// Symbols beyond ASCII.
    pub unicode: bool,
    /// Where lines wrap. Units: columns.
    pub width: usize,
    /// True when standard output is a terminal.
    pub terminal: bool,
    /// True when standard error is a terminal.
    pub error_terminal: bool,
    /// The local zone.
    pub offset: UtcOffset,
    /// The summary of a GitHub job, where the run is a step of one.
    pub step_summary: Option<PathBuf>,
    /// Opens standard output.
    pub standard_output: fn() -> Box<dyn Write + Send>,
    /// Opens standard error.
    pub standard_error: fn() -> Box<dyn Write + Send>,
}

impl Setup<'_> {
    /// Adds a reporter with its options.
    ///
    /// # Errors
    ///
    /// Fails when what an option names cannot be read or used.
    pub fn add(&self, declaration: &Declaration, fanout: &mut Fanout) -> Result<(), SetupError> {
        (declaration.add)(self, fanout)
    }

    /// Adds a report on file.
    pub(super) fn add_report(
        &self,
        declaration: &'static Declaration,
        fanout: &mut Fanout,
        report: impl Report + 'static,
    ) {
        let DefaultFile { base, extension } = declaration.file.expect("reports on file name one");
        // An empty path is none to newman; by default it has been refused.
        let path = self.options.text(declaration.name, "export").filter(|path| !path.is_empty());
        let path = path.map(PathBuf::from);
        let target = Target::File(Output { path, base, extension });
        fanout.add_report(FileReport { name: declaration.name, target, report: Box::new(report) });
    }

    /// Adds a reporter that writes to standard output, or into a file where one is asked for.
    pub(super) fn add_lines<F>(&self, declaration: &'static Declaration, fanout: &mut Fanout, make: F)
    where
        F: for<'o> Fn(Box<dyn Write + Send + 'o>) -> Box<dyn Reporter + 'o> + Send + 'static,
    {
        match self.options.text(declaration.name, "export") {
            Some(_) => self.add_report(declaration, fanout, super::report::Transcript(make)),
            None => fanout.add(make((self.standard_output)())),
        }
    }
}

/// Why a reporter cannot be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SetupError {
    /// A file that an option names cannot be read.
    #[error("--reporter-{option}: cannot read \"{path}\": {source}")]
    Unreadable {
        /// Which option.
        option: &'static str,
        /// Which file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The reporter refuses what it was given.
    #[error(transparent)]
    Report(#[from] ReportError),
}
