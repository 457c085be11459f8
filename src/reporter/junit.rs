//! The `junit` reporter: by default one suite for each visit of an item, nothing erased; newman's text on request.

mod class_name;
mod newman;
mod suites;
mod xml;

use self::newman::NewmanSuites;
use self::suites::Suites;
use super::{Needs, Output, ReportError, Reporter, write_whole};
use crate::event::{RunEvent, Summary};
use crate::secret::SecretSet;

/// Writes a JUnit report.
#[derive(Debug)]
pub struct JunitReporter {
    output: Output,
    secrets: SecretSet,
    shape: Shape,
}

/// What is kept of the run, for one of the two shapes.
#[derive(Debug)]
enum Shape {
    Ours(Suites),
    Newman(NewmanSuites),
}

impl JunitReporter {
    /// A reporter that writes to `output` when the run ends; with `compat_newman`, newman's own text.
    pub fn new(output: Output, secrets: SecretSet, compat_newman: bool) -> Self {
        let shape = if compat_newman {
            Shape::Newman(NewmanSuites::default())
        } else {
            Shape::Ours(Suites::default())
        };
        Self { output, secrets, shape }
    }
}

impl Reporter for JunitReporter {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn needs(&self) -> Needs {
        // Ours shows what a server said beside the failure.
        Needs { bodies: matches!(self.shape, Shape::Ours(_)), collection: false }
    }

    fn on_event(&mut self, event: &RunEvent, _: &Summary) -> Result<(), ReportError> {
        match &mut self.shape {
            Shape::Ours(suites) => suites.on_event(event),
            Shape::Newman(suites) => suites.on_event(event),
        }
        Ok(())
    }

    fn finish(self: Box<Self>, summary: &Summary) -> Result<(), ReportError> {
        let text = match self.shape {
            Shape::Ours(suites) => suites.render(summary),
            Shape::Newman(suites) => suites.render(summary),
        };
        let started = summary.started.unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
        let masked = self.secrets.redact(&text);
        write_whole(&self.output.resolve(started), |out| out.write_all(masked.as_bytes()))
    }
}
