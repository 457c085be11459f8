//! What a path names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::system::is_replaceable;

/// What a path names, its links followed.
#[derive(Debug)]
pub(super) enum Target {
    /// Nothing yet.
    New(PathBuf),
    /// A regular file, by its own name.
    Existing { path: PathBuf, replaceable: bool },
    /// A device, a pipe, a socket, or an open file of a process: only opening it reaches it.
    Opened { path: PathBuf, append: bool },
}

impl Target {
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let Some(own) = followed(path)? else {
            // What a descriptor was opened for stays: other output may stand in it.
            return Ok(Self::Opened { path: path.to_owned(), append: true });
        };
        match fs::metadata(&own) {
            Ok(found) if found.is_file() => {
                let replaceable = is_replaceable(&own, &found);
                Ok(Self::Existing { path: own, replaceable })
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
pub(super) fn followed(path: &Path) -> io::Result<Option<PathBuf>> {
    let mut own = path.to_owned();
    for _ in 0..LINKS {
        let folder = folder_of(&own);
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
pub(super) fn here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

/// The folder that a path lies in.
pub(super) fn folder_of(path: &Path) -> &Path {
    here(path.parent().unwrap_or(Path::new("")))
}
