//! What differs from system to system.

#[cfg(not(unix))]
pub(super) use elsewhere::*;
#[cfg(unix)]
pub(super) use unix::*;

#[cfg(unix)]
mod unix {
    use std::fs::{self, File, OpenOptions};
    use std::io::{self, Write as _};
    use std::os::fd::{AsFd as _, AsRawFd as _};
    use std::os::unix::fs::{
        FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, fchown,
    };
    use std::path::Path;
    use std::time::Duration;

    use rustix::fs::{AtFlags, CWD, OFlags, fcntl_getfl, fcntl_setfl, linkat};
    use rustix::io::Errno;
    use tempfile::NamedTempFile;

    use crate::file::Readers;
    use crate::file::place::Known;

    /// How long a pipe is offered before it counts as one that nobody reads.
    const READER_WAIT: Duration = Duration::from_secs(10);

    /// How often it is offered meanwhile.
    const READER_LOOK: Duration = Duration::from_millis(20);

    /// True when another file can take this one's name without harm: it has no second name, and no attributes (as
    /// access lists are), which would be lost.
    pub(in crate::file) fn is_replaceable(path: &Path, file: &fs::Metadata) -> bool {
        file.nlink() == 1 && !has_attributes(path)
    }

    #[cfg(any(target_os = "linux", target_os = "macos"))]
    fn has_attributes(path: &Path) -> bool {
        let mut names = vec![0; 4096];
        let length = match rustix::fs::listxattr(path, &mut names[..]) {
            Ok(length) => length,
            // More names than there is room for.
            Err(Errno::RANGE) => return true,
            Err(_) => 0,
        };
        let names = names[..length].split(|byte| *byte == 0).filter(|name| !name.is_empty());
        // What the system gives each new file.
        names.into_iter().any(|name| !name.starts_with(b"security.") && !name.starts_with(b"com.apple."))
    }

    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    fn has_attributes(_: &Path) -> bool {
        false
    }

    /// What a file is known by: the system's numbers for its device and for itself.
    pub(in crate::file) fn known(_: &Path, file: &fs::Metadata) -> Known {
        Known::Numbers(file.dev(), file.ino())
    }

    /// Fails when what is no regular file may not be written to.
    pub(in crate::file) fn may_write(path: &Path) -> io::Result<()> {
        fs::metadata(path)?;
        Ok(rustix::fs::access(path, rustix::fs::Access::WRITE_OK)?)
    }

    fn mode(readers: Readers) -> u32 {
        match readers {
            // The process's umask takes away what its user wants taken away.
            Readers::AsBefore => 0o666,
            Readers::Owner => 0o600,
        }
    }

