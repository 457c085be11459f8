//! The `junit` reporter: by default one suite for each visit of an item, nothing erased; newman's text on request.
//!
//! # Design
//!
//! 2026-11-30: both shapes are written by `quick-xml`, suite by suite. Rejected: `quick-junit`, which holds the whole
//! report before it writes any of it (`Report::serialize` is its only way out), writes texts without CDATA, and needs
//! `chrono` and a second version of `quick-xml`. Attributes are escaped here, since newman's bytes are not the crate's:
//! `'` and `>` stay as they are, a line end becomes `&#xA;`.

mod class_name;
mod newman;
mod suites;
mod xml;

use std::io::{self, Write};

use self::newman::NewmanRendering;
use self::suites::SuitesRendering;
use super::{Declaration, DefaultFile, Needs, Rendering, Report, ReporterOption, StoredRun};
use crate::compat::Compat;

/// What the reporter says of itself.
pub(super) const DECLARATION: Declaration = Declaration {
    name: "junit",
    about: "test suites for CI servers",
    live: None,
    file: Some(DefaultFile::report("xml")),
    options: &[ReporterOption::EXPORT],
    yields_to_installed: false,
    add: |setup, fanout| {
        setup.add_report(&DECLARATION, fanout, JunitReport::new(setup.compat));
        Ok(())
    },
};

/// A JUnit report.
#[derive(Debug)]
pub struct JunitReport {
    compat: Compat,
}

impl JunitReport {
    /// A report in our own shape or in newman's.
    pub fn new(compat: Compat) -> Self {
        Self { compat }
    }
}

impl Report for JunitReport {
    fn needs(&self) -> Needs {
        // Our own shape shows what a server said beside the failure.
        Needs { bodies: !self.compat.groups_iterations(), collection: false }
    }

    fn begin<'r>(
        &'r self,
        run: &'r StoredRun,
        out: &'r mut (dyn Write + Send),
    ) -> io::Result<Option<Box<dyn Rendering + 'r>>> {
        if self.compat.groups_iterations() {
            return Ok(Some(Box::new(NewmanRendering::new(&run.facts, out))));
        }
        Ok(Some(Box::new(SuitesRendering::begin(&run.facts, out)?)))
    }
}
