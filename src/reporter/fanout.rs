//! One stream, many reporters; the failure of one never silences another.

use std::io;
use std::sync::Arc;

use super::store::Store;
use super::write::write_all;
use super::{FileReport, Needs, ReportError, Reporter};
use crate::event::{Mask, RunEvent, Summary};

/// Reports that could not be written, by the names of their reporters.
pub type LostReports = Vec<(&'static str, ReportError)>;

/// Masks every event, counts it, hands it to the live reporters, and stores it for the reports on file.
#[derive(Default)]
pub struct Fanout {
    live: Vec<Box<dyn Reporter>>,
    reports: Vec<FileReport>,
    /// Made with the first event, when all reports are known.
    store: Option<io::Result<Store>>,
    lost: LostReports,
    summary: Summary,
    mask: Mask,
}

impl Fanout {
    /// A fan-out to nobody yet; its reporters see no secret that this mask hides.
    pub fn new(mask: Mask) -> Self {
        Self { mask, ..Self::default() }
    }

    /// Adds a reporter that is given each event as it comes.
    pub fn add(&mut self, reporter: Box<dyn Reporter>) {
        self.live.push(reporter);
    }

    /// Adds a report that is written when the run has ended.
    pub fn add_report(&mut self, report: FileReport) {
        self.reports.push(report);
    }

    /// The reports that are written when the run has ended.
    pub fn files(&self) -> &[FileReport] {
        &self.reports
    }

    /// What any of the reporters wants.
    pub fn needs(&self) -> Needs {
        self.live.iter().map(|reporter| reporter.needs()).fold(self.stored_needs(), Needs::or)
    }

    /// Makes room for the events that reports on file are made from; otherwise the first event does so.
    ///
    /// # Errors
    ///
    /// Fails when there is no place for temporary files.
    pub fn make_room(&mut self) -> Result<(), ReportError> {
        if !self.reports.is_empty() && self.store.is_none() {
            let store =
                Store::new(self.stored_needs()).map_err(|error| ReportError::Store(Arc::new(error)))?;
            self.store = Some(Ok(store));
        }
        Ok(())
    }

    fn stored_needs(&self) -> Needs {
        self.reports.iter().map(|file| file.report.needs()).fold(Needs::default(), Needs::or)
    }

    /// Takes the next event. A live reporter that fails is left out from then on.
    pub fn on_event(&mut self, event: &RunEvent) {
        // Counted first: a secret that joins while the event is masked may be missed in it.
        let secrets = self.mask.secrets();
        let event = &*self.mask.event(event);
        self.summary.apply(event);
        let (summary, lost) = (&self.summary, &mut self.lost);
        self.live.retain_mut(|reporter| match reporter.on_event(event, summary) {
            Ok(()) => true,
            Err(error) => {
                lost.push((reporter.name(), error));
                false
            }
        });
        if !self.reports.is_empty() {
            self.keep(event, secrets);
        }
    }

    fn keep(&mut self, event: &RunEvent, secrets: usize) {
        if self.store.is_none() {
            self.store = Some(Store::new(self.stored_needs()));
        }
        if let Some(store) = &mut self.store
            && let Ok(open) = store
            && let Err(error) = open.add(event, secrets)
        {
            *store = Err(error);
        }
    }

    /// Ends the live reporters and writes the reports on file; gives the counts, and what could not be written.
    pub fn finish(self) -> (Summary, LostReports) {
        let Self { live, reports, store, mut lost, summary, mask } = self;
        for reporter in live {
            let name = reporter.name();
            lost.extend(reporter.finish(&summary).err().map(|error| (name, error)));
        }
        match store.map(|store| store.and_then(|store| store.finish(mask))) {
            Some(Ok(run)) => lost.extend(write_all(&reports, &run)),
            Some(Err(error)) => {
                let error = Arc::new(error);
                let cause = || ReportError::Store(Arc::clone(&error));
                lost.extend(reports.iter().map(|file| (file.name, cause())));
            }
            None => {}
        }
        (summary, lost)
    }
}
