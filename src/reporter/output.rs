//! Where reports go: whole or not at all.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use time::OffsetDateTime;
use time::format_description::FormatItem;
use time::macros::format_description;

use crate::file::{self, Readers};

/// Why a report was not written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The file cannot be written.
    #[error("cannot write \"{}\"", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The user's template does not parse.
    #[cfg(feature = "html")]
    #[error("the template cannot be used")]
    Template(#[source] Box<handlebars::TemplateError>),
    /// A reporter's program does not start.
    #[error("cannot start \"{}\"", program.display())]
    Start {
        /// Which program.
        program: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A reporter's program closed its input before the run's end.
    #[error("its program took no more events")]
    Closed,
    /// A reporter's program ended badly.
    #[error("its program failed: {status}")]
    Failed {
        /// How it ended.
        status: String,
    },
    /// A reporter's program does nothing any more.
    #[error("its program did nothing for {seconds} s and was ended")]
    Stalled {
        /// How long it was waited for.
        seconds: u64,
    },
    /// The events cannot be kept until the run has ended.
    #[error("cannot keep the events in a temporary file")]
    Store(#[source] Arc<io::Error>),
    /// The terminal or pipe went away.
    #[error("cannot write to the standard output")]
    Stream(#[from] io::Error),
}

const STAMP: &[FormatItem<'static>] =
    format_description!("[year]-[month]-[day]-[hour]-[minute]-[second]-[subsecond digits:3]");

/// The place of one report.
///
/// Source: newman 6.2, `lib/run/export-file.js`: no path gives `newman/<base>-<time>-0.<extension>`, so does a
/// path that is a directory; parent directories are made. A path that ends with a slash names a directory here.
#[derive(Debug, Clone)]
pub struct Output {
    /// What the user asked for.
    pub path: Option<PathBuf>,
    /// The base of a generated name.
    pub base: &'static str,
    /// Its extension.
    pub extension: &'static str,
}

impl Output {
    /// The file to write, for a run that began at `started`.
    pub fn resolve(&self, started: OffsetDateTime) -> PathBuf {
        let stamp = started.format(&STAMP).unwrap_or_default();
        let generated = format!("{}-{stamp}-0.{}", self.base, self.extension);
        match &self.path {
            None => Path::new("newman").join(generated),
            Some(path) if path.is_dir() || names_folder(path) => path.join(generated),
            Some(path) => path.clone(),
        }
    }
}

/// True for a path with a slash at its end.
fn names_folder(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().last().is_some_and(|byte| std::path::is_separator(char::from(*byte)))
}

/// Writes a file whole, into what is there: see [`file::write_whole`].
///
/// # Errors
///
/// Fails when the directory or the file cannot be written.
pub fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), ReportError> {
    self::write(path, Readers::AsBefore, write)
}

/// As [`write_whole`], a file that its owner alone may read.
///
/// # Errors
///
/// Fails when the directory or the file cannot be written.
pub fn write_private(
    path: &Path,
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), ReportError> {
    self::write(path, Readers::Owner, write)
}

fn write(
    path: &Path,
    readers: Readers,
    content: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), ReportError> {
    file::write_whole(path, readers, content)
        .map_err(|source| ReportError::File { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_fails_half_way_is_not_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/report.json");
        let half = write_whole(&path, |out| {
            out.write_all(b"{")?;
            Err(io::Error::other("broken"))
        });
        assert!(half.is_err() && !path.exists());
        write_whole(&path, |out| out.write_all(b"{}")).expect("written");
        assert_eq!(std::fs::read(&path).expect("there"), b"{}");
    }

    #[test]
    fn a_directory_gets_a_name_with_the_time_of_the_run() {
        let folder = tempfile::tempdir().expect("a folder");
        let output =
            Output { path: Some(folder.path().to_owned()), base: "newman-run-report", extension: "json" };
        let path = output.resolve(OffsetDateTime::UNIX_EPOCH);
        assert!(path.ends_with("newman-run-report-1970-01-01-00-00-00-000-0.json"));
    }
}
