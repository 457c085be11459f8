//! Where reports of lines go: to a stream as things happen, or to a file at the end, whole.

use std::io::Write;

use time::OffsetDateTime;

use super::{Output, ReportError, write_whole};
use crate::event::Summary;
use crate::secret::SecretSet;

/// The target of a report of lines.
pub enum Lines {
    /// Standard output, which masks what it is given.
    Stream(Box<dyn Write>),
    /// A file, and its text so far.
    File(Output, SecretSet, String),
}

impl Lines {
    /// A file that is written when the run ends.
    pub fn file(output: Output, secrets: SecretSet) -> Self {
        Self::File(output, secrets, String::new())
    }

    pub(super) fn line(&mut self, line: &str) -> Result<(), ReportError> {
        match self {
            Self::Stream(out) => {
                writeln!(out, "{line}")?;
                // Whoever follows the run line by line shall see it now.
                Ok(out.flush()?)
            }
            Self::File(_, _, text) => {
                text.push_str(line);
                text.push('\n');
                Ok(())
            }
        }
    }

    pub(super) fn finish(self, summary: &Summary) -> Result<(), ReportError> {
        match self {
            Self::Stream(mut out) => Ok(out.flush()?),
            Self::File(output, secrets, text) => {
                let started = summary.started.unwrap_or(OffsetDateTime::UNIX_EPOCH);
                let masked = secrets.redact(&text);
                write_whole(&output.resolve(started), |out| out.write_all(masked.as_bytes()))
            }
        }
    }
}
