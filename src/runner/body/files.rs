//! Files that a request takes along: where they may lie, and why one cannot be sent.

use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;

use super::lost::{Lost, Reason};
use super::{Built, ContentType, OwnType, media_type};
use crate::compat::Compat;
use crate::http::Payload;

/// Where files may be read, and whose rules count.
#[derive(Debug, Clone, Copy)]
pub(in crate::runner) struct Files<'a> {
    pub(in crate::runner) working_dir: &'a Path,
    pub(in crate::runner) anywhere: bool,
    pub(in crate::runner) compat: Compat,
}

impl Files<'_> {
    /// A file's path and length, or why it cannot be sent.
    pub(super) fn open(&self, src: &str) -> Result<(PathBuf, u64), Reason> {
        if src.is_empty() {
            return Err(Reason::NoSource);
        }
        let path = normal(&self.working_dir.join(src));
        if !self.anywhere && !path.starts_with(normal(self.working_dir)) {
            return Err(Reason::Outside);
        }
        let found = std::fs::metadata(&path).map_err(|error| match error.kind() {
            ErrorKind::PermissionDenied => Reason::Denied(path.clone()),
            ErrorKind::NotFound | ErrorKind::NotADirectory => Reason::Missing,
            _ => Reason::Unreadable(error.to_string()),
        })?;
        if !self.anywhere && leads_outside(&path, self.working_dir) {
            return Err(Reason::Outside);
        }
        if !found.is_file() {
            return Err(if found.is_dir() { Reason::Directory } else { Reason::Special });
        }
        if !owner_may_read(&found) {
            return Err(Reason::NoPermission);
        }
        match std::fs::File::open(&path) {
            Ok(_) => Ok((path, found.len())),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => Err(Reason::NoPermission),
            Err(error) => Err(Reason::Unreadable(error.to_string())),
        }
    }

    /// The directory in which relative paths begin.
    pub(in crate::runner) fn root(&self) -> PathBuf {
        normal(self.working_dir)
    }
}

/// True when links lead from the path out of the directory. What cannot be told counts as outside.
fn leads_outside(path: &Path, directory: &Path) -> bool {
    match (path.canonicalize(), directory.canonicalize()) {
        (Ok(path), Ok(directory)) => !path.starts_with(directory),
        _ => true,
    }
}

#[cfg(unix)]
fn owner_may_read(found: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    found.permissions().mode() & 0o400 != 0
}

#[cfg(not(unix))]
fn owner_may_read(_: &Metadata) -> bool {
    true
}

/// The path without `.` and `..`, by its text alone.
fn normal(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut normal, component| {
        match component {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            other => normal.push(other),
        }
        normal
    })
}

/// The body that is one file; without a path its content, in base64, which brings no type.
pub(super) fn binary(
    src: Option<&str>,
    content: Option<&str>,
    files: Files<'_>,
    lost: &mut Vec<Lost>,
) -> Built {
    let src = src.unwrap_or_default();
    if let Some(content) = content.filter(|content| src.is_empty() && !content.is_empty()) {
        return (Payload::Bytes(from_base64(content)), None);
    }
    match files.open(src) {
        Ok((path, length)) => {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let guess = media_type::of_name(&name).unwrap_or_else(|| media_type::UNKNOWN.to_owned());
            (Payload::File { path, length }, Some(ContentType::new(guess, OwnType::Any)))
        }
        Err(reason) => {
            lost.push(Lost { field: None, src: src.to_owned(), reason });
            (Payload::None, None)
        }
    }
}

