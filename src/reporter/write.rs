//! Writes the reports of a run: all in one pass over its events, each whole or not at all.

use std::io::{self, Write};
use std::path::PathBuf;

use time::OffsetDateTime;

use super::report::{Document, render};
use super::{FileReport, LostReports, ReportError, StoredRun, Target};
use crate::file::{self, Readers, WholeFile};

/// Writes all reports; returns those that could not be written.
pub(super) fn write_all(reports: &[FileReport], run: &StoredRun) -> LostReports {
    let mut lost = LostReports::new();
    let mut drafts = Vec::new();
    for file in reports {
        match Draft::open(file, run) {
            Ok(draft) => drafts.push(draft),
            Err(error) => lost.push((file.name, error)),
        }
    }
    let documents = drafts.iter_mut().map(Draft::document).collect();
    let rendered = render(run, documents);
    for (draft, rendered) in drafts.into_iter().zip(rendered) {
        let (name, path) = (draft.file.name, draft.path.clone());
        if let Err(source) = rendered.and_then(|()| draft.put()) {
            lost.push((name, ReportError::File { path, source }));
        }
    }
    lost
}

/// A report that is being written.
struct Draft<'r> {
    file: &'r FileReport,
    path: PathBuf,
    content: Content,
}

enum Content {
    Whole(WholeFile),
    /// What comes behind the end of a file.
    End(Vec<u8>),
}

impl<'r> Draft<'r> {
    fn open(file: &'r FileReport, run: &StoredRun) -> Result<Self, ReportError> {
        match &file.target {
            Target::File(output) => {
                let started = run.facts.summary.started.unwrap_or(OffsetDateTime::UNIX_EPOCH);
                let path = output.resolve(started);
                match WholeFile::create(&path, Readers::AsBefore) {
                    Ok(whole) => Ok(Self { file, path, content: Content::Whole(whole) }),
                    Err(source) => Err(ReportError::File { path, source }),
                }
            }
            Target::End(path) => Ok(Self { file, path: path.clone(), content: Content::End(Vec::new()) }),
        }
    }

    fn document(&mut self) -> Document<'_> {
        let out: &mut (dyn Write + Send) = match &mut self.content {
            Content::Whole(file) => file,
            Content::End(text) => text,
        };
        Document { report: &*self.file.report, out }
    }

    fn put(self) -> io::Result<()> {
        match self.content {
            Content::Whole(file) => file.put(),
            Content::End(mut text) => {
                text.push(b'\n');
                file::open_end(&self.path, Readers::AsBefore)?.write_all(&text)
            }
        }
    }
}
