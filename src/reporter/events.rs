//! The `events` reporter: the stream itself, one JSON line for each event.

use std::io::{self, Write};

use super::{Declaration, DefaultFile, Needs, Rendering, Report, ReporterOption, StoredRun};
use crate::event::ndjson;
use crate::shown::Guarded;

/// What the reporter says of itself.
pub(super) const DECLARATION: Declaration = Declaration {
    name: "events",
    about: "the event stream, from which any report can be made later",
    live: None,
    file: Some(DefaultFile { base: "postino-events", extension: "ndjson" }),
    options: &[ReporterOption::EXPORT],
    yields_to_installed: false,
    add: |setup, fanout| {
        setup.add_report(&DECLARATION, fanout, EventsReport);
        Ok(())
    },
};

/// The event stream as NDJSON.
#[derive(Debug)]
pub struct EventsReport;

impl Report for EventsReport {
    fn needs(&self) -> Needs {
        Needs { bodies: true, collection: true }
    }

    fn begin<'r>(
        &'r self,
        run: &'r StoredRun,
        out: &'r mut (dyn Write + Send),
    ) -> io::Result<Option<Box<dyn Rendering + 'r>>> {
        let mut out = Guarded::json(out);
        writeln!(out, "{}", ndjson::HEADER)?;
        run.write_lines(&mut out)?;
        Ok(None)
    }
}