/// Base64 as Node.js reads it: both alphabets, padded or not; other characters are skipped, `=` is the end.
pub(super) fn from_base64(text: &str) -> Bytes {
    const ENGINE: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::RequireNone),
    );
    let digits = text.bytes().take_while(|byte| *byte != b'=').filter_map(|byte| match byte {
        b'-' => Some(b'+'),
        b'_' => Some(b'/'),
        b'+' | b'/' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => Some(byte),
        _ => None,
    });
    let mut digits: Vec<u8> = digits.collect();
    // A digit alone is less than a byte.
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    ENGINE.decode(digits).expect("nothing but digits is left").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_leniently() {
        let read = |text| String::from_utf8_lossy(&from_base64(text)).into_owned();
        assert_eq!(["aGVsbG8=", "aGVsbG8", "aGV\nsbG8=rest", "a"].map(read), ["hello", "hello", "hello", ""]);
        assert_eq!(&from_base64("-_8=")[..], [0xfb, 0xff]);
    }

    fn files(folder: &Path, anywhere: bool) -> Files<'_> {
        Files { working_dir: folder, anywhere, compat: Compat::Postman }
    }

    /// A folder with `in/a` and `b`.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("in")).expect("a folder");
        for file in ["in/a", "b"] {
            std::fs::write(folder.path().join(file), "x").expect("a file");
        }
        folder
    }

    #[test]
    fn what_lies_elsewhere_is_refused_when_asked() {
        let folder = folder();
        let inside = folder.path().join("in");
        let only = files(&inside, false);
        assert_eq!(only.open("a"), Ok((inside.join("a"), 1)));
        assert_eq!(only.open("../in/./a"), Ok((inside.join("a"), 1)));
        for outside in ["../b", "/etc/passwd", "/proc/self/environ", "/proc/self/cwd/Cargo.toml"] {
            assert_eq!(only.open(outside), Err(Reason::Outside), "{outside}");
        }
        assert_eq!(files(&inside, true).open("../b"), Ok((folder.path().join("b"), 1)));
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_out_are_refused_when_asked_and_others_are_followed() {
        use std::os::unix::fs::symlink;
        let folder = folder();
        let inside = folder.path().join("in");
        symlink("../b", inside.join("out")).expect("a link");
        symlink("..", inside.join("up")).expect("a link");
        symlink("/proc/self/environ", inside.join("environ")).expect("a link");
        symlink("out", inside.join("chain")).expect("a link");
        symlink("a", inside.join("within")).expect("a link");
        symlink(".", inside.join("here")).expect("a link");
        std::fs::hard_link(folder.path().join("b"), inside.join("hard")).expect("a link");
        let only = files(&inside, false);
        for outside in ["out", "up/b", "environ", "chain", "here/out"] {
            assert_eq!(only.open(outside), Err(Reason::Outside), "{outside}");
        }
        for within in ["within", "here/a", "here/within", "hard", "up/in/a"] {
            assert_eq!(only.open(within), Ok((inside.join(within), 1)), "{within}");
        }
        assert_eq!(files(&inside, true).open("out"), Ok((inside.join("out"), 1)));
    }

    #[cfg(unix)]
    #[test]
    fn a_working_directory_that_is_a_link_holds_its_files() {
        let folder = folder();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("in", &link).expect("a link");
        assert_eq!(files(&link, false).open("a"), Ok((link.join("a"), 1)));
        assert_eq!(files(&link, false).open("../b"), Err(Reason::Outside));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_readable_file_is_told() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = folder();
        let path = folder.path().join("b");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).expect("changed");
        let files = files(folder.path(), true);
        assert_eq!(files.open("b"), Err(Reason::NoPermission));
        assert_eq!(files.open("."), Err(Reason::Directory));
        assert_eq!(files.open("/dev/null"), Err(Reason::Special));
        assert_eq!(files.open("nope"), Err(Reason::Missing));
        assert_eq!(files.open("in/a/b"), Err(Reason::Missing));
        assert_eq!(files.open(""), Err(Reason::NoSource));
        assert!(matches!(files.open(&"n".repeat(300)), Err(Reason::Unreadable(_))));
        assert!(matches!(files.open("a\0b"), Err(Reason::Unreadable(_))));
    }
}
