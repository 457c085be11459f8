//! Content that is not yet where it belongs.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::Readers;
use super::system::{name, named_in, nameless_in, open, restrict, take_over};
use super::target::{Target, folder_of};

/// Content that is not yet where it belongs.
pub(super) enum Draft {
    /// In its target's folder, still without a name: it can take the target's.
    Nameless(File),
    /// The same, where the file system has no files without names.
    Beside(NamedTempFile),
    /// Elsewhere: it is copied.
    Apart(File),
}

impl Draft {
    /// An empty draft. Folders that the target needs are made.
    pub(super) fn for_target(target: &Target, readers: Readers) -> io::Result<Self> {
        match target {
            Target::New(path) => {
                let folder = folder_of(path);
                fs::create_dir_all(folder)?;
                Self::beside(folder, readers)
            }
            Target::Existing { path, replaceable } => {
                // Who may not write a file may not replace it either.
                OpenOptions::new().write(true).open(path)?;
                match Self::beside(folder_of(path), Readers::Owner) {
                    Ok(draft) if *replaceable => Ok(draft),
                    _ => tempfile::tempfile().map(Self::Apart),
                }
            }
            Target::Opened { .. } => tempfile::tempfile().map(Self::Apart),
        }
    }

    fn beside(folder: &Path, readers: Readers) -> io::Result<Self> {
        match nameless_in(folder, readers) {
            Some(file) => Ok(Self::Nameless(file)),
            None => named_in(folder, readers).map(Self::Beside),
        }
    }

    fn file_mut(&mut self) -> &mut File {
        match self {
            Self::Beside(file) => file.as_file_mut(),
            Self::Nameless(file) | Self::Apart(file) => file,
        }
    }

    /// Puts the complete content where it belongs.
    pub(super) fn put(self, target: &Target, readers: Readers) -> io::Result<()> {
        let (path, mut file) = match (self, target) {
            (Self::Apart(mut file), Target::Opened { path, append }) => {
                return copy(&mut file, &mut open(path, *append)?);
            }
            (Self::Apart(file), Target::Existing { path, .. } | Target::New(path)) => (path, file),
            (draft, Target::New(path)) => {
                let named = draft.named(folder_of(path), readers)?;
                return named.persist(path).map(drop).map_err(|error| error.error);
            }
            (mut draft, Target::Existing { path, .. }) => {
                match fs::metadata(path).and_then(|old| take_over(draft.file_mut(), &old, readers)) {
                    Ok(()) => match draft.named(folder_of(path), readers)?.persist(path) {
                        Ok(_) => return Ok(()),
                        // A mount point cannot be renamed over.
                        Err(error) => (path, error.file.into_file()),
                    },
                    Err(_) => (path, draft.into_file()),
                }
            }
            (_, Target::Opened { .. }) => unreachable!("such a target has its draft apart"),
        };
        let mut there = OpenOptions::new().write(true).open(path)?;
        if readers == Readers::Owner {
            restrict(&there)?;
        }
        there.set_len(0)?;
        copy(&mut file, &mut there)
    }

    /// The draft under a name of its own, which no other file has.
    fn named(self, folder: &Path, readers: Readers) -> io::Result<NamedTempFile> {
        match self {
            Self::Beside(file) => Ok(file),
            Self::Nameless(mut file) | Self::Apart(mut file) => {
                if let Ok(named) = name(&file, folder) {
                    return Ok(named);
                }
                let mut named = named_in(folder, readers)?;
                take_over(named.as_file(), &file.metadata()?, Readers::AsBefore)?;
                copy(&mut file, named.as_file_mut())?;
                Ok(named)
            }
        }
    }

    fn into_file(self) -> File {
        match self {
            Self::Beside(file) => file.into_file(),
            Self::Nameless(file) | Self::Apart(file) => file,
        }
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file_mut().flush()
    }
}

fn copy(draft: &mut File, target: &mut File) -> io::Result<()> {
    draft.rewind()?;
    io::copy(draft, target)?;
    target.flush()
}
