//! One stream, many reporters; the failure of one never silences another.

use super::ReportError;
use crate::event::{RunEvent, Summary, redact};
use crate::secret::SecretSet;

/// What a reporter wants to be in the events; what nobody wants is left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Needs {
    /// Response bodies.
    pub bodies: bool,
    /// The collection and its items as JSON.
    pub collection: bool,
}

/// A fold over a run's events.
pub trait Reporter {
    /// What users call it.
    fn name(&self) -> &'static str;

    /// What it wants to be in the events.
    fn needs(&self) -> Needs {
        Needs::default()
    }

    /// Takes an event; `summary` already counts it.
    ///
    /// # Errors
    ///
    /// Fails when its output cannot be written; it is not called again.
    fn on_event(&mut self, event: &RunEvent, summary: &Summary) -> Result<(), ReportError>;

    /// Writes what is left to write.
    ///
    /// # Errors
    ///
    /// Fails when its output cannot be written.
    fn finish(self: Box<Self>, summary: &Summary) -> Result<(), ReportError>;
}

/// Hands every event to every reporter, in order.
#[derive(Default)]
pub struct Fanout {
    reporters: Vec<Box<dyn Reporter>>,
    failed: Vec<(&'static str, ReportError)>,
    summary: Summary,
    secrets: SecretSet,
}

impl Fanout {
    /// A fan-out to these reporters, which see no secret of this set.
    pub fn new(reporters: Vec<Box<dyn Reporter>>, secrets: SecretSet) -> Self {
        Self { reporters, secrets, ..Self::default() }
    }

    /// What any of the reporters wants.
    pub fn needs(&self) -> Needs {
        self.reporters.iter().map(|reporter| reporter.needs()).fold(Needs::default(), |all, own| Needs {
            bodies: all.bodies || own.bodies,
            collection: all.collection || own.collection,
        })
    }

    /// Counts an event and hands it on, its secrets masked. A reporter that fails is left out from then on.
    pub fn on_event(&mut self, event: &RunEvent) {
        let event = &*redact(event, &self.secrets);
        self.summary.apply(event);
        let (summary, failed) = (&self.summary, &mut self.failed);
        self.reporters.retain_mut(|reporter| match reporter.on_event(event, summary) {
            Ok(()) => true,
            Err(error) => {
                failed.push((reporter.name(), error));
                false
            }
        });
    }

    /// Ends all reports; gives the counts, and what could not be written.
    pub fn finish(self) -> (Summary, Vec<(&'static str, ReportError)>) {
        let Self { reporters, mut failed, summary, secrets: _ } = self;
        for reporter in reporters {
            let name = reporter.name();
            if let Err(error) = reporter.finish(&summary) {
                failed.push((name, error));
            }
        }
        (summary, failed)
    }
}