    /// A temporary file that can be given a name; `None` where the file system has none.
    #[cfg(target_os = "linux")]
    pub(in crate::file) fn nameless_in(folder: &Path, readers: Readers) -> Option<File> {
        let flags = i32::try_from(OFlags::TMPFILE.bits()).ok()?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).custom_flags(flags).mode(mode(readers));
        options.open(folder).ok().filter(|_| Path::new("/proc/self/fd").is_dir())
    }

    /// Only Linux gives files their names later.
    #[cfg(not(target_os = "linux"))]
    pub(in crate::file) fn nameless_in(_: &Path, _: Readers) -> Option<File> {
        None
    }

    /// Gives a file without a name one that no other file has.
    pub(in crate::file) fn name(file: &File, folder: &Path) -> io::Result<NamedTempFile> {
        let open = format!("/proc/self/fd/{}", file.as_raw_fd());
        tempfile::Builder::new().make_in(folder, |path| {
            linkat(CWD, &*open, CWD, path, AtFlags::SYMLINK_FOLLOW)?;
            file.try_clone()
        })
    }

    /// A new file that will be added to.
    pub(in crate::file) fn new_end(path: &Path, readers: Readers) -> io::Result<File> {
        OpenOptions::new().create(true).append(true).mode(mode(readers)).open(path)
    }

    /// A temporary file that will stay as a new one.
    pub(in crate::file) fn named_in(folder: &Path, readers: Readers) -> io::Result<NamedTempFile> {
        let permissions = fs::Permissions::from_mode(mode(readers));
        tempfile::Builder::new().permissions(permissions).tempfile_in(folder)
    }

    /// Gives a draft the owner and the mode of the file whose name it takes.
    pub(in crate::file) fn take_over(draft: &File, old: &fs::Metadata, readers: Readers) -> io::Result<()> {
        let own = draft.metadata()?;
        if (old.uid(), old.gid()) != (own.uid(), own.gid()) {
            fchown(draft, Some(old.uid()), Some(old.gid()))?;
        }
        let mode = match readers {
            Readers::AsBefore => old.mode(),
            Readers::Owner => old.mode() & 0o700,
        };
        draft.set_permissions(fs::Permissions::from_mode(mode))
    }

    /// Takes the right to read a file from all but its owner.
    pub(in crate::file) fn restrict(file: &File) -> io::Result<()> {
        let mode = file.metadata()?.mode();
        if mode.trailing_zeros() >= 6 {
            return Ok(()); // Nobody else has a right.
        }
        file.set_permissions(fs::Permissions::from_mode(mode & 0o700)).map_err(|error| {
            let message = format!("others may read the file, and its mode cannot be changed: {error}");
            io::Error::new(error.kind(), message)
        })
    }

    /// Opens what is no regular file. A named pipe waits for its reader, but not for ever.
    pub(in crate::file) fn open(path: &Path, append: bool) -> io::Result<File> {
        if append && let Some(own) = standard_stream(path)? {
            return Ok(own);
        }
        if fs::metadata(path)?.file_type().is_fifo() {
            return wait_for_reader(path);
        }
        OpenOptions::new().write(true).append(append).open(path)
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
        let nonblocking = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
        let mut waited = Duration::ZERO;
        loop {
            match OpenOptions::new().write(true).custom_flags(nonblocking).open(path) {
                Err(error) if Errno::from_io_error(&error) == Some(Errno::NXIO) => {
                    if waited >= READER_WAIT {
                        let message = format!("nobody read from the pipe within {} s", READER_WAIT.as_secs());
                        return Err(io::Error::new(io::ErrorKind::TimedOut, message));
                    }
                }
                Ok(pipe) => {
                    // From here on a write waits for its reader.
                    fcntl_setfl(&pipe, fcntl_getfl(&pipe)? & !OFlags::NONBLOCK)?;
                    return Ok(pipe);
                }
                Err(error) => return Err(error),
            }
            std::thread::sleep(READER_LOOK);
            waited += READER_LOOK;
        }
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use std::fs::{self, File, OpenOptions};
    use std::io;
    use std::path::Path;

    use tempfile::NamedTempFile;

    use crate::file::Readers;
    use crate::file::place::Known;

    pub(in crate::file) fn is_replaceable(_: &Path, _: &fs::Metadata) -> bool {
        true
    }

    pub(in crate::file) fn known(path: &Path, _: &fs::Metadata) -> Known {
        Known::Path(path.canonicalize().unwrap_or_else(|_| path.to_owned()))
    }

    pub(in crate::file) fn may_write(path: &Path) -> io::Result<()> {
        fs::metadata(path).map(drop)
    }

    pub(in crate::file) fn new_end(path: &Path, _: Readers) -> io::Result<File> {
        OpenOptions::new().create(true).append(true).open(path)
    }

    pub(in crate::file) fn nameless_in(_: &Path, _: Readers) -> Option<File> {
        None
    }

    pub(in crate::file) fn name(_: &File, _: &Path) -> io::Result<NamedTempFile> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(in crate::file) fn named_in(folder: &Path, _: Readers) -> io::Result<NamedTempFile> {
        NamedTempFile::new_in(folder)
    }

    pub(in crate::file) fn take_over(draft: &File, old: &fs::Metadata, _: Readers) -> io::Result<()> {
        draft.set_permissions(old.permissions())
    }

    pub(in crate::file) fn restrict(_: &File) -> io::Result<()> {
        Ok(())
    }

    pub(in crate::file) fn open(path: &Path, append: bool) -> io::Result<File> {
        OpenOptions::new().write(true).append(append).open(path)
    }
}
