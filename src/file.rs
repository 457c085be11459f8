//! Writes files whole, into what is there.
//!
//! Entry points: [`write_whole`], [`WholeFile`] where content comes piece by piece, and, before the work whose result
//! it will hold, [`check_writable`].
//!
//! # Design
//!
//! 2026-11-30: content goes into a temporary file first, so that nobody sees half of it. Where a new file or a plain
//! existing one stands, the temporary file takes its name, with the owner and the mode of what was there. A name that
//! cannot be taken over without harm (a device, a pipe, a file with several names, a mount point, a file in a folder
//! that may not be changed) is opened instead, and the content copied into it. Rejected: to always rename, which made
//! `/dev/null` a regular file; to always write in place, which leaves half a file when a run is killed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

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

/// Finds out whether [`write_whole`] can write here, changing nothing.
///
/// # Errors
///
/// Fails as writing would: the file may not be written, or neither it nor a folder that can hold it is there.
pub fn check_writable(path: &Path) -> io::Result<()> {
    match Target::of(path)? {
        // Opening a pipe waits for its reader; whether there is one shows at the end.
        Target::Opened { .. } => Ok(()),
        Target::Existing { path, .. } => OpenOptions::new().write(true).open(path).map(drop),
        Target::New(path) => {
            let folder = path.ancestors().skip(1).find(|folder| here(folder).exists());
            NamedTempFile::new_in(here(folder.unwrap_or(Path::new("")))).map(drop)
        }
    }
}

/// What a path names, its links followed.
#[derive(Debug)]
enum Target {
    /// Nothing yet.
    New(PathBuf),
    /// A regular file, by its own name.
    Existing { path: PathBuf, replaceable: bool },
    /// A device, a pipe, a socket, or an open file of a process: only opening it reaches it.
    Opened { path: PathBuf, append: bool },
}

impl Target {
    fn of(path: &Path) -> io::Result<Self> {
        let Some(own) = followed(path)? else {
            // What a descriptor was opened for stays: other output may stand in it.
            return Ok(Self::Opened { path: path.to_owned(), append: true });
        };
        match fs::metadata(&own) {
            Ok(found) if found.is_file() => {
                Ok(Self::Existing { path: own, replaceable: names_of(&found) == 1 })
            }
            Ok(found) if found.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(_) => Ok(Self::Opened { path: own, append: false }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::New(own)),
            Err(error) => Err(error),
        }
    }
}

/// The most links that are followed, as Linux does.
const LINKS: usize = 40;

/// The path with the links at its end followed, whether or not there is something; `None` for a process's descriptor,
/// whose link names no place that could be written to.
fn followed(path: &Path) -> io::Result<Option<PathBuf>> {
    let mut own = path.to_owned();
    for _ in 0..LINKS {
        let folder = here(own.parent().unwrap_or(Path::new("")));
        if is_descriptors(folder) {
            return Ok(None);
        }
        match fs::read_link(&own) {
            Ok(target) => own = folder.join(target),
            // It is no link, or there is nothing.
            Err(_) => return Ok(Some(own)),
        }
    }
    Err(io::Error::other("too many links lead from one to the next"))
}

/// True for the folders in which open files of processes show up: `/dev/fd`, `/proc/self/fd`, `/proc/42/fd`.
fn is_descriptors(folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else { return false };
    folder == Path::new("/dev/fd") || (folder.starts_with("/proc") && folder.ends_with("fd"))
}

/// The folder itself, or the working directory for an empty path.
fn here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

/// Content that is not yet where it belongs.
enum Draft {
    /// Beside its target, whose name it can take.
    Beside(NamedTempFile),
    /// Elsewhere, without a name: it is copied.
    Apart(File),
}

impl Draft {
    fn for_target(target: &Target, readers: Readers) -> io::Result<Self> {
        match target {
            Target::New(path) => {
                let folder = here(path.parent().unwrap_or(Path::new("")));
                fs::create_dir_all(folder)?;
                new_in(folder, readers).map(Self::Beside)
            }
            Target::Existing { path, replaceable } => {
                // Who may not write a file may not replace it either.
                OpenOptions::new().write(true).open(path)?;
                let folder = here(path.parent().unwrap_or(Path::new("")));
                match NamedTempFile::new_in(folder) {
                    Ok(file) if *replaceable => Ok(Self::Beside(file)),
                    _ => tempfile::tempfile().map(Self::Apart),
                }
            }
            Target::Opened { .. } => tempfile::tempfile().map(Self::Apart),
        }
    }

    fn file_mut(&mut self) -> &mut File {
        match self {
            Self::Beside(file) => file.as_file_mut(),
            Self::Apart(file) => file,
        }
    }

