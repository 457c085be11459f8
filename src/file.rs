//! Writes files whole, into what is there.
//!
//! Entry points: [`write_whole`], [`WholeFile`] where content comes piece by piece, and, before the work whose result
//! it will hold, [`check_writable`] and [`Place`], by which one file is known under all its names.
//!
//! # Design
//!
//! 2026-11-30: content goes into a temporary file first, so that nobody sees half of it. Where a new file or a plain
//! existing one stands, the temporary file takes its name, with the owner and the mode of what was there. A name that
//! cannot be taken over without harm (a device, a pipe, a file with several names, a mount point, a file in a folder
//! that may not be changed) is opened instead, and the content copied into it. Rejected: to always rename, which made
//! `/dev/null` a regular file; to always write in place, which leaves half a file when a run is killed.
//!
//! 2026-11-30: on Linux a draft has no name until its content is complete, so that a process that is killed leaves
//! nothing behind.

mod draft;
mod place;
mod system;
mod target;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use draft::Draft;
pub use place::Place;
use target::{Target, folder_of, here};

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Whoever could read what was there; of a new file, whoever may read the files that the process makes.
    AsBefore,
    /// Its owner alone, since it holds secrets; others lose the right that they had.
    Owner,
}

/// Writes a file whole: nothing of the target changes before the content is complete.
///
/// Links are followed, missing folders made.
///
/// # Errors
///
/// Fails when the content cannot be made or the target cannot be written. The target is then as it was, unless writing
/// into it in place failed half-way: a full disk, a pipe whose reader went away.
pub fn write_whole(
    path: &Path,
    readers: Readers,
    content: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = WholeFile::create(path, readers)?;
    content(&mut file)?;
    file.put()
}

/// A file that is being written: nothing of the target changes before [`WholeFile::put`].
pub struct WholeFile {
    target: Target,
    draft: io::BufWriter<Draft>,
    readers: Readers,
}

impl WholeFile {
    /// Begins a file; links are followed, missing folders made.
    ///
    /// # Errors
    ///
    /// Fails when there is no room for a draft or the target cannot be written.
    pub fn create(path: &Path, readers: Readers) -> io::Result<Self> {
        let target = Target::of(path)?;
        let draft = io::BufWriter::new(Draft::for_target(&target, readers)?);
        Ok(Self { target, draft, readers })
    }

    /// Puts the content, now complete, where it belongs.
    ///
    /// # Errors
    ///
    /// Fails as [`write_whole`] does.
    pub fn put(self) -> io::Result<()> {
        let draft = self.draft.into_inner().map_err(io::IntoInnerError::into_error)?;
        draft.put(&self.target, self.readers)
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.draft.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.draft.flush()
    }
}

/// Opens a file to add to its end, where others may write too. The file and its folders are made where there are none.
///
/// # Errors
///
/// Fails when the file cannot be written.
pub fn open_end(path: &Path, readers: Readers) -> io::Result<File> {
    match Target::of(path)? {
        Target::Opened { path, .. } => system::open(&path, true),
        Target::Existing { path, .. } => OpenOptions::new().append(true).open(path),
        Target::New(path) => {
            fs::create_dir_all(folder_of(&path))?;
            system::new_end(&path, readers)
        }
    }
}

/// Finds out whether [`write_whole`] can write here, changing nothing.
///
/// # Errors
///
/// Fails as writing would: the file may not be written, or neither it nor a folder that can hold it is there.
pub fn check_writable(path: &Path) -> io::Result<()> {
    match Target::of(path)? {
        // Opening a pipe waits for its reader; whether there is one shows at the end.
        Target::Opened { path, .. } => system::may_write(&path),
        Target::Existing { path, .. } => OpenOptions::new().write(true).open(path).map(drop),
        Target::New(path) => {
            let folder = path.ancestors().skip(1).find(|folder| here(folder).exists());
            tempfile::tempfile_in(here(folder.unwrap_or(Path::new("")))).map(drop)
        }
    }
}

#[cfg(test)]
mod tests;
