//! The `events` reporter: the stream itself, one JSON line an event.

use std::io::Write as _;

use tempfile::NamedTempFile;

use super::{Needs, Output, ReportError, Reporter, write_whole};
use crate::event::{RunEvent, Summary, ndjson};
use crate::secret::SecretSet;

/// Writes the event stream as NDJSON.
#[derive(Debug)]
pub struct EventsReporter {
    output: Output,
    secrets: SecretSet,
    spool: NamedTempFile,
}

impl EventsReporter {
    /// A reporter that writes to `output` when the run ends.
    ///
    /// # Errors
    ///
    /// Fails when there is no room for temporary files.
    pub fn new(output: Output, secrets: SecretSet) -> Result<Self, ReportError> {
        Ok(Self { output, secrets, spool: NamedTempFile::new()? })
    }
}

impl Reporter for EventsReporter {
    fn name(&self) -> &'static str {
        "events"
    }

    fn needs(&self) -> Needs {
        Needs { bodies: true, collection: true }
    }

    fn on_event(&mut self, event: &RunEvent, _: &Summary) -> Result<(), ReportError> {
        let line = ndjson::encode(event);
        writeln!(self.spool, "{}", self.secrets.redact(&line))?;
        Ok(())
    }

    fn finish(mut self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        self.spool.flush()?;
        let mut stored = self.spool.reopen()?;
        let started = summary.started.unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
        write_whole(&self.output.resolve(started), |out| {
            writeln!(out, "{}", ndjson::HEADER)?;
            std::io::copy(&mut stored, out).map(|_| ())
        })
    }
}