    /// Puts the complete content where it belongs.
    fn put(self, target: &Target, readers: Readers) -> io::Result<()> {
        match (self, target) {
            (Self::Beside(file), Target::New(path)) => {
                file.persist(path).map(drop).map_err(|error| error.error)
            }
            (Self::Beside(file), Target::Existing { path, .. }) => {
                let taken = take_over(file.as_file(), path, readers);
                let mut file = match taken {
                    Ok(()) => match file.persist(path) {
                        Ok(_) => return Ok(()),
                        // A mount point cannot be renamed over.
                        Err(error) => error.file.into_file(),
                    },
                    Err(_) => file.into_file(),
                };
                copy(&mut file, &mut OpenOptions::new().write(true).truncate(true).open(path)?)
            }
            (Self::Apart(mut file), Target::Opened { path, append }) => {
                copy(&mut file, &mut open(path, *append)?)
            }
            (Self::Apart(mut file), Target::Existing { path, .. } | Target::New(path)) => {
                copy(&mut file, &mut OpenOptions::new().write(true).truncate(true).open(path)?)
            }
            (Self::Beside(_), Target::Opened { .. }) => unreachable!("such a target has its draft apart"),
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

#[cfg(unix)]
mod system {
    use std::io::Write as _;
    use std::os::fd::AsFd as _;
    use std::os::unix::fs::{
        FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, fchown,
    };
    use std::time::Duration;

    use super::{File, NamedTempFile, OpenOptions, Path, Readers, fs, io};

    /// How long a pipe is offered before it counts as one that nobody reads.
    const READER_WAIT: Duration = Duration::from_secs(10);

    /// How often it is offered meanwhile.
    const READER_LOOK: Duration = Duration::from_millis(20);

    /// How many names a file has.
    pub(super) fn names_of(file: &fs::Metadata) -> u64 {
        file.nlink()
    }

    /// A temporary file that will stay as a new one.
    pub(super) fn new_in(folder: &Path, readers: Readers) -> io::Result<NamedTempFile> {
        let mode = match readers {
            // The process's umask takes away what its user wants taken away.
            Readers::AsBefore => 0o666,
            Readers::Owner => 0o600,
        };
        tempfile::Builder::new().permissions(fs::Permissions::from_mode(mode)).tempfile_in(folder)
    }

    /// Gives a draft the owner and the mode of the file whose name it takes.
    pub(super) fn take_over(draft: &File, path: &Path, readers: Readers) -> io::Result<()> {
        let (old, own) = (fs::metadata(path)?, draft.metadata()?);
        if (old.uid(), old.gid()) != (own.uid(), own.gid()) {
            fchown(draft, Some(old.uid()), Some(old.gid()))?;
        }
        let mode = match readers {
            Readers::AsBefore => old.mode(),
            Readers::Owner => old.mode() & 0o700,
        };
        draft.set_permissions(fs::Permissions::from_mode(mode))
    }

    /// Opens what is no regular file. A named pipe waits for its reader, but not for ever.
    pub(super) fn open(path: &Path, append: bool) -> io::Result<File> {
        if append && let Some(own) = standard_stream(path)? {
            return Ok(own);
        }
        let mut options = OpenOptions::new();
        options.write(true).append(append);
        // The first opening is held until the second is there: between them the reader would see an end.
        let held =
            if fs::metadata(path)?.file_type().is_fifo() { Some(wait_for_reader(path)?) } else { None };
        let opened = options.open(path);
        drop(held);
        opened
    }

    /// Standard output or error, where the path names one: who writes after the process goes on where it ended.
    fn standard_stream(path: &Path) -> io::Result<Option<File>> {
        let link = fs::read_link(path).ok().filter(|target| target.starts_with("/proc/self/fd"));
        let path = link.as_deref().unwrap_or(path);
        let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
        if folder.is_none() || folder != Path::new("/dev/fd").canonicalize().ok() {
            return Ok(None);
        }
        let descriptor = match path.file_name().and_then(|name| name.to_str()) {
            Some("1") => io::stdout().as_fd().try_clone_to_owned()?,
            Some("2") => io::stderr().as_fd().try_clone_to_owned()?,
            _ => return Ok(None),
        };
        io::stdout().flush()?;
        Ok(Some(File::from(descriptor)))
    }

    fn wait_for_reader(path: &Path) -> io::Result<File> {
        let nonblocking = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or_default();
        let mut waited = Duration::ZERO;
        loop {
            match OpenOptions::new().write(true).custom_flags(nonblocking).open(path) {
                Err(error) if rustix::io::Errno::from_io_error(&error) == Some(rustix::io::Errno::NXIO) => {
                    if waited >= READER_WAIT {
                        let message = format!("nobody read from the pipe within {} s", READER_WAIT.as_secs());
                        return Err(io::Error::new(io::ErrorKind::TimedOut, message));
                    }
                }
                opened => return opened,
            }
            std::thread::sleep(READER_LOOK);
            waited += READER_LOOK;
        }
    }
}

#[cfg(not(unix))]
mod system {
    use super::{File, NamedTempFile, OpenOptions, Path, Readers, fs, io};

    pub(super) fn names_of(_: &fs::Metadata) -> u64 {
        1
    }

    pub(super) fn new_in(folder: &Path, _: Readers) -> io::Result<NamedTempFile> {
        NamedTempFile::new_in(folder)
    }

    pub(super) fn take_over(draft: &File, path: &Path, _: Readers) -> io::Result<()> {
        draft.set_permissions(fs::metadata(path)?.permissions())
    }

    pub(super) fn open(path: &Path, append: bool) -> io::Result<File> {
        OpenOptions::new().write(true).append(append).open(path)
    }
}

use system::{names_of, new_in, open, take_over};

#[cfg(test)]
mod tests;
